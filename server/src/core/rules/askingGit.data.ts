// Who asks git about a build's files: programs, files of a project, and the words in them.

/** Files in which a project says that its build asks git for a version, and the words that say so. */
export const versionFiles: ReadonlyMap<string, RegExp> = new Map([
  ['pyproject.toml', /scm|vcs|versioneer|dunamai|versioningit|pbr\b|dynamic-versioning|git/], ['setup.py', /scm|vcs|versioneer|pbr\b|git/], ['setup.cfg', /scm|vcs|versioneer|pbr\b/],
  ['package.json', /\bgit\b(?!hub|\+|:)[^"]*(?:rev-parse|describe|log|show)|git-rev|husky|git-describe/], ['pom.xml', /git-commit-id|buildnumber-maven|jgitver/], ['build.gradle', /git/i], ['build.gradle.kts', /git/i],
  ['Cargo.toml', /vergen|git-version|shadow-rs|built\b/], ['build.rs', /git/], ['Makefile', /\bgit\b|\bgo (?:build|install)\b|\$[({]GO[)}] (?:build|install)/], ['makefile', /\bgit\b|\bgo (?:build|install)\b/], ['GNUmakefile', /\bgit\b|\bgo (?:build|install)\b/],
  ['Taskfile.yml', /\bgit\b|\bgo (?:build|install)\b/], ['justfile', /\bgit\b|\bgo (?:build|install)\b/],
  ['CMakeLists.txt', /\bgit\b|\bGit\b/], ['build.sbt', /git/i], ['mix.exs', /"git"|git /], ['next.config.js', /git/], ['next.config.mjs', /git/], ['vite.config.ts', /git/], ['vite.config.js', /git/], ['Directory.Build.props', /SourceLink|GitVersion|Nerdbank|MinVer/],
]);

/** The same for a script that a RUN starts. */
export const scriptWords = /\bgit\b|\bgo (?:build|install)\b/;

/** Addresses and names of services and files that have "git" in them and ask it nothing. */
const addresses = /\b(?:scm:git:)?\w+:\/\/[^\s"'<>)]+|\bscm:git:[^\s"'<>)]+|\bgit@[^\s"'<>)]+|\bgit(?:hub|lab|ignore|attributes|modules|keep|ter\.im|book)\b|<\/?scm>/gi;

/** A text without what only looks like asking git. */
export function withoutAddresses(text: string): string {
  return text.replace(addresses, ' ');
}

/**
 * Words of those who also ask whether each file is as it was committed, to write a "dirty" into the version, or refuse to build.
 * Most ask only which commit is checked out, and to them a missing file is no matter.
 */
export const treeWords = new RegExp([
  'dirty|untracked', String.raw`\bgit\b[^\n;|&]{0,60}?\b(?:status|diff|diff-index|diff-files|ls-files|update-index|stash|add|commit|checkout|reset|clean)\b`,
  'setuptools[-_.]?scm|hatch[-_]vcs|versioneer|dunamai|versioningit|dynamic-versioning|\\bpbr\\b|\\bvcs\\b',
  'git-commit-id|buildnumber-maven|jgitver|git-properties|grgit|jgit\\b|axion-release|nebula|sbt-git|sbt-dynver|GitVersion',
  'vergen|git[-_]version|shadow[-_]rs|\\bbuilt\\b|git-describe|goreleaser|\\bgo (?:build|install)\\b|\\$[({]GO[)}] (?:build|install)|\\bnix (?:build|develop|run|shell)\\b',
].join('|'), 'i');

/** Programs that look for a repository by themselves: Go stamps what it builds, and so do these. */
export const stampingPrograms: ReadonlySet<string> = new Set(['go', 'goreleaser', 'git', 'gitversion', 'dotnet', 'setuptools_scm', 'hatch', 'bazel', 'lerna', 'semantic-release', 'sentry-cli', 'nix', 'nix-build', 'devbox']);

/** Of these, the ones that read no more than the commit and the address (.NET's SDK from 8 on, by itself). */
export const commitReaders: ReadonlySet<string> = new Set(['dotnet', 'bazel', 'lerna', 'semantic-release', 'sentry-cli']);

/** Subcommands of git that make repositories of their own, or ask for nothing of one. */
export const elsewhereVerbs: ReadonlySet<string> = new Set(['clone', 'config', 'lfs', 'init', '--version']);

/** Subcommands of git that ask for commits and their names, never for the files that lie there. */
export const commitVerbs: ReadonlySet<string> = new Set(['rev-parse', 'rev-list', 'log', 'show', 'tag', 'branch', 'remote', 'for-each-ref', 'symbolic-ref', 'name-rev', 'describe']);

/** Subcommands of Go that stamp nothing (Go cmd/go/internal/load PackageOpts.AutoVCS: build, install and list do). */
export const unstampedVerbs: ReadonlySet<string> = new Set(['mod', 'env', 'version', 'test', 'vet', 'fmt', 'run', 'tool', 'clean', 'get', 'work']);

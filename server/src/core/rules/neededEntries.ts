// Whether a build may need files that only seem to be left over: an instruction names them, or a tool asks git.
import type { ContextView } from '../context/contextView.js';
import { goMatch } from '../context/goMatch.js';
import type { VolatileGroup } from '../context/volatileEntries.js';
import type { Step } from '../plan/plan.js';
import type { RuleContext } from './rule.js';

/** Whether the group must stay in the context. Doubt counts as need. */
export function isNeeded(group: VolatileGroup, context: RuleContext, view: ContextView): boolean {
  const steps = context.plan.stages.flatMap(stage => stage.steps);
  if (steps.some(step => names(step, group))) return true;
  if (group.reason === 'readByVersionTools') return mayAskGit(steps, context, view);
  return !group.safe;
}

/** Whether a COPY, an ADD, a bind mount or the text of a RUN names one of the entries. */
function names(step: Step, group: VolatileGroup): boolean {
  const paths = [...(step.copy?.sources ?? []).filter(source => source.kind === 'context').map(source => source.path), ...step.mounts.filter(mount => mount.type === 'bind' && mount.from === undefined).map(mount => mount.source ?? '')];
  if (paths.includes(undefined)) return true;
  return group.roots.some(root => {
    if (paths.some(path => path !== undefined && meets(clean(path), root.path))) return true;
    return step.kind === 'run' && step.instruction.text.includes(lastPart(root.path)) && group.kind !== 'versionControl';
  });
}

/** A source that is the entry, lies in it, or matches it; the root of the context names nothing. */
function meets(source: string, entry: string): boolean {
  if (source === '') return false;
  return source === entry || source.startsWith(`${entry}/`) || goMatch(source, entry) === true;
}

function clean(path: string): string {
  return path.split('/').filter(part => part !== '' && part !== '.').join('/');
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Files in which a project says that its build asks git for a version, and the words that say so. */
const versionFiles: readonly (readonly [string, RegExp])[] = [
  ['pyproject.toml', /scm|vcs|versioneer|dunamai|versioningit|pbr\b|dynamic-versioning|git/], ['setup.py', /scm|vcs|versioneer|pbr\b|git/], ['setup.cfg', /scm|vcs|versioneer|pbr\b/],
  ['package.json', /\bgit\b(?!hub|\+|:)[^"]*(?:rev-parse|describe|log|show)|git-rev|husky|git-describe/], ['pom.xml', /git-commit-id|buildnumber-maven|jgitver/], ['build.gradle', /git/i], ['build.gradle.kts', /git/i],
  ['Cargo.toml', /vergen|git-version|shadow-rs|built\b/], ['build.rs', /git/], ['Makefile', /\bgit\b/], ['makefile', /\bgit\b/], ['GNUmakefile', /\bgit\b/], ['Taskfile.yml', /\bgit\b/], ['justfile', /\bgit\b/],
  ['CMakeLists.txt', /\bgit\b|\bGit\b/], ['build.sbt', /git/i], ['mix.exs', /"git"|git /], ['next.config.js', /git/], ['next.config.mjs', /git/], ['vite.config.ts', /git/], ['vite.config.js', /git/], ['Directory.Build.props', /SourceLink|GitVersion|Nerdbank|MinVer/],
];

/** Programs that look for a repository by themselves: Go stamps what it builds, and so do these. */
const stampingPrograms: ReadonlySet<string> = new Set(['go', 'goreleaser', 'git', 'gitversion', 'dotnet', 'setuptools_scm', 'hatch', 'bazel', 'lerna', 'semantic-release', 'sentry-cli']);

function mayAskGit(steps: readonly Step[], context: RuleContext, view: ContextView): boolean {
  const runs = steps.filter(step => step.kind === 'run');
  if (runs.some(step => asksGit(step, context))) return true;
  const scripts = runs.flatMap(step => step.instruction.text.match(/[\w./-]+\.(?:sh|py|mjs|cjs|js|ts|mk)\b/g) ?? []).map(clean);
  const texts = [...versionFiles, ...scripts.map(path => [path, /\bgit\b/] as const)];
  return texts.some(([path, words]) => {
    const file = view.read(path);
    return file.state === 'unread' || (file.state === 'text' && words.test(file.text));
  });
}

/** `git clone` and its like make repositories of their own. */
function asksGit(step: Step, context: RuleContext): boolean {
  if (/setuptools[-_]scm|hatch-vcs|versioneer|\.git\b/i.test(step.instruction.text.replace(/https?:\S+\.git\b|git@\S+\.git\b/g, ''))) return true;
  const { commands, unreadable } = context.script(step);
  if (unreadable !== undefined) return /\bgit\b/.test(step.instruction.text);
  return commands.some(command => command.name !== undefined && stampingPrograms.has(command.name) && !isElsewhere(command.name, command.args[0]?.value));
}

function isElsewhere(program: string, verb: string | undefined): boolean {
  if (program === 'git') return verb === 'clone' || verb === 'config' || verb === 'lfs' || verb === '--version';
  return program === 'go' && (verb === 'mod' || verb === 'env' || verb === 'version');
}

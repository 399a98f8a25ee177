// Whether a build may need files that only seem to be left over: an instruction names them, or a tool asks git.
import { contextFacts, isIgnored, type ContextFacts } from '../context/contextFacts.js';
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

/** Whether an instruction or the ignore file names the very entry, so that somebody means it to be there. */
export function isWanted(path: string, steps: readonly Step[], view: ContextView): boolean {
  const decided = contextFacts(view).matcher.explain(path);
  if (decided?.isException === true && decided.pattern.endsWith(lastPart(path))) return true;
  return steps.some(step => contextPathsOf(step).some(source => source === undefined || (source !== '' && meets(clean(source), path))) || (step.kind === 'run' && step.instruction.text.includes(lastPart(path))));
}

/** What a step takes from the context by COPY, ADD or bind mount; `undefined` inside: not known. */
function contextPathsOf(step: Step): readonly (string | undefined)[] {
  return [...(step.copy?.sources ?? []).filter(source => source.kind === 'context').map(source => source.path), ...step.mounts.filter(mount => mount.type === 'bind' && mount.from === undefined).map(mount => mount.source ?? '')];
}

/** Whether a COPY, an ADD, a bind mount or the text of a RUN names one of the entries. */
function names(step: Step, group: VolatileGroup): boolean {
  const paths = contextPathsOf(step);
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
const versionFiles: ReadonlyMap<string, RegExp> = new Map([
  ['pyproject.toml', /scm|vcs|versioneer|dunamai|versioningit|pbr\b|dynamic-versioning|git/], ['setup.py', /scm|vcs|versioneer|pbr\b|git/], ['setup.cfg', /scm|vcs|versioneer|pbr\b/],
  ['package.json', /\bgit\b(?!hub|\+|:)[^"]*(?:rev-parse|describe|log|show)|git-rev|husky|git-describe/], ['pom.xml', /git-commit-id|buildnumber-maven|jgitver/], ['build.gradle', /git/i], ['build.gradle.kts', /git/i],
  ['Cargo.toml', /vergen|git-version|shadow-rs|built\b/], ['build.rs', /git/], ['Makefile', /\bgit\b/], ['makefile', /\bgit\b/], ['GNUmakefile', /\bgit\b/], ['Taskfile.yml', /\bgit\b/], ['justfile', /\bgit\b/],
  ['CMakeLists.txt', /\bgit\b|\bGit\b/], ['build.sbt', /git/i], ['mix.exs', /"git"|git /], ['next.config.js', /git/], ['next.config.mjs', /git/], ['vite.config.ts', /git/], ['vite.config.js', /git/], ['Directory.Build.props', /SourceLink|GitVersion|Nerdbank|MinVer/],
]);

/** Programs that look for a repository by themselves: Go stamps what it builds, and so do these. */
const stampingPrograms: ReadonlySet<string> = new Set(['go', 'goreleaser', 'git', 'gitversion', 'dotnet', 'setuptools_scm', 'hatch', 'bazel', 'lerna', 'semantic-release', 'sentry-cli', 'nix', 'nix-build', 'devbox']);

/** Whether the build asks git about the tree that it gets: what is left out of it then looks deleted to git. */
export function isTreeAsked(context: RuleContext, view: ContextView): boolean {
  if (!view.entry('.git') || isIgnored(contextFacts(view), '.git')) return false;
  return mayAskGit(context.plan.stages.filter(stage => stage.reachable).flatMap(stage => stage.steps), context, view);
}

function mayAskGit(steps: readonly Step[], context: RuleContext, view: ContextView): boolean {
  const runs = steps.filter(step => step.kind === 'run');
  if (runs.some(step => asksGit(step, context))) return true;
  const scripts = runs.flatMap(step => step.instruction.text.match(/[\w./-]+\.(?:sh|py|mjs|cjs|js|ts|mk)\b/g) ?? []).map(clean);
  const files = versionFilesIn(contextFacts(view));
  if (files.length > mostVersionFiles) return true;
  const texts = [...files, ...scripts.map(path => ({ path, words: /\bgit\b/ }))];
  return texts.some(({ path, words }) => {
    const file = view.read(path);
    return file.state === 'unread' || (file.state === 'text' && words.test(file.text));
  });
}

/** Reading more of them to be sure is not worth it. */
const mostVersionFiles = 60;

/** The files of the context that may say so, in all its folders: of a workspace each member has its own. */
function versionFilesIn(facts: ContextFacts): readonly { readonly path: string; readonly words: RegExp }[] {
  return facts.remember('versionFiles', () => (facts.kept ?? []).flatMap(({ path, kind }) => {
    const words = kind === 'file' ? versionFiles.get(lastPart(path)) : undefined;
    return words ? [{ path, words }] : [];
  }));
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

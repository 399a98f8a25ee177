// Who needs what a step leaves in a package manager's cache folder: the image itself, other stages, later RUNs. `no` is a
// proof, on which a cache mount (or other contents of the folder) changes nothing that anybody gets to see.
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { isWithin, joinPath } from '../plan/paths.js';
import type { BuildPlan, Mount, Stage, Step } from '../plan/plan.js';
import type { ShellCommand, ShellScript } from '../shell/script.js';
import { idlePrograms } from './cacheFolderUse.data.js';
import { commandEffects } from './commandEffects.js';
import { absolutePath, meets } from './paths.js';
import type { Answer } from './effects.js';

export interface CacheUseFacts {
  readonly plan: BuildPlan;
  script(step: Step): ShellScript;
  installs(step: Step): readonly InstallCommand[];
}

/** Longer files are nobody's, and every stage would be compared with every other: nothing is proven of them. */
export const maxStages = 250;

/** Whether what the step leaves in the folders (absolute paths) gets into the target's image, or is looked at by a later RUN. */
export function cacheFolderNeeded(step: Step, folders: readonly string[], facts: CacheUseFacts): Answer {
  const shipped = cacheFolderShipped(step.stage, folders, facts.plan);
  return shipped === 'yes' ? 'yes' : strongest([shipped, strongestOf(laterRuns(step, facts.plan), run => runLooksInto(run, folders, facts))]);
}

/** Whether the folders of a stage reach the target's image, as a part of it or by a COPY or mount from the stage. */
export function cacheFolderShipped(stage: Stage, folders: readonly string[], plan: BuildPlan): Answer {
  if (!plan.target || plan.stages.length > maxStages) return 'unknown';
  return plan.target === stage || isBuiltOn(plan.target, stage) ? 'yes' : cacheFolderCopied(stage, folders, plan);
}

/** Whether a COPY or mount of a stage that the target needs takes the folders from this stage, or from one that is built on it. */
export function cacheFolderCopied(stage: Stage, folders: readonly string[], plan: BuildPlan): Answer {
  const { stages } = plan;
  if (stages.length > maxStages) return 'unknown';
  if (stages.length === 1) return 'no';
  const family = new Set(stages.filter(other => other === stage || isBuiltOn(other, stage)));
  return strongestOf(stages.filter(other => other.reachable).flatMap(other => other.steps), user => takesFolder(user, folders, family));
}

/** The RUNs that see what the step left: below it in its stage, and those of the stages built on it that the target needs. */
export function laterRuns(step: Step, { stages }: BuildPlan): readonly Step[] {
  const descendants = stages.length > 1 && stages.length <= maxStages ? stages.filter(stage => stage.reachable && isBuiltOn(stage, step.stage)) : [];
  return [...step.stage.steps.slice(step.index + 1), ...descendants.flatMap(stage => stage.steps)].filter(later => later.kind === 'run');
}

/** Whether a stage begins with another one's files, directly or not. */
export function isBuiltOn(stage: Stage, ancestor: Stage): boolean {
  for (let base = stage.base; base.kind === 'stage'; base = base.stage.base) {
    if (base.stage === ancestor) return true;
    if (base.stage.index <= ancestor.index) return false;
  }
  return false;
}

/** Whether a RUN looks at what the layers below it have in the folders. What it mounts there hides that. */
export function runLooksInto(run: Step, folders: readonly string[], facts: CacheUseFacts): Answer {
  const visible = folders.filter(folder => !run.mounts.some(mount => coversFolder(mount, folder)));
  if (visible.length === 0) return 'no';
  const script = facts.script(run);
  if (script.unreadable !== undefined || script.commands.length === 0) return 'unknown';
  const installs = new Map(facts.installs(run).map(install => [install.command, install]));
  return strongestOf(script.commands, command => {
    const install = installs.get(command);
    return install ? installLooksInto(install, run, visible) : commandLooksInto(command, run, visible);
  });
}

/** Whether a command of the RUN that is no package manager's is known to read what lies in the folders. */
export function commandsReadIn(run: Step, folders: readonly string[], facts: CacheUseFacts): boolean {
  const installs = new Set(facts.installs(run).map(install => install.command));
  return facts.script(run).commands.some(command => !installs.has(command) && commandLooksInto(command, run, folders) === 'yes');
}

/** Package managers work out of their own folders only; one that builds runs programs of the project. */
function installLooksInto({ ecosystem, kind, command }: InstallCommand, run: Step, folders: readonly string[]): Answer {
  const own = ecosystem.cacheFolders?.('/root', name => command.assignments.get(name) ?? run.state.variables.get(name)?.value) ?? [];
  // Images set variables of their own, so that the folder may lie in another place than it seems.
  if (own.some(({ target }) => target !== undefined && folders.some(folder => meets(folder, target) || tailOf(folder) === tailOf(target)))) return 'yes';
  return kind === 'build' || kind === 'project' || own.some(({ target }) => target === undefined) ? 'unknown' : 'no';
}

function tailOf(path: string): string {
  return path.split('/').slice(-2).join('/');
}

function commandLooksInto(command: ShellCommand, run: Step, folders: readonly string[]): Answer {
  const { name, args } = command;
  if (name === undefined || command.openArguments) return 'unknown';
  // What is removed is not looked at.
  if (name === 'rm' || name === 'rmdir') return 'no';
  if ([...args, ...command.redirects.flatMap(redirect => redirect.target ?? [])].some(word => /~|\$\{?HOME\b/.test(word.text))) return 'unknown';
  const directory = command.directory === undefined ? undefined : absolutePath(run.state.workdir, command.directory === '' ? '.' : command.directory);
  const isIdle = idlePrograms.has(name) || (name === 'java' && args.some(word => word.value.startsWith('-Djarmode=')));
  if (isIdle) return strongestOf(args, word => wordNames(word.value, directory, folders));
  const effects = commandEffects(command, { directory, system: [], variable: variable => run.state.variables.get(variable)?.value });
  if (!effects) return 'unknown';
  if (effects.reads.paths.some(path => folders.some(folder => meets(path, folder)))) return 'yes';
  return effects.reads.open ? 'unknown' : 'no';
}

/** An argument that is a path, or may be one. */
function wordNames(word: string, directory: string | undefined, folders: readonly string[]): Answer {
  const path = absolutePath(directory, word.replace(/^--?[\w-]+=/, '').replace(/\/?[*?[{].*$/, '') || '.');
  if (path === undefined) return /^[-+]/.test(word) ? 'no' : 'unknown';
  return folders.some(folder => meets(path, folder)) ? 'yes' : 'no';
}

/** A COPY from the stage, or a RUN that mounts it. */
function takesFolder(step: Step, folders: readonly string[], family: ReadonlySet<Stage>): Answer {
  // Spares most steps from being taken apart.
  if (!/from\s*=/i.test(step.instruction.text)) return 'no';
  const { copy } = step;
  if (copy?.fromStage && family.has(copy.fromStage)) return strongest(copy.sources.map(source => pathTakes(source.path, folders)));
  return strongest(step.mounts.filter(mount => mount.from !== undefined).map(mount => {
    const from = mount.from?.toLowerCase();
    const isOurs = [...family].some(stage => (stage.name !== undefined && stage.name === from) || String(stage.index) === from);
    return isOurs ? pathTakes(mount.source ?? '', folders) : 'no';
  }));
}

function pathTakes(source: string | undefined, folders: readonly string[]): Answer {
  if (source === undefined) return 'unknown';
  const wildcard = source.search(/[*?[\\]/);
  const path = joinPath('/', wildcard < 0 ? source : source.slice(0, wildcard).replace(/[^/]*$/, ''));
  if (!folders.some(folder => meets(path, folder))) return 'no';
  return wildcard < 0 ? 'yes' : 'unknown';
}

function coversFolder(mount: Mount, folder: string): boolean {
  return mount.target !== undefined && isWithin(folder, mount.target);
}

function strongest(answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

function strongestOf<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let found: Answer = 'no';
  for (const item of items) {
    const answer = ask(item);
    if (answer === 'yes') return 'yes';
    if (answer === 'unknown') found = 'unknown';
  }
  return found;
}

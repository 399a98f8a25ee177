// Where a step's package manager keeps its cache, by the step's user, home and variables, and what is mounted there.
import type { CacheFolder, InstallCommand } from '../ecosystems/ecosystem.js';
import { isWithin } from '../plan/paths.js';
import type { Mount, Step } from '../plan/plan.js';
import { imageVariable } from './imageVariables.js';
import { baseImageOf } from './baseImage.js';
import { folderVariables } from './missing-cache-mount.data.js';
import { installUser, isOthersInstall, userOf } from './stepUser.js';
import type { RuleContext } from './rule.js';

/**
 * Folders that take the place of an ecosystem's own. apt's `/var/lib/apt` also holds the note of which packages were
 * installed as dependencies only: that belongs to the image, so only the lists below it are mounted.
 */
const narrowerFolders: ReadonlyMap<string, string> = new Map([['/var/lib/apt', '/var/lib/apt/lists']]);

/** `undefined`: the ecosystem keeps no cache here. `ignored` are variables that are taken to be unset. */
export function foldersOf(step: Step, install: InstallCommand, context: RuleContext, ignored: readonly string[] = []): readonly CacheFolder[] | undefined {
  const { assignments } = install.command;
  const variable = (name: string) => (ignored.includes(name) ? undefined : assignments.has(name) ? assignments.get(name) : step.state.variables.get(name)?.value ?? imageVariable(step, name));
  const folders = install.ecosystem.cacheFolders?.(homeOfInstall(step, install, context), variable) ?? [];
  if (folders.length === 0) return undefined;
  return folders.map(folder => ({ ...folder, target: folder.target === undefined ? undefined : narrowerFolders.get(folder.target) ?? folder.target }));
}

/** The paths among the folders that are known. */
export function targetsOf(folders: readonly CacheFolder[]): readonly string[] {
  return folders.flatMap(({ target }) => target ?? []);
}

/** Whether a mount keeps the cache already: on one of the folders, or maybe, where it is another one or not known. */
export function mayBeMounted(step: Step, install: InstallCommand, folders: readonly CacheFolder[]): boolean {
  if (folders.some(folder => isMounted(step, folder))) return true;
  return cacheMountsOf(step).length > 0 && (targetsOf(folders).length < folders.length || cacheOption(install) !== undefined);
}

/** The option of an install that names its cache folder (`--cache /tmp/npm`), without the folder. */
export function cacheOption({ ecosystem, command }: InstallCommand): string | undefined {
  const { cacheOptions = [] } = ecosystem;
  if (cacheOptions.length === 0) return undefined;
  return command.args.map(({ value }) => cacheOptions.find(option => value === option || value.startsWith(/[=:]$/.test(option) ? option : `${option}=`))).find(option => option !== undefined)?.replace(/[=:]+$/, '');
}

/** The home folder of the step's user, as far as the file tells. */
export function homeOf(step: Step, context: RuleContext): string | undefined {
  const home = step.state.variables.get('HOME');
  return home ? home.value : userOf(step, context).home;
}

/** A wrapper that changes the user sets HOME too. */
function homeOfInstall(step: Step, install: InstallCommand, context: RuleContext): string | undefined {
  return isOthersInstall(step, install, context) ? installUser(step, install, context).home : homeOf(step, context);
}

/** Whether something is mounted on the folder, above it or below it. */
export function isMounted(step: Step, { target }: CacheFolder): boolean {
  return target !== undefined && step.mounts.some(mount => mount.target !== undefined && (isWithin(mount.target, target) || isWithin(target, mount.target)));
}

export function cacheMountsOf(step: Step): readonly Mount[] {
  return step.kind === 'run' && step.instruction.flags.length > 0 ? step.mounts.filter(mount => mount.type === 'cache') : [];
}

/** Whether the variable that names the folder is known, for a base image that may well set it. */
export function isFolderKnown(step: Step, { ecosystem }: InstallCommand): boolean {
  const named = folderVariables.get(ecosystem.id);
  if (!named || (step.state.variables.get(named.variable)?.value ?? imageVariable(step, named.variable)) !== undefined) return true;
  const image = baseImageOf(step.stage);
  return image !== undefined && !image.name.includes('/') && !named.images.test(image.name);
}

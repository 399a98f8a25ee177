// Which steps get a mount together, and what stands in the way. Caches of downloads are one step's business; where programs
// work out of the cache (Go, Cargo, Maven, NuGet, pnpm), every step of the stages in a row that uses it needs the same mount.
import { cacheFolderCopied, cacheFolderShipped, commandsReadIn, isBuiltOn, laterRuns, runLooksInto, maxStages } from '../effects/cacheFolderUse.js';
import { stepsAbove } from '../effects/copyLayout.js';
import { meets } from '../effects/paths.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { escapePattern } from '../text/patterns.js';
import { supports } from '../plan/frontend.js';
import type { Stage, Step } from '../plan/plan.js';
import type { TextEdit } from '../text/edits.js';
import type { ListUser } from './aptLists.js';
import { cacheOption, foldersOf, homeOf, isFolderKnown, isMounted, targetsOf } from './cacheFolders.js';
import { findFights, keepCache, type Keeping } from './cacheKeepers.js';
import { cacheSettings, linksIntoCache, localPublishing, mountablePackages, offlineOptions, settingVerbs, settingWords, switches } from './missing-cache-mount.data.js';
import { mountEdit } from './mountText.js';
import { isOthersInstall, userOf } from './stepUser.js';
import type { RuleContext } from './rule.js';

/** Why there is no fix; each has one sentence. */
export type MountObstacle =
  | { readonly kind: 'folder' | 'own-lists' | 'text' | 'offline' | 'syntax' }
  | { readonly kind: 'user' | 'other-user'; readonly user: string }
  | { readonly kind: 'needed'; readonly folder: string }
  | { readonly kind: 'switch'; readonly variable: string }
  | { readonly kind: 'cleaning' | 'stranger'; readonly command: string }
  | ({ readonly kind: 'lists' } & ListUser);

export interface ProvenPlan {
  readonly state: 'proven';
  readonly edits: readonly TextEdit[];
  /** A file that the image loses by it. */
  readonly removedFile: string | undefined;
  /** How many steps get the mount. */
  readonly count: number;
}

export type MountPlan = ProvenPlan | { readonly state: 'blocked'; readonly why: MountObstacle };

type Obstructed = { readonly state: 'blocked'; readonly why: MountObstacle };

/** What a fix would do for the install of a step. `mayShip`: the target's image may lose what the folders hold, and the caller says so. */
export function planMounts(step: Step, install: InstallCommand, context: RuleContext, mayShip = false): MountPlan {
  if (!supports('cache-mount', context.syntax)) return { state: 'blocked', why: { kind: 'syntax' } };
  const other = otherCache(step, install, context);
  if (other) return { state: 'blocked', why: other };
  if (install.ecosystem.cacheHolds === 'downloads' && install.kind !== 'build' && !linksInto(step, install)) {
    const targets = targetsOf(foldersOf(step, install, context) ?? []);
    const isRead = [step, ...laterRuns(step, context.plan)].some(run => commandsReadIn(run, targets, context));
    return isRead || cacheFolderCopied(step.stage, targets, context.plan) !== 'no' ? { state: 'blocked', why: { kind: 'needed', folder: targets[0] ?? '' } } : joined([planOne(step, install, context)], step, context);
  }
  // Says so at once for most: the other stages need not be looked through.
  const isTarget = !mayShip && (context.plan.target === step.stage || context.plan.stages.length > maxStages);
  if (isTarget || !mountablePackages.has(install.ecosystem.id)) return { state: 'blocked', why: neededIn(targetsOf(foldersOf(step, install, context) ?? []), step, install, context) };
  const members = membersOf(step, install, context);
  const obstacle = members.map(member => otherCache(member.step, member.install, context)).find(found => found !== undefined) ?? groupObstacle(members, install, context, mayShip);
  return obstacle ? { state: 'blocked', why: obstacle } : joined(members.map(member => planOne(member.step, member.install, context)), step, context);
}

/** Who runs the install, or what it or a setting says of its cache, where that is not what the ecosystem does by itself. */
function otherCache(step: Step, install: InstallCommand, context: RuleContext): MountObstacle | undefined {
  if (isOthersInstall(step, install, context)) return { kind: 'other-user', user: install.command.user ?? '' };
  const option = cacheOption(install);
  if (option !== undefined) return { kind: 'switch', variable: `'${option}'` };
  const setting = [...stepsAbove(step), step].filter(run => run.kind === 'run' && settingWords.test(run.instruction.text)).flatMap(run => context.script(run).commands)
    .find(({ name, args: [verb, ...words] }) => name === install.command.name && settingVerbs.test(verb?.value ?? '') && words.some(word => cacheSettings.test(word.value)));
  return setting && { kind: 'switch', variable: `'${setting.name ?? ''} ${setting.args[0]?.value ?? ''}'` };
}

/** Where the folder is not known nothing is said of what lies in it; and nothing lies there that the RUN itself takes away. */
function neededIn(targets: readonly string[], step: Step, install: InstallCommand, context: RuleContext): MountObstacle {
  const [folder] = targets;
  if (folder === undefined) return { kind: 'folder' };
  const cleaning = findFights({ step, install, targets }, context).find(fight => fight.kind === 'cleaning');
  return cleaning ? { kind: 'cleaning', command: cleaning.what } : { kind: 'needed', folder };
}

interface Member {
  readonly step: Step;
  readonly install: InstallCommand;
}

type Single = Obstructed | { readonly state: 'known'; readonly edits: readonly TextEdit[]; readonly removedFile: string | undefined };

function joined(plans: readonly Single[], step: Step, context: RuleContext): MountPlan {
  const blocked = plans.find(plan => plan.state === 'blocked');
  if (blocked) return blocked;
  const known = plans.filter(plan => plan.state === 'known');
  const removedFile = known.find(plan => plan.removedFile !== undefined)?.removedFile;
  // Where the target takes nothing of it, the file is missed by nobody.
  const isMissed = removedFile !== undefined && cacheFolderShipped(step.stage, [removedFile], context.plan) !== 'no';
  return { state: 'proven', edits: known.flatMap(plan => plan.edits), removedFile: isMissed ? removedFile : undefined, count: plans.length };
}

function planOne(step: Step, install: InstallCommand, context: RuleContext): Single {
  const folders = foldersOf(step, install, context) ?? [];
  const user = userOf(step, context);
  const targets = targetsOf(folders);
  if (user.uid === undefined || !canWriteBeside(step, targets, homeOf(step, context), context)) return { state: 'blocked', why: { kind: 'user', user: user.name ?? '' } };
  if (targets.length < folders.length || !isFolderKnown(step, install)) return { state: 'blocked', why: { kind: 'folder' } };
  const variable = switches.get(install.ecosystem.id)?.find(name => step.state.variables.has(name) || install.command.assignments.has(name));
  if (variable !== undefined) return { state: 'blocked', why: { kind: 'switch', variable } };
  const keeping: Keeping = keepCache({ step, install, targets }, context);
  if (keeping.state === 'blocked') return keeping;
  return { ...keeping, edits: [mountEdit(step, folders, user.uid, context.syntax), ...keeping.edits] };
}

/**
 * BuildKit makes the folders above a mount for root. Another user can then not write beside it, so nothing else in the RUN
 * may want to.
 */
function canWriteBeside(step: Step, targets: readonly string[], home: string | undefined, context: RuleContext): boolean {
  if (userOf(step, context).uid === 0) return true;
  const beside = targets.filter(target => target.slice(0, target.lastIndexOf('/')) !== home);
  return beside.length === 0 || (beside.every(target => target.startsWith(`${home ?? ''}/.cache/`)) && context.script(step).commands.every(command => context.installs(step).some(install => install.command === command) || command.name === 'cd' || command.name === 'set'));
}

function linksInto(step: Step, { command }: InstallCommand): boolean {
  const { variable, option, value } = linksIntoCache;
  const isOption = command.args.some((word, at) => word.value === `${option}=${value}` || (word.value === option && command.args[at + 1]?.value === value));
  return isOption || step.state.variables.get(variable)?.value === value || command.assignments.get(variable) === value;
}

/** The steps, in their order, that use the package manager in this stage and those that it is built on or that are built on it. */
function membersOf(step: Step, { ecosystem }: InstallCommand, context: RuleContext): readonly Member[] {
  return familyOf(step.stage, context).flatMap(stage => stage.steps).flatMap(other => {
    const install = other.kind === 'run' ? context.installs(other).find(found => found.ecosystem === ecosystem) : undefined;
    const folders = install && foldersOf(other, install, context);
    return install && folders && !folders.some(folder => isMounted(other, folder)) ? [{ step: other, install }] : [];
  });
}

function familyOf(own: Stage, { plan: { stages } }: RuleContext): readonly Stage[] {
  return stages.length === 1 ? stages : stages.filter(stage => stage === own || isBuiltOn(own, stage) || (stage.reachable && isBuiltOn(stage, own)));
}

function groupObstacle(members: readonly Member[], install: InstallCommand, context: RuleContext, mayShip: boolean): MountObstacle | undefined {
  const [first] = members;
  const folders = first ? foldersOf(first.step, first.install, context) ?? [] : [];
  const targets = targetsOf(folders);
  if (!first || targets.length === 0) return { kind: 'folder' };
  const needed: MountObstacle = { kind: 'needed', folder: targets[0] ?? '' };
  if ((!mayShip && cacheFolderShipped(first.step.stage, targets, context.plan) !== 'no')) return needed;
  const steps = new Set(members.map(member => member.step));
  const isLookedAt = laterRuns(first.step, context.plan).some(run => !steps.has(run) && runLooksInto(run, targets, context) !== 'no');
  if (isLookedAt || members.some(member => !sameTargets(targetsOf(foldersOf(member.step, member.install, context) ?? []), targets))) return needed;
  const isOffline = members.some(member => context.installs(member.step).some(({ ecosystem, command }) => ecosystem === install.ecosystem && command.args.some(word => offlineOptions.has(word.value) || (ecosystem.id === 'maven' && word.value === '-o'))));
  // The builder may empty a mount while the step that filled it stays cached: nothing may rest on what lies there.
  if (isOffline || members.slice(0, -1).some(member => localPublishing.test(member.step.instruction.logicalText))) return { kind: 'offline' };
  return members.some(member => hidesSomething(member.step, steps, targets)) ? needed : undefined;
}

function sameTargets(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((target, at) => target === b[at]);
}

/** Whether a step above has put something else into the folders, which a mount would hide. */
function hidesSomething(step: Step, members: ReadonlySet<Step>, targets: readonly string[]): boolean {
  const tails = targets.map(target => escapePattern(target.split('/').slice(/\/\.[^/]+$/.test(target) ? -1 : -2).join('/')));
  const names = new RegExp(tails.join('|'));
  return step.stage.steps.slice(0, step.index).some(above => {
    if (members.has(above)) return false;
    if (above.kind === 'run') return names.test(above.instruction.logicalText);
    const destination = above.copy?.destination?.replace(/\/+$/, '');
    return above.copy !== undefined && (destination === undefined || targets.some(target => destination.startsWith(target) || (meets(destination, target) && destination !== '')));
  });
}


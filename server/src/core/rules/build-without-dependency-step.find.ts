// Finds builds that fetch and compile all dependencies again with every edit of the sources: nothing above the sources
// fetches them, and no mount keeps them. Knows no cure.
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { stepsAbove } from '../effects/copyLayout.js';
import { commandsOf, type KnownCommand } from '../effects/deriveEffects.js';
import { projectOf, type InstallProject } from '../effects/manifests.js';
import type { Step } from '../plan/plan.js';
import { compilerCaches, compilerVariables, fetchesByName, tidies } from './build-without-dependency-step.data.js';
import { fetchesNothing } from './fetchesNothing.js';
import { stopsAtCargoLock } from './lockReaders.js';
import { bringsSources } from './sourceCopies.js';
import type { RuleContext } from './rule.js';

/** A build with all that stands between it and a dependency step. */
export interface FoundBuild {
  readonly step: Step;
  readonly install: InstallCommand;
  readonly commands: readonly KnownCommand[];
  /** Place of the build among the commands. */
  readonly index: number;
  readonly project: InstallProject;
  /** The project's, which is known. */
  readonly folder: string;
  /** The COPYs and ADDs that bring sources into the project, in order. */
  readonly sources: readonly [Step, ...Step[]];
}

/** All builds of a file that the rule speaks of; of several that do the same only the first. */
export function findBuilds(context: RuleContext): readonly FoundBuild[] {
  return context.plan.stages.flatMap(stage => stage.steps.flatMap(step => (step.kind === 'run' ? findBuild(step, context) ?? [] : [])));
}

/** The build of a RUN that the rule speaks of. */
export function findBuild(step: Step, context: RuleContext): FoundBuild | undefined {
  const installs = context.installs(step);
  const at = installs.findIndex(isBuild);
  const install = installs.slice(at).find(found => isBuild(found) && !tidies.test(found.label)) ?? installs[at];
  if (!install || install.command.conditional || install.command.openArguments) return undefined;
  if (compilerCaches.test(step.instruction.text) || compilerVariables.some(name => compilerCaches.test(step.state.variables.get(name)?.value ?? ''))) return undefined;
  if (step.mounts.some(mount => mount.type === 'cache' || (mount.type === 'bind' && mount.from === undefined))) return undefined;
  const above = stepsAbove(step);
  const earlier = [...above.flatMap(other => (other.kind === 'run' ? context.installs(other) : [])), ...installs.slice(0, at)];
  if (earlier.some(other => fetchesFor(other, install))) return undefined;
  const project = projectOf(install, step, context.context);
  const { folder } = project;
  if (folder === undefined) return undefined;
  const [first, ...others] = above.filter(other => bringsSources(other, context, project.directory));
  if (!first || isFetchedByHand(first, above, context) || isFirstOfTwo(install, step, project, context)) return undefined;
  if (fetchesNothing(install, step, folder, context) || stopsAtCargoLock(install, step, folder, context)) return undefined;
  const commands = commandsOf(step, context);
  return { step, install, commands, index: commands.findIndex(command => command.install === install), project, folder, sources: [first, ...others] };
}

/** A build of a language whose packages are compiled together with the project. */
function isBuild({ kind, ecosystem, label }: InstallCommand): boolean {
  if (ecosystem.family !== 'other' || label === 'go mod vendor') return false;
  return kind === 'build' || (kind === 'project' && ecosystem.id === 'cargo');
}

/** Whether the dependencies are there when the build begins: another command of the package manager came before it. */
function fetchesFor(earlier: InstallCommand, build: InstallCommand): boolean {
  if (earlier.ecosystem.id !== build.ecosystem.id) return false;
  return earlier.kind !== 'packages' || fetchesByName.test(earlier.label);
}

/** Whether it builds a stub, so that the dependencies are there when more sources come and the same is built again. */
function isFirstOfTwo({ ecosystem }: InstallCommand, step: Step, project: InstallProject, context: RuleContext): boolean {
  const below = step.stage.steps.slice(step.index + 1);
  const second = below.findLastIndex(other => other.kind === 'run' && context.installs(other).some(found => found.ecosystem === ecosystem && isBuild(found)));
  return below.slice(0, Math.max(0, second)).some(other => bringsSources(other, context, project.directory));
}

/** Whether a RUN above the sources, but below what was copied before them, may fetch: a script of the project, `make deps`. */
function isFetchedByHand(first: Step, above: readonly Step[], context: RuleContext): boolean {
  const before = above.slice(0, above.indexOf(first));
  const manifests = before.findIndex(step => step.copy?.sources.some(source => source.kind === 'context') === true);
  if (manifests < 0) return false;
  return before.slice(manifests + 1).some(step => step.kind === 'run' && commandsOf(step, context).some(({ install, effects }) => install === undefined && effects === undefined));
}

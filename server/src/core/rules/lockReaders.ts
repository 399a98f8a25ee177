// Whether the package manager that a base image brings is too old for what a lock file asks of it.
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { joinContext, stepsAbove } from '../effects/copyLayout.js';
import { hasWildcards } from '../context/goMatch.js';
import { contextPath, isWithin, parentPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand } from '../shell/script.js';
import { baseImageOf } from './baseImage.js';
import { bringsNpmCi, firstReaderOf, newerNpm, nodeCodenames, nodeImages, readsAnyCargoLock, rustImages, rustToolchainFiles, rustToolchainWords } from './lockReaders.data.js';
import type { RuleContext } from './rule.js';

/** Whether the step's npm has no `npm ci`, as far as the base image tells and no step above brings another one. */
export function isNpmWithoutCi(step: Step, context: RuleContext): boolean {
  const version = versionOf(step, nodeImages);
  if (!version || bringsNpmCi(...version)) return false;
  return ![...stepsAbove(step), step].some(run => run.kind === 'run' && context.installs(run).some(({ ecosystem, kind, command }) => ecosystem.id === 'npm' && kind === 'packages' && command.args.some(word => newerNpm.test(word.value))));
}

/** Whether the project's Cargo.lock is in a format that the step's Cargo can't read. */
export function isCargoLockTooNew(install: InstallCommand, step: Step, folder: string, context: RuleContext): boolean {
  return unreadableLock(install, step, folder, context) !== undefined;
}

/** Whether the step's Cargo gives up before it fetches anything, because such a lock lies in the image. */
export function stopsAtCargoLock(install: InstallCommand, step: Step, folder: string, context: RuleContext): boolean {
  const path = unreadableLock(install, step, folder, context);
  return path !== undefined && mayBeBrought(path, step);
}

function unreadableLock({ ecosystem, command }: InstallCommand, step: Step, folder: string, context: RuleContext): string | undefined {
  const [major, minor] = (ecosystem.id === 'cargo' ? versionOf(step, rustImages) : undefined) ?? [];
  if (major !== 1 || minor === undefined || readsAnyCargoLock(minor) || bringsOtherRust(command, step)) return undefined;
  for (let at = folder; ; at = parentPath(at)) {
    if (rustToolchainFiles.some(name => context.context?.entry(joinContext(at, name)))) return undefined;
    const path = joinContext(at, 'Cargo.lock');
    const lock = context.context?.read(path);
    if (lock && lock.state !== 'absent') return lock.state === 'unread' || minor < firstReaderOf(lock.text) ? path : undefined;
    if (parentPath(at) === at) return undefined;
  }
}

/** Whether a COPY, an ADD or a mount may lay a file of the context into the image that the step works in. */
function mayBeBrought(path: string, step: Step): boolean {
  const sources = [...stepsAbove(step).flatMap(({ copy }) => copy?.sources ?? []), ...step.mounts.map(({ source = '' }) => ({ path: contextPath(source) }))];
  return sources.some(source => source.path === undefined || source.path === path || hasWildcards(source.path) || isWithin(path, source.path));
}

function bringsOtherRust({ args }: ShellCommand, step: Step): boolean {
  return args[0]?.value.startsWith('+') === true || step.state.variables.has('RUSTUP_TOOLCHAIN')
    || [...stepsAbove(step), step].some(run => run.kind === 'run' && rustToolchainWords.test(run.instruction.logicalText));
}

/** The version in the base image's tag; `undefined`: it is another image, or its tag names none. */
function versionOf({ stage }: Step, images: RegExp): readonly [major: number, minor: number] | undefined {
  const image = baseImageOf(stage);
  if (!image || !images.test(image.name.slice(image.name.lastIndexOf('/') + 1))) return undefined;
  // Images of a tool name its version first: `0.1.62-rust-1.74`.
  const [, major, minor] = /rust-(\d+)(?:\.(\d+))?/.exec(image.tag ?? '') ?? /^(\d+)(?:\.(\d+))?/.exec(image.tag ?? '') ?? [];
  if (major !== undefined) return [Number(major), minor === undefined ? Infinity : Number(minor)];
  const named = images === nodeImages ? nodeCodenames[/^[a-z]+/.exec(image.tag ?? '')?.[0] ?? ''] : undefined;
  return named === undefined ? undefined : [named, Infinity];
}

// `layerwise prove`: builds a Dockerfile as it is and as its fixes would leave it, and says whether the image is the same and
// what an edit costs before and after.
import pc from 'picocolors';
import type { FixAllOptions } from '../core/fixAll.js';
import type { RecordedStep } from '../core/progress/record.js';
import { render } from '../messages/index.js';
import { joinLocation } from '../project/locations.js';
import { phaseMessage, proofMessages, verdictOf } from '../project/proof/messages.js';
import type { EditedBuild, Proof, ProofOutcome, ProofPhase } from '../project/proof/proof.js';
import { changeOfAll, proveChange, type Change } from '../project/proof/proveFixes.js';
import { openDockerfile, openProject } from './openProject.js';
import { splitArgument } from './buildCommand.js';
import { limitsOf } from './fixCommand.js';
import { texts } from './texts.js';
import { exitCodes, shownPath, UsageError, type World } from './world.js';

export interface ProveOptions {
  readonly format: 'text' | 'json';
  readonly file: string | undefined;
  readonly rule: readonly string[];
  readonly choose: readonly string[];
  readonly target: string | undefined;
  readonly buildArg: readonly string[];
  readonly platform: string | undefined;
  readonly touch: string | undefined;
  readonly touchArg: string | undefined;
  readonly builder: string | undefined;
  readonly docker: string;
  /** Words behind `--`, for the engine. */
  readonly extraArguments: readonly string[];
}

export async function proveCommand(world: World, context: string, options: ProveOptions): Promise<number> {
  const folder = world.locationOf(context);
  if ((await world.host.files.kind(folder)) !== 'directory') throw new UsageError(texts.notAFolder({ path: context }));
  const location = options.file === undefined ? joinLocation(folder, 'Dockerfile') : world.locationOf(options.file);
  if ((await world.host.files.kind(location)) !== 'file') throw new UsageError(texts.noSuchPath({ path: options.file ?? shownPath(world, location) }));
  const project = openProject(world, { context, rules: options.rule, otherTools: [] });
  const dockerfile = await openDockerfile(world, project, { location, isNamed: true });
  if (!dockerfile) throw new UsageError(texts.notReadable({ path: shownPath(world, location) }));
  await dockerfile.open();
  dockerfile.choose({ context: folder, target: options.target, args: new Map(options.buildArg.map(splitArgument)), source: 'setting', reason: texts.context() });
  const change = await changeOfAll(dockerfile, project, chosenFixes(options));
  if (!change) throw new UsageError(proofMessages.nothing({ path: shownPath(world, location) }));
  const order = {
    change, words: { platform: options.platform, builder: options.builder, extraArguments: options.extraArguments },
    editedFile: options.touch === undefined ? undefined : inContext(options.touch, folder, world), editedArgument: options.touchArg === undefined ? undefined : argumentOf(options.touchArg),
  };
  const listener = { output: () => undefined, phase: (phase: ProofPhase) => { world.err(`${render(phaseMessage(phase))}\n`); } };
  const proofWorld = { host: world.host, engine: world.createEngine(options.docker), tools: await world.loadProofTools(options.docker) };
  const outcome = await proveChange(proofWorld, dockerfile, order, { listener, cancellation: world.catchInterruption() });
  const proof = proofIn(outcome);
  if (options.format === 'json') world.out(`${JSON.stringify(toJson(proof, change), undefined, 2)}\n`);
  else writeText(world, proof, change);
  return proof.same ? exitCodes.fine : exitCodes.findings;
}

/** All safe fixes; of a rule that is named all its fixes, also those that change something else in the image and say so. */
function chosenFixes(options: ProveOptions): FixAllOptions {
  return options.rule.length > 0 && options.choose.length === 0 ? { only: new Set(options.rule), choose: () => true } : limitsOf(options);
}

/** A path as typed, or one of the context. */
function inContext(path: string, folder: string, world: World): string {
  const typed = world.locationOf(path);
  return typed.startsWith(`${folder}/`) ? typed.slice(folder.length + 1) : path;
}

function argumentOf(text: string): [string, string] {
  const [name, value] = splitArgument(text);
  if (value === undefined) throw new UsageError(texts.argumentWithoutValue({ name }));
  return [name, value];
}

function proofIn(outcome: ProofOutcome): Proof {
  switch (outcome.kind) {
    case 'proof': return outcome;
    case 'refused': throw new UsageError(outcome.problem.message);
    case 'unbuildable': throw new UsageError(proofMessages.unbuildable({ error: outcome.error ?? '' }));
    case 'noSuchFile': throw new UsageError(proofMessages.noSuchFile({ path: outcome.path }));
    case 'broken': throw new UsageError(proofMessages.broken({ error: outcome.error }));
    case 'canceled': throw new UsageError(proofMessages.canceled());
  }
}

/** The documented shape of `prove --format json`; lines from 1. */
function toJson(proof: Proof, change: Change): unknown {
  return {
    version: 1, same: proof.same, differences: proof.differences, expected: proof.expected, unsteady: proof.unsteady ?? null,
    fixes: change.applied.map(({ rule, title }) => ({ rule, title: render(title) })),
    touched: proof.edited ?? null, before: proof.before ? editedToJson(proof.before) : null, after: proof.after ? editedToJson(proof.after) : null,
  };
}

function editedToJson({ milliseconds, ran }: EditedBuild): unknown {
  return { seconds: seconds(milliseconds), ran: ran.map(step => ({ line: step.line + 1, instruction: step.text, seconds: step.milliseconds === undefined ? null : seconds(step.milliseconds) })) };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

function writeText(world: World, proof: Proof, { applied }: Change): void {
  const colours = pc.createColors(world.colour);
  for (const { title } of applied) world.out(`${render(title)}\n`);
  const verdict = render(verdictOf(proof));
  world.out(`${proof.same ? colours.green(verdict) : colours.red(verdict)}\n`);
  for (const { path, what } of proof.differences) world.out(`  ${path}  ${what}\n`);
  if (proof.expected.length > 0) world.out(`${colours.dim(render(texts.proveExpected({ count: proof.expected.length })))}\n`);
  if (proof.unsteady !== undefined && proof.unsteady > 0) world.out(`${colours.dim(render(texts.proveUnsteady({ count: proof.unsteady })))}\n`);
  for (const step of proof.after?.ran ?? []) world.out(`${colours.dim(render(texts.proveRan({ step: stepLine(step) })))}\n`);
}

function stepLine(step: RecordedStep): string {
  const text = step.text.replace(/\s+/g, ' ');
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}

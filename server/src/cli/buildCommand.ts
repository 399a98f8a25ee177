// `layerwise build`: builds an image and says for every line what became of it.
import Table from 'cli-table3';
import pc from 'picocolors';
import type { BuildRecord, RecordedStep } from '../core/progress/record.js';
import { duration, render, type Message } from '../messages/index.js';
import { Builds } from '../project/builds.js';
import { Histories } from '../project/histories.js';
import { joinLocation } from '../project/locations.js';
import { RecordStore } from '../project/recordStore.js';
import { texts } from './texts.js';
import { exitCodes, shownPath, UsageError, type World } from './world.js';

export interface BuildOptions {
  readonly format: 'text' | 'json';
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly buildArg: readonly string[];
  readonly tag: readonly string[];
  readonly platform: string | undefined;
  readonly cache: boolean;
  readonly builder: string | undefined;
  readonly docker: string;
  /** Words behind `--`, for the engine. */
  readonly extraArguments: readonly string[];
}

export async function build(world: World, context: string, options: BuildOptions): Promise<number> {
  const folder = world.locationOf(context);
  if ((await world.host.files.kind(folder)) !== 'directory') throw new UsageError(texts.notAFolder({ path: context }));
  const dockerfile = options.file === undefined ? joinLocation(folder, 'Dockerfile') : world.locationOf(options.file);
  if ((await world.host.files.kind(dockerfile)) !== 'file') throw new UsageError(texts.noSuchPath({ path: options.file ?? shownPath(world, dockerfile) }));
  const builds = new Builds(world.host, world.createEngine(options.docker), new RecordStore(world.host));
  const order = {
    dockerfile, context: folder, target: options.target, args: new Map(options.buildArg.map(splitArgument)), tags: options.tag, platform: options.platform,
    noCache: !options.cache, builder: options.builder, extraArguments: options.extraArguments,
  };
  const listener = { output: (text: string) => { world.err(world.colour ? text : stripColours(text)); }, progress: () => undefined };
  const outcome = await builds.build(order, listener, world.catchInterruption());
  if (outcome.kind === 'refused') throw new UsageError(outcome.problem.message);
  if (outcome.kind === 'unreadable') throw new UsageError(texts.notReadable({ path: options.file ?? shownPath(world, dockerfile) }));
  await new Histories(world.host).read(folder, { again: true });
  const { record } = outcome;
  if (options.format === 'json') world.out(`${JSON.stringify(toJson(record), undefined, 2)}\n`);
  else writeTable(world, record);
  return record.status === 'succeeded' ? exitCodes.fine : exitCodes.findings;
}

export function splitArgument(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

function stripColours(text: string): string {
  return text.replace(/\u001b\[[\d;]*m/g, '');
}

/** The documented shape of `build --format json`; lines from 1. */
function toJson(record: BuildRecord): unknown {
  return {
    version: 1, status: record.status, seconds: seconds(record.finishedAt - record.startedAt),
    steps: record.steps.map(step => ({
      line: step.line + 1, endLine: step.endLine + 1, stage: step.stage ?? String(step.stageIndex), instruction: step.text, outcome: step.outcome,
      seconds: step.milliseconds === undefined ? null : seconds(step.milliseconds), ...(step.error === undefined ? {} : { error: step.error }),
    })),
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

function writeTable(world: World, record: BuildRecord): void {
  const colours = pc.createColors(world.colour);
  const table = new Table({ chars: borderless, style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] }, colAligns: ['right', 'left', 'left'] });
  for (const step of [...record.steps].sort((a, b) => a.line - b.line)) table.push([colours.dim(String(step.line + 1)), shorten(step.text), tint(step, colours)(render(outcomeText(step)))]);
  if (record.steps.length > 0) world.out(`${table.toString().replace(/ +$/gm, '')}\n`);
  world.out(`${render(endText(record))}\n`);
}

const borderless = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' };

function shorten(text: string): string {
  const plain = text.replace(/\s+/g, ' ');
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}

function tint(step: RecordedStep, colours: ReturnType<typeof pc.createColors>): (text: string) => string {
  switch (step.outcome) {
    case 'cached': case 'imported': return colours.green;
    case 'ran': case 'running': return colours.yellow;
    case 'failed': return colours.red;
    default: return colours.dim;
  }
}

/** Milliseconds; what takes less says no time, as in the editor. */
const shownFrom = 1000;

function outcomeText(step: RecordedStep): Message {
  const time = duration(step.milliseconds ?? 0);
  switch (step.outcome) {
    case 'cached': return texts.cached();
    case 'imported': return texts.imported();
    case 'ran': return step.milliseconds === undefined || step.milliseconds < shownFrom ? texts.ranShort() : texts.ran({ time });
    case 'failed': return texts.failedStep({ time });
    case 'skipped': return texts.skipped();
    case 'canceled': return texts.canceledStep();
    default: return texts.unfinished();
  }
}

function endText(record: BuildRecord): Message {
  const time = duration(record.finishedAt - record.startedAt);
  if (record.status === 'canceled') return texts.canceled({ time });
  if (record.status === 'failed') return record.error === undefined ? texts.failedPlain({ time }) : texts.failed({ time, error: record.error });
  const steps = record.steps.filter(step => step.outcome !== 'skipped');
  return texts.built({ time, cached: steps.filter(step => step.outcome === 'cached' || step.outcome === 'imported').length, total: steps.length });
}

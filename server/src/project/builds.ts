// Builds: one at a time per image, watched while they run, remembered when they end. The only place that asks an engine
// for anything.
import { derivePlan } from '../core/plan/derivePlan.js';
import type { BuildPlan, BuildSetup, Location } from '../core/plan/plan.js';
import { buildId, createBuildRecord } from '../core/progress/buildRecord.js';
import { BuildState } from '../core/progress/buildState.js';
import type { BuildEnd, Cancellation, Engine, EngineProblem } from '../core/progress/engine.js';
import type { ProgressEvent } from '../core/progress/events.js';
import { deriveOutcomes } from '../core/progress/outcomes.js';
import type { BuildRecord, RecordedStep } from '../core/progress/record.js';
import type { DockerfileSyntax } from '../core/syntax/instruction.js';
import { parseDockerfile } from '../core/syntax/parser.js';
import { CancellationSource, Emitter, type Event } from './events.js';
import type { Host } from './host.js';
import type { RecordStore } from './recordStore.js';

export interface BuildOrder {
  readonly dockerfile: Location;
  readonly context: Location;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly tags: readonly string[];
  readonly platform: string | undefined;
  readonly noCache: boolean;
  readonly builder: string | undefined;
  readonly extraArguments: readonly string[];
}

/** A build while it runs. */
export interface RunningBuild {
  readonly order: BuildOrder;
  readonly startedAt: number;
  readonly dockerfileText: string;
  readonly plan: BuildPlan;
  readonly steps: readonly RecordedStep[];
  cancel(): void;
  /** Settles when it has ended, its record is stored and it is no longer among the running ones. */
  readonly end: Promise<BuildOutcome>;
}

export type BuildOutcome =
  | { readonly kind: 'built'; readonly record: BuildRecord }
  | { readonly kind: 'refused'; readonly problem: EngineProblem }
  /** The Dockerfile could not be read from disk. */
  | { readonly kind: 'unreadable' };

export interface BuildListener {
  output(text: string): void;
  /** The steps as they stand; at most ten times a second. */
  progress(build: RunningBuild): void;
  /** The record is stored. The build still counts as running, so that nobody sees the one before it in between. */
  recorded?(record: BuildRecord): void;
}

const maxDockerfileBytes = 10_000_000;
const progressInterval = 100;

export class Builds {
  readonly #host: Host;
  readonly #engine: Engine;
  readonly #records: RecordStore;
  readonly #running = new Map<string, RunningBuild>();
  readonly #changed = new Emitter<Location>();

  constructor(host: Host, engine: Engine, records: RecordStore) {
    this.#host = host;
    this.#engine = engine;
    this.#records = records;
  }

  /** Fires for a Dockerfile when a build of it starts, moves on or ends. */
  get changed(): Event<Location> {
    return this.#changed;
  }

  /** The build of the same image that is running. */
  running(dockerfile: Location, target: string | undefined): RunningBuild | undefined {
    return this.#running.get(imageKey(dockerfile, target));
  }

  /** Any running build of the Dockerfile. */
  runningOf(dockerfile: Location): RunningBuild | undefined {
    return [...this.#running.values()].find(build => build.order.dockerfile === dockerfile);
  }

  /** Builds. Must not be called while the same image is being built: see `running`. */
  build(order: BuildOrder, listener: BuildListener, cancellation: Cancellation): Promise<BuildOutcome> {
    const key = imageKey(order.dockerfile, order.target);
    const source = new CancellationSource();
    const unsubscribe = cancellation.onCancel(() => { source.cancel(); });
    const run = new Run(order, this.#host, source, build => { listener.progress(build); this.#changed.emit(order.dockerfile); });
    // Whoever waits for the end must find the build gone and its record stored.
    const end = run.execute(this.#engine, listener).then(async outcome => {
      if (outcome.kind === 'built') {
        await this.#records.add(outcome.record);
        listener.recorded?.(outcome.record);
      }
      return outcome;
    }).finally(() => {
      unsubscribe();
      this.#running.delete(key);
      this.#changed.emit(order.dockerfile);
    });
    this.#running.set(key, run.handle(end));
    this.#changed.emit(order.dockerfile);
    return end;
  }

  cancelAll(): void {
    for (const build of this.#running.values()) build.cancel();
  }
}

function imageKey(dockerfile: Location, target: string | undefined): string {
  return `${dockerfile}\n${target ?? ''}`;
}

/** One build from its start to its record. */
class Run {
  readonly #order: BuildOrder;
  readonly #host: Host;
  readonly #cancellation: CancellationSource;
  readonly #report: (build: RunningBuild) => void;
  readonly #state = new BuildState();
  readonly #startedAt: number;
  #syntax: DockerfileSyntax = parseDockerfile('');
  #plan: BuildPlan;
  #steps: readonly RecordedStep[] = [];
  #stepsAt = -1;
  #events = 0;
  #handle: RunningBuild | undefined;
  #timer: (() => void) | undefined;
  #isOver = false;

  constructor(order: BuildOrder, host: Host, cancellation: CancellationSource, report: (build: RunningBuild) => void) {
    this.#order = order;
    this.#host = host;
    this.#cancellation = cancellation;
    this.#report = report;
    this.#startedAt = host.clock.now();
    this.#plan = derivePlan(this.#syntax, setupOf(order));
  }

  handle(end: Promise<BuildOutcome>): RunningBuild {
    const run = this;
    return (this.#handle = {
      order: this.#order, startedAt: this.#startedAt, end,
      get dockerfileText() { return run.#syntax.text; },
      get plan() { return run.#plan; },
      get steps() { return run.#currentSteps(); },
      cancel: () => { this.#cancellation.cancel(); },
    });
  }

  async execute(engine: Engine, listener: BuildListener): Promise<BuildOutcome> {
    const probe = await engine.probe(this.#order.builder);
    if (!probe.ok) return { kind: 'refused', problem: probe.problem };
    // What the engine reads is the file on disk, not what an editor shows.
    const text = await this.#host.files.readText(this.#order.dockerfile, maxDockerfileBytes);
    if (text === undefined) return { kind: 'unreadable' };
    this.#syntax = parseDockerfile(text);
    this.#plan = derivePlan(this.#syntax, setupOf(this.#order));
    const sink = { event: (event: ProgressEvent) => { this.#apply(event); }, output: (written: string) => { listener.output(written); } };
    const request = { ...this.#order, args: [...this.#order.args] };
    const end = await this.#watched(engine.build(request, sink, this.#cancellation));
    const id = buildId(this.#startedAt, this.#host.randomId());
    const record = createBuildRecord({ id, request, syntax: this.#syntax, plan: this.#plan, state: this.#state, end, engine: probe.info, environment: this.#host.environment, startedAt: this.#startedAt, finishedAt: this.#host.clock.now() });
    return { kind: 'built', record };
  }

  /** After the end nothing is reported any more, however it came. */
  async #watched(build: Promise<BuildEnd>): Promise<BuildEnd> {
    try {
      return await build;
    } finally {
      this.#isOver = true;
      this.#timer?.();
    }
  }

  #apply(event: ProgressEvent): void {
    if (this.#isOver) return;
    this.#state.apply(event);
    this.#events++;
    if (event.kind === 'vertex') this.#timer ??= this.#host.clock.after(progressInterval, () => {
      this.#timer = undefined;
      if (this.#handle) this.#report(this.#handle);
    });
  }

  #currentSteps(): readonly RecordedStep[] {
    if (this.#stepsAt !== this.#events) {
      this.#stepsAt = this.#events;
      this.#steps = deriveOutcomes({ syntax: this.#syntax, plan: this.#plan, state: this.#state, provenance: undefined }, undefined);
    }
    return this.#steps;
  }
}

function setupOf(order: BuildOrder): BuildSetup {
  return { dockerfile: order.dockerfile, context: order.context, target: order.target, args: order.args, platform: order.platform, namedContexts: new Map() };
}

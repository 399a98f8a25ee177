// What became of every step of a build, in the terms of the Dockerfile. Claims only what the engine's stream proves: a
// step that can't be placed or judged has no entry.
import type { Step } from '../plan/plan.js';
import { parseImageReference } from '../plan/imageReference.js';
import type { Interval, VertexState } from './buildState.js';
import type { BuildEnd } from './engine.js';
import { gatherEvidence, provenByPlan, type Evidence } from './evidence.js';
import { logTailLines } from './logTail.js';
import { placeVertices, type BuildFacts, type PlacedStep, type Placement } from './placement.js';
import type { RecordedStep } from './record.js';

/** How the build ended; `undefined` while it runs. */
export type EndStatus = BuildEnd['status'] | undefined;

type State = RecordedStep['outcome'];

/**
 * The outcomes of all steps that have one.
 *
 * - `cached`: the engine loaded the step's stored result, or loaded that of a step that builds on it in the same chain of
 *   stages, whose key contains this one's. Only such hits count, in a succeeded build as in a failed one.
 * - `skipped`: only once the build succeeded: its stage is not needed by the target, it was announced and never started,
 *   or the engine printed CACHED only because a COPY or mount that takes from its stage was found in the cache.
 * - `ran`, `failed`, `canceled`: an execution of its own that the engine reported.
 * - `imported`: a loaded hit that downloaded its result while a remote cache was in use.
 * - Nothing is said of a CACHED that was inferred from a step that failed or was executed, of a FROM of which only the
 *   reference was resolved, and of a step that shares its work with an equal one elsewhere without being reported.
 *
 * Plain streams have no graph and no times: there a CACHED counts where an executed step or the build's result stands
 * on it. See solver/progress.go vertexStream.append, solver/jobs.go sharedOp.
 */
export function deriveOutcomes(facts: BuildFacts, ended: EndStatus): readonly RecordedStep[] {
  return new Judge(facts, ended).steps();
}

class Judge {
  readonly #facts: BuildFacts;
  readonly #ended: EndStatus;
  readonly #placement: Placement;
  readonly #evidence: Evidence;
  readonly #proven: ReadonlySet<Step>;
  readonly #imports: boolean;

  constructor(facts: BuildFacts, ended: EndStatus) {
    this.#facts = facts;
    this.#ended = ended;
    this.#placement = placeVertices(facts);
    this.#evidence = gatherEvidence(facts, this.#placement);
    this.#proven = facts.state.detailed ? new Set() : provenByPlan(facts.plan, this.#placement, ended === 'succeeded');
    this.#imports = [...facts.state.vertices.values()].some(vertex => vertex.name.startsWith('importing cache manifest') && isDone(vertex.intervals.at(-1)));
  }

  steps(): readonly RecordedStep[] {
    const { plan, syntax } = this.#facts;
    const indexes = new Map(syntax.instructions.map((instruction, index) => [instruction, index]));
    const refused = this.#refusedBases();
    const found: RecordedStep[] = [];
    for (const stage of plan.stages) {
      const isUnneeded = this.#ended === 'succeeded' && !stage.reachable && !stage.steps.some(step => this.#placement.steps.has(step));
      for (const step of stage.steps) {
        const index = indexes.get(step.instruction);
        if (index === undefined) continue;
        const placed = this.#placement.steps.get(step) ?? { step, vertices: [], placedBy: 'numbering' as const };
        // Without a number it may be no step of the build at all (WORKDIR /).
        const unneeded = isUnneeded && step.number !== undefined ? 'skipped' : undefined;
        const refusal = step.kind === 'from' ? refused.get(step) : undefined;
        const outcome = refusal ? 'failed' : placed.vertices.length > 0 ? this.#outcome(placed) : unneeded;
        if (outcome) found.push(this.#record(refusal ? { ...placed, vertices: [refusal] } : placed, index, outcome));
      }
    }
    return found.sort((a, b) => a.instructionIndex - b.instructionIndex);
  }

  #outcome(placed: PlacedStep): State | undefined {
    if (placed.step.kind === 'from') return this.#fromOutcome(placed.vertices);
    if (this.#facts.state.detailed) return merge(withoutSources(placed.vertices).map(vertex => this.#detailed(vertex, placed.step)));
    const states = placed.vertices.map(vertex => this.#plain(vertex, placed.step));
    // Of an ADD that fetches, plain text does not tell which of the two vertices is the copy.
    if (placed.step.kind === 'add' && new Set(states).size > 1 && this.#ended !== undefined && !states.includes('failed')) return undefined;
    return merge(states);
  }

  /** By graph and times. */
  #detailed(vertex: VertexState, step: Step): State | undefined {
    const last = vertex.intervals.at(-1);
    if (!last) return vertex.impliedAt === undefined ? this.#announced(vertex) : this.#implied(vertex);
    const open = this.#failedOrOpen(last);
    if (open !== 'done') return open;
    // Work without inputs is asked for its key first, and that is reported like an execution (sharedOp.CacheMap).
    if (vertex.inputs.length === 0 && vertex.intervals.length < 2 && !last.cached) return this.#keyOnly(vertex, step);
    if (!last.cached) return 'ran';
    return this.#imports && hasDownload(vertex) ? 'imported' : 'cached';
  }

  #announced(vertex: VertexState): State | undefined {
    if (this.#ended === undefined) return 'waiting';
    return this.#ended === 'succeeded' && !this.#evidence.mayBeMerged(vertex) ? 'skipped' : undefined;
  }

  #implied(vertex: VertexState): State | undefined {
    const implied = this.#evidence.impliedOf(vertex);
    if (implied === 'proven') return 'cached';
    return implied === 'unneeded' && this.#ended === 'succeeded' && !this.#evidence.mayBeMerged(vertex) ? 'skipped' : undefined;
  }

  #failedOrOpen(last: Interval): State | 'done' | undefined {
    if (last.error !== undefined) return isCancellation(last.error) ? 'canceled' : 'failed';
    if (last.completedAt !== undefined) return 'done';
    if (last.cached) return 'cached';
    if (this.#ended === undefined) return 'running';
    return this.#ended === 'succeeded' ? undefined : 'canceled';
  }

  /** It ran if it said something; it was found if the next step of its chain was. */
  #keyOnly(vertex: VertexState, step: Step): State | undefined {
    if (!vertex.log.isEmpty) return 'ran';
    const next = step.stage.steps[step.index + 1];
    const above = next && this.#placement.steps.get(next);
    const isFound = above?.vertices.some(child => child.inputs.includes(vertex.digest) && this.#detailed(child, above.step) === 'cached');
    return isFound ? 'cached' : undefined;
  }

  /** By the plan alone. */
  #plain(vertex: VertexState, step: Step): State | undefined {
    const last = vertex.intervals.at(-1);
    if (!last) return undefined;
    const open = this.#failedOrOpen(last);
    if (open !== 'done') return open;
    if (!last.cached) {
      // The key of the first step of an empty image is reported like an execution.
      const mayBeKeyOnly = step.stage.base.kind === 'scratch' && step.index === 1 && step.kind !== 'copy' && step.kind !== 'add';
      return mayBeKeyOnly && vertex.log.isEmpty ? undefined : 'ran';
    }
    if (this.#evidence.mayBeMerged(vertex)) return undefined;
    if (this.#proven.has(step)) return 'cached';
    return this.#ended === 'succeeded' ? 'skipped' : undefined;
  }

  /** Resolving a reference is no work, and a base that is at hand is not "run": a FROM ran when something was downloaded. */
  #fromOutcome(vertices: readonly VertexState[]): State | undefined {
    return merge(vertices.map((vertex): State | undefined => {
      const last = vertex.intervals.at(-1);
      if (!last) return undefined;
      if (last.error !== undefined) return isCancellation(last.error) ? 'canceled' : 'failed';
      if (hasDownload(vertex)) return last.completedAt !== undefined ? 'ran' : this.#failedOrOpen(last) === 'running' ? 'running' : undefined;
      const isTold = this.#facts.state.detailed || this.#ended === 'succeeded';
      return isTold && last.cached ? 'cached' : undefined;
    }));
  }

  /** A base that can't be resolved fails before its FROM has a vertex; another vertex names it. */
  #refusedBases(): ReadonlyMap<Step, VertexState> {
    const refused = new Map<Step, VertexState>();
    for (const vertex of this.#facts.state.vertices.values()) {
      const error = vertex.intervals.at(-1)?.error;
      const reference = /^\[(?:\S+ )?internal\] load metadata for (\S+)$/.exec(vertex.name)?.[1];
      if (reference === undefined || error === undefined || isCancellation(error)) continue;
      for (const { base, steps } of this.#facts.plan.stages) {
        const from = steps.find(step => step.kind === 'from');
        if (from && base.kind === 'image' && isSameImage(base.reference, reference)) refused.set(from, vertex);
      }
    }
    return refused;
  }

  #record({ step, vertices, placedBy }: PlacedStep, instructionIndex: number, outcome: State): RecordedStep {
    const { syntax, provenance } = this.#facts;
    const { instruction, stage } = step;
    const work = outcome === 'ran' || outcome === 'failed' || outcome === 'canceled' || outcome === 'running' ? vertices.flatMap(vertex => vertex.intervals).filter(interval => !interval.cached) : [];
    const starts = work.map(interval => interval.startedAt).filter(time => time !== undefined);
    const error = vertices.map(vertex => vertex.intervals.at(-1)?.error).find(text => text !== undefined && !isCancellation(text));
    return {
      stageIndex: stage.index,
      stage: stage.name,
      instructionIndex,
      text: instruction.logicalText,
      line: syntax.lines.lineAt(instruction.range.from),
      endLine: syntax.lines.lineAt(instruction.range.to),
      outcome,
      milliseconds: outcome === 'ran' || outcome === 'failed' ? busyTime(work) : undefined,
      startedAt: starts.length > 0 ? Math.floor(Math.min(...starts)) : undefined,
      layerBytes: outcome === 'failed' ? undefined : vertices.map(vertex => provenance?.layerBytesOf(vertex.digest)).find(bytes => bytes !== undefined),
      error: outcome === 'failed' ? error?.split(/\r?\n/, 1)[0] : undefined,
      logTail: work.length > 0 ? vertices.flatMap(vertex => vertex.log.lines()).slice(-logTailLines) : [],
      placedBy,
    };
  }
}

/** Of an ADD that fetches, the vertex that fetches has the same name as the one that copies; the copy is the step. */
function withoutSources(vertices: readonly VertexState[]): readonly VertexState[] {
  const copies = vertices.filter(vertex => vertex.inputs.length > 0);
  return copies.length > 0 ? copies : vertices;
}

/**
 * Several vertices of one line (both halves of `COPY --link`, several platforms) are cached only if all of them are
 * (progressui/display.go vertexGroup.refresh).
 */
function merge(states: readonly (State | undefined)[]): State | undefined {
  for (const first of ['failed', 'running', 'canceled', 'ran', undefined, 'waiting', 'imported', 'cached'] as const) {
    if (states.includes(first)) return first === 'ran' && states.includes('waiting') ? 'running' : first;
  }
  return states.includes('skipped') ? 'skipped' : undefined;
}

function isDone(interval: Interval | undefined): boolean {
  return interval !== undefined && interval.completedAt !== undefined && interval.error === undefined;
}

function isCancellation(error: string): boolean {
  return error.trimEnd().endsWith('context canceled');
}

function hasDownload(vertex: VertexState): boolean {
  return [...vertex.transfers.keys()].some(id => id.startsWith('sha256:') || id.startsWith('extracting '));
}

/** Milliseconds in which at least one of the intervals was open; `undefined` when none has both ends. */
function busyTime(intervals: readonly Interval[]): number | undefined {
  let busy: number | undefined;
  let end = -Infinity;
  const closed = intervals.flatMap(({ startedAt, completedAt }) => (startedAt === undefined || completedAt === undefined ? [] : [{ startedAt, completedAt }]));
  for (const { startedAt, completedAt } of closed.sort((a, b) => a.startedAt - b.startedAt)) {
    busy = (busy ?? 0) + Math.max(0, completedAt - Math.max(startedAt, end));
    end = Math.max(end, completedAt);
  }
  return busy === undefined ? undefined : Math.round(busy);
}

function isSameImage(written: string, printed: string): boolean {
  const whole = (text: string) => {
    const parts = parseImageReference(text);
    if (!parts) return text;
    const name = parts.name.replace(/^docker\.io\//, '').replace(/^library\//, '');
    return parts.digest === undefined ? `${name}:${parts.tag ?? 'latest'}` : `${name}@${parts.digest}`;
  };
  return whole(written) === whole(printed);
}

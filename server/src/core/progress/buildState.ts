// The state of one build, folded from its events: every vertex as last reported, its output's end and its transfers. Says
// nothing of lines of a Dockerfile and judges no flag; it only keeps apart what the engine did and what it inferred.
import type { ProgressEvent, Vertex } from './events.js';
import { LogTail } from './logTail.js';
import { plainDigestMark } from './plain.js';

/** One start of a vertex that the engine reported itself. */
export interface Interval {
  readonly startedAt: number | undefined;
  readonly completedAt: number | undefined;
  readonly cached: boolean;
  readonly error: string | undefined;
}

/** Bytes of one download or upload. */
export interface Transfer {
  readonly current: number;
  readonly total: number;
}

export interface VertexState {
  readonly digest: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly group: Vertex['group'];
  /** The engine's own starts in order; none for a vertex that was only announced. The last one counts. */
  readonly intervals: readonly Interval[];
  /**
   * When the vertex was marked as cached only because one that builds on it started. This is how progress is displayed
   * (solver/progress.go vertexStream.append) and no look-up: it alone proves nothing.
   */
  readonly impliedAt: number | undefined;
  readonly transfers: ReadonlyMap<string, Transfer>;
  readonly log: LogTail;
}

interface MutableVertex extends VertexState {
  name: string;
  inputs: readonly string[];
  group: Vertex['group'];
  readonly intervals: Interval[];
  impliedAt: number | undefined;
  readonly transfers: Map<string, Transfer>;
}

/** Ids of transfers kept per vertex: the layers of any image that can be run. */
const mostTransfers = 256;

/** Folds events. Memory grows with the number of vertices, not with the length of the stream. */
export class BuildState {
  readonly #vertices = new Map<string, MutableVertex>();
  #detailed = true;

  get vertices(): ReadonlyMap<string, VertexState> {
    return this.#vertices;
  }

  /** Whether the stream has inputs and exact times. Plain text has not, so less can be said. */
  get detailed(): boolean {
    return this.#detailed;
  }

  apply(event: ProgressEvent): void {
    switch (event.kind) {
      case 'vertex':
        this.#vertex(event.vertex);
        break;
      case 'log':
        this.#vertices.get(event.vertex)?.log.append(event.text);
        break;
      case 'status': {
        const transfers = this.#vertices.get(event.vertex)?.transfers;
        if (transfers && (transfers.size < mostTransfers || transfers.has(event.id))) transfers.set(event.id, { current: event.current, total: event.total });
        break;
      }
      case 'text':
        break;
    }
  }

  #vertex(vertex: Vertex): void {
    let state = this.#vertices.get(vertex.digest);
    if (!state) {
      state = { digest: vertex.digest, name: vertex.name, inputs: vertex.inputs, group: vertex.group, intervals: [], impliedAt: undefined, transfers: new Map(), log: new LogTail() };
      this.#vertices.set(vertex.digest, state);
      if (vertex.digest.startsWith(plainDigestMark)) this.#detailed = false;
    }
    if (vertex.name !== '') state.name = vertex.name;
    if (vertex.inputs.length > 0) state.inputs = vertex.inputs;
    if (vertex.group) state.group = vertex.group;
    if (isImplied(vertex)) state.impliedAt = vertex.startedAt;
    else if (vertex.startedAt !== undefined || vertex.completedAt !== undefined) addInterval(state.intervals, vertex);
  }
}

function isImplied(vertex: Vertex): boolean {
  return vertex.cached && vertex.startedAt !== undefined && vertex.startedAt === vertex.completedAt && vertex.error === undefined;
}

/** The same start reported again replaces what was known of it; plain text corrects the start, so an open one is replaced. */
function addInterval(intervals: Interval[], vertex: Vertex): void {
  const interval: Interval = { startedAt: vertex.startedAt, completedAt: vertex.completedAt, cached: vertex.cached, error: vertex.error };
  const last = intervals.at(-1);
  const plain = vertex.digest.startsWith(plainDigestMark);
  if (last && (last.startedAt === interval.startedAt || (plain && last.completedAt === undefined))) intervals[intervals.length - 1] = interval;
  else intervals.push(interval);
}

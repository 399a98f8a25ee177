// Reads `--progress=plain` (util/progress/progressui/printer.go textMux.printVtx), also that of Docker 20.10. The format
// is made for people: it has no digests, no inputs and no times, so a vertex is called `#N` and times are those of arrival.
import { LineCutter, type ProgressDecoder } from './decoder.js';
import type { ProgressEvent } from './events.js';

/** What the vertices of a plain stream are called by; readers that need a graph tell them apart by it. */
export const plainDigestMark = '#';

interface PlainVertex {
  readonly digest: string;
  readonly name: string;
  startedAt: number;
  open: boolean;
}

/** A reader for one plain stream. Lines that belong to no vertex become `text` events. */
export function createPlainDecoder(): ProgressDecoder {
  return new PlainDecoder();
}

const numbered = /^#(\d+) ([^]*)$/;
/** Printed by Docker 20.10 between header and body. */
const digestLine = /^sha256:[0-9a-f]{64}$/;
const logLine = /^\d+\.\d{1,3} ([^]*)$/;
const doneLine = /^DONE(?: (\d+(?:\.\d+)?)s)?$/;
const statusLine = /^(.*?)(?: (\d+(?:\.\d+)?)([kMGTP]?)B(?: \/ (\d+(?:\.\d+)?)([kMGTP]?)B)?)?(?: \d+(?:\.\d+)?s)?(?: done)?$/;

class PlainDecoder implements ProgressDecoder {
  readonly #lines = new LineCutter();
  readonly #vertices = new Map<string, PlainVertex>();
  #current: string | undefined;
  #afterHeader = false;

  push(chunk: string, at: number): readonly ProgressEvent[] {
    const events: ProgressEvent[] = [];
    for (const line of this.#lines.push(chunk)) this.#line(line, at, events);
    return events;
  }

  finish(at: number): readonly ProgressEvent[] {
    const events: ProgressEvent[] = [];
    for (const line of this.#lines.finish()) this.#line(line, at, events);
    return events;
  }

  #line(line: string, at: number, events: ProgressEvent[]): void {
    const match = numbered.exec(line);
    const number = match?.[1];
    const rest = match?.[2];
    if (number === undefined || rest === undefined || number === '0') {
      if (line !== '') events.push({ kind: 'text', text: line });
      return;
    }
    const afterHeader = this.#afterHeader;
    this.#afterHeader = false;
    const known = this.#vertices.get(number);
    const switched = this.#current !== number;
    this.#current = number;
    if (!known || (switched && rest === known.name)) {
      this.#header(number, rest, at, events);
      return;
    }
    if (rest === '...' || (afterHeader && digestLine.test(rest))) return;
    this.#body(known, rest, at, events);
  }

  #header(number: string, name: string, at: number, events: ProgressEvent[]): void {
    this.#afterHeader = true;
    let vertex = this.#vertices.get(number);
    if (!vertex) this.#vertices.set(number, (vertex = { digest: plainDigestMark + number, name, startedAt: at, open: false }));
    this.#open(vertex, at, events);
  }

  #open(vertex: PlainVertex, at: number, events: ProgressEvent[]): void {
    if (vertex.open) return;
    vertex.open = true;
    vertex.startedAt = at;
    events.push(vertexEvent(vertex, { startedAt: at }));
  }

  #body(vertex: PlainVertex, rest: string, at: number, events: ProgressEvent[]): void {
    const done = doneLine.exec(rest);
    if (done || rest === 'CACHED' || rest === 'CANCELED' || rest.startsWith('ERROR: ')) {
      vertex.open = false;
      if (rest === 'CACHED') events.push(vertexEvent(vertex, { completedAt: at, cached: true }));
      else if (done) events.push(vertexEvent(vertex, { startedAt: done[1] === undefined ? vertex.startedAt : at - Number(done[1]) * 1000, completedAt: at }));
      else events.push(vertexEvent(vertex, { startedAt: vertex.startedAt, completedAt: at, error: rest === 'CANCELED' ? 'context canceled' : rest.slice('ERROR: '.length) }));
      return;
    }
    this.#open(vertex, at, events);
    const log = logLine.exec(rest)?.[1];
    if (log !== undefined) this.#log(vertex, log, at, events);
    else if (rest.startsWith('WARN: ')) events.push({ kind: 'text', text: rest });
    else pushStatus(vertex.digest, rest, events);
  }

  /** Docker 20.10 puts the end of a step behind its output when that did not end its line: `#5 0.3 text#5 DONE 0.3s`. */
  #log(vertex: PlainVertex, text: string, at: number, events: ProgressEvent[]): void {
    const end = text.lastIndexOf(`${vertex.digest} `);
    const rest = end < 0 ? '' : text.slice(end + vertex.digest.length + 1);
    const isEnd = end >= 0 && (doneLine.test(rest) || rest === 'CACHED' || rest === 'CANCELED' || rest.startsWith('ERROR: '));
    events.push({ kind: 'log', vertex: vertex.digest, stream: 'stdout', text: `${isEnd ? text.slice(0, end) : text}\n`, at });
    if (isEnd) this.#body(vertex, rest, at, events);
  }
}

function pushStatus(vertex: string, rest: string, events: ProgressEvent[]): void {
  const [, id = rest, current, currentUnit, total, totalUnit] = statusLine.exec(rest) ?? [];
  events.push({ kind: 'status', vertex, id, current: bytes(current, currentUnit), total: bytes(total, totalUnit) });
}

function bytes(amount: string | undefined, unit: string | undefined): number {
  if (amount === undefined) return 0;
  return Math.round(Number(amount) * 1000 ** ['', 'k', 'M', 'G', 'T', 'P'].indexOf(unit ?? ''));
}

function vertexEvent(vertex: PlainVertex, state: { startedAt?: number; completedAt?: number; cached?: boolean; error?: string }): ProgressEvent {
  return {
    kind: 'vertex',
    vertex: {
      digest: vertex.digest, inputs: [], name: vertex.name, startedAt: state.startedAt, completedAt: state.completedAt, cached: state.cached ?? false, error: state.error, group: undefined,
    },
  };
}

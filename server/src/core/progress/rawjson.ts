// Reads `--progress=rawjson` (buildx 0.12 and later): JSON objects, one a line or (buildx 0.13) indented over several, plain
// text between them. Takes nothing for granted: fields come and go with versions, and the client writes its own lines into
// the same stream.
import { Base64TextDecoder } from './base64Text.js';
import { LineCutter, type ProgressDecoder } from './decoder.js';
import type { ProgressEvent, Vertex } from './events.js';
import { TimeParser } from './time.js';

type Fields = Readonly<Record<string, unknown>>;

/** An object of more lines is none. */
const mostLines = 200_000;

/** A reader for one stream of client/graph.go SolveStatus messages. Lines that are none become `text` events. */
export function createRawjsonDecoder(): ProgressDecoder {
  return new RawjsonDecoder();
}

class RawjsonDecoder implements ProgressDecoder {
  readonly #lines = new LineCutter();
  readonly #times = new TimeParser();
  /** By vertex and stream: a character may be cut between two log messages. */
  readonly #texts = new Map<string, Base64TextDecoder>();
  /** The lines of an indented object that is not complete. */
  #indented: string[] = [];

  push(chunk: string): readonly ProgressEvent[] {
    const events: ProgressEvent[] = [];
    for (const line of this.#lines.push(chunk)) this.#line(line, events);
    return events;
  }

  finish(): readonly ProgressEvent[] {
    const events: ProgressEvent[] = [];
    for (const line of this.#lines.finish()) this.#line(line, events);
    this.#giveUp(events);
    return events;
  }

  #line(line: string, events: ProgressEvent[]): void {
    if (this.#indented.length > 0 && (line.startsWith(' ') || line === '}') && this.#indented.length < mostLines) {
      this.#indented.push(line);
      if (line === '}') this.#complete(events);
      return;
    }
    this.#giveUp(events);
    if (line === '{') {
      this.#indented.push(line);
      return;
    }
    const message = line.startsWith('{') ? parseObject(line) : undefined;
    if (message && isStatus(message)) this.#message(message, events);
    else events.push({ kind: 'text', text: line });
  }

  #complete(events: ProgressEvent[]): void {
    const message = parseObject(this.#indented.join('\n'));
    if (!message || !isStatus(message)) {
      this.#giveUp(events);
      return;
    }
    this.#indented = [];
    this.#message(message, events);
  }

  #giveUp(events: ProgressEvent[]): void {
    for (const text of this.#indented) events.push({ kind: 'text', text });
    this.#indented = [];
  }

  #message(message: Fields, events: ProgressEvent[]): void {
    for (const vertex of objects(message['vertexes'])) this.#vertex(vertex, events);
    for (const status of objects(message['statuses'])) pushStatus(status, events);
    for (const log of objects(message['logs'])) this.#log(log, events);
    for (const warning of objects(message['warnings'])) {
      const short = text(warning['short']);
      if (short !== undefined) events.push({ kind: 'text', text: `WARN: ${new Base64TextDecoder().decode(short)}` });
    }
  }

  #vertex(fields: Fields, events: ProgressEvent[]): void {
    const digest = text(fields['digest']);
    if (digest === undefined) return;
    const inputs = fields['inputs'];
    const vertex: Vertex = {
      digest,
      inputs: Array.isArray(inputs) ? inputs.filter(input => typeof input === 'string') : [],
      name: text(fields['name']) ?? '',
      startedAt: this.#times.parse(fields['started']),
      completedAt: this.#times.parse(fields['completed']),
      cached: fields['cached'] === true,
      error: text(fields['error']) || undefined,
      group: groupOf(fields['progressGroup']),
    };
    events.push({ kind: 'vertex', vertex });
  }

  #log(fields: Fields, events: ProgressEvent[]): void {
    const vertex = text(fields['vertex']);
    const data = text(fields['data']);
    if (vertex === undefined || data === undefined) return;
    const stream = fields['stream'] === 2 ? 'stderr' : 'stdout';
    const key = `${stream} ${vertex}`;
    let decoder = this.#texts.get(key);
    if (!decoder) this.#texts.set(key, (decoder = new Base64TextDecoder()));
    const decoded = decoder.decode(data);
    if (decoded !== '') events.push({ kind: 'log', vertex, stream, text: decoded, at: this.#times.parse(fields['timestamp']) });
  }
}

function pushStatus(fields: Fields, events: ProgressEvent[]): void {
  const vertex = text(fields['vertex']);
  const id = text(fields['id']);
  if (vertex === undefined || id === undefined) return;
  events.push({ kind: 'status', vertex, id, current: amount(fields['current']), total: amount(fields['total']) });
}

function groupOf(value: unknown): Vertex['group'] {
  if (!isObject(value)) return undefined;
  const id = text(value['id']);
  return id === undefined ? undefined : { id, name: text(value['name']) ?? '', weak: value['weak'] === true };
}

function parseObject(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isStatus(message: Fields): boolean {
  return ['vertexes', 'statuses', 'logs', 'warnings'].some(key => key in message) || Object.keys(message).length === 0;
}

function objects(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function amount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

// Progress events as coloured text for a terminal that only understands ANSI colours: lines are added, never redrawn.
// Knows no terminal and no Dockerfile.
import picocolors from 'picocolors';
import type { ProgressEvent, Vertex } from '../core/progress/events.js';

const { bold, cyan, blue, green, red, yellow, dim } = picocolors.createColors(true);

/** A line without end is given out in pieces of this length. */
const longestLine = 16 * 1024;

interface Open {
  readonly name: string;
  rest: string;
  /** Milliseconds of work reported so far, by start. */
  readonly starts: Map<number | undefined, number>;
}

/** Turns events into text, a line at a time; `mask` takes out what must not be shown. */
export class TerminalLog {
  readonly #write: (text: string) => void;
  readonly #mask: (text: string) => string;
  readonly #open = new Map<string, Open>();
  /** By the time at which a step was only said to be cached: shown once what implied it proves to be a hit. */
  readonly #implied = new Map<number, string[]>();
  #current: string | undefined;

  constructor(write: (text: string) => void, mask: (text: string) => string) {
    this.#write = write;
    this.#mask = mask;
  }

  command(words: readonly string[]): void {
    this.#line(dim(`$ ${words.map(word => (/^[\w./:=@%+,…-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`)).join(' ')}`));
  }

  event(event: ProgressEvent): void {
    if (event.kind === 'vertex') this.#vertex(event.vertex);
    else if (event.kind === 'log') this.#log(event.vertex, event.text);
    else if (event.kind === 'text') this.#text(event.text);
  }

  /** Gives out what has no line end yet. */
  finish(): void {
    for (const [digest, open] of this.#open) this.#flush(digest, open);
  }

  #vertex(vertex: Vertex): void {
    const { digest, startedAt, completedAt } = vertex;
    if (startedAt === undefined && completedAt === undefined) return;
    if (vertex.cached && startedAt !== undefined && startedAt === completedAt) {
      this.#implied.set(startedAt, [...(this.#implied.get(startedAt) ?? []), vertex.name]);
      return;
    }
    this.#settleImplied(vertex);
    let open = this.#open.get(digest);
    if (!open) {
      this.#open.set(digest, (open = { name: vertex.name, rest: '', starts: new Map() }));
      if (completedAt === undefined && !vertex.cached && !isInternal(vertex.name)) this.#header(digest, open);
    }
    if (completedAt === undefined) return;
    this.#flush(digest, open);
    open.starts.set(startedAt, startedAt === undefined ? 0 : Math.max(0, completedAt - startedAt));
    this.#end(vertex, open);
  }

  #settleImplied({ startedAt, cached }: Vertex): void {
    const names = startedAt === undefined ? undefined : this.#implied.get(startedAt);
    if (!names || startedAt === undefined) return;
    this.#implied.delete(startedAt);
    if (cached) for (const name of names) this.#line(`${blue('CACHED')} ${this.#mask(name)}`);
  }

  #end(vertex: Vertex, open: Open): void {
    const name = this.#mask(vertex.name);
    this.#current = undefined;
    if (vertex.error !== undefined && vertex.error.trimEnd().endsWith('context canceled')) this.#line(`${yellow('CANCELED')} ${name}`);
    else if (vertex.error !== undefined) this.#line(`${red('ERROR')} ${name}: ${red(this.#mask(vertex.error))}`);
    else if (vertex.cached) this.#line(`${blue('CACHED')} ${name}`);
    else if (!isInternal(vertex.name)) {
      const seconds = [...open.starts.values()].reduce((sum, part) => sum + part, 0) / 1000;
      this.#line(`${green('DONE')} ${name} ${dim(`${seconds.toFixed(1)}s`)}`);
    }
  }

  #log(digest: string, text: string): void {
    const open = this.#open.get(digest);
    if (!open) return;
    const lines = (open.rest + text).split('\n');
    open.rest = lines.pop() ?? '';
    for (const line of lines) this.#logLine(digest, open, line);
    while (open.rest.length > longestLine) {
      this.#logLine(digest, open, open.rest.slice(0, longestLine));
      open.rest = open.rest.slice(longestLine);
    }
  }

  #logLine(digest: string, open: Open, line: string): void {
    if (this.#current !== digest) this.#header(digest, open);
    // A progress bar's carriage returns would overwrite the indentation: its last state stands.
    const text = line.replace(/\r+$/, '');
    this.#line(`  ${this.#mask(text.slice(text.lastIndexOf('\r') + 1))}`);
  }

  #flush(digest: string, open: Open): void {
    const { rest } = open;
    open.rest = '';
    if (rest !== '') this.#logLine(digest, open, rest);
  }

  #header(digest: string, open: Open): void {
    this.#current = digest;
    this.#line(bold(cyan(this.#mask(open.name))));
  }

  #text(text: string): void {
    const masked = this.#mask(text);
    this.#line(/^ERROR: /.test(text) || / \| >>> /.test(text) ? red(masked) : /^(?:WARN|WARNING): /.test(text) ? yellow(masked) : masked);
  }

  #line(text: string): void {
    this.#write(`${text}\n`);
  }
}

/** Work that is no line of the Dockerfile and only interests when it fails. */
function isInternal(name: string): boolean {
  return /^\[(?:\S+ )?(?:internal|auth)\]/.test(name) || name.startsWith('resolving provenance') || name.startsWith('[auth]');
}

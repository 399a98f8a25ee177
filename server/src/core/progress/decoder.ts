// The shape of every reader of a progress stream: text in, events out. Knows no process and no clock.
import type { ProgressEvent } from './events.js';

/** Reads one stream from its beginning. Chunks may end anywhere, also within a line. */
export interface ProgressDecoder {
  /**
   * The events that the chunk completes. `at` is the time of its arrival in epoch milliseconds; streams that carry their
   * own times ignore it.
   */
  push(chunk: string, at: number): readonly ProgressEvent[];
  /** What an unfinished last line still holds. */
  finish(at: number): readonly ProgressEvent[];
}

/** A line longer than this is no progress message; it is given out in pieces so that memory stays bounded. */
const longestLine = 32 * 1024 * 1024;

/** Cuts chunks into lines without their line end (`\n` or `\r\n`); copies a long line once, not once per chunk. */
export class LineCutter {
  #parts: string[] = [];
  #length = 0;

  /** The lines that the chunk completes. */
  push(chunk: string): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let to = chunk.indexOf('\n'); to >= 0; to = chunk.indexOf('\n', from)) {
      lines.push(this.#take(chunk.slice(from, to)));
      from = to + 1;
    }
    if (from < chunk.length) {
      this.#parts.push(from === 0 ? chunk : chunk.slice(from));
      this.#length += chunk.length - from;
      if (this.#length > longestLine) lines.push(this.#take(''));
    }
    return lines;
  }

  /** The unfinished last line, if there is one. */
  finish(): readonly string[] {
    return this.#length > 0 ? [this.#take('')] : [];
  }

  #take(end: string): string {
    let line = end;
    if (this.#parts.length > 0) {
      this.#parts.push(end);
      line = this.#parts.join('');
      this.#parts = [];
      this.#length = 0;
    }
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}

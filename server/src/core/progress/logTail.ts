// The last lines of a step's output as a person would have seen them. Knows nothing of what printed them.
import stripAnsi from 'strip-ansi';

/** How many lines a record keeps of each step. */
export const logTailLines = 20;
/** Enough for 20 long lines; what a step prints beyond is not kept, so that memory stays bounded. */
const kept = 32 * 1024;
const longestLine = 2000;

/** Collects output and forgets all but its end. */
export class LogTail {
  #text = '';

  append(text: string): void {
    this.#text += text.length > kept ? text.slice(-kept) : text;
    if (this.#text.length > 4 * kept) this.#text = this.#text.slice(-kept);
  }

  get isEmpty(): boolean {
    return this.#text === '';
  }

  /** At most 20 lines without control sequences. Of a line that was redrawn (a progress bar) the last state stands. */
  lines(): readonly string[] {
    const lines = stripAnsi(this.#text.slice(-kept)).replace(/\r+\n/g, '\n').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-logTailLines).map(line => clean(line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1)));
  }
}

function clean(line: string): string {
  // Control characters that are no part of an escape sequence: bells, backspaces, stray carriage returns.
  const printable = line.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return printable.length > longestLine ? `${printable.slice(0, longestLine)}…` : printable;
}

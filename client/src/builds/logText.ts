// A build's log as a terminal wants it. Pure.

const reset = '\u001Bc';

/** Clears a terminal with its scrollback. */
export const clearTerminal = `${reset}\u001B[3J`;

/** Line feeds become what moves a terminal's cursor to the start of the next line. */
export function toTerminal(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

/** The end of a build in one line that stands out. */
export function endLine(message: string, isGood: boolean): string {
  return `\r\n\u001B[1;${isGood ? '32' : '31'}m${toTerminal(message)}\u001B[0m\r\n`;
}

/** Keeps the end of a text that grows without bound, so that a terminal opened later can show it. */
export class Tail {
  readonly #limit: number;
  #chunks: string[] = [];
  #length = 0;

  /** @param limit in UTF-16 units */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    this.#chunks.push(text);
    this.#length += text.length;
    // Joined only now and then: joining for every chunk would make a long log quadratic.
    if (this.#length > this.#limit * 2) this.#trim();
  }

  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }

  get text(): string {
    this.#trim();
    return this.#chunks[0] ?? '';
  }

  #trim(): void {
    const kept = this.#chunks.join('').slice(-this.#limit);
    this.#chunks = kept === '' ? [] : [kept];
    this.#length = kept.length;
  }
}

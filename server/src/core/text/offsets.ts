// Offsets, ranges and lines of one text. Knows nothing of Dockerfiles.

/** A half-open range of UTF-16 offsets. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

/** A zero-based line and UTF-16 character, as editors count them. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Whether the two ranges share a character, or one is empty and lies strictly inside the other. */
export function overlaps(a: OffsetRange, b: OffsetRange): boolean {
  return a.from < b.to && b.from < a.to;
}

/** Whether `inner` lies within `outer`. */
export function contains(outer: OffsetRange, inner: OffsetRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** The line starts of a text. Lines end at `\n`, `\r\n` or a lone `\r`, as editors and the protocol count them. */
export class LineIndex {
  readonly #text: string;
  /** Made when first asked for: not every version of a text is. */
  #known: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  get #starts(): readonly number[] {
    return (this.#known ??= this.#text.includes('\r') ? startsOfAnyLines(this.#text) : startsOfLines(this.#text));
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The zero-based line that holds the offset. */
  lineAt(offset: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#text.length));
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.lineStart(line) };
  }

  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.#starts.length) return this.#text.length;
    return Math.min(this.lineStart(position.line) + Math.max(0, position.character), this.lineEnd(position.line));
  }

  /** Offset of the first character of the line. */
  lineStart(line: number): number {
    return this.#starts[Math.max(0, Math.min(line, this.#starts.length - 1))] ?? 0;
  }

  /** Offset behind the last character of the line, its line end left out. */
  lineEnd(line: number): number {
    let end = this.nextLineStart(line);
    if (end > 0 && end > this.lineStart(line) && this.#text.charCodeAt(end - 1) === 10) end--;
    if (end > this.lineStart(line) && this.#text.charCodeAt(end - 1) === 13) end--;
    return end;
  }

  /** Offset behind the line and its line end; the text's length for the last line. */
  nextLineStart(line: number): number {
    return this.#starts[line + 1] ?? this.#text.length;
  }
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function startsOfAnyLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** The line end that most lines of the text use; `\n` for a text of one line. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  if (!text.includes('\r')) return '\n';
  let crlf = 0;
  let lf = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (at > 0 && text.charCodeAt(at - 1) === 13) crlf++;
    else lf++;
  }
  return crlf > lf ? '\r\n' : '\n';
}

// A text whose characters remember where in the document they stand, so that what is read from a joined, dequoted or
// decoded text still points into the document. Knows nothing of shells or Dockerfiles.
import type { OffsetRange } from '../text/offsets.js';

/** A text and, for each of its characters, the document range it was made from. */
export class MappedText {
  readonly text: string;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  private constructor(text: string, starts: Uint32Array, ends: Uint32Array) {
    this.text = text;
    this.#starts = starts;
    this.#ends = ends;
  }

  /** A text in which every character stands for the whole of one range, where nothing finer is known. */
  static collapsed(text: string, range: OffsetRange): MappedText {
    return new MappedText(text, new Uint32Array(text.length).fill(range.from), new Uint32Array(text.length).fill(range.to));
  }

  static build(fill: (builder: MappedTextBuilder) => void): MappedText {
    const builder = new MappedTextBuilder();
    fill(builder);
    return new MappedText(builder.text, new Uint32Array(builder.starts), new Uint32Array(builder.ends));
  }

  /** The part between two positions of this text. */
  slice(from: number, to: number): MappedText {
    return new MappedText(this.text.slice(from, to), this.#starts.slice(from, to), this.#ends.slice(from, to));
  }

  /** The document range of the characters between two positions of this text; empty where they are none. */
  range(from: number, to: number): OffsetRange {
    const last = this.text.length - 1;
    if (last < 0) return { from: 0, to: 0 };
    const start = this.#starts[Math.max(0, Math.min(from, last))] ?? 0;
    if (to <= from) return { from: start, to: start };
    return { from: start, to: Math.max(start, this.#ends[Math.max(0, Math.min(to, last + 1) - 1)] ?? start) };
  }
}

/** Collects the characters of a mapped text in their order. */
export class MappedTextBuilder {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly #parts: string[] = [];

  get text(): string {
    return this.#parts.join('');
  }

  /** Adds characters that stand one by one in the document, from `offset` on. */
  copy(text: string, offset: number): void {
    this.#parts.push(text);
    for (let at = 0; at < text.length; at++) {
      this.starts.push(offset + at);
      this.ends.push(offset + at + 1);
    }
  }

  /** Adds characters that were all made from one range, such as an escape. */
  replace(text: string, range: OffsetRange): void {
    this.#parts.push(text);
    for (let at = 0; at < text.length; at++) {
      this.starts.push(range.from);
      this.ends.push(range.to);
    }
  }

  /** Adds a part of another mapped text. */
  append(source: MappedText, from: number, to: number): void {
    for (let at = from; at < to; at++) this.replace(source.text.slice(at, at + 1), source.range(at, at + 1));
  }
}

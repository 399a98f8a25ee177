// A text whose characters remember where in the document they stand, so that what is read from a joined, dequoted or
// decoded text still points into the document. Knows nothing of shells or Dockerfiles.
import type { OffsetRange } from '../text/offsets.js';

/** A row of characters: either each stands by itself in the document, or all were made from one range. */
interface Run {
  /** Where it starts in this text. */
  readonly at: number;
  readonly from: number;
  /** The end of the one range; `undefined`: the characters stand one by one from `from` on. */
  readonly to: number | undefined;
}

/** A text and, for each of its characters, the document range it was made from. */
export class MappedText {
  readonly text: string;
  readonly #runs: readonly Run[];

  private constructor(text: string, runs: readonly Run[]) {
    this.text = text;
    this.#runs = runs;
  }

  /** A text in which every character stands for the whole of one range, where nothing finer is known. */
  static collapsed(text: string, range: OffsetRange): MappedText {
    return new MappedText(text, [{ at: 0, from: range.from, to: range.to }]);
  }

  static build(fill: (builder: MappedTextBuilder) => void): MappedText {
    const builder = new MappedTextBuilder();
    fill(builder);
    return new MappedText(builder.text, builder.runs);
  }

  /** The document range of the characters between two positions of this text; empty where they are none. */
  range(from: number, to: number): OffsetRange {
    const last = this.text.length - 1;
    if (last < 0) return { from: 0, to: 0 };
    const start = this.#placeOf(Math.max(0, Math.min(from, last))).from;
    if (to <= from) return { from: start, to: start };
    return { from: start, to: Math.max(start, this.#placeOf(Math.max(0, Math.min(to, last + 1) - 1)).to) };
  }

  #placeOf(position: number): OffsetRange {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle]?.at ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    const run = this.#runs[low];
    if (!run) return { from: 0, to: 0 };
    return run.to === undefined ? { from: run.from + position - run.at, to: run.from + position - run.at + 1 } : { from: run.from, to: run.to };
  }
}

/** Collects the characters of a mapped text in their order. */
export class MappedTextBuilder {
  readonly runs: Run[] = [];
  text = '';

  /** Adds characters that stand one by one in the document, from `offset` on. */
  copy(text: string, offset: number): void {
    const last = this.runs[this.runs.length - 1];
    const continues = last !== undefined && last.to === undefined && last.from + this.text.length - last.at === offset;
    if (text !== '' && !continues) this.runs.push({ at: this.text.length, from: offset, to: undefined });
    this.text += text;
  }

  /** Adds characters that were all made from one range, such as an escape. */
  replace(text: string, range: OffsetRange): void {
    if (text.length === 1 && range.to === range.from + 1) this.copy(text, range.from);
    else if (text !== '') {
      this.runs.push({ at: this.text.length, from: range.from, to: range.to });
      this.text += text;
    }
  }

  /** Adds a part of another mapped text. */
  append(source: MappedText, from: number, to: number): void {
    for (let at = from; at < to; at++) this.replace(source.text.slice(at, at + 1), source.range(at, at + 1));
  }
}

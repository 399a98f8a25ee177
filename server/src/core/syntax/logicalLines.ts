// Splits a Dockerfile's text into instructions, without looking at what they say. Follows BuildKit line by line
// (frontend/dockerfile/parser/parser.go Parse, processLine, trimContinuationCharacter); a fraction of a microsecond per line.
import type { OffsetRange } from '../text/offsets.js';
import type { Comment, SyntaxProblem } from './instruction.js';
import { findHeredocMarkers, type HeredocMarker } from './heredocs.js';

/** A here-document with its body found; offsets of the whole text. */
export interface SplitHeredoc extends HeredocMarker {
  readonly bodyRange: OffsetRange;
}

/** One instruction's lines. */
export interface LogicalLine {
  /** From the first character that is not blank. */
  readonly from: number;
  /** End of the last line, bodies included, its line end left out. */
  readonly to: number;
  /** End of the head: the same as `to` unless bodies follow. */
  readonly headTo: number;
  /** Behind all that was read to find the end: also blank and comment lines that a continuation swallowed. */
  readonly readTo: number;
  /** The head as BuildKit joins it. */
  readonly logicalText: string;
  readonly innerComments: readonly OffsetRange[];
  readonly heredocs: readonly SplitHeredoc[];
}

export interface SplitText {
  readonly lines: readonly LogicalLine[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  /** Start of the instruction at which `isKnown` ended the work; `undefined`: it went to the end. */
  readonly stoppedAt: number | undefined;
}

/** A part of a text to split, where the rest is known from an earlier version. */
export interface SplitPart {
  /** A line's start between two instructions. */
  readonly from: number;
  /** Whether the instruction that starts at the offset, and all behind it, need not be read. */
  readonly isKnown: (offset: number) => boolean;
}

/** BuildKit's scanner refuses a longer line. */
const longestLine = 65_535;
/** Shared by the many instructions that have none of something. */
const none: readonly never[] = [];
const mayHoldHeredoc = /^(?:onbuild\s+)?(?:run|copy|add)\s/i;

/** Splits a text, or a part of it. What an instruction is does not depend on what stands above it. */
export function splitLogicalLines(text: string, escape: '\\' | '`', part?: SplitPart): SplitText {
  return new Splitter(text, escape, part).run();
}

class Splitter {
  readonly #lines: LogicalLine[] = [];
  readonly #comments: Comment[] = [];
  readonly #problems: SyntaxProblem[] = [];
  readonly #text: string;
  readonly #escape: number;
  readonly #part: SplitPart | undefined;
  #at: number;
  /** The line read last: its first character, its end without the line end, and its first non-blank character. */
  #from = 0;
  #to = 0;
  #start = 0;

  constructor(text: string, escape: '\\' | '`', part: SplitPart | undefined) {
    this.#text = text;
    this.#escape = escape.charCodeAt(0);
    this.#part = part;
    this.#at = Math.max(text.charCodeAt(0) === 0xfeff ? 1 : 0, part?.from ?? 0);
  }

  run(): SplitText {
    while (this.#nextLine()) {
      if (this.#start === this.#to) continue;
      if (this.#isComment()) this.#comments.push({ range: { from: this.#start, to: this.#to }, text: this.#text.slice(this.#start + 1, this.#to).trim() });
      else if (this.#part?.isKnown(this.#start)) return this.#result(this.#start);
      else this.#readInstruction();
    }
    return this.#result(undefined);
  }

  #result(stoppedAt: number | undefined): SplitText {
    return { lines: this.#lines, comments: this.#comments, problems: this.#problems, stoppedAt };
  }

  #nextLine(): boolean {
    const text = this.#text;
    if (this.#at >= text.length) return false;
    this.#from = this.#at;
    const newline = text.indexOf('\n', this.#at);
    this.#at = newline < 0 ? text.length : newline + 1;
    let to = newline < 0 ? text.length : newline;
    if (to > this.#from && text.charCodeAt(to - 1) === 13) to--;
    this.#to = to;
    let start = this.#from;
    while (start < to && isBlank(text.charCodeAt(start))) start++;
    this.#start = start;
    if (to - this.#from > longestLine) this.#problems.push({ kind: 'line-too-long', range: { from: this.#from, to } });
    return true;
  }

  #isComment(): boolean {
    return this.#start < this.#to && this.#text.charCodeAt(this.#start) === 35;
  }

  #readInstruction(): void {
    const from = this.#start;
    const innerComments: OffsetRange[] = [];
    const parts: string[] = [];
    let headTo = this.#to;
    let cut = this.#continuation(from, this.#to);
    parts.push(this.#text.slice(from, cut ?? this.#to));
    while (cut !== undefined && this.#nextLine()) {
      if (this.#start === this.#to || this.#isComment()) {
        innerComments.push({ from: this.#from, to: this.#at });
        continue;
      }
      headTo = this.#to;
      cut = this.#continuation(this.#from, this.#to);
      parts.push(this.#text.slice(this.#from, cut ?? this.#to));
    }
    const logicalText = (parts.length === 1 ? parts[0] ?? '' : parts.join('')).trimEnd();
    // A lone continuation character is an empty line, not an instruction.
    if (logicalText === '') return;
    const heredocs = this.#readHeredocs(logicalText, from, headTo);
    const to = heredocs.length > 0 ? this.#to : headTo;
    this.#lines.push({ from, to, headTo, readTo: this.#at, logicalText, innerComments: innerComments.length === 0 ? none : innerComments.filter(range => range.from < headTo), heredocs });
  }

  /** Where the line's text ends before its continuation character; `undefined` when it has none. */
  #continuation(from: number, to: number): number | undefined {
    let at = to - 1;
    while (at >= from && isSpaceOrTab(this.#text.charCodeAt(at))) at--;
    if (at < from || this.#text.charCodeAt(at) !== this.#escape) return undefined;
    // A doubled character at the end is an escaped one.
    if (at > from && this.#text.charCodeAt(at - 1) === this.#escape) return undefined;
    return at;
  }

  #readHeredocs(logicalText: string, from: number, headTo: number): readonly SplitHeredoc[] {
    if (!logicalText.includes('<<') || !mayHoldHeredoc.test(logicalText) || /^\S+\s+\[.*\]\s*$/.test(logicalText)) return none;
    const found: SplitHeredoc[] = [];
    for (const marker of findHeredocMarkers(logicalText)) {
      const body = this.#readBody(marker);
      if (body === undefined) this.#problems.push({ kind: 'unterminated-heredoc', range: { from, to: headTo } });
      const word = logicalText.slice(marker.from, marker.to);
      const place = this.#text.indexOf(word, from);
      const markerFrom = place >= 0 && place < headTo ? place : from;
      found.push({ ...marker, from: markerFrom, to: markerFrom + word.length, bodyRange: body ?? { from: this.#text.length, to: this.#text.length } });
    }
    return found;
  }

  #readBody(marker: HeredocMarker): OffsetRange | undefined {
    const from = this.#at;
    while (this.#nextLine()) {
      let line = this.#text.slice(this.#from, this.#to);
      if (marker.chomp) line = line.replace(/^\t+/, '');
      if (line === marker.delimiter) return { from, to: this.#from };
    }
    return undefined;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function isSpaceOrTab(code: number): boolean {
  return code === 32 || code === 9;
}

/** The same lines further down (or up). */
export function moveLine(line: LogicalLine, by: number): LogicalLine {
  const { innerComments, heredocs } = line;
  return {
    from: line.from + by, to: line.to + by, headTo: line.headTo + by, readTo: line.readTo + by, logicalText: line.logicalText,
    innerComments: innerComments.length === 0 ? innerComments : innerComments.map(range => moveRange(range, by)),
    heredocs: heredocs.length === 0 ? heredocs : heredocs.map(found => ({ ...found, from: found.from + by, to: found.to + by, bodyRange: moveRange(found.bodyRange, by) })),
  };
}

function moveRange(range: OffsetRange, by: number): OffsetRange {
  return { from: range.from + by, to: range.to + by };
}

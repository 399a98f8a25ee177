// Text of a Dockerfile -> instructions. Never throws; a text that BuildKit would refuse still gives what can be read, with
// the reason among the problems.
import { Note } from '../text/notes.js';
import { LineIndex, type OffsetRange } from '../text/offsets.js';
import { parseDirectives } from './directives.js';
import { fileKindOf } from './fileKind.js';
import type { Comment, Directive, DockerfileSyntax, SyntaxProblem } from './instruction.js';
import { knownKeywords } from './instructionParts.js';
import { splitLogicalLines, type LogicalLine } from './logicalLines.js';
import { InstructionBody, ParsedInstruction } from './parsedInstruction.js';

/**
 * Parses a Dockerfile. With the previous version's result only what the edit touched is read: instructions above it keep
 * their identity, those below it their parts.
 */
export function parseDockerfile(text: string, previous?: DockerfileSyntax): DockerfileSyntax {
  const directives = parseDirectives(text);
  const escape = directives.find(directive => directive.name === 'escape')?.value === '`' ? '`' : '\\';
  const reusable = previous && reusablePart(text, directives, previous);
  const split = splitWith(text, escape, reusable);
  const { instructions } = split;
  const ends = new Set(directives.map(directive => directive.range.from));
  const problems: SyntaxProblem[] = [...split.problems];
  let hasFrom = false;
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') hasFrom = true;
    else if (!knownKeywords.has(instruction.keyword)) problems.push({ kind: 'unknown-instruction', range: instruction.keywordRange });
  }
  if (instructions.length === 0) problems.push({ kind: 'empty', range: { from: 0, to: 0 } });
  else if (!hasFrom) problems.push({ kind: 'missing-from', range: instructions[0]?.keywordRange ?? { from: 0, to: 0 } });
  const comments = ends.size === 0 ? split.comments : split.comments.filter(comment => !ends.has(comment.range.from));
  const syntax: DockerfileSyntax = { text, lines: new LineIndex(text), kind: fileKindOf(text, instructions), escape, directives, instructions, comments, problems, notes: undefined };
  if (split.replaced.length > 0) replacedBodies.set(syntax, split.replaced);
  return syntax;
}

/** Bodies that the last few edits replaced: whoever deletes a letter, or undoes, comes back to one of them. */
const replacedBodies = new Note<readonly InstructionBody[]>();
const mostReplaced = 16;

interface SplitFile {
  readonly instructions: readonly ParsedInstruction[];
  readonly comments: readonly Comment[];
  /** Those of splitting; the others follow from the instructions. */
  readonly problems: readonly SyntaxProblem[];
  /** Bodies of the previous versions that this one does not have; the newest first. */
  readonly replaced: readonly InstructionBody[];
}

/** What a previous version has in common with the text. */
interface Reusable {
  readonly instructions: readonly ParsedInstruction[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  /** How many instructions stay as they are, at the top. */
  readonly kept: number;
  /** Where reading starts: behind the last of them. */
  readonly readFrom: number;
  /** In the new text: from here on it is the old one's end. */
  readonly suffixFrom: number;
  /** How far the end has moved. */
  readonly shift: number;
  readonly replaced: readonly InstructionBody[];
}

/** `undefined`: the text is to be read as a new one. */
function reusablePart(text: string, directives: readonly Directive[], previous: DockerfileSyntax): Reusable | undefined {
  const instructions = previous.instructions.filter(instruction => instruction instanceof ParsedInstruction);
  const prefix = commonPrefix(text, previous.text);
  // Directives decide how all the rest is read, and which comment lines are comments.
  const sameDirectives = directives.length === previous.directives.length && directives.every((directive, at) => directive.range.to < prefix && directive.range.to === previous.directives[at]?.range.to);
  if (!sameDirectives || instructions.length !== previous.instructions.length) return undefined;
  const isKept = ({ line }: ParsedInstruction) => line.readTo <= prefix && line.readTo < previous.text.length;
  const kept = firstIndex(instructions.length, at => !isKept(instructions[at] as ParsedInstruction));
  return {
    instructions, comments: previous.comments, problems: previous.problems, kept, readFrom: instructions[kept - 1]?.line.readTo ?? 0,
    suffixFrom: text.length - commonSuffix(text, previous.text, prefix), shift: text.length - previous.text.length,
    replaced: replacedBodies.get(previous) ?? [],
  };
}

function splitWith(text: string, escape: '\\' | '`', reusable: Reusable | undefined): SplitFile {
  if (!reusable) {
    const { lines, comments, problems } = splitLogicalLines(text, escape);
    return { instructions: lines.map(line => new ParsedInstruction(line, bodyOf(text.slice(line.from, line.to), line, escape))), comments, problems, replaced: [] };
  }
  // What is read of an edited text outlives it, and a part of a string would keep the whole of it in memory.
  const fresh = (line: LogicalLine) => {
    const written = detached(text.slice(line.from, line.to));
    return new ParsedInstruction({ ...line, logicalText: detached(line.logicalText) }, known(written, line, escape, reusable.replaced) ?? bodyOf(written, line, escape));
  };
  const { instructions, kept, readFrom, suffixFrom, shift } = reusable;
  const indexAt = (offset: number) => firstIndex(instructions.length, at => (instructions[at]?.range.from ?? 0) >= offset - shift);
  const isKnown = (offset: number) => offset >= suffixFrom && instructions[indexAt(offset)]?.range.from === offset - shift;
  const read = splitLogicalLines(text, escape, { from: readFrom, isKnown });
  const below = read.stoppedAt === undefined ? instructions.length : indexAt(read.stoppedAt);
  const belowFrom = read.stoppedAt === undefined ? Infinity : read.stoppedAt - shift;
  const moved = <T extends { readonly range: OffsetRange }>(item: T): T => (shift === 0 ? item : { ...item, range: { from: item.range.from + shift, to: item.range.to + shift } });
  const isOfSplit = ({ kind }: SyntaxProblem) => kind === 'line-too-long' || kind === 'unterminated-heredoc';
  // The line at which reading stopped was looked at, so that it is too long has been said already.
  const isBelow = ({ kind, range }: SyntaxProblem) => (kind === 'line-too-long' ? range.from > belowFrom : range.from >= belowFrom);
  const ofSplit = reusable.problems.filter(isOfSplit);
  return {
    instructions: [...instructions.slice(0, kept), ...read.lines.map(fresh), ...instructions.slice(below).map(instruction => instruction.moved(shift))],
    comments: [...reusable.comments.filter(({ range }) => range.from < readFrom), ...read.comments.map(comment => ({ ...comment, text: detached(comment.text) })), ...reusable.comments.filter(({ range }) => range.from > belowFrom).map(moved)],
    problems: [...ofSplit.filter(({ range }) => range.from < readFrom), ...read.problems, ...ofSplit.filter(isBelow).map(moved)],
    replaced: [...instructions.slice(kept, Math.min(below, kept + mostReplaced)).map(instruction => instruction.body), ...reusable.replaced].slice(0, mostReplaced),
  };
}

function bodyOf(written: string, line: LogicalLine, escape: '\\' | '`'): InstructionBody {
  return new InstructionBody(written, written.slice(0, line.headTo - line.from), escape);
}

function known(written: string, line: LogicalLine, escape: '\\' | '`', bodies: readonly InstructionBody[]): InstructionBody | undefined {
  return bodies.find(body => body.text === written && body.head.length === line.headTo - line.from && body.escape === escape);
}

/** A copy that shares no memory with the text it was cut from. */
function detached(part: string): string {
  return ` ${part}`.slice(1);
}

/** The first index from 0 for which the test, false below and true above some index, holds; `length` when none. */
function firstIndex(length: number, test: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function commonPrefix(a: string, b: string): number {
  return lengthInCommon(Math.min(a.length, b.length), (from, to) => a.slice(from, to) === b.slice(from, to));
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const same = (from: number, to: number) => a.slice(a.length - to, a.length - from) === b.slice(b.length - to, b.length - from);
  return lengthInCommon(Math.min(a.length, b.length) - prefix, same);
}

const longestBlock = 4096;

/** By blocks, and shorter ones where they differ: two blocks are compared much faster than their characters one by one. */
function lengthInCommon(most: number, same: (from: number, to: number) => boolean): number {
  let count = 0;
  for (let block = longestBlock; block > 0; block >>= 2) {
    while (count + block <= most && same(count, count + block)) count += block;
  }
  return count;
}

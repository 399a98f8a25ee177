// Text of a Dockerfile -> instructions. Never throws; a text that BuildKit would refuse still gives what can be read, with
// the reason among the problems.
import { LineIndex } from '../text/offsets.js';
import { parseDirectives } from './directives.js';
import { fileKindOf } from './fileKind.js';
import type { DockerfileSyntax, SyntaxProblem } from './instruction.js';
import { knownKeywords } from './instructionParts.js';
import { splitLogicalLines, type LogicalLine } from './logicalLines.js';
import { InstructionBody, ParsedInstruction } from './parsedInstruction.js';

/**
 * Parses a Dockerfile. With the previous version's result, instructions whose text did not change keep their parts (and,
 * above the edit, their identity), so that the cost follows the edit.
 */
export function parseDockerfile(text: string, previous?: DockerfileSyntax): DockerfileSyntax {
  const directives = parseDirectives(text);
  const escape = directives.find(directive => directive.name === 'escape')?.value === '`' ? '`' : '\\';
  const split = splitLogicalLines(text, escape);
  const reuse = new Reuse(text, escape, previous);
  const instructions = split.lines.map(line => reuse.instruction(line));
  const ends = new Set(directives.map(directive => directive.range.from));
  const problems: SyntaxProblem[] = [...split.problems];
  for (const instruction of instructions) if (!knownKeywords.has(instruction.keyword)) problems.push({ kind: 'unknown-instruction', range: instruction.keywordRange });
  if (instructions.length === 0) problems.push({ kind: 'empty', range: { from: 0, to: 0 } });
  else if (!instructions.some(instruction => instruction.keyword === 'FROM')) problems.push({ kind: 'missing-from', range: instructions[0]?.keywordRange ?? { from: 0, to: 0 } });
  return { text, lines: new LineIndex(text), kind: fileKindOf(text, instructions), escape, directives, instructions, comments: split.comments.filter(comment => !ends.has(comment.range.from)), problems };
}

/** Finds what a new version can take over from the previous one. */
class Reuse {
  readonly #text: string;
  readonly #escape: '\\' | '`';
  readonly #previous: readonly ParsedInstruction[];
  readonly #shift: number;
  readonly #samePrefix: number;
  readonly #sameSuffixFrom: number;
  readonly #byFrom = new Map<number, ParsedInstruction>();

  constructor(text: string, escape: '\\' | '`', previous: DockerfileSyntax | undefined) {
    this.#text = text;
    this.#escape = escape;
    const usable = previous?.escape === escape ? previous : undefined;
    this.#previous = (usable?.instructions ?? []).filter(instruction => instruction instanceof ParsedInstruction);
    for (const instruction of this.#previous) this.#byFrom.set(instruction.range.from, instruction);
    const old = usable?.text ?? '';
    this.#shift = text.length - old.length;
    this.#samePrefix = usable ? commonPrefix(text, old) : 0;
    this.#sameSuffixFrom = usable ? text.length - commonSuffix(text, old, this.#samePrefix) : text.length;
  }

  instruction(line: LogicalLine): ParsedInstruction {
    const same = this.#byFrom.get(line.from);
    // The line end behind it must be the same too, or the edit may have joined something to it.
    if (same && line.to < this.#samePrefix && same.range.to === line.to) return same;
    const moved = line.from >= this.#sameSuffixFrom ? this.#byFrom.get(line.from - this.#shift) : undefined;
    const text = this.#text.slice(line.from, line.to);
    if (moved && moved.text === text) return new ParsedInstruction(line, moved.body);
    return new ParsedInstruction(line, new InstructionBody(text, text.slice(0, line.headTo - line.from), this.#escape));
  }
}

function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let count = 0;
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count++;
  return count;
}

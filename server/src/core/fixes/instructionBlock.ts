// The lines that belong to an instruction: its own and the comments directly above it. Knows nothing of what they mean.
import type { DockerfileSyntax, Instruction } from '../syntax/instruction.js';
import { Note } from '../text/notes.js';
import type { OffsetRange } from '../text/offsets.js';

/** Whole lines that move together. */
export interface InstructionBlock {
  /** From the start of the first comment line to the end of the instruction's last line, its line end included if it has one. */
  readonly range: OffsetRange;
  /** The start of the instruction's own first line. */
  readonly lineStart: number;
  /** The blank lines directly above, up to the line of something else. */
  readonly blankAbove: OffsetRange;
  /** The blank lines directly below. */
  readonly blankBelow: OffsetRange;
}

/**
 * The block of an instruction. Comment lines directly above belong to it, as long as no blank line parts them; parser
 * directives never do, nor does the comment that speaks for the whole file (`ignore-file`).
 */
export function blockOf(syntax: DockerfileSyntax, instruction: Instruction): InstructionBlock {
  const { lines } = syntax;
  const comments = ownableCommentLines(syntax);
  const first = lines.lineAt(instruction.range.from);
  const last = lines.lineAt(instruction.range.to);
  let top = first;
  while (comments.has(top - 1)) top--;
  let blankTop = top;
  while (blankTop > 0 && isBlank(syntax, blankTop - 1)) blankTop--;
  let blankEnd = last + 1;
  while (blankEnd < lines.lineCount && isBlank(syntax, blankEnd)) blankEnd++;
  const from = startOfLine(syntax, top);
  const to = lines.nextLineStart(last);
  return {
    range: { from, to },
    lineStart: startOfLine(syntax, first),
    blankAbove: { from: Math.min(startOfLine(syntax, blankTop), from), to: from },
    blankBelow: { from: to, to: blankEnd > last + 1 ? lines.nextLineStart(blankEnd - 1) : to },
  };
}

/** The block's text, with a line end behind it even when the file ends without one. */
export function blockText(syntax: DockerfileSyntax, block: InstructionBlock, lineEnd: string): string {
  const text = syntax.text.slice(block.range.from, block.range.to);
  return /[\r\n]$/.test(text) ? text : text + lineEnd;
}

/** By syntax: a file has as many comments as it has instructions, and each of those asks for its block. */
const commentLines = new Note<ReadonlySet<number>>();

function ownableCommentLines(syntax: DockerfileSyntax): ReadonlySet<number> {
  const known = commentLines.get(syntax);
  if (known) return known;
  const directives = new Set(syntax.directives.map(directive => syntax.lines.lineAt(directive.range.from)));
  const owned = syntax.comments.filter(comment => !/^layerwise\s+ignore-file=/.test(comment.text));
  const lines = new Set(owned.map(comment => syntax.lines.lineAt(comment.range.from)).filter(line => !directives.has(line)));
  commentLines.set(syntax, lines);
  return lines;
}

function isBlank(syntax: DockerfileSyntax, line: number): boolean {
  const start = syntax.lines.lineStart(line);
  // The empty rest behind the last line end is no line of its own.
  if (start >= syntax.text.length) return false;
  return syntax.text.slice(start, syntax.lines.lineEnd(line)).trim() === '';
}

/** A byte order mark stays in front of whatever comes first. */
function startOfLine(syntax: DockerfileSyntax, line: number): number {
  const start = syntax.lines.lineStart(line);
  return start === 0 && syntax.text.startsWith('\uFEFF') ? 1 : start;
}

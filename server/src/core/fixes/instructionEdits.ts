// Edits of whole instructions: insert, remove, move, replace arguments. Formatting, comments, line ends and the presence
// of a final line end survive. Proves nothing: whether an edit keeps the image the same is the caller's knowledge.
import type { DockerfileSyntax, Instruction } from '../syntax/instruction.js';
import { lineEndOf, type OffsetRange } from '../text/offsets.js';
import type { TextEdit } from '../text/edits.js';
import { blockOf, blockText, type InstructionBlock } from './instructionBlock.js';

/** Inserts lines (without a closing line end) above an instruction and its comments. */
export function insertBefore(syntax: DockerfileSyntax, instruction: Instruction, text: string): TextEdit {
  return insertAt(blockOf(syntax, instruction).range.from, withLineEnds(syntax, text) + lineEndOf(syntax.text));
}

/**
 * Inserts lines between an instruction and its comments, as what the comments speak of. Comments that steer a tool
 * (`# hadolint ignore=...`) must stay directly above their instruction: then the lines go above them.
 */
export function insertBelowComments(syntax: DockerfileSyntax, instruction: Instruction, text: string): TextEdit {
  const block = blockOf(syntax, instruction);
  const comments = syntax.text.slice(block.range.from, block.lineStart);
  const at = /#.*(?:ignore|disable|nosec|hadolint|checkov|trivy|kics|semgrep)/i.test(comments) ? block.range.from : block.lineStart;
  return insertAt(at, withLineEnds(syntax, text) + lineEndOf(syntax.text));
}

/** Inserts lines (without a closing line end) below an instruction. */
export function insertAfter(syntax: DockerfileSyntax, instruction: Instruction, text: string): TextEdit {
  return insertBelow(syntax, blockOf(syntax, instruction), withLineEnds(syntax, text) + lineEndOf(syntax.text));
}

/** Removes an instruction with its comments and the blank lines below it; above it, where it is the last. */
export function removeInstruction(syntax: DockerfileSyntax, instruction: Instruction): TextEdit {
  const block = blockOf(syntax, instruction);
  const below = { from: block.range.from, to: block.blankBelow.to };
  if (below.to < syntax.text.length || block.range.from === 0) return { range: below, newText: '' };
  return { range: removable(syntax, { from: block.blankAbove.from, to: block.range.to }), newText: '' };
}

/** Moves one instruction above another. */
export function moveInstruction(syntax: DockerfileSyntax, moved: Instruction, anchor: Instruction): readonly TextEdit[] {
  return moveInstructions(syntax, [moved], anchor);
}

/**
 * Moves instructions that stand below `anchor` above it, in their order, each with its comments. The blank lines above a
 * moved instruction go behind it, so that groups stay apart as they were.
 */
export function moveInstructions(syntax: DockerfileSyntax, moved: readonly Instruction[], anchor: Instruction): readonly TextEdit[] {
  const lineEnd = lineEndOf(syntax.text);
  const blocks = moved.map(instruction => blockOf(syntax, instruction)).sort((a, b) => a.range.from - b.range.from);
  const removals = joinTouching(blocks.map(block => ({ from: block.blankAbove.from, to: block.range.to }))).map(range => removable(syntax, range));
  const text = blocks.map(block => blockText(syntax, block, lineEnd) + syntax.text.slice(block.blankAbove.from, block.blankAbove.to)).join('');
  return [insertAt(blockOf(syntax, anchor).range.from, text), ...removals.map(range => ({ range, newText: '' }))];
}

/** Moves instructions that stand above `anchor` below it, in their order, each with its comments. */
export function moveInstructionsBelow(syntax: DockerfileSyntax, moved: readonly Instruction[], anchor: Instruction): readonly TextEdit[] {
  const lineEnd = lineEndOf(syntax.text);
  const blocks = moved.map(instruction => blockOf(syntax, instruction)).sort((a, b) => a.range.from - b.range.from);
  const removals = joinTouching(blocks.map(block => ({ from: block.range.from, to: block.blankBelow.to })));
  const text = blocks.map(block => syntax.text.slice(block.blankBelow.from, block.blankBelow.to) + blockText(syntax, block, lineEnd)).join('');
  return [...removals.map(range => ({ range, newText: '' })), insertBelow(syntax, blockOf(syntax, anchor), text)];
}

/** Replaces everything behind keyword and flags. */
export function replaceArguments(instruction: Instruction, text: string): TextEdit {
  return { range: instruction.argumentsRange, newText: text };
}

/** The text that stands for lines to be inserted, with the line ends of the file. */
export function withLineEnds(syntax: DockerfileSyntax, text: string): string {
  return text.replace(/\r?\n/g, lineEndOf(syntax.text));
}

function insertAt(offset: number, newText: string): TextEdit {
  return { range: { from: offset, to: offset }, newText };
}

/** Text that ends in a line end, placed below a block; at the end of a file without a final line end it stays without. */
function insertBelow(syntax: DockerfileSyntax, block: InstructionBlock, text: string): TextEdit {
  const ended = /[\r\n]$/.test(syntax.text.slice(block.range.from, block.range.to));
  return insertAt(block.range.to, ended ? text : lineEndOf(syntax.text) + text.replace(/\r?\n$/, ''));
}

/** Whole lines to be removed; at the end of a file without a final line end, with the line end before them instead. */
function removable(syntax: DockerfileSyntax, range: OffsetRange): OffsetRange {
  const ended = /[\r\n]$/.test(syntax.text.slice(range.from, range.to));
  if (ended || range.from === 0) return range;
  return { from: syntax.lines.lineEnd(syntax.lines.lineAt(range.from) - 1), to: range.to };
}

function joinTouching(ranges: readonly OffsetRange[]): readonly OffsetRange[] {
  const joined: OffsetRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last && range.from <= last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else joined.push(range);
  }
  return joined;
}

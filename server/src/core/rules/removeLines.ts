// Removes an instruction and keeps what people wrote above it.
import { blockOf } from '../fixes/instructionBlock.js';
import type { DockerfileSyntax, Instruction } from '../syntax/instruction.js';
import type { TextEdit } from '../text/edits.js';

/** Removes the instruction's own lines; its comments stay, for the instruction below that does its work from now on. */
export function removeLines(syntax: DockerfileSyntax, instruction: Instruction): TextEdit {
  const block = blockOf(syntax, instruction);
  const hasComments = block.range.from < block.lineStart;
  // Comments without the blank lines below them go on speaking of the next instruction.
  const to = hasComments || block.blankAbove.from < block.blankAbove.to ? block.blankBelow.to : block.range.to;
  return { range: { from: block.lineStart, to }, newText: '' };
}

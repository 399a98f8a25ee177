// What a fix did to the instructions of a file, stage by stage: only what its edits touch may come, go or change.
import type { FileEdits } from '../../server/src/core/rules/rule.js';
import type { DockerfileSyntax, Instruction } from '../../server/src/core/syntax/instruction.js';
import { sortEdits } from '../../server/src/core/text/edits.js';
import type { OffsetRange } from '../../server/src/core/text/offsets.js';

export interface StructureChange {
  /** What is wrong with it; empty when nothing is. */
  readonly problems: readonly string[];
  /** Keywords of the instructions that went and came, such as `COPY -> 2 COPY`; a moved instruction is in neither. */
  readonly shape: string;
}

/** Compares a Dockerfile with what the edits made of it. Without edits only another file was changed. */
export function compareStructure(before: DockerfileSyntax, after: DockerfileSyntax, edits: FileEdits | undefined): StructureChange {
  const problems: string[] = [];
  const kinds = (syntax: DockerfileSyntax) => syntax.problems.map(problem => problem.kind).join();
  if (kinds(before) !== kinds(after)) problems.push('the syntax is no longer as sound as it was');
  const stagesBefore = stagesOf(before);
  const stagesAfter = stagesOf(after);
  if (stagesBefore.length !== stagesAfter.length) problems.push('there are not as many stages as before');
  const touchedBefore = (edits?.edits ?? []).map(edit => edit.range);
  const touchedAfter = rangesAfter(edits);
  stagesBefore.forEach((stage, at) => {
    const there = stagesAfter[at] ?? [];
    const lost = without(stage, there, touchedBefore).filter(instruction => !isTouched(instruction, touchedBefore));
    const gained = without(there, stage, touchedAfter).filter(instruction => !isTouched(instruction, touchedAfter));
    if (lost.length > 0) problems.push(`stage ${at} lost an instruction that no edit touches: line ${before.lines.lineAt(lost[0]!.range.from) + 1}`);
    if (gained.length > 0) problems.push(`stage ${at} gained an instruction that no edit wrote: line ${after.lines.lineAt(gained[0]!.range.from) + 1} of the result`);
  });
  const removed = without(before.instructions, after.instructions);
  const added = without(after.instructions, before.instructions);
  return { problems, shape: removed.length + added.length === 0 ? (edits ? 'only moved' : 'another file') : `${countKeywords(removed)} -> ${countKeywords(added)}` };
}

/** Instructions by stage; what stands above the first FROM is a stage of its own. */
function stagesOf(syntax: DockerfileSyntax): readonly (readonly Instruction[])[] {
  const stages: Instruction[][] = [[]];
  for (const instruction of syntax.instructions) {
    if (instruction.keyword === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

const keyOf = (instruction: Instruction) => instruction.text.replace(/\r\n/g, '\n');

/** The instructions of one list that the other lacks, as often as it lacks them; of equal ones those that are not touched are the same. */
function without(list: readonly Instruction[], other: readonly Instruction[], touched: readonly OffsetRange[] = []): readonly Instruction[] {
  const counts = new Map<string, number>();
  for (const instruction of other) counts.set(keyOf(instruction), (counts.get(keyOf(instruction)) ?? 0) + 1);
  const untouchedFirst = [...list].sort((a, b) => Number(isTouched(a, touched)) - Number(isTouched(b, touched)));
  return untouchedFirst.filter(instruction => {
    const count = counts.get(keyOf(instruction)) ?? 0;
    if (count > 0) counts.set(keyOf(instruction), count - 1);
    return count === 0;
  });
}

function isTouched({ range }: Instruction, touched: readonly OffsetRange[]): boolean {
  return touched.some(({ from, to }) => from <= range.to && range.from <= to);
}

/** Where the new texts stand in the result. */
function rangesAfter(edits: FileEdits | undefined): readonly OffsetRange[] {
  let shift = 0;
  return sortEdits(edits?.edits ?? []).map(({ range, newText }) => {
    const from = range.from + shift;
    shift += newText.length - (range.to - range.from);
    return { from, to: from + newText.length };
  });
}

function countKeywords(instructions: readonly Instruction[]): string {
  const counts = new Map<string, number>();
  for (const { keyword } of instructions) counts.set(keyword, (counts.get(keyword) ?? 0) + 1);
  const words = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([keyword, count]) => (count === 1 ? keyword : `${count} ${keyword}`));
  return words.length === 0 ? 'nothing' : words.join(' ');
}

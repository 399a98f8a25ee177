// Carries the marks of a build over to the Dockerfile as it is now, whatever was edited in between and by whom. Compares
// texts only; whether an unchanged line would still be a hit is the forecast's question.
import { diffArrays } from 'diff';
import { parseDockerfile } from '../syntax/parser.js';
import type { DockerfileSyntax, Instruction } from '../syntax/instruction.js';
import type { BuildRecord, RecordedStep } from './record.js';

/** A recorded step with its line of today. */
export interface AlignedStep {
  readonly step: RecordedStep;
  readonly instruction: Instruction;
  /** Among all instructions of the current text. */
  readonly instructionIndex: number;
  /** Whether the instruction was edited since: the mark tells of an older text. */
  readonly stale: boolean;
}

interface StageText {
  readonly name: string | undefined;
  readonly index: number;
  readonly instructions: readonly Instruction[];
}

/** Instructions that can carry a mark. */
const stepKeywords = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR']);
/** Beyond this many edits a stage is another one. */
const mostEdits = 1000;

/**
 * Where the record's steps are now, in order of today's lines. Inside a stage equal texts find each other in order; an
 * instruction that was edited in place, with its neighbours still there, keeps its mark as stale; the rest is dropped.
 * `built` is the record's own text, parsed, where the caller has it.
 */
export function alignSteps(record: Pick<BuildRecord, 'steps' | 'dockerfileText'>, current: DockerfileSyntax, built: DockerfileSyntax = parseDockerfile(record.dockerfileText)): readonly AlignedStep[] {
  const recorded = new Map(record.steps.map(step => [built.instructions[step.instructionIndex], step]));
  const indexes = new Map(current.instructions.map((instruction, index) => [instruction, index]));
  const aligned: AlignedStep[] = [];
  for (const [old, now] of matchStages(stagesOf(built), stagesOf(current))) {
    for (const [before, instruction] of matchInstructions(old.instructions, now.instructions)) {
      const step = recorded.get(before);
      const instructionIndex = indexes.get(instruction);
      // A record that does not belong to its own text carries no marks.
      if (!step || instructionIndex === undefined || step.text !== before.logicalText) continue;
      aligned.push({ step, instruction, instructionIndex, stale: contentOf(before, built) !== contentOf(instruction, current) });
    }
  }
  return aligned.sort((a, b) => a.instructionIndex - b.instructionIndex);
}

function stagesOf(syntax: DockerfileSyntax): readonly StageText[] {
  const stages: { name: string | undefined; index: number; instructions: Instruction[] }[] = [];
  for (const instruction of syntax.instructions) {
    if (instruction.keyword === 'FROM') {
      const name = instruction.args[1]?.text.toUpperCase() === 'AS' ? instruction.args[2]?.text.toLowerCase() : undefined;
      stages.push({ name, index: stages.length, instructions: [instruction] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** By name; then by the text of FROM, in order; then by place. */
function matchStages(old: readonly StageText[], current: readonly StageText[]): ReadonlyMap<StageText, StageText> {
  const pairs = new Map<StageText, StageText>();
  const taken = new Set<StageText>();
  const tests: readonly ((a: StageText, b: StageText) => boolean)[] = [
    (a, b) => a.name !== undefined && a.name === b.name,
    (a, b) => a.name === undefined && b.name === undefined && a.index === b.index && fromText(a) === fromText(b),
    (a, b) => a.name === undefined && b.name === undefined && fromText(a) === fromText(b),
    (a, b) => a.index === b.index,
  ];
  for (const test of tests) {
    for (const stage of old.filter(candidate => !pairs.has(candidate))) {
      const match = current.find(candidate => !taken.has(candidate) && test(stage, candidate));
      if (!match) continue;
      pairs.set(stage, match);
      taken.add(match);
    }
  }
  return pairs;
}

function fromText(stage: StageText): string | undefined {
  return stage.instructions[0]?.logicalText;
}

function matchInstructions(old: readonly Instruction[], current: readonly Instruction[]): readonly Pair[] {
  const [oldFrom, ...oldRest] = old;
  const [currentFrom, ...currentRest] = current;
  if (!oldFrom || !currentFrom) return [];
  const pairs: Pair[] = [[oldFrom, currentFrom]];
  const { same, gaps } = compare(oldRest, currentRest);
  const moved = movedBetween(gaps);
  const [gone, arrived] = [new Set(moved.map(([before]) => before)), new Set(moved.map(([, after]) => after))];
  const edited = gaps.flatMap(({ removed, added }) => editedInPlace(removed.filter(instruction => !gone.has(instruction)), added.filter(instruction => !arrived.has(instruction))));
  return [...pairs, ...same, ...moved, ...edited];
}

type Pair = readonly [Instruction, Instruction];

/** What stands between two instructions that are still neighbours of the same. */
interface Gap {
  readonly removed: readonly Instruction[];
  readonly added: readonly Instruction[];
}

function compare(old: readonly Instruction[], current: readonly Instruction[]): { readonly same: readonly Pair[]; readonly gaps: readonly Gap[] } {
  const same: Pair[] = [];
  const gaps: Gap[] = [];
  let [before, after] = [0, 0];
  let gap: Gap = { removed: [], added: [] };
  for (const change of diffArrays([...old], [...current], { comparator: (a, b) => a.logicalText === b.logicalText, maxEditLength: mostEdits }) ?? []) {
    if (change.removed) gap = { ...gap, removed: old.slice(before, (before += change.count)) };
    else if (change.added) gap = { ...gap, added: current.slice(after, (after += change.count)) };
    else {
      gaps.push(gap);
      gap = { removed: [], added: [] };
      for (let at = 0; at < change.count; at++) {
        const [a, b] = [old[before++], current[after++]];
        if (a && b) same.push([a, b]);
      }
    }
  }
  gaps.push(gap);
  return { same, gaps };
}

/** Instructions that stand elsewhere with the same text: a fix that moves a line keeps its mark. */
function movedBetween(gaps: readonly Gap[]): readonly Pair[] {
  const arrived = gaps.flatMap(({ added }) => added);
  const pairs: Pair[] = [];
  for (const instruction of gaps.flatMap(({ removed }) => removed)) {
    const at = arrived.findIndex(candidate => candidate.logicalText === instruction.logicalText);
    const [found] = at < 0 ? [] : arrived.splice(at, 1);
    if (found) pairs.push([instruction, found]);
  }
  return pairs;
}

/** Between two neighbours that are still there: the same number of steps of the same kinds are the same steps, edited. */
function editedInPlace(removed: readonly Instruction[], added: readonly Instruction[]): readonly Pair[] {
  const isStep = (instruction: Instruction) => stepKeywords.has(instruction.keyword);
  const [old, current] = [removed.filter(isStep), added.filter(isStep)];
  if (old.length !== current.length) return [];
  const pairs = old.flatMap((instruction, at): Pair[] => {
    const other = current[at];
    return other?.keyword === instruction.keyword ? [[instruction, other]] : [];
  });
  return pairs.length === old.length ? pairs : [];
}

/** All that BuildKit reads of an instruction: its line and the bodies of its here-documents. */
function contentOf(instruction: Instruction, syntax: DockerfileSyntax): string {
  return [instruction.logicalText, ...instruction.heredocs.map(({ bodyRange }) => syntax.text.slice(bodyRange.from, bodyRange.to).replace(/\r\n/g, '\n'))].join('\0');
}

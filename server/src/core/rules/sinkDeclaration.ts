// How far an ARG or ENV can sink within its stage without any step seeing another environment than the one it may use.
// Judges positions only; whether sinking is worth it is the rule's to say.
import { escapePattern } from '../text/patterns.js';
import { commandsOf } from '../effects/deriveEffects.js';
import { blockOf, blockText, type InstructionBlock } from '../fixes/instructionBlock.js';
import { moveInstructionsBelow } from '../fixes/instructionEdits.js';
import type { Stage, Step } from '../plan/plan.js';
import type { DockerfileSyntax, Instruction } from '../syntax/instruction.js';
import type { TextEdit } from '../text/edits.js';
import { lineEndOf } from '../text/offsets.js';
import { quietPrograms } from './split-index-refresh.data.js';
import type { RuleContext } from './rule.js';

/** A declaration, what must sink with it, and where to. */
export interface Sink {
  /** The declaration and the metadata that only hands its value on (`ENV X=$ARG`, `LABEL x=$ARG`), in order. */
  readonly members: readonly Instruction[];
  /** RUN steps that then no longer see it: none of them uses it. */
  readonly passed: readonly Step[];
  /** The instruction to stand above; `undefined`: below `last`. */
  readonly above: Instruction | undefined;
  /** The stage's last instruction that is no member. */
  readonly last: Instruction | undefined;
  /** What stops it. */
  readonly reason: 'use' | 'unknown' | 'end';
}

/** What moves, by names and label keys, and what its values are made of. */
class Members {
  readonly instructions: Instruction[] = [];
  readonly #names = new Set<string>();
  readonly #labels = new Set<string>();
  readonly #reads = new Set<string>();

  add(instruction: Instruction): void {
    this.instructions.push(instruction);
    for (const { name } of instruction.assignments) (instruction.keyword === 'LABEL' ? this.#labels : this.#names).add(name);
    for (const name of expandedNames(instruction.text)) this.#reads.add(name);
  }

  /** Whether the text names one of the variables; only `$NAME` counts where no program runs. */
  isUsedBy(instruction: Instruction): boolean {
    if (runsPrograms(instruction)) return [...this.#names].some(name => instruction.text.includes(name) && new RegExp(`(?<![\\w])${escapePattern(name)}(?![\\w])`).test(instruction.text));
    return expandedNames(instruction.text).some(name => this.#names.has(name));
  }

  /** Whether the instruction sets something that a member sets too, or is made of. */
  isTouchedBy(instruction: Instruction): boolean {
    if (instruction.keyword === 'LABEL') return instruction.assignments.some(({ name }) => this.#labels.has(name));
    return instruction.assignments.some(({ name }) => this.#names.has(name) || this.#reads.has(name));
  }

  /** Metadata that hands the value on and can move along. */
  canTake(instruction: Instruction): boolean {
    if (instruction.keyword === 'LABEL') return !this.isTouchedBy(instruction);
    if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') return false;
    return instruction.assignments.length === 1;
  }
}

function runsPrograms({ keyword }: Instruction): boolean {
  return keyword === 'RUN' || keyword === 'ONBUILD';
}

function expandedNames(text: string): readonly string[] {
  return [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(match => match[1] ?? '');
}

/** Finds the lowest place for a declaration of the stage. */
export function planSink(stage: Stage, declaration: Instruction, context: RuleContext): Sink {
  const members = new Members();
  members.add(declaration);
  const below = stage.instructions.slice(stage.instructions.indexOf(declaration) + 1);
  const lastRun = below.findLastIndex(instruction => instruction.keyword === 'RUN');
  const lastStep = below.findLastIndex(instruction => context.plan.stepOf(instruction) !== undefined);
  const passed: Step[] = [];
  for (const [at, instruction] of below.entries()) {
    const used = members.isUsedBy(instruction);
    // Metadata behind the last RUN changes no step, so it can be the first use.
    if (used && at < lastRun && members.canTake(instruction)) {
      members.add(instruction);
      continue;
    }
    const step = context.plan.stepOf(instruction);
    const isUnknown = step?.kind === 'run' && !used && mayReadAnything(step, context);
    if (used || isUnknown || members.isTouchedBy(instruction)) return { members: members.instructions, passed, above: instruction, last: undefined, reason: isUnknown ? 'unknown' : 'use' };
    if (step?.kind === 'run') passed.push(step);
  }
  const rest = below.filter((instruction, at) => at > lastStep && !members.instructions.includes(instruction));
  return { members: members.instructions, passed, above: rest[0], last: below.findLast(instruction => !members.instructions.includes(instruction)), reason: 'end' };
}

/** Whether the step runs a program that may look at its whole environment for reasons of its own. */
function mayReadAnything(step: Step, context: RuleContext): boolean {
  const script = context.script(step);
  if (script.unreadable !== undefined || script.commands.length === 0) return true;
  return commandsOf(step, context).some(({ command, install, effects }) => {
    if (install) return install.kind === 'build' || install.kind === 'project' || install.localPaths.length > 0;
    if (command.name === undefined || command.openArguments) return true;
    if (command.name === 'export' || command.name === 'env' || command.name === 'printenv') return command.args.length === 0 || command.name !== 'export';
    return effects === undefined && !quietPrograms.has(command.name);
  });
}

/** The sinks that end at the same place as this one, itself included, as one: what stands together moves together. */
export function joinSinks(sink: Sink, all: readonly Sink[]): Sink {
  const same = all.filter(other => other.above === sink.above && (sink.above !== undefined || other.last === sink.last));
  const members = [...new Set(same.flatMap(other => other.members))].sort((a, b) => a.range.from - b.range.from);
  // Without a place above which to stand, what moves itself can't be the one to stand below.
  const last = sink.last && members.includes(sink.last) ? undefined : sink.last;
  return sink.above === undefined && last === undefined ? sink : { ...sink, members };
}

/** The edits that move the members, in their order, each with its comments. */
export function sinkEdits(sink: Sink, syntax: DockerfileSyntax): readonly TextEdit[] {
  if (!sink.above) return sink.last ? moveInstructionsBelow(syntax, sink.members, sink.last) : [];
  const lineEnd = lineEndOf(syntax.text);
  const blocks = sink.members.map(instruction => blockOf(syntax, instruction));
  const at = blockOf(syntax, sink.above).range.from;
  const removals = touchingRuns(blocks).map(({ first, last }) => {
    // Between two groups that are parted by blank lines one parting stays.
    const isOwnGroup = first.blankAbove.from < first.blankAbove.to && last.blankBelow.from < last.blankBelow.to;
    return { range: { from: first.range.from, to: isOwnGroup ? last.blankBelow.to : last.range.to }, newText: '' };
  });
  return [...removals, { range: { from: at, to: at }, newText: blocks.map(block => blockText(syntax, block, lineEnd)).join('') }];
}

interface BlockRun {
  readonly first: InstructionBlock;
  readonly last: InstructionBlock;
}

/** Blocks that stand directly below each other, as one. */
function touchingRuns(blocks: readonly InstructionBlock[]): readonly BlockRun[] {
  const runs: BlockRun[] = [];
  for (const block of blocks) {
    const run = runs.at(-1);
    if (run && run.last.range.to === block.range.from) runs[runs.length - 1] = { first: run.first, last: block };
    else runs.push({ first: block, last: block });
  }
  return runs;
}

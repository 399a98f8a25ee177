// Which moves of steps keep the image the same. Every answer of `undefined` is a proof; anything not known is an obstacle.
import { escapePattern } from '../text/patterns.js';
import { isWithin, joinPath } from '../plan/paths.js';
import type { Step, StepState } from '../plan/plan.js';
import type { Instruction } from '../syntax/instruction.js';
import { copyTouches, type IsLeftOut } from './copyEffects.js';
import { placementsOf } from './copyLayout.js';
import type { EffectFacts } from './deriveEffects.js';
import type { Answer, PathSet, StepEffects } from './effects.js';
import { meets, overlap } from './paths.js';

/** Why a step can't move: what stands in the way. */
export type MoveObstacle =
  /** An ENV, ARG, USER, WORKDIR or SHELL between changes what the moved step sees. */
  | { readonly kind: 'state'; readonly instruction: Instruction | undefined }
  /** A step between reads or writes what the moved one writes, or the other way round, or may do so. */
  | { readonly kind: 'step'; readonly step: Step; readonly answer: Exclude<Answer, 'no'> };

/** What proofs are made from. */
export interface MoveFacts extends EffectFacts {
  effects(step: Step): StepEffects;
  readonly isLeftOut: IsLeftOut;
  /** Files that a step may read although a moved COPY writes them, because they will be there before all the same. */
  suppliedTo(step: Step): ReadonlySet<string>;
  /** Files that a step may bring up to date although a moved COPY brings them again: the caller says so to people. */
  rewrittenBy?(step: Step): ReadonlySet<string>;
  /** Whether a WORKDIR makes its folder as root, as a COPY without an owner does. */
  makesAsRoot?(step: Step): boolean;
  /** RUNs that work the same in any directory. */
  ignoresWorkdir(step: Step): boolean;
  /** Effects of the part of a RUN that counts, where only a part of it moves; otherwise the step's own. */
  partEffects(step: Step): StepEffects | undefined;
}

/** Whether the RUN, COPY or ADD steps, in their order, can go above `anchor` of the same stage. */
export function obstacleAbove(moved: readonly Step[], anchor: Step, facts: MoveFacts): MoveObstacle | undefined {
  for (const step of moved) {
    const instruction = stateChange(anchor, step, facts);
    if (instruction) return { kind: 'state', instruction };
    for (const other of step.stage.steps.slice(anchor.index, step.index)) {
      if (moved.includes(other)) continue;
      const answer = interfere(other, step, facts);
      if (answer !== 'no') return { kind: 'step', step: other, answer };
    }
  }
  return undefined;
}

/** Whether the COPY or ADD steps, in their order, can go below `anchor` of the same stage. */
export function obstacleBelow(moved: readonly Step[], anchor: Step, facts: MoveFacts): MoveObstacle | undefined {
  const { instructions, steps } = anchor.stage;
  for (const step of moved) {
    const between = instructions.slice(instructions.indexOf(step.instruction) + 1, instructions.indexOf(anchor.instruction));
    const changed = between.find(instruction => changesCopy(instruction, step));
    if (changed) return { kind: 'state', instruction: changed };
    for (const other of steps.slice(step.index + 1, anchor.index + 1)) {
      if (moved.includes(other)) continue;
      const answer = interfere(step, other, facts);
      if (answer !== 'no') return { kind: 'step', step: other, answer };
    }
  }
  return undefined;
}

/** The instruction that makes a RUN see another state than it would at the place of `anchor`, or a COPY mean something else. */
function stateChange(anchor: Step, moved: Step, facts: MoveFacts): Instruction | undefined {
  const { instructions } = anchor.stage;
  const between = instructions.slice(instructions.indexOf(anchor.instruction) + 1, instructions.indexOf(moved.instruction));
  if (moved.copy) return between.find(instruction => changesCopy(instruction, moved));
  return between.find(instruction => {
    switch (instruction.keyword) {
      case 'WORKDIR': return !facts.ignoresWorkdir(moved) && anchor.state.workdir !== moved.state.workdir;
      case 'USER': return !sameUser(anchor.state, moved.state);
      case 'ENV': case 'ARG': case 'SHELL': return true;
      default: return false;
    }
  });
}

function sameUser(a: StepState, b: StepState): boolean {
  return a.user !== undefined && a.user === b.user;
}

/** Whether the instruction changes the COPY when the two change places. */
function changesCopy(instruction: Instruction, copy: Step): boolean {
  switch (instruction.keyword) {
    case 'ENV': case 'ARG': return instruction.assignments.some(({ name }) => new RegExp(`\\$\\{?${escapePattern(name)}\\b`).test(copy.instruction.text));
    case 'WORKDIR': return !(copy.instruction.args.at(-1)?.text ?? '').startsWith('/');
    default: return false;
  }
}

/** Whether the order of two steps of a stage matters. `no` is a proof. */
function interfere(a: Step, b: Step, facts: MoveFacts): Answer {
  const aCopies = a.copy !== undefined;
  const bCopies = b.copy !== undefined;
  if (aCopies && bCopies) return bothCopy(a, b, facts);
  if (aCopies) return b.kind === 'workdir' ? copyAndWorkdir(a, b, facts) : copyAndRun(a, b, facts);
  if (bCopies) return a.kind === 'workdir' ? copyAndWorkdir(b, a, facts) : copyAndRun(b, a, facts);
  const first = effectsOf(a, facts);
  const second = effectsOf(b, facts);
  return strongest(overlap(first.writes, second.reads), overlap(first.reads, second.writes), overlap(first.writes, second.writes));
}

function effectsOf(step: Step, facts: MoveFacts): StepEffects {
  return facts.partEffects(step) ?? facts.effects(step);
}

/** Two COPYs are apart when one of them puts nothing where the other one writes. */
function bothCopy(a: Step, b: Step, facts: MoveFacts): Answer {
  const forth = touchesTargets(a, b, facts);
  return forth === 'no' ? 'no' : weakest(forth, touchesTargets(b, a, facts));
}

function touchesTargets(copy: Step, other: Step, facts: MoveFacts): Answer {
  const targets = placementsOf(other, facts.context)?.map(placement => placement.to);
  return targets ? touchesAny(copy, { paths: targets, open: false }, facts) : 'unknown';
}

function copyAndRun(copy: Step, run: Step, facts: MoveFacts): Answer {
  const { reads, writes } = effectsOf(run, facts);
  const supplied = facts.suppliedTo(run);
  const rewritten = facts.rewrittenBy?.(run);
  const read: PathSet = { paths: reads.paths.filter(path => !supplied.has(path)), open: reads.open };
  const written: PathSet = rewritten ? { paths: writes.paths.filter(path => !rewritten.has(path)), open: writes.open } : writes;
  // The COPY itself reads of the image at most the list of users, by `--chown`; a user that it found is never taken away.
  return strongest(touchesAny(copy, read, facts), touchesAny(copy, written, facts));
}

/**
 * A WORKDIR makes its folder if it is not there, with an owner of its own. Nothing changes where the COPY lays its files
 * elsewhere, where something else that stays above has made the folder already, or where both would make it the same: COPY
 * makes folders with 0755 for root, whatever the source is like (solver/llbsolver/file/backend.go docopy, mkdir).
 */
function copyAndWorkdir(copy: Step, workdir: Step, facts: MoveFacts): Answer {
  const made = facts.effects(workdir).writes;
  if (made.open) return 'unknown';
  const targets = placementsOf(copy, facts.context);
  if (!targets) return 'unknown';
  const touching = targets.filter(target => made.paths.some(path => meets(target.to, path)));
  const there = facts.suppliedTo(workdir);
  const isThere = (folder: string) => [...there].some(path => isWithin(path, folder));
  const isPlain = copy.copy?.chown === undefined && copy.copy?.chmod === undefined;
  if (isPlain && facts.makesAsRoot?.(workdir) === true && touching.every(target => target.kind === 'folder' || made.paths.every(path => isWithin(target.to, path)))) return 'no';
  return touching.every(target => there.has(joinPath('/', target.to)) || made.paths.every(path => isWithin(target.to, path) && isThere(path))) ? 'no' : 'unknown';
}

function touchesAny(copy: Step, set: PathSet, facts: MoveFacts): Answer {
  const answers = set.paths.map(path => copyTouches(copy, path, facts.context, facts.isLeftOut));
  return strongest(set.open ? 'unknown' : 'no', ...answers);
}

function strongest(...answers: readonly Answer[]): Answer {
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

function weakest(a: Answer, b: Answer): Answer {
  return a === 'no' || b === 'no' ? 'no' : a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';
}

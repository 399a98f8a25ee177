// A step of the plan. What only some readers ask for (mounts, what a COPY says) is made when first asked: a plan is derived
// on every key press, and most of its steps are not looked at then.
import type { Instruction } from '../syntax/instruction.js';
import type { Notes } from '../text/notes.js';
import { copyFactsOf } from './copyFacts.js';
import { mountsOf } from './mounts.js';
import type { CopyFacts, Mount, Stage, Step, StepState } from './plan.js';
import { expandIn, type ScopeInput } from './scope.js';

export interface StepInput {
  readonly kind: Step['kind'];
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly index: number;
  readonly number: number | undefined;
  readonly state: StepState;
  readonly input: ScopeInput;
  /** The stage that a name or number means in this step's stage. */
  readonly findStage: (name: string) => Stage | undefined;
}

const noMounts: readonly Mount[] = [];

export class PlannedStep implements Step {
  readonly kind: Step['kind'];
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly index: number;
  readonly number: number | undefined;
  readonly state: StepState;
  notes: Notes | undefined;
  readonly #input: ScopeInput;
  readonly #findStage: (name: string) => Stage | undefined;
  #mounts: readonly Mount[] | undefined;
  #copy: CopyFacts | undefined;

  constructor({ kind, instruction, stage, index, number, state, input, findStage }: StepInput) {
    this.kind = kind;
    this.instruction = instruction;
    this.stage = stage;
    this.index = index;
    this.number = number;
    this.state = state;
    this.#input = input;
    this.#findStage = findStage;
  }

  get mounts(): readonly Mount[] {
    return (this.#mounts ??= this.#findMounts());
  }

  #findMounts(): readonly Mount[] {
    if (this.kind !== 'run' || !this.instruction.text.includes('--')) return noMounts;
    return mountsOf(this.instruction, this.state.workdir, word => expandIn(this.state, word, this.#input));
  }

  get copy(): CopyFacts | undefined {
    if (this.kind !== 'copy' && this.kind !== 'add') return undefined;
    return (this.#copy ??= copyFactsOf(this.instruction, { workdir: this.state.workdir, expand: word => expandIn(this.state, word, this.#input), findStage: this.#findStage }));
  }
}

// Instructions + setup -> build plan: stages, steps, what each sees, which the target needs, and how the engine numbers
// them. Follows BuildKit (frontend/dockerfile/dockerfile2llb/convert.go toDispatchState).
import type { DockerfileSyntax, Instruction } from '../syntax/instruction.js';
import { expandWord, unknownValue } from './expand.js';
import { parseImageReference } from './imageReference.js';
import { knownImage, variablesOf } from './knownImages.js';
import type { BuildPlan, BuildSetup, Stage, StageBase, Step, StepState } from './plan.js';
import type { Variable } from './variables.js';
import { PlannedStep } from './plannedStep.js';
import { markReachable } from './reachable.js';
import { emptyState, nextState, scratchState, type ScopeInput } from './scope.js';
import { StageNames } from './stageNames.js';

type Draft = { -readonly [Key in keyof Stage]: Stage[Key] } & { steps: Step[]; endState: StepState; openBase: boolean; onbuild: readonly Instruction[] };

/** The stage that instructions are added to. */
interface OpenStage {
  readonly draft: Draft;
  readonly input: ScopeInput;
  readonly findStage: (name: string) => Stage | undefined;
  state: StepState;
  /** Of the last step that has a vertex. */
  number: number;
  /** Steps that count but have none. */
  hiddenCount: number;
}

/** The state that a base leaves, as far as its name tells. */
function stateOn(base: StageBase): StepState {
  if (base.kind === 'scratch') return scratchState;
  const known = base.kind === 'image' ? knownImage(base.name, base.tag) : undefined;
  return known ? { ...emptyState, variables: variablesOf(known), workdir: known.workdir } : emptyState;
}

const stepKinds: Readonly<Record<string, Step['kind']>> = { FROM: 'from', RUN: 'run', COPY: 'copy', ADD: 'add', WORKDIR: 'workdir' };

/** Derives the build plan. Never throws; what can't be resolved is unknown in the plan. */
export function derivePlan(syntax: DockerfileSyntax, setup: BuildSetup): BuildPlan {
  const builder = new PlanBuilder(syntax, setup);
  for (const instruction of syntax.instructions) builder.add(instruction);
  return builder.finish();
}

class PlanBuilder {
  readonly #syntax: DockerfileSyntax;
  readonly #setup: BuildSetup;
  readonly #globals = new Map<string, Variable>();
  readonly #stages: Draft[] = [];
  readonly #names = new StageNames(this.#stages);
  readonly #steps: Step[] = [];
  readonly #stepOf = new Map<Instruction, Step>();
  #current: OpenStage | undefined;

  constructor(syntax: DockerfileSyntax, setup: BuildSetup) {
    this.#syntax = syntax;
    this.#setup = setup;
  }

  add(instruction: Instruction): void {
    if (instruction.keyword === 'FROM') this.#openStage(instruction);
    else if (!this.#current) this.#addGlobal(instruction);
    else this.#addToStage(instruction, this.#current);
  }

  finish(): BuildPlan {
    this.#closeStage();
    const target = this.#findTarget();
    markReachable(this.#stages, target, (stage, reachable) => { (stage as Draft).reachable = reachable; });
    const hidden = this.#stages.length === 1 && this.#stages.some(stage => stage.steps.some(step => step.mounts.length > 0 || (step.copy?.from !== undefined && !step.copy.fromStage)));
    return { setup: this.#setup, stages: this.#stages, steps: this.#steps, target, globalArguments: this.#globals, stepOf: instruction => this.#stepOf.get(instruction), namesStages: this.#stages.length !== 1 || hidden };
  }

  #findTarget(): Stage | undefined {
    const wanted = this.#setup.target;
    return wanted === undefined || wanted === '' ? this.#stages[this.#stages.length - 1] : this.#names.find(wanted, this.#stages.length);
  }

  #addGlobal(instruction: Instruction): void {
    if (instruction.keyword !== 'ARG') return;
    for (const { name, rawValue } of instruction.assignments) {
      const given = this.#setup.args.has(name) ? { value: this.#setup.args.get(name) } : undefined;
      const expanded = rawValue === undefined ? undefined : expandWord(rawValue, lookup => this.#global(lookup), this.#syntax.escape);
      const known = given ?? (expanded && { value: expanded.known ? expanded.value : undefined });
      // Without a value it still has a name that a caller may give: FROM can't be resolved then.
      this.#globals.set(name, { name, kind: 'arg', value: known?.value, source: instruction });
    }
  }

  #global(name: string): string | undefined | typeof unknownValue {
    const variable = this.#globals.get(name);
    if (variable) return variable.value ?? unknownValue;
    return /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)$/.test(name) ? unknownValue : undefined;
  }

  #openStage(from: Instruction): void {
    this.#closeStage();
    const index = this.#stages.length;
    const as = from.args[1]?.text.toUpperCase() === 'AS' ? from.args[2]?.text.toLowerCase() : undefined;
    const base = this.#baseOf(from);
    const parent = base.kind === 'stage' ? (base.stage as Draft) : undefined;
    const openBase = parent ? parent.openBase : base.kind !== 'scratch';
    const state = parent ? parent.endState : stateOn(base);
    const draft: Draft = { index, name: as, from, base, instructions: [from], steps: [], reachable: false, stepCount: undefined, endState: state, openBase, onbuild: [], notes: undefined };
    this.#stages.push(draft);
    // ARGs of a parent stage stay visible to RUN as environment; the state is taken over whole.
    const input: ScopeInput = { setup: this.#setup, globalArguments: this.#globals, escape: this.#syntax.escape, openBase };
    const hasOwnVertex = base.kind !== 'stage' && base.kind !== 'scratch';
    const counted = base.kind === 'named-context' ? 0 : hasOwnVertex ? 1 : 0;
    const findStage = (name: string) => this.#names.find(name, index);
    const step = new PlannedStep({ kind: 'from', instruction: from, stage: draft, index: 0, number: hasOwnVertex && base.kind !== 'named-context' ? 1 : undefined, state, input, findStage });
    draft.steps.push(step);
    this.#steps.push(step);
    this.#stepOf.set(from, step);
    this.#current = { draft, state, input, findStage, hiddenCount: 0, number: counted + (parent?.onbuild.filter(trigger => stepKinds[trigger.keyword] !== undefined).length ?? 0) };
  }

  #closeStage(): void {
    const current = this.#current;
    if (!current) return;
    const { draft } = current;
    draft.endState = current.state;
    draft.onbuild = draft.instructions.flatMap(instruction => (instruction.trigger ? [instruction.trigger] : []));
    draft.stepCount = current.number + current.hiddenCount + (draft.base.kind === 'named-context' ? 1 : 0);
    this.#names.add(draft);
    this.#current = undefined;
  }

  #baseOf(from: Instruction): StageBase {
    const word = from.args[0];
    if (!word) return { kind: 'unknown', referenceRange: undefined };
    const expanded = expandWord(word.text, name => this.#global(name), this.#syntax.escape);
    if (!expanded.known || expanded.value === '') return { kind: 'unknown', referenceRange: word.range };
    const reference = expanded.value;
    const stage = this.#names.named(reference, this.#stages.length);
    if (this.#setup.namedContexts.has(reference)) return { kind: 'named-context', name: reference, referenceRange: word.range };
    if (stage) return { kind: 'stage', stage };
    if (reference === 'scratch') return { kind: 'scratch' };
    const image = parseImageReference(reference);
    return image ? { kind: 'image', reference, referenceRange: word.range, ...image } : { kind: 'unknown', referenceRange: word.range };
  }

  #addToStage(instruction: Instruction, current: OpenStage): void {
    const { draft, state, input } = current;
    (draft.instructions as Instruction[]).push(instruction);
    const kind = stepKinds[instruction.keyword];
    const after = nextState(state, instruction, input);
    if (kind) {
      // `WORKDIR /` makes no vertex: it counts in M, and N goes on without it (convert.go dispatchWorkdir).
      const hidden = kind === 'workdir' && after.workdir === '/';
      if (hidden) current.hiddenCount++;
      else current.number++;
      const step = new PlannedStep({ kind, instruction, stage: draft, index: draft.steps.length, number: hidden ? undefined : current.number, state, input, findStage: current.findStage });
      draft.steps.push(step);
      this.#steps.push(step);
      this.#stepOf.set(instruction, step);
    }
    current.state = after;
  }
}

// Finds the line of every vertex: by the engine's own source map where there is one, by the numbers in the names and the
// build plan where not. What can't be placed with certainty has no place.
import type { BuildPlan, Stage, Step } from '../plan/plan.js';
import type { DockerfileSyntax, Instruction } from '../syntax/instruction.js';
import type { BuildState, VertexState } from './buildState.js';
import type { Provenance } from './provenance.js';
import { parseStepName, type StepName } from './stepName.js';
import { canPrintAs } from './stepText.js';

/** A step of the Dockerfile with the vertices that are its work. */
export interface PlacedStep {
  readonly step: Step;
  readonly vertices: readonly VertexState[];
  readonly placedBy: 'provenance' | 'numbering';
}

export interface Placement {
  readonly steps: ReadonlyMap<Step, PlacedStep>;
  /** Indexes of the stages that a vertex is part of. A vertex of a base's ONBUILD has a stage but no step. */
  readonly stagesOf: (digest: string) => ReadonlySet<number>;
  readonly nameOf: (digest: string) => StepName | undefined;
}

/** One build and what is known of it, in the terms of the text that was built. */
export interface BuildFacts {
  readonly syntax: DockerfileSyntax;
  /** Of `syntax`. */
  readonly plan: BuildPlan;
  readonly state: BuildState;
  readonly provenance: Provenance | undefined;
}

interface Named {
  readonly vertex: VertexState;
  readonly name: StepName;
}

export function placeVertices(facts: BuildFacts): Placement {
  return new Placer(facts).place();
}

class Placer {
  readonly #facts: BuildFacts;
  readonly #steps = new Map<Step, { step: Step; vertices: VertexState[]; placedBy: PlacedStep['placedBy'] }>();
  readonly #stages = new Map<string, Set<number>>();
  readonly #names = new Map<string, StepName>();

  constructor(facts: BuildFacts) {
    this.#facts = facts;
  }

  place(): Placement {
    const { state, plan } = this.#facts;
    const provenance = this.#usableProvenance();
    const unplaced = new Map<Stage, Named[]>();
    for (const vertex of state.vertices.values()) {
      const name = parseStepName(vertex.name);
      if (!name) continue;
      this.#names.set(vertex.digest, name);
      const stage = stageOf(plan, name);
      if (stage) this.#addStage(vertex, stage);
      if (provenance && this.#placeByLines({ vertex, name }, provenance)) continue;
      if (stage) unplaced.set(stage, [...(unplaced.get(stage) ?? []), { vertex, name }]);
    }
    for (const [stage, named] of unplaced) this.#placeByNumbers(stage, named);
    this.#placeShared();
    return { steps: this.#steps, stagesOf: digest => this.#stages.get(digest) ?? noStages, nameOf: digest => this.#names.get(digest) };
  }

  /** Lines of another text than ours say nothing: the file may have changed between our reading and the engine's. */
  #usableProvenance(): Provenance | undefined {
    const { provenance, syntax } = this.#facts;
    const built = provenance?.dockerfileText;
    return built === undefined || sameText(built, syntax.text) ? provenance : undefined;
  }

  #placeByLines({ vertex, name }: Named, provenance: Provenance): boolean {
    const places = provenance.linesOf(vertex.digest);
    // Triggers of a base image carry the place of the FROM that brought them, but are not its work.
    if (places.length === 0) return false;
    if (name.onbuild) return true;
    const { syntax, plan } = this.#facts;
    for (const { line } of places) {
      const instruction = syntax.instructions.find(candidate => holdsLine(syntax, candidate, line));
      const step = instruction && plan.stepOf(instruction);
      if (step && step.instruction.keyword === name.keyword) this.#add(step, vertex, 'provenance');
    }
    return true;
  }

  #placeByNumbers(stage: Stage, named: readonly Named[]): void {
    const from = stage.steps.find(step => step.kind === 'from');
    const counted = stage.steps.filter(step => step.kind !== 'from');
    // WORKDIR / is counted in M but makes no vertex, so N passes it over (convert.go dispatchWorkdir).
    const others = counted.filter(step => step.kind !== 'workdir' || step.number !== undefined);
    const opening = named.find(({ name }) => name.keyword === 'FROM' && name.number === 1 && !name.onbuild);
    if (opening && from) this.#add(from, opening.vertex, 'numbering');
    const rest = named.filter(({ name }) => name.keyword !== 'FROM');
    const offset = offsetOf(others, rest, { hidden: counted.length - others.length, hasFrom: opening !== undefined });
    if (offset === undefined) return;
    for (const { vertex, name } of rest) {
      const step = name.onbuild ? undefined : others[name.number - offset - 1];
      if (step && canPrintAs(step, name)) this.#add(step, vertex, 'numbering');
    }
  }

  /**
   * A vertex that several stages share is printed once, under the last of them. The steps of the others are the same
   * work when everything from FROM down to them is the same text on the same base.
   */
  #placeShared(): void {
    const { plan } = this.#facts;
    for (const stage of plan.stages.filter(candidate => candidate.reachable)) {
      for (const step of stage.steps.filter(candidate => !this.#steps.has(candidate))) {
        const twin = plan.stages.filter(other => other !== stage && other.reachable).map(other => twinOf(step, other)).find(other => other && this.#steps.has(other));
        const placed = twin && this.#steps.get(twin);
        for (const vertex of placed?.vertices ?? []) this.#add(step, vertex, 'numbering');
      }
    }
  }

  #add(step: Step, vertex: VertexState, placedBy: PlacedStep['placedBy']): void {
    this.#addStage(vertex, step.stage);
    const placed = this.#steps.get(step);
    if (!placed) this.#steps.set(step, { step, vertices: [vertex], placedBy });
    else if (!placed.vertices.includes(vertex)) placed.vertices.push(vertex);
  }

  #addStage(vertex: VertexState, stage: Stage): void {
    const stages = this.#stages.get(vertex.digest);
    if (stages) stages.add(stage.index);
    else this.#stages.set(vertex.digest, new Set([stage.index]));
  }
}

const noStages: ReadonlySet<number> = new Set();

function sameText(built: string, ours: string): boolean {
  const bare = (text: string) => text.replace(/^\ufeff/, '');
  return bare(built) === bare(ours);
}

function holdsLine(syntax: DockerfileSyntax, instruction: Instruction, line: number): boolean {
  return syntax.lines.lineAt(instruction.range.from) <= line && line <= syntax.lines.lineAt(instruction.range.to);
}

/** The stage named before the numbers. A bake target may stand before it, or alone where the file has one stage. */
function stageOf(plan: BuildPlan, name: StepName): Stage | undefined {
  const word = name.words.at(-1);
  const matches = plan.stages.filter(stage => (stage.name ?? `stage-${stage.index}`) === word);
  if (matches.length > 0) return matches.length === 1 ? matches[0] : undefined;
  return plan.stages.length === 1 ? plan.stages[0] : undefined;
}

/**
 * How many numbers stand before the stage's first step that is no FROM: the FROM's own and those of ONBUILD triggers,
 * which are all that is missing to M; one less where a named context took the base's place, which is counted but has no
 * number. `undefined` when the names don't tell.
 */
function offsetOf(steps: readonly Step[], named: readonly Named[], { hidden, hasFrom }: { hidden: number; hasFrom: boolean }): number | undefined {
  if (named.length === 0) return undefined;
  const last = Math.max(...named.map(({ name }) => name.total)) - hidden;
  const whole = last - steps.length;
  if (whole < 0) return undefined;
  const isWhole = hasFrom || named.some(({ name }) => name.number === last);
  const candidates = isWhole ? [whole] : [whole, whole - 1].filter(offset => offset >= 0);
  const fitting = candidates.map(offset => ({ offset, fits: fitsOf(steps, named, offset) })).filter(({ fits }) => fits > 0).sort((a, b) => b.fits - a.fits);
  const [best, second] = fitting;
  return best && best.fits !== second?.fits ? best.offset : undefined;
}

function fitsOf(steps: readonly Step[], named: readonly Named[], offset: number): number {
  return named.filter(({ name }) => {
    const step = name.onbuild ? undefined : steps[name.number - offset - 1];
    return step !== undefined && canPrintAs(step, name);
  }).length;
}

function twinOf(step: Step, other: Stage): Step | undefined {
  const { stage } = step;
  if (!sameBase(stage, other)) return undefined;
  const at = stage.instructions.indexOf(step.instruction);
  for (let index = 1; index <= at; index++) {
    if (stage.instructions[index]?.text !== other.instructions[index]?.text) return undefined;
  }
  return other.steps[step.index];
}

function sameBase(a: Stage, b: Stage): boolean {
  const platform = (stage: Stage) => stage.from.flags.find(flag => flag.name === 'platform')?.value;
  if (platform(a) !== platform(b)) return false;
  if (a.base.kind === 'image' && b.base.kind === 'image') return a.base.reference === b.base.reference;
  if (a.base.kind === 'stage' && b.base.kind === 'stage') return a.base.stage === b.base.stage;
  return false;
}

// Variables in scope, as BuildKit orders them (client/llb/meta.go EnvList): a later assignment moves a name to the end.
// All states of a stage share one timeline, so that thousands of assignments do not copy thousands of maps.
import type { Instruction } from '../syntax/instruction.js';

/** One variable in scope of a step. */
export interface Variable {
  readonly name: string;
  readonly kind: 'arg' | 'env' | 'base';
  /** `undefined`: it has a value, but only the build knows it. */
  readonly value: string | undefined;
  /** The ARG or ENV that set it last; `undefined` for the base image's own. */
  readonly source: Instruction | undefined;
}

interface Entry {
  readonly version: number;
  readonly variable: Variable;
}

/** What was assigned in one stage, in order. */
class Timeline {
  readonly base: VariableScope | undefined;
  readonly log: Variable[] = [];
  readonly byName = new Map<string, Entry[]>();

  constructor(base: VariableScope | undefined) {
    this.base = base;
  }
}

/** The variables at one place of a timeline. */
export class VariableScope implements ReadonlyMap<string, Variable> {
  readonly #timeline: Timeline;
  readonly #version: number;
  #all: ReadonlyMap<string, Variable> | undefined;

  private constructor(timeline: Timeline, version: number) {
    this.#timeline = timeline;
    this.#version = version;
  }

  static readonly empty = new VariableScope(new Timeline(undefined), 0);

  /** The scope after one more assignment. */
  with(variable: Variable): VariableScope {
    // A scope that is not its timeline's newest starts a timeline of its own (a stage built on another stage).
    const timeline = this.#version === this.#timeline.log.length && this !== VariableScope.empty ? this.#timeline : new Timeline(this);
    timeline.log.push(variable);
    const version = timeline.log.length;
    const entries = timeline.byName.get(variable.name);
    if (entries) entries.push({ version, variable });
    else timeline.byName.set(variable.name, [{ version, variable }]);
    return new VariableScope(timeline, version);
  }

  get(name: string): Variable | undefined {
    const entries = this.#timeline.byName.get(name) ?? [];
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at];
      if (entry && entry.version <= this.#version) return entry.variable;
    }
    return this.#timeline.base?.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get size(): number {
    return this.#map().size;
  }

  keys(): MapIterator<string> {
    return this.#map().keys();
  }

  values(): MapIterator<Variable> {
    return this.#map().values();
  }

  entries(): MapIterator<[string, Variable]> {
    return this.#map().entries();
  }

  forEach(callback: (value: Variable, key: string, map: ReadonlyMap<string, Variable>) => void): void {
    this.#map().forEach(callback);
  }

  [Symbol.iterator](): MapIterator<[string, Variable]> {
    return this.entries();
  }

  #map(): ReadonlyMap<string, Variable> {
    if (this.#all) return this.#all;
    const all = new Map(this.#timeline.base ?? []);
    for (const variable of this.#timeline.log.slice(0, this.#version)) {
      all.delete(variable.name);
      all.set(variable.name, variable);
    }
    return (this.#all = all);
  }
}

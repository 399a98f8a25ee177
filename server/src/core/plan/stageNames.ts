// Which stage a name or a number means, at a given place of the file. Follows BuildKit: of a name given twice the later
// stage counts, and only stages above are seen (frontend/dockerfile/dockerfile2llb/convert.go).
import type { Stage } from './plan.js';

export class StageNames<T extends Stage> {
  readonly #stages: readonly T[];
  readonly #byName = new Map<string, T[]>();

  constructor(stages: readonly T[]) {
    this.#stages = stages;
  }

  /** Makes a stage known by its name, if it has one. */
  add(stage: T): void {
    if (stage.name === undefined) return;
    const same = this.#byName.get(stage.name);
    if (same) same.push(stage);
    else this.#byName.set(stage.name, [stage]);
  }

  /** By name alone, among the stages with an index below `before`. */
  named(name: string, before: number): T | undefined {
    return this.#byName.get(name.toLowerCase())?.findLast(stage => stage.index < before);
  }

  /** By name or number, among the stages with an index below `before`. */
  find(name: string, before: number): T | undefined {
    return this.named(name, before) ?? (/^\d+$/.test(name) && Number(name) < before ? this.#stages[Number(name)] : undefined);
  }
}

// What steps cost, from the records of real builds: the last time a step with this text ran, whatever target it was for.
import type { Step } from '../core/plan/plan.js';
import type { BuildRecord } from '../core/progress/record.js';
import type { CostView } from '../core/rules/rule.js';

/** Costs by a step's text; `records` are newest first. */
export class Costs implements CostView {
  readonly #byText = new Map<string, number>();

  constructor(records: readonly BuildRecord[]) {
    for (const record of records) {
      for (const step of record.steps) {
        if (step.outcome === 'ran' && step.milliseconds !== undefined && !this.#byText.has(step.text)) this.#byText.set(step.text, step.milliseconds);
      }
    }
  }

  lastRun(step: Step): number | undefined {
    return this.#byText.get(step.instruction.logicalText);
  }

  /** The same by text, for steps of a record. */
  lastRunOf(text: string): number | undefined {
    return this.#byText.get(text);
  }
}

// What real builds have told of a file's steps: time, output and base images; by a step's text or a base's reference, whatever
// target the build was for.
import { canonicalReference } from '../core/plan/imageReference.js';
import type { Step } from '../core/plan/plan.js';
import type { BuildRecord } from '../core/progress/record.js';
import type { CostView } from '../core/rules/rule.js';

/** Facts of builds; `records` are newest first, and the newest that tells something of a step counts. */
export class Costs implements CostView {
  readonly #byText = new Map<string, number>();
  readonly #logs = new Map<string, readonly string[]>();
  readonly #digests = new Map<string, string>();
  readonly #fetched = new Map<string, string>();

  constructor(records: readonly BuildRecord[]) {
    for (const record of records) {
      for (const step of record.steps) {
        if (step.outcome !== 'ran') continue;
        if (step.milliseconds !== undefined && !this.#byText.has(step.text)) this.#byText.set(step.text, step.milliseconds);
        if (!this.#logs.has(step.text)) this.#logs.set(step.text, step.logTail);
      }
      for (const { reference, digest } of record.bases ?? []) if (!this.#digests.has(reference)) this.#digests.set(reference, digest);
      for (const { address, digest } of record.fetched ?? []) if (!this.#fetched.has(address)) this.#fetched.set(address, digest);
    }
  }

  lastRun(step: Step): number | undefined {
    return this.#byText.get(step.instruction.logicalText);
  }

  /** The same by text, for steps of a record. */
  lastRunOf(text: string): number | undefined {
    return this.#byText.get(text);
  }

  baseDigest(step: Step): string | undefined {
    const { base } = step.stage;
    const reference = base.kind === 'image' ? canonicalReference(base.reference) : undefined;
    return reference === undefined ? undefined : this.#digests.get(reference);
  }

  fetchedDigest(address: string): string | undefined {
    return this.#fetched.get(address);
  }

  logTail(step: Step): readonly string[] | undefined {
    return this.#logs.get(step.instruction.logicalText);
  }
}

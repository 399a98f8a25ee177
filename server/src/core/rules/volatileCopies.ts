// Which COPYs bring something new with every edit of the sources: from the context, or what another stage made of them.
import type { Stage, Step } from '../plan/plan.js';
import { bringsSources } from './sourceCopies.js';
import type { Facts } from './rule.js';

/** Answers by stage are kept: a file may copy from the same stage many times. */
export class VolatileCopies {
  readonly #facts: Pick<Facts, 'context'>;
  readonly #stages = new Map<Stage, boolean>();

  constructor(facts: Pick<Facts, 'context'>) {
    this.#facts = facts;
  }

  isVolatile(step: Step): boolean {
    const from = step.copy?.fromStage;
    return from ? this.#isStageVolatile(from) : bringsSources(step, this.#facts);
  }

  /** A stage only takes from stages above it, so this ends. */
  #isStageVolatile(stage: Stage): boolean {
    const known = this.#stages.get(stage);
    if (known !== undefined) return known;
    this.#stages.set(stage, false);
    const answer = stage.steps.some(step => step.copy !== undefined && this.isVolatile(step)) || (stage.base.kind === 'stage' && this.#isStageVolatile(stage.base.stage));
    this.#stages.set(stage, answer);
    return answer;
  }
}

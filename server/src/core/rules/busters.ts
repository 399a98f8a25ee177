// Whether somebody took care that a step runs again although its own text stays the same.
import type { Step } from '../plan/plan.js';

/**
 * Something above the step in its stage was put there to make it run again: an ADD of an address (looked at in each build), or an
 * argument that says by its name that it is there for that.
 */
export function isBusted({ stage, instruction }: Step): boolean {
  return stage.instructions.some(above => above.range.from < instruction.range.from
    && ((above.keyword === 'ADD' && /https?:\/\//.test(above.text)) || (/^(?:ARG|ENV)$/.test(above.keyword) && /cache_?(?:bust|date|break|key|id)|(?:bust|break|no|skip)_?cache|refreshed|rebuild/i.test(above.text))));
}

// What a rule's advice saves, from what builds have told. Knows no rules.
import type { Step } from '../plan/plan.js';
import type { Facts, Report } from './rule.js';

/** The time of a step, for a report on what makes it slow or run again; nothing where no build has told. */
export function savedBy(step: Step, { cost }: Pick<Facts, 'cost'>): Pick<Report, 'savesMilliseconds'> {
  const time = cost.lastRun(step);
  return time === undefined ? {} : { savesMilliseconds: time };
}

/** The time of a step and all below it in its stage, for a report on what makes them run again; nothing where no build has told. */
export function savedFrom(step: Step, { cost }: Pick<Facts, 'cost'>): Pick<Report, 'savesMilliseconds'> {
  const times = step.stage.steps.slice(step.index).map(other => cost.lastRun(other)).filter(time => time !== undefined);
  return times.length === 0 ? {} : { savesMilliseconds: times.reduce((sum, time) => sum + time, 0) };
}

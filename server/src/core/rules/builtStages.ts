// Which stages some build may run. A stage without a name that nothing takes anything from is run by none: what is said of its
// steps would never happen. A stage with a name may be the target of another build (`--target test`).
import type { BuildPlan, Stage } from '../plan/plan.js';
import { dependenciesOf } from '../plan/reachable.js';

/** In their order; all of them where the target is not known. */
export function builtStages({ stages, target }: BuildPlan): readonly Stage[] {
  // Most files have no such stage.
  if (!target || stages.every(stage => stage.reachable || stage.name !== undefined)) return stages;
  const built = new Set<Stage>();
  const open = stages.filter(stage => stage.reachable || stage.name !== undefined);
  for (let stage = open.pop(); stage; stage = open.pop()) {
    if (built.has(stage)) continue;
    built.add(stage);
    open.push(...dependenciesOf(stage, stages));
  }
  return stages.filter(stage => built.has(stage));
}

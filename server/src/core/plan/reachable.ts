// Which stages a target needs: through FROM, COPY --from and RUN --mount=from (convert.go resolveReachableStages).
import type { Stage } from './plan.js';

/** The stages that one stage takes files from. */
export function dependenciesOf(stage: Stage, stages: readonly Stage[]): readonly Stage[] {
  const found = new Set<Stage>();
  if (stage.base.kind === 'stage') found.add(stage.base.stage);
  for (const step of stage.steps) {
    // Spares most steps from being taken apart.
    if (!/from\s*=/i.test(step.instruction.text)) continue;
    if (step.copy?.fromStage) found.add(step.copy.fromStage);
    for (const mount of step.mounts) {
      const from = mount.from;
      const source = from === undefined ? undefined : stages.slice(0, stage.index).find(other => other.name === from.toLowerCase() || String(other.index) === from);
      if (source) found.add(source);
    }
  }
  return [...found];
}

export function markReachable(stages: readonly Stage[], target: Stage | undefined, mark: (stage: Stage, reachable: boolean) => void): void {
  const needed = new Set<Stage>();
  const open: Stage[] = target ? [target] : [];
  for (let stage = open.pop(); stage; stage = open.pop()) {
    if (needed.has(stage)) continue;
    needed.add(stage);
    open.push(...dependenciesOf(stage, stages));
  }
  for (const stage of stages) mark(stage, needed.has(stage));
}

// Which source file a proof edits to show what a fix is worth: one that a COPY brings and, after the fix, as few steps as
// possible stand on.
import { contextFacts, type ContextFacts } from '../../core/context/contextFacts.js';
import { copiedEntries } from '../../core/context/copyMatch.js';
import type { BuildPlan, Step } from '../../core/plan/plan.js';
import type { Facts } from '../../core/rules/rule.js';

type Seen = Pick<Facts, 'plan' | 'context'>;

/** What people edit all day, and a line end more does no harm to. */
const sourceName = /\.(?:py|rb|php|p[lm]|lua|sh|r|jl|go|rs|[ch]|cc|cpp|hpp|cs|fs|vb|java|kt|kts|scala|groovy|clj|swift|dart|zig|exs?|erl|hs|ml|js|mjs|cjs|jsx|ts|mts|cts|tsx|vue|svelte|css|scss|sass|less|html?|sql|proto|graphql)$/i;
/** Files of these names are read by whoever installs or builds. */
const recipeName = /^(?:setup\.py|mix\.exs|build\.rs|conftest\.py|.*\.config\.[cm]?[jt]s|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|package\.swift|makefile\.pl|build\.sbt)$/i;

/** A path in the context; `undefined` when no source file reaches the image, or the context is not known. */
export function chooseEditedFile(before: Seen, after: Seen): string | undefined {
  const [old, now] = [stepsOnFiles(before), stepsOnFiles(after)];
  const candidates = [...old].flatMap(([path, steps]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const left = now.get(path);
    return left === undefined || !sourceName.test(name) || recipeName.test(name) ? [] : [{ path, left, gain: steps - left, depth: path.split('/').length }];
  });
  candidates.sort((a, b) => b.gain - a.gain || a.left - b.left || a.depth - b.depth || (a.path < b.path ? -1 : 1));
  return candidates[0]?.path;
}

/** How many RUNs stand on each file that a stage of the build takes from the context. */
function stepsOnFiles({ plan, context }: Seen): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (!context) return counts;
  const facts = contextFacts(context);
  for (const stage of plan.stages) {
    if (!stage.reachable) continue;
    const seen = new Set<string>();
    for (const step of stage.steps) {
      const behind = runsBehind(step, plan);
      for (const path of filesOf(step, facts)) {
        if (!seen.has(path)) counts.set(path, (counts.get(path) ?? 0) + behind);
        seen.add(path);
      }
    }
  }
  return counts;
}

/** The files of the context that a step takes, as far as they are known. */
function filesOf(step: Step, facts: ContextFacts): readonly string[] {
  return sourcesOf(step).flatMap(({ path, excludes }) => {
    const copied = copiedEntries(facts, path, excludes);
    return copied.state === 'known' ? copied.entries.filter(({ kind }) => kind === 'file').map(entry => entry.path) : [];
  });
}

function sourcesOf(step: Step): readonly { readonly path: string; readonly excludes: readonly string[] }[] {
  const copied = (step.copy?.sources ?? []).flatMap(({ kind, path }) => (kind === 'context' && path !== undefined ? [{ path, excludes: step.copy?.excludes ?? [] }] : []));
  const bound = step.mounts.filter(mount => mount.type === 'bind' && mount.from === undefined).map(mount => ({ path: (mount.source ?? '').replace(/^\.?\/+/, '').replace(/^\.$/, ''), excludes: [] }));
  return [...copied, ...bound];
}

/** RUNs from the step on in its stage and in the stages that are built on it. */
function runsBehind(step: Step, plan: BuildPlan): number {
  const own = step.stage.steps.slice(step.index).filter(({ kind }) => kind === 'run').length;
  return plan.stages.filter(({ base, reachable }) => reachable && base.kind === 'stage' && base.stage === step.stage).reduce((sum, { steps }) => sum + steps.filter(({ kind }) => kind === 'run').length, own);
}

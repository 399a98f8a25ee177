// Which of the engine's CACHED flags are verified hits. Knows nothing of lines and times; only what proves what.
import type { BuildPlan, Stage, Step } from '../plan/plan.js';
import type { Interval, VertexState } from './buildState.js';
import type { BuildFacts, PlacedStep, Placement } from './placement.js';

/**
 * What a CACHED that the engine inferred is worth.
 * - `proven`: a step that builds on it, in the same stage or in one FROM it, was found in the cache and loaded. A key of
 *   the cache contains the keys of everything below it in its chain, so this one's matched too.
 * - `unneeded`: a step of another stage that takes files from it was found. Nothing of it was needed, and its own result
 *   may be gone.
 * - `unproven`: what implied it was executed or failed, so the flag is display only. The engine merges equal work of
 *   different vertices (solver/scheduler.go mergeTo) and then never reports one of them; a COPY that fails before it
 *   starts turns everything below it CACHED.
 */
export type Implied = 'proven' | 'unneeded' | 'unproven';

export interface Evidence {
  /** Of a vertex with `impliedAt` and no interval of its own. */
  readonly impliedOf: (vertex: VertexState) => Implied;
  /** Whether equal work was executed under another vertex, so that this one may not have been skipped but merged with it. */
  readonly mayBeMerged: (vertex: VertexState) => boolean;
}

/** Judges by the graph and the exact times of a rawjson stream (solver/progress.go vertexStream.append). */
export function gatherEvidence({ plan, state }: BuildFacts, placement: Placement): Evidence {
  const implied = new Map<string, Implied>();
  const times = new Set([...state.vertices.values()].map(vertex => vertex.impliedAt));
  for (const vertex of state.vertices.values()) {
    for (const interval of vertex.intervals) {
      if (interval.startedAt !== undefined && times.has(interval.startedAt)) follow(vertex, interval);
    }
  }
  const executed = [...state.vertices.values()].filter(wasExecuted);

  /** Walks down from the vertex that started to all that it marked: they carry its very start as their own. */
  function follow(trigger: VertexState, interval: Interval): void {
    const isHit = interval.cached && interval.error === undefined;
    const ways: { vertex: VertexState; chain: boolean }[] = [{ vertex: trigger, chain: true }];
    for (let way = ways.pop(); way; way = ways.pop()) {
      for (const digest of way.vertex.inputs) {
        const input = state.vertices.get(digest);
        if (!input || input.impliedAt !== interval.startedAt) continue;
        const chain = way.chain && isChain(way.vertex.digest, digest);
        const verdict: Implied = !isHit ? 'unproven' : chain ? 'proven' : 'unneeded';
        if (rank(verdict) <= rank(implied.get(digest))) continue;
        implied.set(digest, verdict);
        ways.push({ vertex: input, chain });
      }
    }
  }

  function isChain(child: string, input: string): boolean {
    const below = placement.stagesOf(input);
    return [...placement.stagesOf(child)].some(index => below.has(index) || standsOn(plan, index).some(parent => below.has(parent)));
  }

  return {
    impliedOf: vertex => implied.get(vertex.digest) ?? 'unproven',
    mayBeMerged: vertex => executed.some(other => other !== vertex && sameWork(placement, vertex, other)),
  };
}

function rank(implied: Implied | undefined): number {
  return implied === undefined ? 0 : implied === 'unproven' ? 1 : implied === 'unneeded' ? 2 : 3;
}

function wasExecuted(vertex: VertexState): boolean {
  const last = vertex.intervals.at(-1);
  return last !== undefined && !last.cached;
}

/** Whether two vertices could have the same cache key: the same command, or a copy to the same place. */
function sameWork(placement: Placement, a: VertexState, b: VertexState): boolean {
  const [first, second] = [placement.nameOf(a.digest), placement.nameOf(b.digest)];
  if (!first || !second || first.keyword !== second.keyword) return false;
  const isCopy = first.keyword === 'COPY' || first.keyword === 'ADD';
  return isCopy ? lastWord(first.text) === lastWord(second.text) : first.text === second.text;
}

function lastWord(text: string): string {
  return text.trim().split(/\s+/).at(-1) ?? '';
}

/** The stages that a stage is FROM, directly and through others. */
function standsOn(plan: BuildPlan, index: number): readonly number[] {
  const parents: number[] = [];
  for (let stage = plan.stages[index]; stage?.base.kind === 'stage' && !parents.includes(stage.base.stage.index); stage = stage.base.stage) parents.push(stage.base.stage.index);
  return parents;
}

/**
 * The steps of which a plain stream's CACHED is a verified hit: those that something executed stands on, since an
 * executed step has the results below it, and in a succeeded build those that its result stands on. All other flags may
 * be inferred.
 */
export function provenByPlan(plan: BuildPlan, placement: Placement, succeeded: boolean): ReadonlySet<Step> {
  const proven = new Set<Step>();
  const addChain = (stage: Stage, before: number) => {
    for (const step of stage.steps.slice(0, before)) proven.add(step);
    for (const parent of standsOn(plan, stage.index)) for (const step of plan.stages[parent]?.steps ?? []) proven.add(step);
  };
  if (succeeded && plan.target) addChain(plan.target, Infinity);
  for (const placed of placement.steps.values()) {
    if (!executedInPlain(placed)) continue;
    const { step } = placed;
    addChain(step.stage, step.index);
    for (const stage of stagesReadBy(plan, step)) addChain(stage, Infinity);
  }
  return proven;
}

function executedInPlain({ step, vertices }: PlacedStep): boolean {
  if (step.kind === 'from') return false;
  return vertices.some(vertex => {
    const last = vertex.intervals.at(-1);
    if (!last || last.cached) return false;
    // A RUN that failed before it started (a bind mount without source) proves nothing; one with output or an exit code ran.
    if (last.error !== undefined) return step.kind === 'run' && (!vertex.log.isEmpty || last.error.includes('did not complete successfully'));
    return last.completedAt !== undefined;
  });
}

function stagesReadBy(plan: BuildPlan, step: Step): readonly Stage[] {
  const mounted = step.mounts.map(({ from }) => plan.stages.find(stage => stage.index < step.stage.index && from !== undefined && (stage.name === from.toLowerCase() || String(stage.index) === from)));
  return [step.copy?.fromStage, ...mounted].filter(stage => stage !== undefined);
}

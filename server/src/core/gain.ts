// What a fix saves: how many steps a change of one file makes run again, before the fix and after it. Pure, and dear in a
// big context: to be asked only when a person looks at the fix. What counts as changed follows BuildKit (solver/edge.go:
// a step runs again when its own files or any step below it changed; ops/file.go and convert.go for what files those are).
import { contextFacts, isOpaque } from './context/contextFacts.js';
import { copiedEntries } from './context/copyMatch.js';
import { contextPath } from './plan/paths.js';
import type { BuildPlan, Mount, Stage, Step } from './plan/plan.js';
import type { Facts } from './rules/rule.js';

/** What a change costs on the next build. */
export interface Rerun {
  /** RUN, COPY, ADD and WORKDIR steps that the target needs and that run again. */
  readonly steps: number;
  /** What they took when they last ran; `undefined`: no build has told. */
  readonly milliseconds: number | undefined;
}

export interface Gain {
  /** The file whose change is compared, relative to the context. */
  readonly file: string;
  readonly before: Rerun;
  /** Its time counts a step that looks different now as if it ran as long as before. */
  readonly after: Rerun;
}

type GainFacts = Pick<Facts, 'plan' | 'context' | 'cost'>;

/**
 * Compares what the change of one file makes run again. The file stands for most of those for which the fix makes
 * a difference; where it makes that one worse, there is no gain to speak of.
 * Steps that take files from another stage count as run again with it: an upper bound for both sides, as their files may turn out the
 * same. `undefined`: there is no such file, or not all is known of what the steps take from the context.
 */
export function gainOf(before: GainFacts, after: GainFacts): Gain | undefined {
  const takenBefore = takenFiles(before);
  const takenAfter = takenFiles(after);
  if (!takenBefore || !takenAfter) return undefined;
  const groups = groupFiles(takenBefore, takenAfter);
  const compared = groups.flatMap(({ files, stepsBefore, stepsAfter }) => {
    const old = rerunSteps(before.plan, stepsBefore);
    const now = rerunSteps(after.plan, stepsAfter);
    return old.length === now.length ? [] : [{ files, old, now }];
  });
  const [best] = compared.sort((a, b) => b.files.length - a.files.length || b.old.length - b.now.length - (a.old.length - a.now.length));
  if (!best || best.old.length < best.now.length) return undefined;
  const milliseconds = timeOf(best.old, before);
  const saved = timeOf(withoutTextsOf(best.old, after.plan, best.now), before) ?? 0;
  return {
    file: representativeOf(best.files), before: { steps: best.old.length, milliseconds },
    after: { steps: best.now.length, milliseconds: milliseconds === undefined ? undefined : milliseconds - saved },
  };
}

/** By step, the files that it takes from the context, some of them perhaps more than once; `undefined` when that is not known for one of them. */
function takenFiles({ plan, context }: GainFacts): ReadonlyMap<Step, readonly string[]> | undefined {
  const facts = context && contextFacts(context);
  if (!facts?.kept) return undefined;
  const taken = new Map<Step, readonly string[]>();
  for (const step of countedSteps(plan)) {
    const files: string[] = [];
    for (const { path, excludes } of contextSources(step)) {
      const copied = path === undefined ? undefined : copiedEntries(facts, path, excludes);
      if (copied?.state !== 'known') return undefined;
      for (const entry of copied.entries) if (entry.kind !== 'directory' || isOpaque(entry)) files.push(entry.path);
    }
    if (files.length > 0) taken.set(step, files);
  }
  return taken;
}

function contextSources({ copy, mounts }: Step): readonly { readonly path: string | undefined; readonly excludes: readonly string[] }[] {
  const copied = (copy?.sources ?? []).filter(source => source.kind === 'context').map(({ path }) => ({ path, excludes: copy?.excludes ?? [] }));
  const bound = mounts.filter(mount => mount.type === 'bind' && mount.from === undefined).map(({ source }) => ({ path: contextPath(source ?? ''), excludes: [] }));
  return [...copied, ...bound];
}

interface FileGroup {
  readonly files: string[];
  readonly stepsBefore: ReadonlySet<Step>;
  readonly stepsAfter: ReadonlySet<Step>;
}

/** Files that the same steps take, so that a change of any of them has the same effect. */
function groupFiles(before: ReadonlyMap<Step, readonly string[]>, after: ReadonlyMap<Step, readonly string[]>): readonly FileGroup[] {
  const nobody = new TakerSet([]);
  const takers = new Map<string, TakerSet>();
  for (const [step, files] of before) for (const file of files) takers.set(file, (takers.get(file) ?? nobody).with(step));
  // What is only copied since the fix is no file that it saves anything for.
  for (const [step, files] of after) for (const file of files) { const known = takers.get(file); if (known) takers.set(file, known.with(step)); }
  const groups = new Map<TakerSet, FileGroup>();
  const [stepsBefore, stepsAfter] = [new Set(before.keys()), new Set(after.keys())];
  for (const [file, set] of takers) {
    const known = groups.get(set);
    if (known) known.files.push(file);
    else groups.set(set, { files: [file], stepsBefore: new Set(set.steps.filter(step => stepsBefore.has(step))), stepsAfter: new Set(set.steps.filter(step => stepsAfter.has(step))) });
  }
  return [...groups.values()];
}

/** Steps that take a file. Sets that were put together in the same order are the same object: a context has many files and few such sets. */
class TakerSet {
  readonly steps: readonly Step[];
  readonly #further = new Map<Step, TakerSet>();

  constructor(steps: readonly Step[]) {
    this.steps = steps;
  }

  with(step: Step): TakerSet {
    if (this.steps.at(-1) === step) return this;
    const known = this.#further.get(step) ?? new TakerSet([...this.steps, step]);
    this.#further.set(step, known);
    return known;
  }
}

/** The steps that run again when those of `touched` have other files, through all stages that the target needs. */
function rerunSteps(plan: BuildPlan, touched: ReadonlySet<Step>): readonly Step[] {
  const changed = new Set<Stage>();
  const rerun: Step[] = [];
  for (const stage of plan.stages) {
    let isChanged = stage.base.kind === 'stage' && changed.has(stage.base.stage);
    for (const step of stage.steps) {
      isChanged ||= touched.has(step) || takesFrom(step, changed, plan);
      // A COPY --link is put on top again, and on the classic image store made again.
      if (isChanged && isCounted(step)) rerun.push(step);
    }
    if (isChanged) changed.add(stage);
  }
  return rerun;
}

function takesFrom({ copy, mounts, stage }: Step, changed: ReadonlySet<Stage>, plan: BuildPlan): boolean {
  if (copy?.fromStage && changed.has(copy.fromStage)) return true;
  return mounts.some(mount => { const source = stageOf(mount, stage, plan); return source !== undefined && changed.has(source); });
}

function stageOf({ from }: Mount, stage: Stage, plan: BuildPlan): Stage | undefined {
  return from === undefined ? undefined : plan.stages.slice(0, stage.index).find(other => other.name === from.toLowerCase() || String(other.index) === from);
}

function countedSteps(plan: BuildPlan): readonly Step[] {
  return plan.stages.flatMap(stage => stage.steps.filter(isCounted));
}

/** `WORKDIR /` makes no step. */
function isCounted({ stage, kind, number }: Step): boolean {
  return stage.reachable && kind !== 'from' && !(kind === 'workdir' && number === undefined);
}

function timeOf(steps: readonly Step[], { cost }: GainFacts): number | undefined {
  const known = steps.map(step => cost.lastRun(step)).filter(milliseconds => milliseconds !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, milliseconds) => sum + milliseconds, 0);
}

/** The steps that stay as they are and no longer run again: only of those it is known what they save. */
function withoutTextsOf(old: readonly Step[], planAfter: BuildPlan, now: readonly Step[]): readonly Step[] {
  const still = new Set(now.map(whatItDoes));
  const there = new Set(countedSteps(planAfter).map(whatItDoes));
  return old.filter(step => there.has(whatItDoes(step)) && !still.has(whatItDoes(step)));
}

/** Flags aside: a cache mount does not make it another step. */
function whatItDoes({ instruction }: Step): string {
  return instruction.heredocs.length > 0 ? instruction.text : `${instruction.keyword} ${instruction.args.map(arg => arg.text).join(' ')}`;
}

/** A file that people know: not hidden, as near to the top as there is one with an ending. */
function representativeOf(files: readonly string[]): string {
  let best = '';
  let lowest = Infinity;
  for (const file of files) {
    const rank = (/(?:^|\/)\./.test(file) ? 100 : 0) + (/\.(?:md|txt|lock)$|^[^.]*$/i.test(file) ? 10 : 0) + file.split('/').length;
    if (rank < lowest || (rank === lowest && file < best)) [best, lowest] = [file, rank];
  }
  return best;
}

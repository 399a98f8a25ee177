// Outcomes on the lines of the current text: of the build that runs, or of the last one.
import { alignSteps } from '../core/progress/alignSteps.js';
import type { BuildRecord, RecordedStep } from '../core/progress/record.js';
import type { DockerfileSyntax } from '../core/syntax/instruction.js';
import { parseDockerfile } from '../core/syntax/parser.js';
import type { AnnotationState, BuildSummary, LineAnnotation } from '../protocol/index.js';
import type { RunningBuild } from './builds.js';
import type { Costs } from './costs.js';
import type { DockerfileProject } from './dockerfileProject.js';
import { stepName } from './stepName.js';

/** A step of the last build where it stands now. */
export interface CurrentStep {
  readonly step: RecordedStep;
  readonly line: number;
  readonly endLine: number;
  /** The instruction's text is another one than was built. */
  readonly stale: boolean;
}

/** The steps of the newest build, or of one that runs, on the lines of the current text. */
export function currentSteps(dockerfile: DockerfileProject, running?: RunningBuild): readonly CurrentStep[] {
  const { syntax } = dockerfile;
  if (running) return align({ steps: running.steps, dockerfileText: running.dockerfileText }, syntax, builtSyntax(running));
  const record = dockerfile.records[0];
  if (!record) return [];
  const known = placed.get(record);
  if (known?.syntax === syntax) return known.steps;
  const steps = align(record, syntax, builtSyntax(record));
  placed.set(record, { syntax, steps });
  return steps;
}

/** Diagnostics, annotations and hovers of one version ask for the same. */
const placed = new WeakMap<BuildRecord, { readonly syntax: DockerfileSyntax; readonly steps: readonly CurrentStep[] }>();
const built = new WeakMap<object, DockerfileSyntax>();

/** What was built is parsed once, not on every key press. */
function builtSyntax(build: BuildRecord | RunningBuild): DockerfileSyntax {
  const known = built.get(build);
  // A build that has just been asked for has not read its file yet.
  if (known?.text === build.dockerfileText) return known;
  const syntax = parseDockerfile(build.dockerfileText);
  built.set(build, syntax);
  return syntax;
}

function align(source: Parameters<typeof alignSteps>[0], syntax: DockerfileSyntax, before: DockerfileSyntax): readonly CurrentStep[] {
  return alignSteps(source, syntax, before).flatMap(({ step, instructionIndex, stale }) => {
    const instruction = syntax.instructions[instructionIndex];
    return instruction ? [{ step, stale, line: syntax.lines.lineAt(instruction.range.from), endLine: syntax.lines.lineAt(instruction.range.to) }] : [];
  });
}

export function annotationsOf(steps: readonly CurrentStep[], costs: Costs): readonly LineAnnotation[] {
  return steps.flatMap(({ step, line, endLine, stale }) => {
    if (step.outcome === 'waiting') return [];
    const expected = step.outcome === 'running' ? costs.lastRunOf(step.text) : undefined;
    const state: AnnotationState = step.outcome;
    return [{
      line, endLine, state, stale,
      ...(step.milliseconds === undefined ? {} : { milliseconds: step.milliseconds }),
      ...(step.startedAt === undefined ? {} : { startedAt: step.startedAt }),
      ...(expected === undefined ? {} : { expectedMilliseconds: expected }),
      ...(step.error === undefined ? {} : { error: step.error }),
    }];
  });
}

/** Totals for the status bar. */
export function summaryOf(dockerfile: DockerfileProject, now: number, running?: RunningBuild): BuildSummary | undefined {
  const record = dockerfile.records[0];
  if (!running && !record) return undefined;
  const steps = (running ? running.steps : record?.steps ?? []).filter(step => step.outcome !== 'skipped');
  const cached = steps.filter(step => step.outcome === 'cached' || step.outcome === 'imported');
  const savedMilliseconds = cached.reduce((sum, step) => sum + (dockerfile.costs.lastRunOf(step.text) ?? 0), 0);
  const counted = { cached: cached.length, total: steps.filter(step => step.outcome !== 'waiting').length, savedMilliseconds };
  if (!running) return { ...counted, status: record?.status ?? 'failed', milliseconds: record ? record.finishedAt - record.startedAt : 0 };
  const current = steps.filter(step => step.outcome === 'running').at(-1);
  const index = steps.filter(step => step.outcome !== 'waiting').length;
  return {
    ...counted, status: 'running', milliseconds: now - running.startedAt,
    ...(current ? { current: { index, count: Math.max(index, stepCount(running)), name: stepName(current.text), startedAt: current.startedAt ?? now } } : {}),
  };
}

/** Steps that the target needs, FROMs of earlier stages left out: they have no work of their own. */
export function stepCount(running: RunningBuild): number {
  return running.plan.stages.filter(stage => stage.reachable).reduce((sum, stage) => sum + stage.steps.filter(step => step.kind !== 'from' || step.number !== undefined).length, 0);
}

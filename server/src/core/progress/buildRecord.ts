// Makes the record of one finished build from values. Knows no clock, no storage and no process.
import type { BuildPlan } from '../plan/plan.js';
import type { DockerfileSyntax } from '../syntax/instruction.js';
import type { BuildState } from './buildState.js';
import type { BuildEnd, BuildRequest, EngineInfo } from './engine.js';
import { argumentValues, createMask } from './maskValues.js';
import { deriveOutcomes } from './outcomes.js';
import { readProvenance } from './provenance.js';
import type { BuildRecord } from './record.js';
import { resolvedBases } from './resolvedBases.js';

export interface FinishedBuild {
  /** Unique; `buildId` makes one that sorts by time. */
  readonly id: string;
  readonly request: BuildRequest;
  /** Of the text that was built. */
  readonly syntax: DockerfileSyntax;
  readonly plan: BuildPlan;
  readonly state: BuildState;
  readonly end: BuildEnd;
  readonly engine: EngineInfo | undefined;
  /** The engine's, for build arguments that take their value from it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** The record of a build. Values of build arguments are left out of it, in steps' errors and output too. */
export function createBuildRecord(build: FinishedBuild): BuildRecord {
  const { request, end, engine, syntax, plan, state } = build;
  const mask = createMask(argumentValues(request, build.environment ?? {}));
  const provenance = end.provenance === undefined ? undefined : readProvenance(end.provenance);
  const steps = deriveOutcomes({ syntax, plan, state, provenance }, end.status);
  return {
    version: 1,
    id: build.id,
    dockerfile: request.dockerfile,
    context: request.context,
    target: request.target,
    dockerfileText: syntax.text,
    startedAt: build.startedAt,
    finishedAt: build.finishedAt,
    status: end.status,
    engine: { kind: engine?.kind ?? 'docker', version: engine?.engineVersion, builder: request.builder ?? engine?.builder },
    steps: steps.map(step => ({ ...step, error: step.error === undefined ? undefined : mask(step.error), logTail: step.logTail.map(mask) })),
    // What holds an argument's value is of no use to a file that does not.
    bases: resolvedBases(state).filter(({ reference }) => mask(reference) === reference),
    fetched: provenance?.fetchedFiles.filter(({ address }) => mask(address) === address) ?? [],
    error: end.error === undefined ? undefined : mask(end.error),
  };
}

/** An id that sorts by time and is a file name everywhere: `20261125T003542123Z-4f9c`. `salt` tells apart what started together. */
export function buildId(startedAt: number, salt: string): string {
  return `${new Date(startedAt).toISOString().replace(/[-:.]/g, '')}-${salt}`;
}

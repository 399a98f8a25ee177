// Builds the table that tests of outcomes compare: one line per recorded step, in the words of a person.
import { createPlainDecoder } from '../../../server/src/core/progress/plain.js';
import { createRawjsonDecoder } from '../../../server/src/core/progress/rawjson.js';
import { BuildState } from '../../../server/src/core/progress/buildState.js';
import { deriveOutcomes, type EndStatus } from '../../../server/src/core/progress/outcomes.js';
import { readProvenance } from '../../../server/src/core/progress/provenance.js';
import type { ProgressEvent } from '../../../server/src/core/progress/events.js';
import type { RecordedStep } from '../../../server/src/core/progress/record.js';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import type { BuildSetup } from '../../../server/src/core/plan/plan.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';

export interface Build {
  readonly dockerfile: string;
  readonly events: readonly ProgressEvent[];
  readonly ended: EndStatus;
  readonly provenance?: unknown;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string | undefined>>;
  readonly namedContexts?: readonly string[];
}

export function decodeRawjson(text: string): readonly ProgressEvent[] {
  const decoder = createRawjsonDecoder();
  return [...decoder.push(text, 0), ...decoder.finish(0)];
}

export function decodePlain(text: string, at = 1_000_000): readonly ProgressEvent[] {
  const decoder = createPlainDecoder();
  return [...decoder.push(text, at), ...decoder.finish(at)];
}

export function outcomesOf(build: Build): readonly RecordedStep[] {
  const syntax = parseDockerfile(build.dockerfile);
  const setup: BuildSetup = {
    dockerfile: '/p/Dockerfile', context: '/p', target: build.target, args: new Map(Object.entries(build.args ?? {})), platform: undefined,
    namedContexts: new Map((build.namedContexts ?? []).map(name => [name, `/${name}`])),
  };
  const state = new BuildState();
  for (const event of build.events) state.apply(event);
  const provenance = build.provenance === undefined ? undefined : readProvenance(build.provenance);
  return deriveOutcomes({ syntax, plan: derivePlan(syntax, setup), state, provenance }, build.ended);
}

/** Every step instruction with its outcome, `-` where nothing is said: `RUN echo hi → cached`. */
export function tableOf(build: Build): string {
  const steps = new Map(outcomesOf(build).map(step => [step.instructionIndex, step]));
  return parseDockerfile(build.dockerfile).instructions.flatMap((instruction, index) => {
    if (!['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR'].includes(instruction.keyword)) return [];
    return [`${instruction.logicalText.replace(/\s+/g, ' ').slice(0, 40)} → ${steps.get(index)?.outcome ?? '-'}`];
  }).join('\n');
}

// Build records for tests, from a Dockerfile's text and what became of some of its steps.
import type { BuildRecord, RecordedStep } from '../../server/src/core/progress/record.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { sampleSetup } from './plan.js';

/** A record of a build that succeeded; `steps` names instructions by their text. */
export function sampleRecord(text: string, steps: Readonly<Record<string, Partial<RecordedStep> & Pick<RecordedStep, 'outcome'>>>): BuildRecord {
  const syntax = parseDockerfile(text);
  const plan = derivePlan(syntax, sampleSetup);
  const recorded = syntax.instructions.flatMap((instruction, instructionIndex): RecordedStep[] => {
    const given = steps[instruction.logicalText];
    const step = plan.stepOf(instruction);
    if (!given || !step) return [];
    return [{
      stageIndex: step.stage.index, stage: step.stage.name, instructionIndex, text: instruction.logicalText, line: syntax.lines.lineAt(instruction.range.from), endLine: syntax.lines.lineAt(instruction.range.to),
      milliseconds: undefined, startedAt: undefined, layerBytes: undefined, error: undefined, logTail: [], placedBy: 'provenance', ...given,
    }];
  });
  return {
    version: 1, id: '20260101T000000000Z-abcd', dockerfile: sampleSetup.dockerfile, context: '/project', target: undefined, dockerfileText: text, startedAt: Date.UTC(2026, 0, 1), finishedAt: Date.UTC(2026, 0, 1) + 20_000,
    status: 'succeeded', engine: { kind: 'docker', version: '28.5.2', builder: 'default' }, steps: recorded, error: undefined,
  };
}

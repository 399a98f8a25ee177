// A COPY or ADD of the whole context.
import type { CopySource, Step } from '../plan/plan.js';
import type { DockerfileSyntax } from '../syntax/instruction.js';
import type { OffsetRange } from '../text/offsets.js';
import type { RuleContext } from './rule.js';

export interface BroadCopy {
  readonly step: Step;
  readonly source: CopySource;
}

/** The first one that the build needs; the ignore file is one for all of them. */
export function findBroadCopy(context: RuleContext): BroadCopy | undefined {
  for (const stage of context.plan.stages) {
    if (!stage.reachable) continue;
    for (const step of stage.steps) {
      const source = step.copy?.sources.find(candidate => candidate.kind === 'context' && candidate.path === '');
      if (source) return { step, source };
    }
  }
  return undefined;
}

/** For people: `COPY . /app`, without flags. */
export function copyText({ step, source }: BroadCopy, { text }: DockerfileSyntax): string {
  return [step.instruction.keyword, ...[source.range, step.copy?.destinationRange].map(range => range && text.slice(range.from, range.to))].join(' ');
}

/** From the keyword to the destination. */
export function copyRange({ step, source }: BroadCopy): OffsetRange {
  const { instruction, copy } = step;
  return instruction.json ? instruction.range : { from: instruction.keywordRange.from, to: Math.max(source.range.to, copy?.destinationRange?.to ?? 0) };
}

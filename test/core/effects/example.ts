// One Dockerfile with its facts, for the tests of effects and moves.
import { deriveFacts } from '../../../server/src/core/analysis.js';
import { leftOutBy } from '../../../server/src/core/effects/leftOut.js';
import type { MoveFacts } from '../../../server/src/core/effects/moves.js';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import type { Step } from '../../../server/src/core/plan/plan.js';
import type { Facts } from '../../../server/src/core/rules/rule.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { memoryContext } from '../../harness/memoryContext.js';

export interface EffectExample {
  readonly facts: Facts;
  readonly moves: MoveFacts;
  /** The first step whose text begins so. */
  step(start: string): Step;
}

/** Without `files` the context is not known. */
export function example(dockerfile: string, files?: Readonly<Record<string, string>>): EffectExample {
  const syntax = parseDockerfile(dockerfile);
  const context = files && memoryContext({ files });
  const plan = derivePlan(syntax, { dockerfile: '/context/Dockerfile', context: '/context', target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() });
  const facts = deriveFacts({ syntax, plan, context, cost: { lastRun: () => undefined } });
  const moves: MoveFacts = { ...facts, isLeftOut: leftOutBy(context), suppliedTo: () => new Set(), ignoresWorkdir: () => false, partEffects: () => undefined };
  const steps = plan.stages.flatMap(stage => stage.steps);
  return { facts, moves, step: start => steps.find(step => step.instruction.logicalText.startsWith(start))! };
}

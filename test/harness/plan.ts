// Plans from a few lines of text, for tests.
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import type { BuildPlan, BuildSetup } from '../../server/src/core/plan/plan.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';

export const sampleSetup: BuildSetup = { dockerfile: '/project/Dockerfile', context: '/project', target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() };

export function planOf(lines: readonly string[], setup: Partial<BuildSetup> = {}): BuildPlan {
  return derivePlan(parseDockerfile(`${lines.join('\n')}\n`), { ...sampleSetup, ...setup });
}

// What proofs of moving whole steps are made from, where no part of a step stays behind and nothing is copied ahead.
import { commandEffects } from '../effects/commandEffects.js';
import { commandsOf, type KnownCommand } from '../effects/deriveEffects.js';
import { ignoresDirectory } from '../effects/installEffects.js';
import { leftOutBy } from '../effects/leftOut.js';
import type { MoveFacts } from '../effects/moves.js';
import type { Facts } from './rule.js';

/** Facts for `obstacleAbove` and `obstacleBelow`. */
export function wholeMoves(facts: Facts): MoveFacts {
  return {
    context: facts.context, isLeftOut: leftOutBy(facts.context),
    script: step => facts.script(step), installs: step => facts.installs(step), effects: step => facts.effects(step),
    suppliedTo: () => nothing, partEffects: () => undefined,
    ignoresWorkdir: step => commandsOf(step, facts).every(ignoresWorkdir),
  };
}

const nothing: ReadonlySet<string> = new Set();

/** Whether a command does the same in any directory: without one, all its paths are still known. */
function ignoresWorkdir({ command, install }: KnownCommand): boolean {
  if (install) return ignoresDirectory(install);
  const effects = commandEffects(command, { directory: undefined, system: [], variable: () => undefined });
  return effects !== undefined && !effects.reads.open && !effects.writes.open;
}

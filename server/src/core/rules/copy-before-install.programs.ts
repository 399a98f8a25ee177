// What stands between a COPY and an install and gives the install its program: then the install can't simply go up.
import { copyTouches } from '../effects/copyEffects.js';
import { environmentsOf } from '../effects/environments.js';
import { leftOutBy } from '../effects/leftOut.js';
import { obstacleBelow } from '../effects/moves.js';
import type { Step } from '../plan/plan.js';
import type { Victim } from './copy-before-install.blame.js';
import { programFolders } from './copy-before-install.data.js';
import type { Facts } from './rule.js';
import { wholeMoves } from './wholeMoves.js';

/**
 * What can be said to people of an install that needs no file: to move it up; to move the COPYs down instead, because something
 * between them gives it its program; or nothing, because what stands between may need the COPYs.
 */
export function wayOf({ step, commands }: Victim, copies: readonly Step[], facts: Facts): 'up' | 'down' | undefined {
  const above = copies.filter(copy => copy.stage === step.stage && copy.index < step.index);
  const [first] = above;
  if (!first) return 'up';
  const programs = new Set(commands.flatMap(({ install, command }) => (install && install.ecosystem.family !== 'os' && command.name !== undefined ? [command.name] : [])));
  if (programs.size === 0 || !isGivenProgram(step, first, [...programs], facts)) return 'up';
  const before = step.stage.steps[step.index - 1];
  return !before || before === first || obstacleBelow(above.filter(copy => copy !== before), before, wholeMoves(facts)) === undefined ? 'down' : undefined;
}

/** Whether a COPY from elsewhere brings a program, or an ENV the folder that it lies in. */
function isGivenProgram(step: Step, first: Step, programs: readonly string[], facts: Facts): boolean {
  const { instructions, steps } = step.stage;
  const between = instructions.slice(instructions.indexOf(first.instruction) + 1, instructions.indexOf(step.instruction));
  if (between.some(({ keyword, assignments }) => keyword === 'ENV' && assignments.some(({ name }) => name === 'PATH'))) return true;
  const folders = [...programFolders, ...environmentsOf(step, facts.script(step)).map(folder => `${folder}/bin`)];
  const isLeftOut = leftOutBy(facts.context);
  return steps.slice(first.index + 1, step.index).some(other => other.copy?.from !== undefined
    && folders.some(folder => programs.some(program => copyTouches(other, `${folder}/${program}`, facts.context, isLeftOut) !== 'no')));
}

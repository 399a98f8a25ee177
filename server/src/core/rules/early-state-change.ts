// Finds a WORKDIR above an install of system packages, which does the same in any folder. Off by default: a WORKDIR hardly ever
// changes, so little is gained.
import { defineMessages, roundDuration } from '../../messages/index.js';
import { obstacleAbove } from '../effects/moves.js';
import { moveInstruction } from '../fixes/instructionEdits.js';
import type { Step } from '../plan/plan.js';
import { defineRule, type RuleContext } from './rule.js';
import { wholeMoves } from './wholeMoves.js';

const messages = defineMessages('rules.early-state-change', {
  found: "'{install}' below works the same in any folder, and yet runs again whenever this line is changed",
  foundCost: "'{install}' below works the same in any folder, and yet runs again ({cost} last time) whenever this line is changed",
  title: "Move '{install}' above '{workdir}'",
});

export const earlyStateChange = defineRule({
  id: 'early-state-change',
  since: '0.1.0',
  category: 'order',
  severity: 'hint',
  fix: 'safe',
  offByDefault: true,
  check,
});

function check(context: RuleContext): void {
  for (const { steps } of context.plan.stages) {
    for (const [at, workdir] of steps.entries()) {
      const run = steps[at + 1];
      if (workdir.kind === 'workdir' && run?.kind === 'run') reportInstall(workdir, run, context);
    }
  }
}

function reportInstall(workdir: Step, run: Step, context: RuleContext): void {
  const install = context.installs(run).find(({ kind }) => kind !== 'refresh');
  if (install?.ecosystem.family !== 'os') return;
  const facts = wholeMoves(context);
  if (!facts.ignoresWorkdir(run) || obstacleAbove([run], workdir, facts)) return;
  const { syntax, plan, cost } = context;
  const milliseconds = cost.lastRun(run);
  const names = { install: install.label };
  context.report({
    range: workdir.instruction.range,
    message: milliseconds === undefined ? messages.found(names) : messages.foundCost({ ...names, cost: roundDuration(milliseconds) }),
    ...(milliseconds === undefined ? {} : { savesMilliseconds: milliseconds }),
    fix: () => ({
      title: messages.title({ ...names, workdir: workdir.instruction.logicalText }),
      files: [{ location: plan.setup.dockerfile, text: syntax.text, creates: false, edits: moveInstruction(syntax, run.instruction, workdir.instruction) }],
    }),
  });
}

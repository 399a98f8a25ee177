// Finds upgrades of everything that the base image brought along. Which commands are such is in the table beside it.
import { defineMessages, roundDuration } from '../../messages/index.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import { defineRule, type RuleContext } from './rule.js';
import { comesWithoutIndex, upgrades } from './upgrade-in-build.data.js';

const messages = defineMessages('rules.upgrade-in-build', {
  found: "'{command}' brings what is newest on the day it runs: cached, it stays at that day, and elsewhere it brings something else. A newer base image brings the same without the wait",
  foundCost: "'{command}' brings what is newest on the day it runs: cached, it stays at that day, and elsewhere it brings something else. A newer base image brings the same without the wait ({cost} last time)",
  blocked: 'No automatic fix: without it the image would have other versions',
});

export const upgradeInBuild = defineRule({
  id: 'upgrade-in-build',
  since: '0.1.0',
  category: 'installs',
  severity: 'information',
  fix: 'none',
  check,
});

function check(context: RuleContext): void {
  for (const step of context.plan.stages.flatMap(stage => stage.steps)) {
    if (step.kind !== 'run') continue;
    const found = findUpgrade(step, context);
    if (!found) continue;
    const milliseconds = context.cost.lastRun(step);
    const command = `${found.command.name ?? ''} ${found.verb.value}`;
    context.report({
      range: { from: (found.command.nameWord ?? found.verb).range.from, to: found.verb.range.to }, blocked: messages.blocked(),
      message: milliseconds === undefined ? messages.found({ command }) : messages.foundCost({ command, cost: roundDuration(milliseconds) }),
    });
  }
}

function findUpgrade(step: Step, context: RuleContext): { readonly command: ShellCommand; readonly verb: ShellWord } | undefined {
  if (!/up(?:date|grade)?\b|distro-sync|dup\b|patch\b/.test(step.instruction.text)) return undefined;
  for (const command of context.script(step).commands) {
    const verb = command.name === undefined || command.openArguments ? undefined : upgrades.get(command.name)?.(command.args);
    if (verb && !hasNoIndex(command, step)) return { command, verb };
  }
  return undefined;
}

/** Whether the upgrade finds no index of packages, and so nothing newer: the image brings none, and nothing has fetched one before. */
function hasNoIndex(command: ShellCommand, { stage, index, instruction }: Step): boolean {
  const { base } = stage;
  if (base.kind !== 'image' || !comesWithoutIndex(command, base)) return false;
  const before = command.range.from - instruction.range.from;
  return !stage.steps.slice(0, index + 1).some(above => above.instruction.text.slice(0, above.index === index ? before : undefined).includes('update'));
}

// Finds upgrades of everything that the base image brought along. Which commands are such is in the table beside it.
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import { stepsAbove } from '../effects/copyLayout.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import { baseImageOf } from './baseImage.js';
import { builtStages } from './builtStages.js';
import { isEndedImage } from './releasedImages.data.js';
import { defineRule, type RuleContext } from './rule.js';
import { comesWithoutIndex, upgrades } from './upgrade-in-build.data.js';

const messages = defineMessages('rules.upgrade-in-build', {
  found: "'{command}' brings what is newest on the day it runs: cached, it stays at that day, and elsewhere it brings something else",
  foundCost: "'{command}' brings what is newest on the day it runs: cached, it stays at that day, and elsewhere it brings something else ({cost} last time)",
  tag: 'As long as the base image is released anew, a newer one brings the same without the wait.',
  digest: 'As long as the base image is released anew, the digest of a newer one brings the same without the wait.',
  ended: 'This base image is no longer released; one that is brings newer packages.',
  others: 'A newer base image brings its own packages only, none from other archives.',
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
  for (const step of builtStages(context.plan).flatMap(stage => stage.steps)) {
    if (step.kind !== 'run') continue;
    const found = findUpgrade(step, context);
    if (!found || givesReason(found.command, step, context)) continue;
    const milliseconds = context.cost.lastRun(step);
    const command = `${found.command.name ?? ''} ${found.verb.value}`;
    context.report({
      range: { from: (found.command.nameWord ?? found.verb).range.from, to: found.verb.range.to }, blocked: messages.blocked(),
      message: milliseconds === undefined ? messages.found({ command }) : messages.foundCost({ command, cost: roundDuration(milliseconds) }),
      detail: otherWay(found.command, step),
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

/** What a comment says that has the fixes of security in mind, which cannot wait for a base image. */
const reasons = /vulnerab|security|\bCVE\b|\bpatch/i;

/** Whether a comment right above the command or its instruction says why the upgrade is there. */
function givesReason(command: ShellCommand, { instruction }: Step, { syntax }: RuleContext): boolean {
  return [command.range.from, instruction.range.from].some(from => {
    const lines = syntax.text.slice(0, syntax.text.lastIndexOf('\n', from - 1) + 1).split(/\r?\n/).slice(0, -1);
    const comments = lines.slice(lines.findLastIndex(line => !/^\s*#/.test(line)) + 1);
    return comments.some(line => reasons.test(line));
  });
}

/** Words of those who tell the package manager of other archives, which no base image brings packages from; some only name a mirror. */
const addsRepository = /add-apt-repository|apt-add-repository|sources\.list|config-manager|\.repo\b|etc\/apk\/repositories|epel|\bzypper\b[^\n]*\b(?:addrepo|ar)\b|-release[-\w.]*\.(?:rpm|deb)/;

/** What a newer base image would do about it; nothing where the base is not known. */
function otherWay(command: ShellCommand, step: Step): Message | undefined {
  const base = baseImageOf(step.stage);
  if (!base) return undefined;
  if (isEndedImage(base)) return messages.ended();
  const before = command.range.from - step.instruction.range.from;
  const hasOthers = stepsAbove(step).some(({ instruction }) => addsRepository.test(instruction.text)) || addsRepository.test(step.instruction.text.slice(0, before));
  return hasOthers ? messages.others() : base.digest === undefined ? messages.tag() : messages.digest();
}

// Finds downloads of whatever is newest: the step's text stays the same, so the cache keeps what was newest once. Which addresses
// say so is in the table beside it. ADD is left to `remote-add-without-checksum`, since the engine looks at its sources itself.
import { defineMessages } from '../../messages/index.js';
import { readCommandLine, type CommandLine } from '../ecosystems/shared/commandLine.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import { builtStages } from './builtStages.js';
import { isBusted } from './busters.js';
import { checksumPrograms, isMovingAddress, isOutsideOfLayers, movingBranches, noDownloadOptions, outputOptions, valuedCloneOptions, valuedDownloadOptions } from './moving-download.data.js';
import { defineRule, type RuleContext } from './rule.js';

const messages = defineMessages('rules.moving-download', {
  address: "'{what}' is whatever is newest: this step keeps the one of the day it ran, on another machine it is another one. Name a version",
  clone: "This takes whatever '{what}' holds today: the step keeps that state for as long as it is cached, on another machine it is another one. Name a tag or a commit",
  branch: "'{branch}' moves: the step keeps its state of the day it ran, on another machine it is another one. Name a tag or a commit",
});

const cloneTable = { valued: valuedCloneOptions };
const downloadTable = { valued: valuedDownloadOptions };

export const movingDownload = defineRule({
  id: 'moving-download',
  since: '0.1.0',
  category: 'stability',
  severity: 'information',
  fix: 'none',
  check,
});

const words = /curl|wget|git/;

function check(context: RuleContext): void {
  for (const stage of builtStages(context.plan)) {
    for (const step of stage.steps) {
      if (step.kind !== 'run' || !words.test(step.instruction.text)) continue;
      const { commands } = context.script(step);
      // With a checksum that is written down the step fails as soon as the file moves.
      const isChecked = commands.some(isWrittenChecksum) && /\b[0-9a-f]{32,128}\b|\$\{?\w*(?:SHA|SUM|MD5|HASH|DIGEST)/i.test(step.instruction.text);
      for (const command of commands) {
        if (command.name === 'git') checkClone(command, step, context);
        else if (/^(?:pip[\d.]*|python[\d.]*|uv)$/.test(command.name ?? '')) checkRepositories(command, step, context);
        else if (!isChecked && (command.name === 'curl' || command.name === 'wget')) checkAddresses(command, context);
      }
    }
  }
}

function isWrittenChecksum({ name, args }: ShellCommand): boolean {
  return name !== undefined && checksumPrograms.has(name) && args.some(arg => /^(?:--check|-\w*c)/.test(arg.value));
}

function checkAddresses(command: ShellCommand, context: RuleContext): void {
  const line = readCommandLine(command.args, downloadTable);
  if (line.has(...noDownloadOptions) || keepsNothing(command, line)) return;
  const address = command.args.find(word => isMovingAddress(word.value) && !isToldVersion(word, context));
  if (address) context.report({ range: address.range, message: messages.address({ what: shortened(address.value) }) });
}

/** Whether all of it goes where the layer keeps nothing. */
function keepsNothing({ name, redirects }: ShellCommand, line: CommandLine): boolean {
  const files = line.values(...(outputOptions.get(name ?? '') ?? [])).filter(file => file !== '-' && file !== '/dev/stdout');
  // Only where it writes to its output does a redirect get the file.
  const isPrinted = name === 'curl' ? !line.has('-O', '--remote-name', '--remote-name-all') : line.has('-O', '--output-document');
  const targets = files.length > 0 || !isPrinted ? files : redirects.filter(({ operator }) => /^1?>/.test(operator)).map(({ target }) => target?.value);
  return targets.length > 0 && targets.every(target => target !== undefined && isOutsideOfLayers(target));
}

/** A script that is run at once and told which version to install: it moves, what it brings does not. */
function isToldVersion({ range }: ShellWord, context: RuleContext): boolean {
  return /^["']?[^|&;\n]*\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:\w+=\S+\s+)*(?:\/bin\/)?(?:ba|z|da)?sh\b[^|&;\n]*(?:\d+\.\d+|\$)/.test(context.syntax.text.slice(range.to));
}

/** An address may fill a line; its host and its end tell which one it is. What stands before an `@` may be a password. */
function shortened(address: string): string {
  const plain = address.replace(/^\w+:\/\/(?:[^/@]*@)?/, '');
  return plain.length <= 70 ? plain : `${plain.slice(0, 30)}…${plain.slice(-39)}`;
}

function checkClone(command: ShellCommand, step: Step, context: RuleContext): void {
  const line = readCommandLine(command.args, cloneTable);
  if (line.verb !== 'clone') return;
  const address = line.operands[1];
  if (!address || !isRemote(address)) return;
  const asked = line.values('-b', '--branch', '--revision');
  const branch = asked[0];
  if (asked.length > 0 && (branch === undefined || !movingBranches.has(branch))) return;
  if (picksCommit(command, step, context) || isBusted(step)) return;
  context.report({ range: address.range, message: branch === undefined ? messages.clone({ what: shortened(address.value) }) : messages.branch({ branch }) });
}

function isRemote({ value }: ShellWord): boolean {
  return /^(?:https?|git|ssh):\/\/[^/]|^git@[\w.-]+:/.test(value);
}

/** What pip installs from a repository: `git+https://host/owner/name@ref#egg=name`. */
function checkRepositories(command: ShellCommand, step: Step, context: RuleContext): void {
  for (const word of command.args) {
    const [, address, ref] = /^(?:[\w.[\],-]+\s*@\s*)?git\+((?:https|ssh):\/\/(?:[^/@]*@)?[^/]+\/[^@#]+)(?:@([^#]*))?(?:#.*)?$/.exec(word.value) ?? [];
    if (address === undefined || (ref !== undefined && !movingBranches.has(ref)) || isBusted(step)) continue;
    context.report({ range: word.range, message: ref === undefined ? messages.clone({ what: shortened(address) }) : messages.branch({ branch: ref }) });
  }
}

/** Whether a command behind the clone may put the copy on one commit: in this step or in one that follows. */
function picksCommit(clone: ShellCommand, step: Step, context: RuleContext): boolean {
  const steps = step.stage.steps.slice(step.index).filter(({ kind, instruction }) => kind === 'run' && instruction.text.includes('git'));
  return steps.some(later => {
    const { commands, unreadable } = context.script(later);
    const behind = later === step ? commands.slice(commands.indexOf(clone) + 1) : commands;
    return unreadable !== undefined || behind.some(({ name, args }) => name === 'git' && args.some(arg => /^(?:checkout|switch|reset|worktree)$/.test(arg.value)));
  });
}

// Finds RUNs that remove what an earlier layer of the same stage holds: nothing becomes smaller by it. Where the removal can
// go to the RUN that made the files is asked of `removeCommand.ts` and of who looks at the folders in between.
import { defineMessages, type Message } from '../../messages/index.js';
import { cacheFolderShipped, runLooksInto } from '../effects/cacheFolderUse.js';
import { meets } from '../effects/paths.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand } from '../shell/script.js';
import type { TextEdit } from '../text/edits.js';
import { appendCommand } from './appendCommand.js';
import { cleaningOf, isQuietBeside, type Cleaning } from './cleanup-in-later-layer.data.js';
import { headRange } from './commandRange.js';
import { removeLines } from './removeLines.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';

const messages = defineMessages('rules.cleanup-in-later-layer', {
  found: "'{command}' saves nothing in a layer of its own: what the layer of line {line} holds stays in it. Clean up in the RUN that makes the files",
  made: 'the files are in the layer of this step',
  title: "Move '{command}' to line {line}",
  blockedBetween: "No automatic fix: a step between line {line} and here may look at the files",
  blockedText: "No automatic fix: '{command}' is a part of something bigger, or can't be added to line {line} with certainty",
});

export const cleanupInLaterLayer = defineRule({
  id: 'cleanup-in-later-layer',
  since: '0.1.0',
  category: 'installs',
  severity: 'information',
  fix: 'safe',
  check,
});

interface Found {
  readonly step: Step;
  readonly command: ShellCommand;
  readonly cleaning: Cleaning;
  /** The last step above that filled the folders. */
  readonly maker: Step;
}

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    const found = stage.steps.flatMap(step => foundIn(step, context) ?? []);
    if (found.length === 0 || !isShipped(stage.steps[0], context)) continue;
    for (const one of found) report(one, context);
  }
}

/** In a stage that is only copied from, no layer is ever sent anywhere. */
function isShipped(step: Step | undefined, context: RuleContext): boolean {
  return step !== undefined && cacheFolderShipped(step.stage, ['/var/lib'], context.plan) === 'yes';
}

function report(found: Found, context: RuleContext): void {
  const { command, maker } = found;
  const line = context.syntax.lines.lineAt(maker.instruction.range.from) + 1;
  const text = textOf(command);
  const blocked = blockedBy(found, line, context);
  context.report({
    range: headRange(command), message: messages.found({ command: text, line }),
    related: [{ range: maker.instruction.keywordRange, message: messages.made() }],
    ...(blocked ? { blocked } : { fix: () => makeFix(found, line, context) }),
  });
}

function textOf({ name, args }: ShellCommand): string {
  return `${name ?? ''} ${args.map(word => word.text).join(' ')}`.trim();
}

/** The first cleaning command of a RUN that itself makes nothing of the kind. */
function foundIn(step: Step, context: RuleContext): Found | undefined {
  // Spares most steps from being looked at word by word.
  if (step.kind !== 'run' || !/\b(?:clean|rm|purge)\b/.test(step.instruction.text) || step.mounts.length > 0) return undefined;
  const { commands, unreadable } = context.script(step);
  if (unreadable !== undefined) return undefined;
  const cleanings = commands.map(command => ({ command, cleaning: command.conditional ? undefined : cleaningOf(command) }));
  if (!cleanings.some(({ cleaning }) => cleaning)) return undefined;
  const installs = context.installs(step);
  const isQuiet = cleanings.every(({ command, cleaning }) => cleaning !== undefined || isQuietBeside(command) || installs.some(install => install.command === command && install.kind !== 'project' && install.kind !== 'build'));
  if (!isQuiet) return undefined;
  for (const { command, cleaning } of cleanings) {
    if (!cleaning || installs.some(install => cleaning.ecosystems.includes(install.ecosystem.id))) continue;
    const maker = step.stage.steps.slice(0, step.index).findLast(above => makes(above, cleaning, context));
    if (maker) return { step, command, cleaning, maker };
  }
  return undefined;
}

/** Whether a RUN installs with the package manager and leaves the folders in its layer, neither mounted nor cleaned by itself. */
function makes(above: Step, cleaning: Cleaning, context: RuleContext): boolean {
  if (above.kind !== 'run' || above.mounts.some(mount => mount.target !== undefined && cleaning.folders.some(folder => meets(folder, mount.target ?? '')))) return false;
  const isClean = context.script(above).commands.some(command => cleaningOf(command)?.folders.some(folder => cleaning.folders.includes(folder)) === true);
  return !isClean && context.installs(above).some(({ ecosystem, kind, command }) => {
    const keepsNothing = command.args.some(word => ecosystem.cacheDefeatingFlags?.includes(word.value));
    return cleaning.ecosystems.includes(ecosystem.id) && !keepsNothing && (kind !== 'refresh' || cleaning.holdsIndex);
  });
}

function blockedBy(found: Found, line: number, context: RuleContext): Message | undefined {
  const { step, maker, cleaning, command } = found;
  const between = step.stage.steps.slice(maker.index + 1, step.index);
  const isLookedAt = between.some(other => (other.kind === 'run' ? runLooksInto(other, cleaning.folders, context) !== 'no' || context.installs(other).some(install => cleaning.ecosystems.includes(install.ecosystem.id)) : isLaidInto(other, cleaning)));
  const { instructions } = step.stage;
  const changesUser = instructions.slice(instructions.indexOf(maker.instruction), instructions.indexOf(step.instruction)).some(({ keyword }) => keyword === 'USER');
  if (isLookedAt || changesUser) return messages.blockedBetween({ line });
  return editsFor(found, context) ? undefined : messages.blockedText({ command: textOf(command), line });
}

function isLaidInto({ copy }: Step, { folders }: Cleaning): boolean {
  return copy !== undefined && (copy.destination === undefined || folders.some(folder => copy.destination?.startsWith(folder) === true));
}

/** Only a RUN that does nothing else goes as a whole; only what says the same anywhere can be moved. */
function editsFor({ step, maker, cleaning, command }: Found, context: RuleContext): readonly TextEdit[] | undefined {
  const { commands } = context.script(step);
  if (!cleaning.movable || commands.some(other => !cleaningOf(other)?.movable) || step.instruction.heredocs.length > 0 || commands[0] !== command) return undefined;
  const body = step.instruction.logicalText.replace(/^\S+\s+/, '').replace(/\s+/g, ' ').trim();
  if (step.instruction.json || step.instruction.innerComments.length > 0 || /[|;#`$()]|&(?!&)|&&&/.test(body.replace(/&&/g, ''))) return undefined;
  const added = appendCommand(maker, body, context);
  return added && [added, removeLines(context.syntax, step.instruction)];
}

function makeFix(found: Found, line: number, context: RuleContext): Fix | undefined {
  const edits = editsFor(found, context);
  return edits && {
    title: messages.title({ command: textOf(found.command), line }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits }],
  };
}

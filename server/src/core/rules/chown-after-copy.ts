// Finds a recursive chown or chmod of what a COPY above put there: every file lies in the image twice then, and the step runs
// again whenever one of them changes. Proves no fix.
import { dataSize, defineMessages, roundDuration, type Message } from '../../messages/index.js';
import { contextFacts, bytesOf } from '../context/contextFacts.js';
import { copiedEntries } from '../context/copyMatch.js';
import { placementsOf } from '../effects/copyLayout.js';
import { meets } from '../effects/paths.js';
import type { Step } from '../plan/plan.js';
import { ownershipCommands, textOf, type OwnershipCommand } from './chown-after-copy.commands.js';
import { ownershipFix } from './chown-after-copy.fix.js';
import { headRange } from './commandRange.js';
import { defineRule, type RuleContext, type Severity } from './rule.js';

const messages = defineMessages('rules.chown-after-copy', {
  found: "'{command}' stores every file that '{copy}' put there a second time, and runs again whenever one of them changes. '{flag}' on the COPY does it at once",
  sized: "'{command}' stores the {size} that '{copy}' put there a second time, and runs again whenever one of these files changes. '{flag}' on the COPY does it at once",
  cost: "'{command}' takes {cost} whenever a file of '{copy}' changes, and stores all of them a second time. '{flag}' on the COPY does it at once",
  copied: "What this brings is changed by '{command}' below",
});

export const chownAfterCopy = defineRule({
  id: 'chown-after-copy',
  since: '0.1.0',
  category: 'layers',
  severity: 'information',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    const copies = stage.steps.filter(step => step.copy !== undefined);
    if (copies.length === 0) continue;
    for (const step of stage.steps) {
      if (step.kind !== 'run' || !/\bch(?:own|mod)\b/.test(step.instruction.text)) continue;
      const commands = ownershipCommands(step, context);
      const first = commands.find(command => touched(command, copies, step, context).length > 0);
      if (first && !removes(step, first, context)) report({ step, commands, first, copies: touched(first, copies, step, context) }, context);
    }
  }
}

/** The COPYs above the step that lay files into a target of the command, and don't say themselves what it says. */
function touched({ kind, targets }: OwnershipCommand, copies: readonly Step[], step: Step, context: RuleContext): readonly Step[] {
  return copies.filter(copy => {
    if (copy.index > step.index || copy.kind !== 'copy' || copy.copy?.[kind] !== undefined) return false;
    return (placementsOf(copy, context.context) ?? []).some(placement => targets.some(target => meets(placement.to, target)));
  });
}

/** What the same RUN takes away again is not stored a second time. */
function removes(step: Step, { targets }: OwnershipCommand, context: RuleContext): boolean {
  return context.script(step).commands.some(({ name, args }) => {
    if (name !== 'rm' && name !== 'mv') return false;
    return args.some(({ static: isStatic, value }) => !value.startsWith('-') && (!isStatic || !value.startsWith('/') || targets.some(target => meets(value, target))));
  });
}

interface Case {
  readonly step: Step;
  readonly commands: readonly OwnershipCommand[];
  readonly first: OwnershipCommand;
  readonly copies: readonly Step[];
}

function report({ step, commands, first, copies }: Case, context: RuleContext): void {
  const command = first.kind === 'chown' ? 'chown -R' : 'chmod -R';
  const [copy] = copies;
  const isAlone = context.script(step).commands.every(other => commands.some(entry => entry.command === other));
  const time = isAlone ? context.cost.lastRun(step) : undefined;
  const bytes = bytesCopied(copies, context);
  // A script or two are not worth a word.
  if ((time === undefined || time < 1000) && bytes !== undefined && bytes < leastBytes) return;
  const result = ownershipFix({ step, commands }, context);
  context.report({
    range: headRange(first.command), message: messageOf({ command, copy: copy ? textOf(copy) : '', flag: `--${first.kind}` }, time, bytes), severity: severityOf(time, bytes),
    related: copies.map(({ instruction }) => ({ range: { from: instruction.range.from, to: instruction.keywordRange.to }, message: messages.copied({ command }) })),
    ...('blocked' in result ? { blocked: result.blocked } : { fix: () => result.fix }),
    ...(time === undefined ? {} : { savesMilliseconds: time }),
  });
}

function messageOf(params: { readonly command: string; readonly copy: string; readonly flag: string }, time: number | undefined, bytes: number | undefined): Message {
  if (time !== undefined && time >= 1000) return messages.cost({ ...params, cost: roundDuration(time) });
  return bytes !== undefined && bytes >= megabyte ? messages.sized({ ...params, size: dataSize(bytes) }) : messages.found(params);
}

const megabyte = 1_000_000;
const leastBytes = 100_000;

function severityOf(time: number | undefined, bytes: number | undefined): Severity {
  if (time !== undefined) return time >= 10_000 ? 'warning' : time < 1000 ? 'hint' : 'information';
  return bytes !== undefined && bytes < megabyte ? 'hint' : 'information';
}

/** `undefined` where not all of it is known. */
function bytesCopied(copies: readonly Step[], { context }: RuleContext): number | undefined {
  const sources = copies.flatMap(({ copy }) => copy?.sources.map(({ kind, path }) => ({ kind, path, excludes: copy.excludes })) ?? []);
  let bytes = 0;
  for (const { kind, path, excludes } of sources) {
    const copied = kind === 'context' && path !== undefined && context?.entries ? copiedEntries(contextFacts(context), path, excludes) : undefined;
    if (copied?.state !== 'known' || copied.unlisted.length > 0 || copied.missing) return undefined;
    bytes += bytesOf(copied.entries);
  }
  return bytes;
}

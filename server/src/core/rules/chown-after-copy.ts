// Finds a recursive chown or chmod of what a COPY above put there: every file lies in the image twice then, and the step runs
// again whenever one of them changes. Proves no fix.
import { dataSize, defineMessages, roundDuration, type Message } from '../../messages/index.js';
import { contextFacts, bytesOf } from '../context/contextFacts.js';
import { copiedEntries } from '../context/copyMatch.js';
import { folderIn, placementsOf } from '../effects/copyLayout.js';
import { meets } from '../effects/paths.js';
import { isWithin } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import { builtStages } from './builtStages.js';
import { ownershipCommands, textOf, type OwnershipCommand } from './chown-after-copy.commands.js';
import { ownershipFix } from './chown-after-copy.fix.js';
import { headRange } from './commandRange.js';
import { defineRule, type RuleContext, type Severity } from './rule.js';

const messages = defineMessages('rules.chown-after-copy', {
  found: "'{command}' stores every file that '{copy}' put there a second time, and runs again whenever one of them changes. '{flag}' on the COPY does it at once",
  sized: "'{command}' stores the {size} that '{copy}' put there a second time, and runs again whenever one of these files changes. '{flag}' on the COPY does it at once",
  cost: "'{command}' takes {cost} whenever a file of '{copy}' changes, and stores all of them a second time. '{flag}' on the COPY does it at once",
  part: "'{command}' stores every file below '{target}' a second time, and runs again whenever a file of '{copy}' changes. A COPY of its own for this folder, with '{flag}', does it at once",
  partCost: "'{command}' takes {cost} whenever a file of '{copy}' changes, and stores every file below '{target}' a second time. A COPY of its own for this folder, with '{flag}', does it at once",
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
  for (const stage of builtStages(context.plan)) {
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
  const isAlone = context.script(step).commands.every(other => commands.some(entry => entry.command === other));
  const time = isAlone ? context.cost.lastRun(step) : undefined;
  const shares = copies.map(copy => shareOf(copy, first, context));
  const bytes = shares.reduce<number | undefined>((sum, share) => (sum === undefined || share.bytes === undefined ? undefined : sum + share.bytes), 0);
  const worst = worstOf(shares, context);
  // A script or two are not worth a word, nor is a folder of the many that the COPY brings when nobody knows what it holds.
  if ((time === undefined || time < 1000) && (!worst || (bytes !== undefined && bytes < leastBytes))) return;
  const named = worst ?? shares[0];
  if (!named) return;
  const result = ownershipFix({ step, commands }, context);
  context.report({
    range: headRange(first.command), message: messageOf({ command, copy: textOf(named.copy), flag: `--${first.kind}` }, { time, bytes, target: named.part }), severity: severityOf(time, bytes),
    related: copies.map(({ instruction }) => ({ range: { from: instruction.range.from, to: instruction.keywordRange.to }, message: messages.copied({ command }) })),
    ...('blocked' in result ? { blocked: result.blocked } : { fix: () => result.fix }),
    ...(time === undefined ? {} : { savesMilliseconds: time }),
  });
}

interface Size {
  readonly time: number | undefined;
  readonly bytes: number | undefined;
  readonly target: string | undefined;
}

function messageOf(params: { readonly command: string; readonly copy: string; readonly flag: string }, { time, bytes, target }: Size): Message {
  if (time !== undefined && time >= 1000) return target === undefined ? messages.cost({ ...params, cost: roundDuration(time) }) : messages.partCost({ ...params, target, cost: roundDuration(time) });
  if (target !== undefined) return messages.part({ ...params, target });
  return bytes !== undefined && bytes >= megabyte ? messages.sized({ ...params, size: dataSize(bytes) }) : messages.found(params);
}

const megabyte = 1_000_000;
const leastBytes = 100_000;

function severityOf(time: number | undefined, bytes: number | undefined): Severity {
  if (time !== undefined) return time >= 10_000 ? 'warning' : time < 1000 ? 'hint' : 'information';
  return bytes !== undefined && bytes < megabyte ? 'hint' : 'information';
}

/** What of a COPY the command changes. */
interface Share {
  readonly copy: Step;
  /** `undefined` where not all of it is known. */
  readonly bytes: number | undefined;
  /** The command's folder, where it holds only a part of what the COPY brings. */
  readonly part: string | undefined;
}

function shareOf(copy: Step, { targets }: OwnershipCommand, context: RuleContext): Share {
  const placements = placementsOf(copy, context.context) ?? [];
  const isWhole = placements.some(placement => targets.some(target => isWithin(placement.to, target)));
  const part = isWhole ? undefined : targets.find(target => placements.some(placement => isWithin(target, placement.to)));
  const inside = isWhole ? undefined : targets.filter(target => placements.some(placement => meets(placement.to, target)));
  return { copy, part, bytes: bytesCopied(copy, inside, context) };
}

/** The COPY with most of the bytes that are changed; where they are not known, the first that brings more than a file, and no mere part of it. */
function worstOf(shares: readonly Share[], context: RuleContext): Share | undefined {
  const [biggest] = shares.filter(({ bytes }) => bytes !== undefined && bytes >= leastBytes).sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
  return biggest ?? shares.find(({ copy, bytes, part }) => bytes === undefined && part === undefined && !isOfFiles(copy, context)) ?? shares.find(({ bytes }) => bytes !== undefined && bytes > 0);
}

/** Whether each source is called as small files are: by the ending of a script, a setting or another text. */
function isOfFiles({ copy }: Step, { syntax }: RuleContext): boolean {
  return copy?.sources.every(({ kind, range }) => kind === 'heredoc' || (kind === 'context' && textFile.test(syntax.text.slice(range.from, range.to).replace(/"$/, '')))) ?? false;
}

const textFile = /\.(?:sh|bash|py|pl|rb|php|jsx?|tsx?|txt|md|json|ya?ml|toml|ini|conf|cnf|cfg|properties|xml|html|css|sql|env|lock|template|tmpl|service|crt|pem|key)$/i;

/** Of the whole COPY, or of what it puts into these folders; `undefined` where not all of it is known. */
function bytesCopied(copy: Step, inside: readonly string[] | undefined, { context }: RuleContext): number | undefined {
  const placements = placementsOf(copy, context) ?? [];
  let bytes = 0;
  for (const [index, { kind, path }] of (copy.copy?.sources ?? []).entries()) {
    const copied = kind === 'context' && path !== undefined && context?.entries ? copiedEntries(contextFacts(context), path, copy.copy?.excludes) : undefined;
    if (copied?.state !== 'known' || copied.unlisted.length > 0 || copied.missing) return undefined;
    const placement = placements[index];
    if (!inside) bytes += bytesOf(copied.entries);
    else if (placement?.kind !== 'folder') return undefined;
    else {
      const folders = inside.map(target => folderIn(placement, target)).filter(folder => folder !== undefined);
      bytes += bytesOf(copied.entries.filter(entry => folders.some(folder => isWithin(entry.path, folder))));
    }
  }
  return bytes;
}

// Finds copies of the whole context that bring along what changes without changing the image. What that is the context
// knows; whether the build needs it all the same is judged in `neededEntries.ts`. The build's own files have a rule of their own
// (`dockerfile-in-image`).
import { defineMessages, dataSize, type Message } from '../../messages/index.js';
import { churnOfOnly } from '../context/churn.js';
import { contextFacts, type ContextFacts } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import { copiedEntries } from '../context/copyMatch.js';
import { parentOf } from '../context/ignoreMatcher.js';
import { classifyVolatile, type VolatileGroup } from '../context/volatileEntries.js';
import { ignoreInCopies } from '../fixes/ignoreFileEdit.js';
import { mayAskTree } from './askingGit.js';
import { copyRange, copyText, findBroadCopy, type BroadCopy } from './broadCopy.js';
import { goneFromImage, placesInImage } from './imageContents.js';
import { isNeeded } from './neededEntries.js';
import { savedFrom } from './savedTime.js';
import { defineRule, type Fix, type Report, type RuleContext, type Severity } from './rule.js';

const messages = defineMessages('rules.weak-ignore-file', {
  found: {
    one: "'{copy}' also brings {names} ({count} file, {size}): each time it changes, this step and all below run again although the image needs none of it",
    other: "'{copy}' also brings {names} ({count} files, {size}): each time one of them changes, this step and all below run again although the image needs none of them",
  },
  foundPartly: "'{copy}' also brings {names}: each time something in there changes, this step and all below run again although the image needs none of it",
  one: '{first}',
  two: '{first} and {second}',
  more: '{first}, {second} and {count} more',
  often: 'Nothing else changed in {changed} of the last {of} commits.',
  title: 'Ignore {names}',
  changes: 'The image no longer holds {names}',
  blockedGit: 'No automatic fix: the build may ask git about its files, and those that are ignored would look deleted to it',
});

export const weakIgnoreFile = defineRule({
  id: 'weak-ignore-file',
  since: '0.1.0',
  category: 'context',
  severity: 'information',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  const view = context.context;
  const broad = findBroadCopy(context);
  if (!view || !broad) return;
  const facts = contextFacts(view);
  const copied = copiedEntries(facts, '', broad.step.copy?.excludes);
  if (copied.state !== 'known') return;
  const sent = copied.entries === facts.kept ? undefined : new Set(copied.entries);
  const found = classifyVolatile(facts).filter(group => group.reason !== 'readByEngine' && (sent === undefined || group.roots.some(root => sent.has(root))) && !isNeeded(group, context, view));
  // A repository that has to come along changes with each commit, so what changes with some of them makes no difference.
  const isTied = copied.entries.some(({ path }) => path === '.git') && !found.some(group => group.roots.some(({ path }) => path === '.git'));
  const groups = isTied ? found.filter(group => !changesSeldom(group)) : found;
  if (groups.length > 0) context.report(reportFor({ ...broad, groups: sorted(groups), facts, view }, context));
}

interface Case extends BroadCopy {
  readonly groups: readonly VolatileGroup[];
  readonly facts: ContextFacts;
  readonly view: ContextView;
}

/** What people know best and what is biggest first. */
function sorted(groups: readonly VolatileGroup[]): readonly VolatileGroup[] {
  const rank = (group: VolatileGroup) => (group.kind === 'versionControl' ? 0 : 1);
  return [...groups].sort((a, b) => rank(a) - rank(b) || b.bytes - a.bytes || (a.pattern < b.pattern ? -1 : 1));
}

function reportFor(found: Case, context: RuleContext): Report {
  const { groups, view } = found;
  const names = namesOf(groups);
  const copy = copyText(found, context.syntax);
  const partial = groups.some(group => group.isPartial);
  const { count, bytes } = measure(found);
  const alone = churnOfOnly(view, groups.flatMap(group => group.roots.map(root => root.path)));
  return {
    range: copyRange(found),
    message: partial ? messages.foundPartly({ copy, names }) : messages.found({ copy, names, count, size: dataSize(bytes) }),
    severity: severityOf(found, context),
    ...(alone && alone.changed > 0 ? { detail: messages.often({ changed: alone.changed, of: alone.of }) } : {}),
    ...(mayAskTree(context, view) ? { blocked: messages.blockedGit() } : { fix: () => makeFix(found, names, context) }),
    ...savedFrom(found.step, context),
  };
}

/** By what stands below and how often the entries change: as their kind is known to, since a history tells only of files that are shared. */
function severityOf({ step, groups }: Case, context: RuleContext): Severity {
  const isInstallBelow = step.stage.steps.slice(step.index + 1).some(later => context.installs(later).length > 0);
  return isInstallBelow && !groups.every(changesSeldom) ? 'warning' : 'information';
}

/** Settings that people share: they change now and then, not with each commit or test run. */
function changesSeldom({ kind, reason, pattern }: VolatileGroup): boolean {
  return (kind === 'versionControl' && reason === 'onlyForTools') || kind === 'buildDefinition' || /(?:^|\/)\.(?:vscode|fleet|zed|envrc|DS_Store)$|(?:iml|code-workspace)$/.test(pattern);
}

function measure({ groups, facts }: Case): { readonly count: number; readonly bytes: number } {
  return facts.rememberOwn(['measure', ...groups.map(group => group.pattern)].join('\n'), () => count(groups, facts));
}

function count(groups: readonly VolatileGroup[], facts: ContextFacts): { readonly count: number; readonly bytes: number } {
  const covered = new Set(groups.flatMap(group => group.roots.map(root => root.path)));
  let count = 0;
  let bytes = 0;
  for (const entry of facts.kept ?? []) {
    if (!covered.has(entry.path) && !covered.has(parentOf(entry.path))) continue;
    covered.add(entry.path);
    if (entry.kind !== 'directory') count++;
    bytes += entry.size;
  }
  return { count, bytes };
}

function namesOf(groups: readonly VolatileGroup[]): Message {
  const [first = '', second = '', ...others] = groups.map(group => group.pattern.replace(/^\*\*\//, ''));
  if (groups.length === 1) return messages.one({ first });
  return others.length === 0 ? messages.two({ first, second }) : messages.more({ first, second, count: others.length });
}

function makeFix({ groups, view }: Case, names: Message, context: RuleContext): Fix | undefined {
  const file = ignoreInCopies(view, groups.map(group => group.pattern));
  if (!file) return undefined;
  const gone = placesInImage(groups.flatMap(group => group.roots.map(root => root.path)), context.plan);
  return { title: messages.title({ names }), files: [file], ...goneFromImage(gone, messages.changes({ names })) };
}

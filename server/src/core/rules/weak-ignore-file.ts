// Finds copies of the whole context that bring along what changes without changing the image. What that is the context
// knows; whether the build needs it all the same is judged in `neededEntries.ts`.
import { defineMessages, dataSize, type Message } from '../../messages/index.js';
import { contextFacts, type ContextFacts } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import { copiedEntries } from '../context/copyMatch.js';
import { ignoreAdditions } from '../context/ignoreAdditions.js';
import { parentOf } from '../context/ignoreMatcher.js';
import { classifyVolatile, type VolatileGroup } from '../context/volatileEntries.js';
import type { CopySource, Step } from '../plan/plan.js';
import { isNeeded } from './neededEntries.js';
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
  title: 'Ignore {names}',
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
  const groups = classifyVolatile(facts).filter(group => (sent === undefined || group.roots.some(root => sent.has(root))) && !isNeeded(group, context, view));
  if (groups.length > 0) context.report(reportFor({ ...broad, groups: sorted(groups), facts, view }, context));
}

interface BroadCopy {
  readonly step: Step;
  readonly source: CopySource;
}

interface Case extends BroadCopy {
  readonly groups: readonly VolatileGroup[];
  readonly facts: ContextFacts;
  readonly view: ContextView;
}

/** The first one that the build needs; the ignore file is one for all of them. */
function findBroadCopy(context: RuleContext): BroadCopy | undefined {
  for (const stage of context.plan.stages) {
    if (!stage.reachable) continue;
    for (const step of stage.steps) {
      const source = step.copy?.sources.find(candidate => candidate.kind === 'context' && candidate.path === '');
      if (source) return { step, source };
    }
  }
  return undefined;
}

/** What people know best and what is biggest first; the build's own files last. */
function sorted(groups: readonly VolatileGroup[]): readonly VolatileGroup[] {
  const rank = (group: VolatileGroup) => (group.kind === 'versionControl' ? 0 : group.kind === 'buildDefinition' ? 2 : 1);
  return [...groups].sort((a, b) => rank(a) - rank(b) || b.bytes - a.bytes || (a.pattern < b.pattern ? -1 : 1));
}

function reportFor(found: Case, context: RuleContext): Report {
  const { step, source, groups, view } = found;
  const names = namesOf(groups);
  const copy = [step.instruction.keyword, ...[source.range, step.copy?.destinationRange].map(range => range && context.syntax.text.slice(range.from, range.to))].join(' ');
  const partial = groups.some(group => group.isPartial);
  const { count, bytes } = measure(found);
  return {
    range: step.instruction.json ? step.instruction.range : { from: step.instruction.keywordRange.from, to: Math.max(source.range.to, step.copy?.destinationRange?.to ?? 0) },
    message: partial ? messages.foundPartly({ copy, names }) : messages.found({ copy, names, count, size: dataSize(bytes) }),
    severity: severityOf(found, context),
    fix: () => makeFix(groups, names, view),
  };
}

/** The Dockerfile and its ignore file change seldom, compared with the rest. */
function severityOf({ step, groups }: Case, context: RuleContext): Severity {
  const isOnlyOwn = groups.every(group => group.kind === 'buildDefinition');
  const isInstallBelow = step.stage.steps.slice(step.index + 1).some(later => context.installs(later).length > 0);
  if (isInstallBelow) return isOnlyOwn ? 'information' : 'warning';
  return isOnlyOwn ? 'hint' : 'information';
}

function measure({ groups, facts }: Case): { readonly count: number; readonly bytes: number } {
  return facts.remember(['measure', ...groups.map(group => group.pattern)].join('\n'), () => count(groups, facts));
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

function makeFix(groups: readonly VolatileGroup[], names: Message, view: ContextView): Fix | undefined {
  const location = view.ignoreFile?.location ?? view.newIgnoreFile;
  const patterns = groups.map(group => group.pattern);
  // A new ignore file lies in the context itself and would be the next thing to be copied.
  if (!view.ignoreFile && view.newIgnoreFile?.endsWith('/.dockerignore')) patterns.push('.dockerignore');
  const edits = ignoreAdditions(view.ignoreFile?.text, patterns);
  if (location === undefined || edits.length === 0) return undefined;
  return { title: messages.title({ names }), files: [{ location, text: view.ignoreFile?.text ?? '', creates: view.ignoreFile === undefined, edits }] };
}

// Finds cache mounts that builds at the same time fight over: apt's folders without a lock, and folders that different
// systems fill with things that do not fit each other.
import { defineMessages } from '../../messages/index.js';
import { isWithin } from '../plan/paths.js';
import type { Mount, Step } from '../plan/plan.js';
import { baseImageOf } from './baseImage.js';
import { cacheMountsOf, foldersOf, targetsOf } from './cacheFolders.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';
import { libraryOf, type Library } from './shared-cache-mount.data.js';

const messages = defineMessages('rules.shared-cache-mount', {
  unlocked: "apt allows one user of '{target}' at a time: of two builds or stages that run together one fails. 'sharing=locked' makes it wait",
  lockTitle: "Add 'sharing=locked' to '{target}'",
  mixed: "'{target}' is shared with line {line}, which runs on {other}: what {manager} compiled there does not run here. Give one of them an 'id='",
  other: 'the same folder on {library}',
  idTitle: "Give the mount an id of its own ('id={id}')",
});

export const sharedCacheMount = defineRule({
  id: 'shared-cache-mount',
  since: '0.1.0',
  category: 'installs',
  severity: 'information',
  fix: 'safe',
  check,
});

interface Use {
  readonly step: Step;
  readonly mount: Mount;
}

function check(context: RuleContext): void {
  const uses: readonly Use[] = context.plan.steps.flatMap(step => cacheMountsOf(step).map(mount => ({ step, mount })));
  if (uses.length === 0) return;
  for (const use of uses) if (isUnlockedApt(use, context)) reportUnlocked(use, context);
  reportMixed(uses, context);
}

function isUnlockedApt({ step, mount }: Use, context: RuleContext): boolean {
  const { target, sharing } = mount;
  if (target === undefined || (sharing !== undefined && sharing !== 'shared')) return false;
  const isAptFolder = ['/var/cache/apt', '/var/lib/apt'].some(folder => isWithin(folder, target) || isWithin(target, folder));
  return isAptFolder && context.installs(step).some(install => install.ecosystem.id === 'apt');
}

function reportUnlocked({ mount }: Use, context: RuleContext): void {
  const target = mount.target ?? '';
  const text = context.syntax.text.slice(mount.range.from, mount.range.to);
  const written = /sharing=shared/.exec(text);
  const range = written ? { from: mount.range.from + written.index, to: mount.range.from + written.index + written[0].length } : endOf(mount, context);
  context.report({
    range: mount.range, message: messages.unlocked({ target }),
    fix: () => fixWith(context, messages.lockTitle({ target }), range, written ? 'sharing=locked' : ',sharing=locked'),
  });
}

/** Behind the last field; a closing quote stays behind it. */
function endOf({ range }: Mount, context: RuleContext): Mount['range'] {
  const to = range.to - (/["']$/.test(context.syntax.text.slice(range.from, range.to)) ? 1 : 0);
  return { from: to, to };
}

function fixWith(context: RuleContext, title: Fix['title'], range: Mount['range'], newText: string): Fix {
  return { title, files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range, newText }] }] };
}

/** pip keeps the wheels that it compiled by version of Python, not by the C library that they were linked with. */
function reportMixed(uses: readonly Use[], context: RuleContext): void {
  const seen = new Map<string, { readonly use: Use; readonly library: Library }>();
  for (const use of uses) {
    const library = use.step.stage.reachable && usesPip(use, context) ? libraryOf(baseImageOf(use.step.stage)) : undefined;
    if (!library) continue;
    const id = use.mount.id ?? use.mount.target ?? '';
    const before = seen.get(id);
    if (!before) seen.set(id, { use, library });
    else if (before.library !== library) reportPair(use, library, before, context);
  }
}

function usesPip({ step, mount }: Use, context: RuleContext): boolean {
  return context.installs(step).some(install => install.ecosystem.id === 'pip' && targetsOf(foldersOf(step, install, context) ?? []).some(target => mount.target !== undefined && isWithin(target, mount.target)));
}

function reportPair({ mount }: Use, library: Library, before: { readonly use: Use; readonly library: Library }, context: RuleContext): void {
  const line = context.syntax.lines.lineAt(before.use.step.instruction.range.from) + 1;
  const id = `pip-${library.toLowerCase()}`;
  context.report({
    range: mount.range,
    message: messages.mixed({ target: mount.target ?? '', line, other: before.library, manager: 'pip' }),
    related: [{ range: before.use.mount.range, message: messages.other({ library: before.library }) }],
    ...(mount.id === undefined ? { fix: () => fixWith(context, messages.idTitle({ id }), endOf(mount, context), `,id=${id}`) } : {}),
  });
}

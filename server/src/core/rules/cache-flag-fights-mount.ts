// Finds cache mounts that the same RUN empties or does not use: an option that switches the cache off, a command that cleans
// it. What can be taken out is decided by `cacheKeepers.ts`.
import { defineMessages, type Message } from '../../messages/index.js';
import type { CacheFolder, InstallCommand } from '../ecosystems/ecosystem.js';
import { isWithin } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { OffsetRange } from '../text/offsets.js';
import { cacheMountsOf, foldersOf, targetsOf } from './cacheFolders.js';
import { findFights, type Fight } from './cacheKeepers.js';
import { headRange } from './commandRange.js';
import { savedBy } from './savedTime.js';
import { switches } from './missing-cache-mount.data.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';

const messages = defineMessages('rules.cache-flag-fights-mount', {
  option: "'{option}' keeps {manager} from using the cache mount on '{target}': everything is downloaded again",
  cleaning: "'{command}' empties the cache mount on '{target}', so the next build downloads everything again. What lies in a mount is not in the image",
  variable: "'{variable}' keeps {manager} from using the cache mount on '{target}': everything is downloaded again",
  set: 'the cache is switched off here',
  optionTitle: "Remove '{option}'",
  cleaningTitle: "Leave '{target}' as it is",
  blockedText: "No automatic fix: the text around '{what}' can't be changed with certainty",
  blockedVariable: "No automatic fix: other steps without a mount may rely on '{variable}'",
  blockedIndex: "No automatic fix: without '{what}' apk needs a package index from elsewhere",
});

export const cacheFlagFightsMount = defineRule({
  id: 'cache-flag-fights-mount',
  since: '0.1.0',
  category: 'installs',
  severity: 'warning',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  for (const step of context.plan.steps) {
    if (cacheMountsOf(step).length === 0) continue;
    const seen = new Set<number>();
    for (const install of context.installs(step)) {
      const mounted = mountedFolders(step, install, context);
      if (mounted.length === 0) {
        reportVariable(step, install, context);
        continue;
      }
      // Of a mount above the folder everything may go that is removed in it.
      const targets = [...mounted, ...cacheMountsOf(step).flatMap(({ target }) => (target !== undefined && mounted.some(folder => isWithin(folder, target)) ? [target] : []))];
      for (const fight of findFights({ step, install, targets }, context)) {
        if (seen.has(fight.range.from)) continue;
        seen.add(fight.range.from);
        reportFight(fight, { step, install, target: mounted[0] ?? '' }, context);
      }
    }
  }
}

/** A variable switches the cache off for every command, so that the package manager seems to have no folder at all. */
function reportVariable(step: Step, install: InstallCommand, context: RuleContext): void {
  const names = switches.get(install.ecosystem.id) ?? [];
  const name = names.find(variable => step.state.variables.has(variable) || install.command.assignments.has(variable));
  if (name === undefined || foldersOf(step, install, context)) return;
  const target = mountedFolders(step, install, context, names)[0];
  if (target === undefined) return;
  const line = step.state.variables.get(name)?.source;
  context.report({
    range: headRange(install.command), message: messages.variable({ variable: name, manager: install.ecosystem.name, target }), ...savedBy(step, context),
    blocked: messages.blockedVariable({ variable: name }),
    ...(line ? { related: [{ range: line.range, message: messages.set() }] } : {}),
  });
}

/** The package manager's own folders, as far as they lie in a cache mount. */
function mountedFolders(step: Step, install: InstallCommand, context: RuleContext, ignored: readonly string[] = []): readonly string[] {
  const folders: readonly CacheFolder[] = foldersOf(step, install, context, ignored) ?? [];
  return targetsOf(folders).filter(target => cacheMountsOf(step).some(mount => mount.target !== undefined && isWithin(target, mount.target)));
}

function reportFight(fight: Fight, { step, install, target }: { readonly step: Step; readonly install: InstallCommand; readonly target: string }, context: RuleContext): void {
  const { what, edits } = fight;
  const isIndex = fight.kind === 'option' && install.ecosystem.id === 'apk';
  const blocked: Message | undefined = isIndex ? messages.blockedIndex({ what }) : edits ? undefined : messages.blockedText({ what });
  const message = fight.kind === 'option' ? messages.option({ option: what, manager: install.ecosystem.name, target }) : messages.cleaning({ command: what, target });
  context.report({ range: rangeOf(fight), message, ...savedBy(step, context), ...(blocked ? { blocked } : { fix: () => makeFix(fight, target, context) }) });
}

function rangeOf(fight: Fight): OffsetRange {
  return fight.kind === 'option' ? fight.range : headRange(fight.command);
}

function makeFix({ kind, what, edits }: Fight, target: string, context: RuleContext): Fix | undefined {
  return edits && {
    title: kind === 'option' ? messages.optionTitle({ option: what }) : messages.cleaningTitle({ target }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits }],
  };
}

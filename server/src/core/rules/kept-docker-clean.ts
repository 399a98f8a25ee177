// Finds cache mounts for apt's archives that stay empty, because a hook of Debian's and Ubuntu's images deletes the archives
// behind every install, or because `apt` itself does. What the hook is, and how to take it away, is in `cacheKeepers.ts`.
import { defineMessages, type Message } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { cacheFolderShipped } from '../effects/cacheFolderUse.js';
import { stepsAbove } from '../effects/copyLayout.js';
import { isWithin } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import { baseImageOf } from './baseImage.js';
import { cacheMountsOf } from './cacheFolders.js';
import { isHookGone, removeHook } from './cacheKeepers.js';
import { debianImages, keepOption } from './kept-docker-clean.data.js';
import { dockerClean } from './missing-cache-mount.data.js';
import { savedBy } from './savedTime.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';
import { userOf } from './stepUser.js';

const messages = defineMessages('rules.kept-docker-clean', {
  found: "The base image deletes what apt downloads ('{hook}'), so this mount keeps next to nothing: '{install}' downloads all of it again",
  foundApt: "'{install}' deletes what it downloads, as 'apt-get install' would not, so this mount keeps nothing: all of it is downloaded again",
  titleApt: 'Let apt keep the packages that it downloads',
  title: "Remove '{hook}' first",
  changes: 'The image loses {file}, so installs in later steps and in images built on it keep the packages they download',
  blockedUser: "No automatic fix: '{user}' may not remove {file}",
  blockedImageUser: 'No automatic fix: as which user this runs, and so whether it may remove {file}, is not known here',
  blockedText: "No automatic fix: the text of this RUN can't be changed with certainty",
});

export const keptDockerClean = defineRule({
  id: 'kept-docker-clean',
  since: '0.1.0',
  category: 'installs',
  severity: 'warning',
  fix: 'safe',
  check,
});

const archives = '/var/cache/apt/archives';

function check(context: RuleContext): void {
  for (const step of context.plan.steps) {
    const mount = cacheMountsOf(step).find(({ target }) => target !== undefined && isWithin(archives, target));
    if (!mount || step.mounts.some(other => other.target !== undefined && isWithin(dockerClean, other.target))) continue;
    const installs = context.installs(step).filter(found => found.ecosystem.id === 'apt' && found.kind === 'packages');
    const keeper = installs.find(({ command }) => command.name !== 'apt');
    const install = keeper ?? installs[0];
    if (!install || !hasHook(step) || movesArchives(step)) continue;
    const isKept = keeper !== undefined || isTold(step);
    if (isKept && isHookGone(step)) continue;
    const own = isKept ? [] : installs;
    const blocked = blockedBy(step, own, context);
    context.report({
      range: mount.range, message: isKept ? messages.found({ hook: dockerClean, install: install.label }) : messages.foundApt({ install: install.label }), ...savedBy(step, context),
      ...(blocked ? { blocked } : { fix: () => makeFix(step, own, context) }),
    });
  }
}

/** Whether this or an earlier step of the lineage tells apt to keep its packages, or brings settings that may. */
function isTold(step: Step): boolean {
  return [...stepsAbove(step), step].some(({ copy, instruction: { text } }) => text.includes('Keep-Downloaded-Packages') || (copy !== undefined && text.includes('/etc/apt')));
}

function hasHook({ stage }: Step): boolean {
  const image = baseImageOf(stage);
  return image !== undefined && debianImages.test(image.name);
}

/** Options by which the archives lie elsewhere. */
function movesArchives({ instruction, state }: Step): boolean {
  return /Dir::Cache|APT_CONFIG/i.test(instruction.text) || state.variables.has('APT_CONFIG');
}

/** `own`: installs that need an option to keep their packages. */
function blockedBy(step: Step, own: readonly InstallCommand[], context: RuleContext): Message | undefined {
  const user = userOf(step, context);
  const isRemoved = !isHookGone(step);
  if (isRemoved && user.uid !== 0) return user.name === undefined ? messages.blockedImageUser({ file: dockerClean }) : messages.blockedUser({ user: user.name, file: dockerClean });
  const { dialect } = context.script(step);
  const isPlain = (dialect === 'sh' || dialect === 'bash') && own.every(({ command }) => command.nameWord?.static === true);
  return isPlain && (!isRemoved || removeHook(step, context)) ? undefined : messages.blockedText();
}

function makeFix(step: Step, own: readonly InstallCommand[], context: RuleContext): Fix | undefined {
  const hook = isHookGone(step) ? [] : removeHook(step, context);
  // Where the target takes nothing of it, the file is missed by nobody.
  const isMissed = hook !== undefined && hook.length > 0 && cacheFolderShipped(step.stage, [dockerClean], context.plan) !== 'no';
  const options = own.flatMap(({ command: { nameWord } }) => (nameWord ? [{ range: { from: nameWord.range.to, to: nameWord.range.to }, newText: ` ${keepOption}` }] : []));
  return hook && {
    title: own.length > 0 ? messages.titleApt() : messages.title({ hook: dockerClean }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [...hook, ...options] }],
    ...(isMissed ? { changes: messages.changes({ file: dockerClean }), expectedDifferences: [dockerClean] } : {}),
  };
}

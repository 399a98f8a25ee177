// Finds cache mounts for apt's archives that stay empty, because a hook of Debian's and Ubuntu's images deletes the archives
// behind every install. What the hook is, and how to take it away, is in `cacheKeepers.ts`.
import { defineMessages, type Message } from '../../messages/index.js';
import { cacheFolderShipped } from '../effects/cacheFolderUse.js';
import { isWithin } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import { baseImageOf } from './baseImage.js';
import { cacheMountsOf } from './cacheFolders.js';
import { isHookGone, removeHook } from './cacheKeepers.js';
import { debianImages } from './kept-docker-clean.data.js';
import { dockerClean } from './missing-cache-mount.data.js';
import { savedBy } from './savedTime.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';
import { userOf } from './stepUser.js';

const messages = defineMessages('rules.kept-docker-clean', {
  found: "The base image deletes what apt downloads ('{hook}'), so this mount keeps next to nothing: '{install}' downloads all of it again",
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
  for (const step of context.plan.stages.flatMap(stage => stage.steps)) {
    const mount = cacheMountsOf(step).find(({ target }) => target !== undefined && isWithin(archives, target));
    if (!mount || step.mounts.some(other => other.target !== undefined && isWithin(dockerClean, other.target))) continue;
    const install = context.installs(step).find(found => found.ecosystem.id === 'apt' && found.kind === 'packages');
    if (!install || isHookGone(step) || !hasHook(step) || movesArchives(step)) continue;
    const blocked = blockedBy(step, context);
    context.report({
      range: mount.range, message: messages.found({ hook: dockerClean, install: install.label }), ...savedBy(step, context),
      ...(blocked ? { blocked } : { fix: () => makeFix(step, context) }),
    });
  }
}

function hasHook({ stage }: Step): boolean {
  const image = baseImageOf(stage);
  return image !== undefined && debianImages.test(image.name);
}

/** Options by which the archives lie elsewhere. */
function movesArchives({ instruction, state }: Step): boolean {
  return /Dir::Cache|APT_CONFIG/i.test(instruction.text) || state.variables.has('APT_CONFIG');
}

function blockedBy(step: Step, context: RuleContext): Message | undefined {
  const user = userOf(step, context);
  if (user.uid !== 0) return user.name === undefined ? messages.blockedImageUser({ file: dockerClean }) : messages.blockedUser({ user: user.name, file: dockerClean });
  const { dialect } = context.script(step);
  return (dialect === 'sh' || dialect === 'bash') && removeHook(step, context) ? undefined : messages.blockedText();
}

function makeFix(step: Step, context: RuleContext): Fix | undefined {
  const edits = removeHook(step, context);
  // Where the target takes nothing of it, the file is missed by nobody.
  const isMissed = cacheFolderShipped(step.stage, [dockerClean], context.plan) !== 'no';
  return edits && {
    title: messages.title({ hook: dockerClean }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits }],
    ...(isMissed ? { changes: messages.changes({ file: dockerClean }), expectedDifferences: [dockerClean] } : {}),
  };
}

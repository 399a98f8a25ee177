// Finds installs that download everything again whenever they run. Which steps get a mount, and whether they may, is in
// `missing-cache-mount.plan.ts`; what in the same RUN would empty the mount is handled by `cacheKeepers.ts`.
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { stepsAbove } from '../effects/copyLayout.js';
import { projectOf } from '../effects/manifests.js';
import type { Step } from '../plan/plan.js';
import { isWindowsStage } from '../plan/windows.js';
import type { ListUser } from './aptLists.js';
import { findBuild } from './build-without-dependency-step.find.js';
import { foldersOf, isMounted, mayBeMounted, targetsOf } from './cacheFolders.js';
import { headRange } from './commandRange.js';
import { fetchesNothing } from './fetchesNothing.js';
import { stopsAtCargoLock } from './lockReaders.js';
import { cachingCommands, keepNothing, usesNoCache } from './missing-cache-mount.data.js';
import { planMounts, type MountObstacle, type ProvenPlan } from './missing-cache-mount.plan.js';
import { defineRule, type Cure, type Fix, type RuleContext } from './rule.js';

const messages = defineMessages('rules.missing-cache-mount', {
  found: "'{install}' downloads everything again whenever this step runs: a cache mount keeps the downloads between builds",
  foundCost: "'{install}' downloads everything again whenever this step runs ({cost} last time): a cache mount keeps the downloads between builds",
  title: 'Add a cache mount for {manager}',
  titleSeveral: 'Add a cache mount for {manager} to {count} steps',
  changes: 'The image loses {file}, so installs in later steps and in images built on it keep the packages they download',
  blockedFolder: 'No automatic fix: where {manager} keeps its cache is not known here',
  blockedUser: "No automatic fix: '{user}' could not write to the mount without its number in 'uid=', or not beside it",
  blockedImageUser: 'No automatic fix: as which user this runs, and where its home is, is not known here',
  blockedNeeded: 'No automatic fix: the image would lose what {manager} keeps in {folder}, which later steps or programs in it may need',
  blockedSwitch: 'No automatic fix: {variable} says something else about the cache of {manager}',
  blockedOwnLists: "No automatic fix: '{install}' uses package lists that an earlier step fetched",
  blockedSyntax: 'No automatic fix: the syntax line names a version that knows no cache mounts',
  blockedText: "No automatic fix: the text of this RUN can't be changed with certainty",
  blockedCleaning: "No automatic fix: '{command}' in this RUN would fight the mount",
  blockedOffline: 'No automatic fix: a step rests on what another one left in the cache of {manager}, and the builder may empty a mount at any time',
  blockedOtherUser: "No automatic fix: the command runs as '{user}', who is not the user of this RUN",
  blockedStranger: "No automatic fix: '{command}' runs before the package lists are fetched, and may look whether there are any",
  blockedLists: 'No automatic fix: line {line} installs from the package lists that this step leaves in the image',
  blockedScript: "No automatic fix: '{script}' in line {line} may install from the package lists that this step leaves in the image",
});

export const missingCacheMount = defineRule({
  id: 'missing-cache-mount',
  since: '0.1.0',
  category: 'installs',
  severity: 'hint',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  for (const step of context.plan.steps) {
    if (step.kind !== 'run' || step.mounts.some(mount => mount.target === undefined)) continue;
    const seen = new Set<string>();
    for (const install of context.installs(step)) {
      if (install.kind === 'refresh' || usesNoCache.has(install.label) || cachingCommands.get(install.ecosystem.id)?.test(install.label) === false || seen.has(install.ecosystem.id) || keepNothing.has(install.ecosystem.id)) continue;
      seen.add(install.ecosystem.id);
      if (install.kind === 'build' && hasAllItNeeds(install, step, context)) continue;
      // That rule has the mount among its cures, and says more.
      if (isWindowsStage(step.stage, context) || findBuild(step, context)?.install.ecosystem === install.ecosystem) continue;
      reportInstall(step, install, context);
    }
  }
}

/** A build that has nothing to fetch, finds it in the layer of a step above, or fails before. */
function hasAllItNeeds(install: InstallCommand, step: Step, context: RuleContext): boolean {
  const above = stepsAbove(step);
  const folders = foldersOf(step, install, context) ?? [];
  const isFetched = above.some(other => other.kind === 'run' && !folders.some(folder => isMounted(other, folder)) && context.installs(other).some(({ ecosystem, kind }) => ecosystem === install.ecosystem && kind === 'manifest'));
  if (isFetched || !context.context) return isFetched;
  const { folder } = projectOf(install, step, context.context);
  return folder !== undefined && context.context.entries !== undefined && (fetchesNothing(install, step, folder, context) || stopsAtCargoLock(install, step, folder, context));
}

function reportInstall(step: Step, install: InstallCommand, context: RuleContext): void {
  const folders = foldersOf(step, install, context);
  if (!folders || mayBeMounted(step, install, folders)) return;
  const milliseconds = context.cost.lastRun(step);
  const base = {
    range: headRange(install.command),
    message: milliseconds === undefined ? messages.found({ install: install.label }) : messages.foundCost({ install: install.label, cost: roundDuration(milliseconds) }),
  };
  const cure = (): Cure => {
    const plan = planMounts(step, install, context);
    return plan.state === 'blocked' ? { blocked: sentenceFor(plan.why, install, targetsOf(folders)[0], context) } : { fix: makeFix(plan, install, context) };
  };
  context.report({ ...base, cure });
}

function sentenceFor(why: MountObstacle, install: InstallCommand, folder: string | undefined, context: RuleContext): Message {
  const manager = install.ecosystem.name;
  switch (why.kind) {
    case 'folder': return messages.blockedFolder({ manager });
    case 'user': return why.user === '' ? messages.blockedImageUser() : messages.blockedUser({ user: why.user });
    case 'needed': return messages.blockedNeeded({ manager, folder: folder ?? why.folder });
    case 'switch': return messages.blockedSwitch({ variable: why.variable, manager });
    case 'own-lists': return messages.blockedOwnLists({ install: install.label });
    case 'offline': return messages.blockedOffline({ manager });
    case 'syntax': return messages.blockedSyntax();
    case 'text': return messages.blockedText();
    case 'cleaning': return messages.blockedCleaning({ command: why.command });
    case 'other-user': return messages.blockedOtherUser({ user: why.user });
    case 'stranger': return messages.blockedStranger({ command: why.command });
    case 'lists': return listsSentence(why, context);
  }
}

function listsSentence({ step, script }: ListUser, { syntax }: RuleContext): Message {
  const line = syntax.lines.lineAt(step.instruction.range.from) + 1;
  return script === undefined ? messages.blockedLists({ line }) : messages.blockedScript({ script, line });
}

function makeFix(plan: ProvenPlan, install: InstallCommand, context: RuleContext): Fix {
  const manager = install.ecosystem.name;
  return {
    title: plan.count > 1 ? messages.titleSeveral({ manager, count: plan.count }) : messages.title({ manager }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: plan.edits }],
    ...(plan.removedFile === undefined ? {} : { changes: messages.changes({ file: plan.removedFile }), expectedDifferences: [plan.removedFile] }),
  };
}

// Finds a slow COPY from another stage that is done again whenever the sources above it change, although it needs nothing of
// them. Speaks only of what a build has timed.
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import { copyTouches } from '../effects/copyEffects.js';
import { placementsOf, stepsAbove } from '../effects/copyLayout.js';
import { leftOutBy } from '../effects/leftOut.js';
import { meets } from '../effects/paths.js';
import { isWithin, parentPath } from '../plan/paths.js';
import { supports } from '../plan/frontend.js';
import type { Stage, Step } from '../plan/plan.js';
import { dependenciesOf } from '../plan/reachable.js';
import { baseImageOf } from './baseImage.js';
import { copyText } from './copy-before-install.names.js';
import { projectFolders, rootImages, sharedFolders } from './missing-link.data.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';
import { bringsSources } from './sourceCopies.js';

const messages = defineMessages('rules.missing-link', {
  found: "'{copy}' takes {cost} and is done again whenever '{sources}' above it brings another file. With --link it is kept by itself, where the engine has the containerd image store",
  title: "Add --link to '{copy}'",
  blockedNames: 'No automatic fix: with --link, the names in --chown are not looked up in the image; give numbers',
  blockedOwner: 'No automatic fix: with --link, the folders above get the owner that --chown gives',
  blockedPlace: "No automatic fix: with --link the folders above '{path}' become root's with mode 755, and it is not known that they are so already",
});

export const missingLink = defineRule({
  id: 'missing-link',
  since: '0.1.0',
  category: 'layers',
  severity: 'hint',
  fix: 'safe',
  check,
});

const slowMilliseconds = 1000;

function check(context: RuleContext): void {
  if (!supports('copy-link', context.syntax)) return;
  for (const stage of context.plan.stages) {
    const slow = stage.steps.filter(step => isCandidate(step) && (context.cost.lastRun(step) ?? 0) >= slowMilliseconds);
    const sources = slow.length > 0 ? stage.steps.find(step => bringsSources(step, context)) : undefined;
    for (const step of slow) if (sources && sources.index < step.index && !changesWithSources(step, context)) report(step, sources, context);
  }
}

/** With --chmod the engine makes no link of it (convert.go dispatchCopy). */
function isCandidate({ kind, copy }: Step): boolean {
  return kind === 'copy' && copy?.from !== undefined && !copy.link && copy.chmod === undefined;
}

/** Whether the stage that the files come from is made of sources too: then they change with them. */
function changesWithSources({ copy }: Step, context: RuleContext): boolean {
  const seen = new Set<Stage>();
  const open = copy?.fromStage ? [copy.fromStage] : [];
  for (let stage = open.pop(); stage; stage = open.pop()) {
    if (seen.has(stage)) continue;
    seen.add(stage);
    if (stage.steps.some(step => bringsSources(step, context) || step.mounts.some(({ type, from }) => type === 'bind' && from === undefined))) return true;
    open.push(...dependenciesOf(stage, context.plan.stages));
  }
  return false;
}

function report(step: Step, sources: Step, context: RuleContext): void {
  const time = context.cost.lastRun(step) ?? 0;
  const blocked = obstacle(step, context);
  context.report({
    range: step.instruction.range, message: messages.found({ copy: copyText(step), sources: copyText(sources), cost: roundDuration(time) }), savesMilliseconds: time,
    ...(blocked ? { blocked } : { fix: () => makeFix(step, context) }),
  });
}

/**
 * Why the image might not stay the same. A linked COPY is made on an empty image and laid over the one below: it brings the folders
 * above its files along, as root's with mode 755 or with the owner of --chown, it does not follow links in their path, and a file
 * takes the place of a folder of its name.
 */
function obstacle(step: Step, context: RuleContext): Message | undefined {
  const owner = step.copy?.chown;
  if (owner !== undefined && !/^0?(?::0)?$/.test(owner)) return /[a-z]/i.test(owner) ? messages.blockedNames() : messages.blockedOwner();
  const destination = step.copy?.destination;
  const path = destination?.replace(/(?<=.)\/$/, '');
  // Among files of others there may be links that a COPY follows.
  const isOwn = path !== undefined && destination?.endsWith('/') === true && !sharedFolders.includes(path) && stepsAbove(step).every(other => other.kind !== 'run' || isApart(other, path, context));
  if (isOwn && foldersOf(path).every(folder => isPlain(folder, step, context))) return undefined;
  return messages.blockedPlace({ path: destination ?? step.instruction.args.at(-1)?.text ?? '' });
}

/** `/opt/tool` -> `/opt/tool`, `/opt`. */
function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = path; folder !== '/' && folder !== ''; folder = parentPath(folder)) folders.push(folder);
  return folders;
}

/** Whether the folder is missing, or root's with mode 755 and no link. */
function isPlain(folder: string, step: Step, context: RuleContext): boolean {
  const above = stepsAbove(step);
  const [from] = above;
  const base = from?.stage.base;
  const isFromScratch = base?.kind === 'scratch';
  const image = baseImageOf(step.stage);
  const isKnown = sharedFolders.includes(folder) || projectFolders.some(known => isWithin(folder, known));
  if (!isFromScratch && !(image && rootImages.has(image.name) && isKnown)) return false;
  // Nothing may have touched the folder itself; what lies below it is no matter.
  return above.slice(1).every(other => {
    if (other.kind === 'from') return true;
    if (other.kind === 'workdir') return isRoot(other) || context.effects(other).writes.paths.every(path => !meets(path, folder));
    return other.copy ? leavesPlain(other, folder, context) : !mayChange(other, folder, context);
  });
}

/** A COPY makes the folders that it lacks as root's with mode 755, or with what its flags say; one that it brings keeps the mode it has. */
function leavesPlain(copy: Step, folder: string, context: RuleContext): boolean {
  const isLeftOut = leftOutBy(context.context);
  return placementsOf(copy, context.context)?.every(({ to }) => {
    if (isWithin(to, folder)) return copy.copy?.chown === undefined && copy.copy?.chmod === undefined;
    return !isWithin(folder, to) || copyTouches(copy, folder, context.context, isLeftOut) === 'no';
  }) ?? false;
}

/** WORKDIR makes its folder as the user of the stage. */
function isRoot({ state }: Step): boolean {
  return state.user === undefined || /^(?:root|0)(?::(?:root|0))?$/.test(state.user);
}

function isApart(run: Step, path: string, context: RuleContext): boolean {
  const { writes } = context.effects(run);
  return !writes.open && !writes.paths.some(written => meets(written, path));
}

function mayChange(step: Step, folder: string, context: RuleContext): boolean {
  const { writes } = context.effects(step);
  return writes.open || writes.paths.some(path => isWithin(folder, path));
}

function makeFix(step: Step, context: RuleContext): Fix {
  const { to } = step.instruction.keywordRange;
  return {
    title: messages.title({ copy: copyText(step) }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range: { from: to, to }, newText: ' --link' }] }],
  };
}

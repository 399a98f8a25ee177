// Finds installs that download everything again whenever they run. Which caches are nothing but downloads is in the table
// beside it; what in the same RUN would empty the mount is handled by `cacheKeepers.ts`.
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import type { CacheFolder, InstallCommand } from '../ecosystems/ecosystem.js';
import type { Step } from '../plan/plan.js';
import type { TextEdit } from '../text/edits.js';
import { lineEndOf } from '../text/offsets.js';
import { keepCache, type Keeping } from './cacheKeepers.js';
import { headRange } from './commandRange.js';
import { downloadCaches, keepNothing, linksIntoCache, narrowerFolders, switches } from './missing-cache-mount.data.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';

const messages = defineMessages('rules.missing-cache-mount', {
  found: "'{install}' downloads everything again whenever this step runs: a cache mount keeps the downloads between builds",
  foundCost: "'{install}' downloads everything again whenever this step runs ({cost} last time): a cache mount keeps the downloads between builds",
  title: 'Add a cache mount for {manager}',
  changes: 'The image loses {file}, so installs in later steps and in images built on it keep the packages they download',
  blockedFolder: 'No automatic fix: where {manager} keeps its cache is not known here',
  blockedUser: "No automatic fix: '{user}' could not write to the mount without its numbers in 'uid=' and 'gid='",
  blockedNeeded: 'No automatic fix: later steps may need the files that {manager} keeps in {folder}',
  blockedSwitch: 'No automatic fix: {variable} says something else about the cache of {manager}',
  blockedOwnLists: "No automatic fix: '{install}' uses package lists that an earlier step fetched",
  blockedText: "No automatic fix: the text of this RUN can't be changed with certainty",
  blockedCleaning: "No automatic fix: '{command}' in this RUN would fight the mount",
  blockedLists: 'No automatic fix: line {line} installs from the package lists that this step leaves in the image',
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
  for (const step of context.plan.stages.flatMap(stage => stage.steps)) {
    if (step.kind !== 'run' || step.mounts.some(mount => mount.target === undefined)) continue;
    const seen = new Set<string>();
    for (const install of context.installs(step)) {
      if (install.kind === 'refresh' || seen.has(install.ecosystem.id) || keepNothing.has(install.ecosystem.id)) continue;
      seen.add(install.ecosystem.id);
      reportInstall(step, install, context);
    }
  }
}

function reportInstall(step: Step, install: InstallCommand, context: RuleContext): void {
  const folders = foldersOf(step, install);
  if (!folders || folders.some(folder => isMounted(step, folder))) return;
  const milliseconds = context.cost.lastRun(step);
  const base = {
    range: headRange(install.command),
    message: milliseconds === undefined ? messages.found({ install: install.label }) : messages.foundCost({ install: install.label, cost: roundDuration(milliseconds) }),
  };
  const blocked = blockedBy(step, install, folders, context);
  context.report(blocked ? { ...base, blocked } : { ...base, fix: () => makeFix(step, install, folders, context) });
}

/** `undefined`: the ecosystem keeps no cache here. */
function foldersOf(step: Step, install: InstallCommand): readonly CacheFolder[] | undefined {
  const folders = install.ecosystem.cacheFolders?.(homeOf(step), name => step.state.variables.get(name)?.value) ?? [];
  if (folders.length === 0) return undefined;
  return folders.map(folder => ({ ...folder, target: folder.target === undefined ? undefined : narrowerFolders.get(folder.target) ?? folder.target }));
}

/** Images start as root unless they say otherwise; whose home a named user has is not known. */
function homeOf(step: Step): string | undefined {
  const home = step.state.variables.get('HOME');
  if (home) return home.value;
  return isRoot(step) ? '/root' : undefined;
}

function isRoot({ state }: Step): boolean {
  return state.user === undefined || /^(?:root|0)(?::.*)?$/.test(state.user);
}

function isMounted(step: Step, { target }: CacheFolder): boolean {
  return target !== undefined && step.mounts.some(mount => mount.target !== undefined && (isWithin(mount.target, target) || isWithin(target, mount.target)));
}

function isWithin(folder: string, path: string): boolean {
  const clean = folder.replace(/\/+$/, '');
  return path === clean || path.startsWith(`${clean}/`);
}

function blockedBy(step: Step, install: InstallCommand, folders: readonly CacheFolder[], context: RuleContext): Message | undefined {
  const manager = install.ecosystem.name;
  const folder = folders.find(({ target }) => target !== undefined)?.target;
  if (isRoot(step) && folder === undefined) return messages.blockedFolder({ manager });
  if (!downloadCaches.has(install.ecosystem.id) || install.kind === 'build' || linksInto(step, install)) return messages.blockedNeeded({ manager, folder: folder ?? '~' });
  if (!isRoot(step)) return messages.blockedUser({ user: step.state.user ?? '' });
  if (folders.some(folder => folder.target === undefined)) return messages.blockedFolder({ manager });
  const variable = switches.get(install.ecosystem.id)?.find(name => step.state.variables.has(name) || install.command.assignments.has(name));
  if (variable !== undefined) return messages.blockedSwitch({ variable, manager });
  const keeping = keepingOf(step, install, folders, context);
  if (keeping.state === 'known') return undefined;
  switch (keeping.why.kind) {
    case 'own-lists': return messages.blockedOwnLists({ install: install.label });
    case 'text': return messages.blockedText();
    case 'cleaning': return messages.blockedCleaning({ command: keeping.why.command });
    case 'lists': return messages.blockedLists({ line: context.syntax.lines.lineAt(keeping.why.step.instruction.range.from) + 1 });
  }
}

function linksInto(step: Step, { command }: InstallCommand): boolean {
  const { variable, option, value } = linksIntoCache;
  const isOption = command.args.some((word, at) => word.value === `${option}=${value}` || (word.value === option && command.args[at + 1]?.value === value));
  return isOption || step.state.variables.get(variable)?.value === value || command.assignments.get(variable) === value;
}

function keepingOf(step: Step, install: InstallCommand, folders: readonly CacheFolder[], context: RuleContext): Keeping {
  return keepCache({ step, install, targets: folders.flatMap(folder => folder.target ?? []) }, context);
}

function makeFix(step: Step, install: InstallCommand, folders: readonly CacheFolder[], context: RuleContext): Fix | undefined {
  const keeping = keepingOf(step, install, folders, context);
  if (keeping.state !== 'known') return undefined;
  return {
    title: messages.title({ manager: install.ecosystem.name }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [mountEdit(step, folders, context), ...keeping.edits] }],
    ...(keeping.removedFile === undefined ? {} : { changes: messages.changes({ file: keeping.removedFile }) }),
  };
}

/** One mount stays on the line of the RUN; of several each gets a line. */
function mountEdit(step: Step, folders: readonly CacheFolder[], context: RuleContext): TextEdit {
  const flags = folders.map(folder => `--mount=type=cache,target=${folder.target ?? ''}${folder.sharing === 'locked' ? ',sharing=locked' : ''}`);
  const { keywordRange, heredocs } = step.instruction;
  const { text, escape } = context.syntax;
  const newLine = ` ${escape}${lineEndOf(text)}    `;
  if (flags.length === 1 || heredocs.length > 0) return { range: { from: keywordRange.to, to: keywordRange.to }, newText: flags.map(flag => ` ${flag}`).join('') };
  const blanks = /^[ \t]*/.exec(text.slice(keywordRange.to))?.[0].length ?? 0;
  return { range: { from: keywordRange.to, to: keywordRange.to + blanks }, newText: ` ${flags.join(newLine)}${newLine}` };
}

// Finds cache mounts on a folder that the package manager of the RUN does not use: `~` and `$HOME`, which nobody expands,
// another user's home, a default that a variable moved. Speaks only where the real folder, or that it is another, is known.
import { defineMessages, type Message } from '../../messages/index.js';
import type { CacheFolder, InstallCommand } from '../ecosystems/ecosystem.js';
import { cacheFolderNeeded } from '../effects/cacheFolderUse.js';
import { meets } from '../effects/paths.js';
import type { Mount, Step } from '../plan/plan.js';
import { escapePattern } from '../text/patterns.js';
import { baseImageOf } from './baseImage.js';
import { cacheMountsOf, foldersOf, homeOf, isFolderKnown, targetsOf } from './cacheFolders.js';
import { savedBy } from './savedTime.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';
import { installUser, userOf } from './stepUser.js';
import { cacheTails } from './wrong-cache-mount-target.data.js';

const messages = defineMessages('rules.wrong-cache-mount-target', {
  tilde: "'~' means nothing in a mount: this one lies in a folder of that name below the working directory, which no program looks at",
  home: "'{variable}' is empty here (the shell that would know it runs later): this mount lies in '{target}', which no program looks at",
  other: "{manager} keeps its cache in '{folder}' here, not in '{target}': the mount stays empty and everything is downloaded again",
  otherUser: "'{user}' has another home than root, so {manager} does not use '{target}': the mount stays empty and everything is downloaded again",
  title: "Mount '{folder}'",
  blockedHome: "No automatic fix: where the home of '{user}' is, is not known here",
  blockedUnknown: 'No automatic fix: as which user this runs, and where its home is, is not known here',
  blockedOwner: "No automatic fix: the mount would belong to root; it needs 'uid={uid}' too",
  blockedNeeded: 'No automatic fix: later steps may need what then would lie in the mount instead of {folder}',
  blockedSeveral: 'No automatic fix: {manager} keeps its cache in several folders',
});

export const wrongCacheMountTarget = defineRule({
  id: 'wrong-cache-mount-target',
  since: '0.1.0',
  category: 'installs',
  severity: 'warning',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  for (const step of context.plan.steps) {
    for (const mount of cacheMountsOf(step)) {
      const written = writtenTarget(mount, context);
      if (!written) continue;
      if (/^~\/?/.test(written.text)) reportHome({ step, mount, written }, messages.tilde(), context);
      else if (/^\$\{?HOME\}?(?=\/|$)/.test(written.text)) reportVariable({ step, mount, written }, context);
      else reportOther({ step, mount, written }, context);
    }
  }
}

interface Place {
  readonly step: Step;
  readonly mount: Mount;
  readonly written: Written;
}

interface Written {
  readonly text: string;
  readonly from: number;
}

/** The target's value as it stands in the flag. */
function writtenTarget({ range }: Mount, { syntax }: RuleContext): Written | undefined {
  const match = /(?:^|[,="'])(?:target|dst|destination)=([^,\s"']+)/.exec(syntax.text.slice(range.from, range.to));
  const text = match?.[1];
  return match && text !== undefined ? { text, from: range.from + match.index + match[0].length - text.length } : undefined;
}

/** The builder replaces variables of the Dockerfile and of the base image; official images have no HOME. */
function reportVariable(place: Place, context: RuleContext): void {
  const { step, written } = place;
  const image = baseImageOf(step.stage);
  if (step.state.variables.has('HOME') || step.state.unsetArguments.has('HOME') || !image || !/^(?:docker\.io\/)?(?:library\/)?[\w-]+$/.test(image.name)) return;
  const variable = /^\$\{?HOME\}?/.exec(written.text)?.[0] ?? '$HOME';
  reportHome(place, messages.home({ variable, target: written.text.slice(variable.length) || '/' }), context);
}

function reportHome(place: Place, message: Message, context: RuleContext): void {
  const { step, mount, written } = place;
  const home = homeOf(step, context);
  const folder = home === undefined ? undefined : home + written.text.replace(/^(?:~|\$\{?HOME\}?)/, '');
  const install = folder === undefined ? undefined : context.installs(step).find(found => cacheTails.get(found.ecosystem.id)?.test(folder));
  const folders = install && isFolderKnown(step, install) ? foldersOf(step, install, context) ?? [] : [];
  // Images of a language may keep the cache outside any home.
  const real = targetsOf(folders).some(target => folder !== undefined && meets(target, folder)) ? folder : folders[0]?.target ?? folder;
  const several = folders.length > 1 && real !== folder && install ? messages.blockedSeveral({ manager: install.ecosystem.name }) : undefined;
  const blocked = real === undefined ? homeObstacle(step, context) : several ?? obstacle(place, real, context);
  context.report({ range: mount.range, message, ...savedBy(step, context), ...(blocked ? { blocked } : { fix: () => makeFix(written, real ?? '', context) }) });
}

function homeObstacle(step: Step, context: RuleContext): Message {
  const { name } = userOf(step, context);
  return name === undefined ? messages.blockedUnknown() : messages.blockedHome({ user: name });
}

/** Why the folder can't be mounted there without more ado. */
function obstacle({ step, mount }: Place, folder: string, context: RuleContext): Message | undefined {
  const owner = ownerObstacle(userOf(step, context).uid, mount, context);
  if (owner) return owner;
  const own = context.installs(step).filter(install => targetsOf(foldersOf(step, install, context) ?? []).some(target => meets(target, folder)));
  const isSpare = own.length > 0 && own.every(install => install.ecosystem.cacheHolds === 'downloads');
  return isSpare || cacheFolderNeeded(step, [folder], context) === 'no' ? undefined : messages.blockedNeeded({ folder });
}

function ownerObstacle(uid: number | undefined, mount: Mount, context: RuleContext): Message | undefined {
  const isOwned = uid === 0 || /\buid=|\bmode=/.test(context.syntax.text.slice(mount.range.from, mount.range.to));
  return isOwned ? undefined : messages.blockedOwner({ uid: uid ?? '...' });
}

/** A mount that is by its name a package manager's cache, in a RUN of it that has none of its real folders mounted. */
function reportOther(place: Place, context: RuleContext): void {
  const { step, mount: { target }, written } = place;
  if (target === undefined) return;
  for (const install of context.installs(step)) {
    if (!cacheTails.get(install.ecosystem.id)?.test(target)) continue;
    const folders = foldersOf(step, install, context) ?? [];
    if (isUsed(step, folders) || setsUp(step, install) || isNamedElsewhere(written.text, target, context)) return;
    const known = folders.length > 0 && targetsOf(folders).length === folders.length && isFolderKnown(step, install);
    if (known) reportFolder(place, install, folders, context);
    else if (isOthersHome(step, target)) reportUser(place, install, context);
    return;
  }
}

function isUsed(step: Step, folders: readonly CacheFolder[]): boolean {
  return targetsOf(folders).some(folder => step.mounts.some(mount => mount.target !== undefined && meets(mount.target, folder)));
}

/** Whoever names the folder anywhere else has told the package manager to use it. */
function isNamedElsewhere(text: string, target: string, { syntax }: RuleContext): boolean {
  const rest = syntax.text.replace(/(?:target|dst|destination|id)=[^,\s]+/g, '');
  return [text, target].some(path => new RegExp(`${escapePattern(path.replace(/\/+$/, ''))}(?![\\w.-])`).test(rest));
}

/** Commands and options by which the RUN says where the cache is. */
function setsUp({ instruction }: Step, { ecosystem }: InstallCommand): boolean {
  return /--cache(?:-dir|-folder)?\b|--store(?:-dir)?\b|\bconfig\s+(?:set|--global)|HOME=|_CACHE|GOPATH=|GOMODCACHE=|XDG_|-Dmaven\.repo|--gradle-user-home|-g\s+\//.test(instruction.logicalText.replace(/--mount=\S+/g, '')) || ecosystem.family === 'os';
}

function isOthersHome({ state }: Step, target: string): boolean {
  return /^\/root\//.test(target) && state.user !== undefined && !/^(?:root|0)(?::|$)/.test(state.user) && !state.user.includes('$') && !state.variables.has('HOME');
}

function reportFolder(place: Place, install: InstallCommand, folders: readonly CacheFolder[], context: RuleContext): void {
  const { step, mount, written } = place;
  const folder = targetsOf(folders)[0] ?? '';
  const manager = install.ecosystem.name;
  const several = folders.length > 1 ? messages.blockedSeveral({ manager }) : undefined;
  const blocked = several ?? ownerObstacle(installUser(step, install, context).uid, mount, context) ?? obstacle(place, folder, context);
  context.report({
    range: mount.range, message: messages.other({ manager, folder, target: mount.target ?? '' }), ...savedBy(step, context),
    ...(blocked ? { blocked } : { fix: () => makeFix(written, folder, context) }),
  });
}

function reportUser({ step, mount }: Place, install: InstallCommand, context: RuleContext): void {
  const user = step.state.user ?? '';
  context.report({ range: mount.range, message: messages.otherUser({ user, manager: install.ecosystem.name, target: mount.target ?? '' }), blocked: messages.blockedHome({ user }), ...savedBy(step, context) });
}

function makeFix(written: Written, folder: string, context: RuleContext): Fix {
  return {
    title: messages.title({ folder }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range: { from: written.from, to: written.from + written.text.length }, newText: folder }] }],
  };
}

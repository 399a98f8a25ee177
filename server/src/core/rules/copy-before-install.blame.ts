// Finds installs that run again for no need, and the COPY that is to blame. Changes nothing and proves no move.
import { contextFacts, type ContextFacts } from '../context/contextFacts.js';
import { copiedEntries, type CopiedEntries } from '../context/copyMatch.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { contextBinds, type ContextBind } from '../effects/contextBinds.js';
import { copyTouches, type IsLeftOut } from '../effects/copyEffects.js';
import { placementMeets, placementsOf, stepsAbove } from '../effects/copyLayout.js';
import { commandsOf, type KnownCommand } from '../effects/deriveEffects.js';
import { isIndependentOfProject, isWithoutManifest } from '../effects/installEffects.js';
import { leftOutBy } from '../effects/leftOut.js';
import { projectOf, type InstallProject } from '../effects/manifests.js';
import { absolutePath, relativeTo } from '../effects/paths.js';
import { baseName } from '../plan/paths.js';
import type { CopySource, Step } from '../plan/plan.js';
import type { ShellWord } from '../shell/script.js';
import { goingUp, namedCopy, needing, together } from './copy-before-install.choice.js';
import { packageSourceFolders, programFolders } from './copy-before-install.data.js';
import { wayOf } from './copy-before-install.programs.js';
import { needsSources } from './copy-before-install.messages.js';
import type { Facts } from './rule.js';
import { isAside, isInstallInput, isSource, looksLikeSources } from './sourceNames.js';

/** An install that reads files of the project. */
export interface ManifestInstall {
  readonly install: InstallCommand;
  readonly project: InstallProject;
}

/** A RUN whose installs don't need what a COPY above them brings. */
export interface Victim {
  readonly step: Step;
  readonly commands: readonly KnownCommand[];
  /** The install to name to people. */
  readonly install: InstallCommand;
  readonly manifestInstalls: readonly ManifestInstall[];
  /** Index of the last install that could go up. */
  readonly lastInstall: number;
}

/** One COPY or ADD with everything that it makes run again. */
export interface Blame {
  /** The one of `copies` to name to people. */
  readonly copy: Step;
  /** All that stand above the victims and bring sources. */
  readonly copies: readonly Step[];
  readonly victims: readonly Victim[];
  /** Whether the COPYs have to go down, because something between gives an install its program, or they stand in another stage. */
  readonly movesCopies: boolean;
}

/** All that is to be said of a file, by the COPY to blame. */
export function findBlame(facts: Facts): readonly Blame[] {
  const finder = new BlameFinder(facts);
  const found = new Map<Step, { readonly copies: Set<Step>; readonly victims: Victim[] }>();
  for (const step of facts.plan.steps) {
    if (step.kind !== 'run' || facts.installs(step).length === 0) continue;
    // What a RUN does is dear to find out: first see whether there is anything above that could be to blame.
    const brought = stepsAbove(step).filter(bringsContext);
    const victim = brought.length > 0 ? finder.victim(step) : undefined;
    if (!victim || finder.broadBind(victim)) continue;
    const copies = brought.filter(above => finder.isToBlame(above, victim));
    const first = copies[0];
    if (!first) continue;
    const entry = found.get(first) ?? { copies: new Set<Step>(), victims: [] };
    for (const copy of copies) entry.copies.add(copy);
    entry.victims.push(victim);
    found.set(first, entry);
  }
  return [...found].flatMap(([first, { copies, victims }]) => together(victims, [...copies], facts.context).flatMap(group => finder.blame([...copies], group, copy => copy !== first && found.has(copy)) ?? []));
}

/** A RUN that binds more of the sources than its installs need. */
export interface BoundVictim {
  readonly victim: Victim;
  readonly bind: ContextBind;
}

/** RUNs for which a bind mount is what `COPY . .` is for others. */
export function findBound(facts: Facts): readonly BoundVictim[] {
  const steps = facts.plan.steps.filter(step => step.mounts.length > 0 && facts.installs(step).length > 0);
  if (steps.length === 0) return [];
  const finder = new BlameFinder(facts);
  return steps.flatMap(step => {
    const victim = finder.victim(step);
    const bind = victim && victim.manifestInstalls.length > 0 ? finder.broadBind(victim) : undefined;
    return victim && bind ? [{ victim, bind }] : [];
  });
}

/** What a substitution reads outside of the system was made by a step above, out of nobody knows what. */
function readsMadeFile({ command }: InstallCommand): boolean {
  return command.args.some(({ text }) => (text.match(/\$\([^)]*\)|`[^`]*`/g) ?? []).some(part => /(?<![\w.])\/(?!etc\/|proc\/|sys\/|usr\/|bin\/|dev\/)\w/.test(part)));
}

/** Whether there is no manifest to add to, so that one is made. */
function isMadeHere({ set }: InstallProject): boolean {
  return set?.state === 'blocked' && set.why.kind === 'missing-manifest';
}

function bringsContext({ copy }: Step): boolean {
  return copy !== undefined && copy.from === undefined && copy.sources.some(source => source.kind === 'context');
}

class BlameFinder {
  readonly #facts: Facts;
  readonly #context: ContextFacts | undefined;
  readonly #isLeftOut: IsLeftOut;
  readonly #copied = new Map<string, CopiedEntries | undefined>();

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#context = facts.context && contextFacts(facts.context);
    this.#isLeftOut = leftOutBy(facts.context);
  }

  /** Reads a RUN; `undefined` when nothing in it could go above a COPY. */
  victim(step: Step): Victim | undefined {
    if (this.#facts.script(step).unreadable) return undefined;
    if (contextBinds(step) === undefined) return undefined;
    const commands = commandsOf(step, this.#facts);
    if (commands.some(({ install }) => install && install.kind !== 'project' && install.localPaths.length > 0)) return undefined;
    const found = commands.flatMap(({ install }, index) => {
      const read = install && this.#movable(install, step);
      return read ? [{ install, read, index }] : [];
    });
    const going = goingUp(found, commands);
    const manifestInstalls = going.flatMap(({ install, read }) => (read === 'independent' ? [] : [{ install, project: read }]));
    // Of several branches those count that can be taken.
    const possible = manifestInstalls.filter(({ install, project }) => !isWithoutManifest(install, project.set));
    const counting = possible.length > 0 ? possible : manifestInstalls;
    // The one that finds most of what it looks for is named; a refresh of the index only when nothing better is there.
    const fileCount = ({ project: { set } }: ManifestInstall) => (set?.state === 'known' ? set.files.length : 0);
    const [reading] = [...counting].sort((a, b) => fileCount(b) - fileCount(a));
    const install = reading?.install ?? going.find(entry => entry.install.kind !== 'refresh')?.install ?? going[0]?.install;
    return install && { step, commands, install, manifestInstalls: counting, lastInstall: going.at(-1)?.index ?? -1 };
  }

  #movable(install: InstallCommand, step: Step): InstallProject | 'independent' | undefined {
    if (install.kind === 'refresh') return install.ecosystem.family === 'os' ? 'independent' : undefined;
    if (install.kind === 'build' || install.kind === 'project' || readsMadeFile(install)) return undefined;
    const adds = install.kind === 'packages' && install.ecosystem.addsToManifest?.(install) === true;
    const needsFiles = install.kind === 'manifest' || install.namedManifests.length > 0 || adds;
    if (!needsFiles) return isIndependentOfProject(install) ? 'independent' : undefined;
    const above = stepsAbove(step);
    const project = projectOf(install, step, this.#facts.context);
    // What was cloned or made in the image has no COPY to blame.
    if (project.folder === undefined || (adds ? isMadeHere(project) : this.#isFollowUp(install, project, above))) return undefined;
    return project;
  }

  /** Whether the dependencies were installed above already, so that this one only completes them. */
  #isFollowUp(install: InstallCommand, project: InstallProject, above: readonly Step[]): boolean {
    return above.some(step => step.kind === 'run' && this.#facts.installs(step).some(earlier =>
      earlier.kind === 'manifest' && earlier.ecosystem.family === install.ecosystem.family && earlier.ecosystem.id === install.ecosystem.id
      && String(earlier.namedManifests) === String(install.namedManifests) && projectOf(earlier, step, this.#facts.context).directory === project.directory));
  }

  /** Names one of the COPYs, but none that others are named by; `undefined` when nothing can be said of any victim. */
  blame(copies: readonly Step[], victims: readonly Victim[], isTaken: (copy: Step) => boolean): Blame | undefined {
    const needsFile = needing(victims, copies, this.#facts.context) !== undefined;
    const ways = victims.map(victim => (needsFile || victim.manifestInstalls.length > 0 ? 'up' : wayOf(victim, copies, this.#facts)));
    const told = victims.filter((_victim, at) => ways[at] !== undefined);
    const named = namedCopy(copies, told, this.#facts.context, copy => this.#countSources(copy));
    const copy = named && isTaken(named) ? copies[0] : named;
    return told.length > 0 && copy ? { copy, copies, victims: told, movesCopies: ways.includes('down') || (!needsFile && told.every(({ step }) => step.stage !== copies[0]?.stage)) } : undefined;
  }

  #countSources({ copy }: Step): number {
    return (copy?.sources ?? []).reduce((sum, { kind, path }) => {
      const copied = kind === 'context' && path !== undefined ? this.#copiedEntries(path, copy?.excludes ?? []) : undefined;
      return sum + (copied?.state === 'known' ? copied.entries.filter(entry => isSource(entry.path)).length : 0);
    }, 0);
  }

  isToBlame(copy: Step, victim: Victim): boolean {
    if (!copy.copy || copy.copy.from !== undefined) return false;
    // Tools that a stage of its own adds to a finished one belong behind it.
    if (copy.stage !== victim.step.stage && victim.manifestInstalls.length === 0) return false;
    const sources = copy.copy.sources.filter(source => source.kind === 'context');
    if (!sources.some(source => this.#bringsSources(source, copy, victim))) return false;
    return !this.#isNeeded(copy, victim);
  }

  /** The bind mount that makes a RUN see the sources. */
  broadBind(victim: Victim): ContextBind | undefined {
    return (contextBinds(victim.step) ?? []).find(({ source }) => this.#holdsSources(source, [], victim));
  }

  #bringsSources({ path }: CopySource, copy: Step, victim: Victim): boolean {
    return path !== undefined && this.#holdsSources(path, copy.copy?.excludes ?? [], victim);
  }

  #holdsSources(path: string, excludes: readonly string[], victim: Victim): boolean {
    const inputs = new Set(victim.manifestInstalls.flatMap(({ project }) => (project.set?.state === 'known' && project.folder !== undefined ? project.set.files.map(file => [project.folder, file].filter(Boolean).join('/')) : [])));
    const copied = this.#copiedEntries(path, excludes);
    if (copied?.state !== 'known') return looksLikeSources(path);
    // The whole context changes with everything in it; of a folder only sources count, not what configures a server.
    const counts = path === '' ? (file: string) => !isInstallInput(file) && !isAside(file) : isSource;
    return copied.entries.some(entry => entry.kind !== 'directory' && !inputs.has(entry.path) && counts(entry.path));
  }

  #copiedEntries(path: string, excludes: readonly string[]): CopiedEntries | undefined {
    const key = [path, ...excludes].join('\n');
    if (!this.#copied.has(key)) this.#copied.set(key, this.#context && copiedEntries(this.#context, path, excludes));
    return this.#copied.get(key);
  }

  #isNeeded(copy: Step, victim: Victim): boolean {
    if (this.#isDeliberate(copy, victim)) return true;
    if (victim.commands.some(({ install }) => install?.ecosystem.family === 'os') && packageSourceFolders.some(folder => this.#touchesPrecisely(copy, folder))) return true;
    // What a loop is fed with (`done < list`) is noted behind its commands.
    const early = victim.commands.filter(({ command, effects }, at) => at <= victim.lastInstall || (command.name === ':' && command.redirects.length > 0 && effects?.writes.paths.length === 0));
    if (early.some(({ install, command }) => install && command.openArguments && /(?:^|\s)(?:-a|--arg-file)\b/.test(this.#facts.syntax.text.slice(command.range.from, command.range.to)))) return true;
    return early.some(command => this.#mentions(command, copy, victim));
  }

  /** A part of the sources that was copied on purpose before an install that says it needs sources. */
  #isDeliberate(copy: Step, victim: Victim): boolean {
    // All of the context is no part that was picked, whatever a later COPY lays over it.
    if (copy.copy?.sources.some(source => source.kind === 'context' && source.path === '')) return false;
    return victim.manifestInstalls.some(({ project }) => project.set?.state === 'blocked' && needsSources(project.set.why) && project.origin !== copy);
  }

  #touchesPrecisely(copy: Step, path: string): boolean {
    const answer = copyTouches(copy, path, this.#facts.context, this.#isLeftOut);
    if (answer !== 'unknown') return answer === 'yes';
    // The root of an unknown context may hold anything; that alone says nothing.
    return copy.copy?.destination !== undefined && copy.copy.sources.every(source => source.path !== '');
  }

  /** Whether a command names a file that the COPY brings, other than the manifests of an install. */
  #mentions({ command, install }: KnownCommand, copy: Step, victim: Victim): boolean {
    const directory = command.directory === undefined ? undefined : absolutePath(victim.step.state.workdir, command.directory === '' ? '.' : command.directory);
    const own = new Set(install?.namedManifests);
    const namesFolders = install !== undefined || command.name === 'cd' || command.name === 'pushd' || command.name === 'mkdir';
    const words: ShellWord[] = [...(command.nameWord ? [command.nameWord] : []), ...command.args.filter(word => !own.has(word.value)), ...command.redirects.flatMap(redirect => redirect.target ?? [])];
    if (words.some(word => !this.#isManifest(word, directory, victim) && this.#isFileOf(word, directory, copy, namesFolders))) return true;
    return install === undefined && command.name !== undefined && programFolders.some(folder => this.#touchesFile(copy, `${folder}/${command.name ?? ''}`));
  }

  /** A manifest that a command names (`[ -f yarn.lock ]`) can be copied first like those that installs read. */
  #isManifest(word: ShellWord, directory: string | undefined, { manifestInstalls }: Victim): boolean {
    const path = absolutePath(directory, word.value);
    return manifestInstalls.some(({ install, project }) => path !== undefined && relativeTo(project.directory ?? '/', path) !== undefined
      && (install.ecosystem.manifestNames.includes(baseName(path)) || isInstallInput(baseName(path)) || install.namedManifests.includes(word.value)));
  }

  #isFileOf(word: ShellWord, directory: string | undefined, copy: Step, namesFolders: boolean): boolean {
    if (!word.static || !/[/.]/.test(word.value) || word.value.startsWith('-') || word.value.includes('://')) return false;
    const path = absolutePath(directory, word.value);
    if (path === undefined) return /^\.\//.test(word.value) && !namesFolders;
    const placements = placementsOf(copy, this.#facts.context);
    if (!placements?.some(placement => placementMeets(placement, path) && !placement.to.startsWith(`${path}/`))) return false;
    // Folders to work in are no files of the sources.
    if (namesFolders && this.#facts.context?.entries && this.#isFolderOnly(copy, path)) return false;
    return this.#facts.context?.entries ? copyTouches(copy, path, this.#facts.context, this.#isLeftOut) !== 'no' : /^\.\/|\.\w+$/.test(word.value);
  }

  #isFolderOnly(copy: Step, path: string): boolean {
    return (placementsOf(copy, this.#facts.context) ?? []).every(placement => {
      if (placement.kind !== 'folder') return true;
      if (placement.to === path) return true;
      const inside = path.startsWith(`${placement.to}/`) ? path.slice(placement.to.length + 1) : undefined;
      const entry = inside === undefined ? undefined : this.#facts.context?.entry([placement.from, inside].filter(Boolean).join('/'));
      return entry === undefined || entry.kind === 'directory';
    });
  }

  #touchesFile(copy: Step, path: string): boolean {
    return copyTouches(copy, path, this.#facts.context, this.#isLeftOut) === 'yes';
  }
}

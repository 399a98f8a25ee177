// Which of several installs count, and which of several COPYs is named to people. Moves nothing.
import type { ContextView } from '../context/contextView.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { joinContext, placementsOf, sourceOfFile, stepsAbove } from '../effects/copyLayout.js';
import type { KnownCommand } from '../effects/deriveEffects.js';
import { absolutePath } from '../effects/paths.js';
import type { Step } from '../plan/plan.js';
import type { ManifestInstall, Victim } from './copy-before-install.blame.js';
import { ownPackages } from './copy-before-install.data.js';

/** An install of a RUN that could go above a COPY, and its place among the commands. */
interface Candidate {
  readonly install: InstallCommand;
  readonly index: number;
}

/**
 * Those that can go up although others of the RUN have to stay: none behind one that stays and fills the same place, and not
 * just the package manager's upgrade of itself, which saves next to nothing.
 */
export function goingUp<T extends Candidate>(found: readonly T[], commands: readonly KnownCommand[]): readonly T[] {
  const staying = commands.flatMap(({ install }, index) => (install && install.kind !== 'refresh' && !found.some(entry => entry.index === index) ? [{ install, index }] : []));
  if (staying.length === 0) return found;
  const going = found.filter(({ install, index }) => install.ecosystem.family === 'os' || !staying.some(other => other.index < index && fillsSame(other.install, install)));
  return going.every(({ install }) => isOwnUpgrade(install)) ? [] : going;
}

function fillsSame({ ecosystem: a }: InstallCommand, { ecosystem: b }: InstallCommand): boolean {
  return a.family === b.family && (a.family !== 'other' || a.id === b.id);
}

/** `pip install -U pip setuptools`, `npm install -g npm@latest`. */
function isOwnUpgrade({ ecosystem, kind, command }: InstallCommand): boolean {
  const own = ownPackages.get(ecosystem.id);
  const words = own && kind === 'packages' ? ecosystem.packageWords?.(command) ?? [] : [];
  return words.length > 0 && words.every(word => word.static && own?.has(/^[\w.-]*/.exec(word.value)?.[0] ?? '') === true);
}

/** The manifest to name to people, relative to the project's folder. */
export function manifestOf({ install, project }: ManifestInstall, context: ContextView | undefined): string {
  const { set, folder = '' } = project;
  if (set?.state === 'known' && set.files[0] !== undefined) return set.files[0];
  const named = install.namedManifests.find(name => name !== undefined);
  if (named !== undefined) return named;
  const names = install.ecosystem.manifestNames.filter(name => !name.includes('*'));
  return names.find(name => context?.entry(joinContext(folder, name))) ?? names[0] ?? install.ecosystem.name;
}

/** The first install whose manifest would not be there yet above the first of the COPYs. */
export function needing(victims: readonly Victim[], copies: readonly Step[], context: ContextView | undefined): ManifestInstall | undefined {
  const [first] = copies;
  if (!first) return undefined;
  for (const { step, manifestInstalls } of victims) {
    const above = stepsAbove(step);
    const found = manifestInstalls.find(entry => {
      const bringing = bringingManifest(entry, above, context) ?? originAmong(entry, copies);
      return bringing !== undefined && above.indexOf(bringing) >= above.indexOf(first);
    });
    if (found) return found;
  }
  return undefined;
}

/** Those that are told of together. What adds to its manifest can't simply go up: others that need no file are told of apart from it. */
export function together(victims: readonly Victim[], copies: readonly Step[], context: ContextView | undefined): readonly (readonly Victim[])[] {
  const adding = victims.filter(({ manifestInstalls }) => manifestInstalls.some(({ install }) => install.ecosystem.addsToManifest?.(install)));
  const others = victims.filter(victim => !adding.includes(victim));
  return adding.length > 0 && others.length > 0 && !needing(others, copies, context) ? [others, adding] : [victims];
}

/** The COPY that brings the manifest which an install needs; else the one that brings most sources. */
export function namedCopy(copies: readonly Step[], victims: readonly Victim[], context: ContextView | undefined, sourcesOf: (copy: Step) => number): Step | undefined {
  const needed = needing(victims, copies, context);
  const bringing = needed && (bringingManifest(needed, copies, context) ?? originAmong(needed, copies));
  return bringing ?? [...copies].sort((a, b) => sourcesOf(b) - sourcesOf(a))[0];
}

/** The COPY that the install's folder comes from, for a manifest that nobody has seen. */
function originAmong({ project }: ManifestInstall, copies: readonly Step[]): Step | undefined {
  return copies.find(copy => copy === project.origin);
}

/** The last step that lays the manifest where the install looks for it. */
function bringingManifest(entry: ManifestInstall, steps: readonly Step[], context: ContextView | undefined): Step | undefined {
  const path = absolutePath(entry.project.directory, manifestOf(entry, context));
  if (path === undefined) return undefined;
  return [...steps].reverse().find(step => step.copy && placementsOf(step, context)?.some(placement => {
    const source = sourceOfFile(placement, path);
    return source !== undefined && context?.entry(source) !== undefined;
  }));
}

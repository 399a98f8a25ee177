// Which files of the context a manifest-driven install reads, and where they lie in the image.
import type { ContextView } from '../context/contextView.js';
import type { InstallCommand, ManifestSet } from '../ecosystems/ecosystem.js';
import { parentPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import { bindPlacements } from './contextBinds.js';
import { folderIn, joinContext, originsOf, stepsAbove } from './copyLayout.js';
import { absolutePath, relativeTo } from './paths.js';

export interface InstallProject {
  /** The install's directory in the image; `undefined` when only the build knows it. */
  readonly directory: string | undefined;
  /** The context's folder whose files lie there; `undefined` when no COPY from the context put any there. */
  readonly folder: string | undefined;
  /** The COPY that put them there last; `undefined` too when they are bound for the RUN alone. */
  readonly origin: Step | undefined;
  /** Made when first asked for. `undefined`: the package manager does not tell, or there is nothing to ask. */
  readonly set: ManifestSet | undefined;
}

/** The folder of the context behind a folder of the image. */
interface Origin {
  readonly step: Step | undefined;
  readonly folder: string;
}

/** The folder that the install's manifests are named from, in the image; `undefined` when only the build knows it. */
export function directoryOf(install: InstallCommand, step: Step): string | undefined {
  if (install.directory === undefined) return undefined;
  return absolutePath(step.state.workdir, install.directory === '' ? '.' : install.directory);
}

/** The project that an install works in, and what it reads of it. */
export function projectOf(written: InstallCommand, step: Step, context: ContextView | undefined): InstallProject {
  const install = withRelativeManifests(written);
  const directory = directoryOf(install, step);
  const copies = stepsAbove(step).filter(other => other.copy !== undefined);
  const origins: readonly Origin[] = directory === undefined ? besideOf(install, step, copies) : [...boundOf(directory, step, context), ...originsOf(directory, copies, context)];
  const names = [...install.namedManifests.filter(name => name !== undefined), ...install.ecosystem.manifestNames];
  const origin = origins.find(({ folder }) => names.some(name => context?.entry(joinContext(folder, name)) !== undefined)) ?? origins[0];
  if (!origin) return { directory, folder: undefined, origin: undefined, set: undefined };
  return new FoundProject(install, directory, origin, context);
}

/**
 * A class, for it is made by the hundred on every key press: of an object with a getter of its own V8 makes a hidden class each time,
 * and that one keeps the getter, and all of the plan that it leads to, until the next full collection.
 */
class FoundProject implements InstallProject {
  readonly directory: string | undefined;
  readonly folder: string;
  readonly origin: Step | undefined;
  readonly #install: InstallCommand;
  readonly #context: ContextView | undefined;
  #known: { readonly set: ManifestSet | undefined } | undefined;

  constructor(install: InstallCommand, directory: string | undefined, { folder, step }: Origin, context: ContextView | undefined) {
    this.directory = directory;
    this.folder = folder;
    this.origin = step;
    this.#install = install;
    this.#context = context;
  }

  get set(): ManifestSet | undefined {
    return (this.#known ??= { set: this.#context && manifestSet(this.#install, this.folder, this.#context) }).set;
  }
}

interface KnownSets {
  readonly revision: number;
  readonly sets: Map<string, { readonly ecosystem: InstallCommand['ecosystem']; readonly set: ManifestSet }>;
}

const knownSets = new WeakMap<ContextView, KnownSets>();

/** Kept as long as the context says the same: several rules ask for each install, on every key press. */
function manifestSet(install: InstallCommand, folder: string, context: ContextView): ManifestSet | undefined {
  const { ecosystem } = install;
  const { revision } = context;
  if (!ecosystem.manifests || revision === undefined) return ecosystem.manifests?.(install, folder, context);
  const before = knownSets.get(context);
  const { sets } = before?.revision === revision ? before : { sets: new Map() as KnownSets['sets'] };
  if (before?.sets !== sets) knownSets.set(context, { revision, sets });
  const key = keyOf(install, folder);
  const known = sets.get(key);
  if (known?.ecosystem === ecosystem) return known.set;
  const set = ecosystem.manifests(install, folder, context);
  // What is still to be read has to be asked for again each time.
  if (set.state !== 'unread') sets.set(key, { ecosystem, set });
  return set;
}

/** All of an install that its manifests can depend on. */
function keyOf({ ecosystem, command, kind, directory, namedManifests, localPaths }: InstallCommand, folder: string): string {
  const words = command.args.map(word => (word.static ? word.value : `$${word.text}`));
  return JSON.stringify([ecosystem.id, folder, kind, directory, command.name, command.openArguments, words, [...command.assignments], namedManifests, localPaths]);
}

/** `-r /app/requirements.txt` says by itself which folder it is about. */
function withRelativeManifests(install: InstallCommand): InstallCommand {
  const first = install.namedManifests.find(name => name?.startsWith('/'));
  if (first === undefined) return install;
  const directory = parentPath(absolutePath(undefined, first) ?? first);
  const namedManifests = install.namedManifests.map(name => (name?.startsWith('/') ? relativeTo(directory, absolutePath(undefined, name) ?? name) ?? name : undefined));
  return { ...install, directory, namedManifests };
}

function boundOf(directory: string, step: Step, context: ContextView | undefined): readonly Origin[] {
  return bindPlacements(step, context).flatMap(placement => {
    const folder = folderIn(placement, directory);
    return folder === undefined ? [] : [{ step: undefined, folder }];
  });
}

/** With a working directory that the base image sets, `COPY . .` and an install in place meet there all the same. */
function besideOf(install: InstallCommand, step: Step, copies: readonly Step[]): readonly Origin[] {
  if (install.directory !== '' || step.state.workdir !== undefined) return [];
  return [...copies].reverse().flatMap(copy => {
    const source = copy.copy?.sources[0];
    const isHere = copy.state.workdir === undefined && /^\.\/?$/.test(copy.instruction.args.at(-1)?.text ?? '');
    return isHere && source?.kind === 'context' && source.path === '' ? [{ step: copy, folder: '' }] : [];
  });
}

// What a package manager's command reads and writes. Packages' own install scripts are taken to stay where packages live;
// what a project's manifests bring along (scripts, local paths) is the ecosystem's to refuse.
import type { InstallCommand, ManifestSet } from '../ecosystems/ecosystem.js';
import type { PathSet } from './effects.js';
import { parentPath } from '../plan/paths.js';
import { rewrittenLocks } from './lockFiles.js';
import { mayNameFiles } from './openWords.js';
import { absolutePath, anyPath } from './paths.js';
import type { CommandEffects } from './commandEffects.js';

export interface InstallPlace {
  /** The step's working directory. */
  readonly workdir: string | undefined;
  readonly system: readonly string[];
  /** Virtual environments that a Python install may work in. */
  readonly environments: readonly string[];
  /** The RUN's text. */
  readonly script: string;
  /** The value of a variable; `undefined` when it has none or only the build knows it. */
  variable(name: string): string | undefined;
}

/** What its manifests say, where that was looked up. */
export type ManifestLookup = (install: InstallCommand) => { readonly set: ManifestSet; /** Absolute folder in the image. */ readonly folder: string } | undefined;

/** The effects of an install; open where it may touch anything. */
export function installEffects(install: InstallCommand, place: InstallPlace, lookUp: ManifestLookup): CommandEffects {
  const system: PathSet = { paths: install.ecosystem.family === 'python' ? [...place.system, ...place.environments] : place.system, open: false };
  if (install.kind === 'build' || install.kind === 'project' || install.ecosystem.writesAnywhere) return { reads: anyPath, writes: anyPath };
  const directory = install.directory === undefined ? undefined : absolutePath(place.workdir, install.directory === '' ? '.' : install.directory);
  if (install.kind === 'refresh' || (install.kind === 'packages' && isIndependentOfProject(install))) {
    const named = [...install.namedManifests, ...install.localPaths].map(path => (path === undefined ? undefined : absolutePath(directory, path)));
    const writes = withPaths(system, targetsOf(install, directory));
    return { reads: mayNameFiles(install, place.script, name => place.variable(name)) ? anyPath : withPaths(system, [...named, ...settingsOf(install, directory)]), writes };
  }
  const found = install.kind === 'manifest' ? lookUp(install) : undefined;
  const made = [...installedFolders(install, found?.set), ...rewrittenLocks(install, name => place.variable(name))].map(path => absolutePath(found?.folder ?? directory, path));
  const writes = withPaths(system, [...made, ...targetsOf(install, directory)]);
  const read = found && readFiles(install, found.set);
  if (!found || !read) return { reads: anyPath, writes: install.kind === 'manifest' ? writes : anyPath };
  return { reads: withPaths(system, read.map(file => absolutePath(found.folder, file))), writes };
}

/** What an install reads of its project; `undefined` when it may read anything. */
function readFiles(install: InstallCommand, set: ManifestSet): readonly string[] | undefined {
  if (set.state === 'known') return set.files;
  // Without its manifest or lock a branch of a script is not taken, or ends before it has done anything.
  return isWithoutManifest(install, set) ? install.ecosystem.manifestNames.filter(name => !name.includes('*')) : undefined;
}

/** Whether an install of which others take the place does nothing here, because a file that it can't do without is not there. */
export function isWithoutManifest(install: InstallCommand, set: ManifestSet | undefined): boolean {
  return install.command.conditional && set?.state === 'blocked' && (set.why.kind === 'missing-lock' || set.why.kind === 'missing-manifest');
}

/** The folders that an install fills, beside its manifest and beside that of every other package of the project. */
export function installedFolders({ ecosystem }: InstallCommand, set: ManifestSet | undefined): readonly string[] {
  const names = ecosystem.installedFolders ?? [];
  const files = names.length > 0 && set?.state === 'known' ? set.files : [];
  const manifest = files[0]?.slice(files[0].lastIndexOf('/') + 1);
  const folders = new Set(['', ...files.filter(file => file.endsWith(`/${manifest ?? ''}`) || /proj$/.test(file)).map(parentPath)]);
  return [...folders].flatMap(folder => names.map(name => (folder === '' ? name : `${folder}/${name}`)));
}

/** The settings files that it may find in its directory and above. */
function settingsOf({ ecosystem: { settingsFiles } }: InstallCommand, directory: string | undefined): readonly (string | undefined)[] {
  if (!settingsFiles) return [];
  if (directory === undefined) return [undefined];
  const folders: string[] = [directory];
  for (let folder = directory; folder !== '/'; ) folders.push(folder = parentPath(folder));
  return folders.flatMap(folder => settingsFiles.map(file => absolutePath(folder, file)));
}

/** Whether packages named in the command go into the system, whatever project the directory holds. */
export function isIndependentOfProject(install: InstallCommand): boolean {
  const { ecosystem } = install;
  if (ecosystem.family === 'os') return true;
  const words = install.command.args.map(arg => arg.value);
  if (words.some(word => word === '-g' || word === '--global' || word === 'global' || word.startsWith('--location=global'))) return true;
  return ecosystem.namedIgnoreProject?.(install) ?? false;
}

/** Whether the working directory has no say in what the install does. */
export function ignoresDirectory(install: InstallCommand): boolean {
  if (install.localPaths.length > 0 || install.namedManifests.length > 0) return false;
  const { ecosystem, kind } = install;
  if (kind === 'refresh') return ecosystem.family === 'os';
  // Without a directory, what it looks for or fills there is not known.
  return kind === 'packages' && isIndependentOfProject(install) && ecosystem.settingsFiles === undefined && !targetsOf(install, undefined).includes(undefined);
}

function targetsOf(install: InstallCommand, directory: string | undefined): readonly (string | undefined)[] {
  const named = namedTargets(install, directory);
  // What is only fetched or packed lands in the directory unless it is told otherwise.
  return named.length === 0 && install.ecosystem.fillsDirectory?.(install) === true ? [directory] : named;
}

function namedTargets(install: InstallCommand, directory: string | undefined): readonly (string | undefined)[] {
  const { args } = install.command;
  const options = install.ecosystem.targetOptions ?? [];
  return args.flatMap((arg, at) => {
    const option = options.find(name => arg.value === name || arg.value.startsWith(name.length === 2 ? name : `${name}=`));
    if (option === undefined) return [];
    const value = arg.value === option ? args[at + 1] : arg;
    if (!value?.static) return [undefined];
    return [absolutePath(directory, value === arg ? arg.value.slice(option.length).replace(/^=/, '') : value.value)];
  });
}

function withPaths(set: PathSet, paths: readonly (string | undefined)[]): PathSet {
  return { paths: [...set.paths, ...paths.filter(path => path !== undefined)], open: set.open || paths.includes(undefined) };
}


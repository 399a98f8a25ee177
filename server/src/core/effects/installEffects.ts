// What a package manager's command reads and writes. Packages' own install scripts are taken to stay where packages live;
// what a project's manifests bring along (scripts, local paths) is the ecosystem's to refuse.
import type { InstallCommand, ManifestSet } from '../ecosystems/ecosystem.js';
import type { PathSet } from './effects.js';
import { absolutePath, anyPath } from './paths.js';
import type { CommandEffects } from './commandEffects.js';

export interface InstallPlace {
  /** The step's working directory. */
  readonly workdir: string | undefined;
  readonly system: readonly string[];
  /** Virtual environments that a Python install may work in. */
  readonly environments: readonly string[];
}

/** What its manifests say, where that was looked up. */
export type ManifestLookup = (install: InstallCommand) => { readonly set: ManifestSet; /** Absolute folder in the image. */ readonly folder: string } | undefined;

/** Flags by which packages go to a folder of the caller's choice. */
const targetFlags: Readonly<Record<InstallCommand['ecosystem']['family'], readonly string[]>> = {
  os: [], python: ['-t', '--target', '--prefix', '--root', '-p', '-w', '--wheel-dir', '-d', '--dest'], javascript: ['--modules-folder'], other: ['--path', '--install-dir'],
};

/** The effects of an install; open where it may touch anything. */
export function installEffects(install: InstallCommand, place: InstallPlace, lookUp: ManifestLookup): CommandEffects {
  const system: PathSet = { paths: install.ecosystem.family === 'python' ? [...place.system, ...place.environments] : place.system, open: false };
  if (install.kind === 'build' || install.kind === 'project') return { reads: anyPath, writes: anyPath };
  const directory = install.directory === undefined ? undefined : absolutePath(place.workdir, install.directory === '' ? '.' : install.directory);
  if (install.kind === 'refresh' || (install.kind === 'packages' && isIndependentOfProject(install))) {
    const named = [...install.namedManifests, ...install.localPaths].map(path => (path === undefined ? undefined : absolutePath(directory, path)));
    return { reads: withPaths(system, named), writes: withPaths(system, targetsOf(install, directory)) };
  }
  const installed = (install.ecosystem.installedFolders ?? []).map(folder => absolutePath(directory, folder));
  const writes = withPaths(system, [...installed, ...targetsOf(install, directory)]);
  const found = install.kind === 'manifest' ? lookUp(install) : undefined;
  if (found?.set.state !== 'known') return { reads: anyPath, writes: install.kind === 'manifest' ? writes : anyPath };
  return { reads: withPaths(system, found.set.files.map(file => absolutePath(found.folder, file))), writes };
}

/** Package managers whose named packages never touch a project's manifests, and commands of others that don't. */
const byName = new Set(['pip', 'conda', 'gem']);
const byLabel = /^(uv pip |uv tool |go install|cargo install|dotnet tool install)/;

/** Whether packages named in the command go into the system, whatever project the directory holds. */
export function isIndependentOfProject(install: InstallCommand): boolean {
  const { family, id } = install.ecosystem;
  if (family === 'os') return true;
  const words = install.command.args.map(arg => arg.value);
  if (words.some(word => word === '-g' || word === '--global' || word === 'global' || word.startsWith('--location=global'))) return true;
  return byName.has(id) || byLabel.test(install.label);
}

/** Whether the working directory has no say in what the install does. */
export function ignoresDirectory(install: InstallCommand): boolean {
  if (install.localPaths.length > 0 || install.namedManifests.length > 0) return false;
  return install.kind === 'refresh' ? install.ecosystem.family === 'os' : install.kind === 'packages' && install.ecosystem.family === 'os';
}

function targetsOf(install: InstallCommand, directory: string | undefined): readonly (string | undefined)[] {
  const named = namedTargets(install, directory);
  // What is only fetched or packed lands in the directory unless it is told otherwise.
  return named.length === 0 && /^pip (download|wheel)$/.test(install.label) ? [directory] : named;
}

function namedTargets(install: InstallCommand, directory: string | undefined): readonly (string | undefined)[] {
  const { args } = install.command;
  return args.flatMap((arg, at) => {
    const equals = arg.value.indexOf('=');
    const name = equals < 0 ? arg.value : arg.value.slice(0, equals);
    if (!targetFlags[install.ecosystem.family].includes(name)) return [];
    const value = equals < 0 ? args[at + 1] : arg;
    if (!value?.static) return [undefined];
    return [absolutePath(directory, equals < 0 ? value.value : value.value.slice(equals + 1))];
  });
}

function withPaths(set: PathSet, paths: readonly (string | undefined)[]): PathSet {
  return { paths: [...set.paths, ...paths.filter(path => path !== undefined)], open: set.open || paths.includes(undefined) };
}


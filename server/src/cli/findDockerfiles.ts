// Which Dockerfiles a list of files and folders means.
import type { Location } from '../core/plan/plan.js';
import { joinLocation } from '../project/locations.js';
import { texts } from './texts.js';
import { UsageError, type World } from './world.js';

/** Names that real projects use. Names of other things that only start alike are left out. */
const dockerfileName = /^(?:dockerfile|containerfile)(?:[._-][^/]*|\d+)?$|^[^/]+\.(?:dockerfile|containerfile)$/i;
const otherThings = /\.(?:dockerignore|j2|jinja2?|tmpl|tpl|template|erb|md|txt|sh|py|rb|go|js|ts|ex|exs|rs|java|json|ya?ml|bak|orig|swp)$|~$/i;
/** Version control and dependencies: never the user's own Dockerfiles. */
const skippedFolders = new Set(['.git', '.hg', '.svn', 'node_modules', 'vendor', '.venv', 'venv', '__pycache__', '.tox', '.terraform', '.gradle', '.cache', 'bower_components', 'site-packages']);

export function isDockerfileName(name: string): boolean {
  return dockerfileName.test(name) && !otherThings.test(name);
}

/** Whether a folder of that name holds no Dockerfiles of the user's own. */
export function isSkippedFolder(name: string): boolean {
  return skippedFolders.has(name);
}

export interface FoundDockerfile {
  readonly location: Location;
  /** Typed by itself, and not come upon in a folder. */
  readonly isNamed: boolean;
}

/** The Dockerfiles, in order, each once whatever leads to it. A file named by itself is taken whatever its name. */
export async function findDockerfiles(world: World, paths: readonly string[]): Promise<readonly FoundDockerfile[]> {
  const found = new Map<Location, FoundDockerfile>();
  const add = (location: Location, real: Location, isNamed: boolean) => {
    if (isNamed || !found.has(real)) found.set(real, { location, isNamed });
  };
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const location = world.locationOf(path);
    const kind = await world.host.files.kind(location);
    if (kind === 'file') add(location, await world.realLocation(location), true);
    else if (kind === 'directory') for (const file of await searchFolder(world, location)) add(file.location, file.real, false);
    else throw new UsageError(kind === undefined ? texts.noSuchPath({ path }) : texts.notReadable({ path }));
  }
  if (found.size === 0) throw new UsageError(texts.nothingFound({ paths: paths.length === 0 ? ['.'] : paths }));
  return [...found.values()];
}

interface SearchedFile {
  readonly location: Location;
  /** Behind links. */
  readonly real: Location;
}

async function searchFolder(world: World, folder: Location): Promise<readonly SearchedFile[]> {
  const realFolder = await world.realLocation(folder);
  const files: SearchedFile[] = [];
  const links: SearchedFile[] = [];
  for (const { path, isLink } of world.find(folder, { isWanted: isDockerfileName, isSkipped: isSkippedFolder }) ?? []) {
    const location = joinLocation(folder, path);
    // Links to folders are not followed, so below the folder itself a file has no other name.
    if (!isLink) files.push({ location, real: joinLocation(realFolder, path) });
    else if ((await world.host.files.kind(location)) === 'file') links.push({ location, real: await world.realLocation(location) });
  }
  // Links last: a file that is found both ways is shown by its own name.
  return [...files, ...links];
}

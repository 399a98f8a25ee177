// Sets of absolute paths of the image, and whether two of them meet. Knows no steps and no file system.
import { isWithin, joinPath } from '../plan/paths.js';
import type { Answer, PathSet } from './effects.js';

export const noPaths: PathSet = { paths: [], open: false };
export const anyPath: PathSet = { paths: [], open: true };

/** The absolute path that `path` means in `directory`; `undefined` when it is relative and the directory is not known. */
export function absolutePath(directory: string | undefined, path: string): string | undefined {
  if (path.startsWith('/')) return joinPath('/', path);
  return directory === undefined ? undefined : joinPath(directory, path);
}

/** `path` relative to `folder` (`''` for itself); `undefined` when it lies outside. */
export function relativeTo(folder: string, path: string): string | undefined {
  if (!isWithin(path, folder)) return undefined;
  return path.slice(folder === '/' ? 1 : folder.length + 1);
}

/** Whether one path is the other or lies below it. */
export function meets(a: string, b: string): boolean {
  return isWithin(a, b) || isWithin(b, a);
}

/** Whether the two sets share a file: `no` is a proof. */
export function overlap(a: PathSet, b: PathSet): Answer {
  if (isEmpty(a) || isEmpty(b)) return 'no';
  if (a.paths.some(path => b.paths.some(other => meets(path, other)))) return 'yes';
  return a.open || b.open ? 'unknown' : 'no';
}

/** All paths of the sets. */
export function union(...sets: readonly PathSet[]): PathSet {
  return { paths: [...new Set(sets.flatMap(set => set.paths))], open: sets.some(set => set.open) };
}

function isEmpty(set: PathSet): boolean {
  return set.paths.length === 0 && !set.open;
}

// What differs between two builds of the same file, learned from two images of it: logs, times inside of files, names with
// a random part. Only that is left aside; where both builds agree, a third image has to agree too.
import { compareImages, type Difference } from './compareImages.js';
import type { Image } from './image.js';

export interface Instability {
  /** How many paths and configuration fields came out different. */
  readonly count: number;
  /** The differences between a build of the same file and another image that the file's own unsteadiness does not explain. */
  unexplained(differences: readonly Difference[]): readonly Difference[];
}

export function learnInstability(one: Image, two: Image): Instability {
  const differences = compareImages(one, two);
  const parts = new Set(differences.map(keyOf));
  const vanished = new Set(differences.filter(isPresence).map(({ path }) => path));
  const changing = changingNames(differences);
  return {
    count: new Set(differences.map(({ path }) => path)).size,
    unexplained: found => {
      const room = new Map(changing);
      const explained = new Set<string>();
      return found.filter(difference => !isExplained(difference, { parts, vanished, room, explained }));
    },
  };
}

interface Knowledge {
  readonly parts: ReadonlySet<string>;
  /** Paths that only one of the two builds had. */
  readonly vanished: ReadonlySet<string>;
  /** How many names of a kind may come and go in a folder. */
  readonly room: Map<string, number>;
  /** Folders that only one of the images has and that are explained: with them what is in them. */
  readonly explained: Set<string>;
}

function isExplained(difference: Difference, { parts, vanished, room, explained }: Knowledge): boolean {
  const { path } = difference;
  // A file whose content changes from build to build has another size each time, too.
  if (parts.has(keyOf(difference)) || (difference.part === 'size' && parts.has(`${path}\nsha256`))) return true;
  if (!isPresence(difference)) return difference.part === 'sha256' && parts.has(`${path}\nsize`);
  const isInside = explained.has(folderOf(path));
  if (!isInside && !vanished.has(path) && !takeRoom(difference, room)) return false;
  explained.add(path);
  return true;
}

function takeRoom(difference: Difference, room: Map<string, number>): boolean {
  const place = `${sideOf(difference)}\n${kindOf(difference)}`;
  const left = room.get(place) ?? 0;
  if (left === 0) return false;
  room.set(place, left - 1);
  return true;
}

/**
 * Folders in which each build left names of its own, of the same kind and number: `tmpa8f.log` in one and `tmpq3d.log` in the
 * other. A third build has as many of them again.
 */
function changingNames(differences: readonly Difference[]): ReadonlyMap<string, number> {
  const [inOne, inTwo] = (['first', 'second'] as const).map(side => countKinds(differences.filter(difference => isPresence(difference) && sideOf(difference) === side)));
  const room = new Map<string, number>();
  for (const [kind, count] of inOne ?? []) if (inTwo?.get(kind) === count) for (const side of ['first', 'second']) room.set(`${side}\n${kind}`, count);
  return room;
}

function countKinds(differences: readonly Difference[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const difference of differences) counts.set(kindOf(difference), (counts.get(kindOf(difference)) ?? 0) + 1);
  return counts;
}

/** The folder, the type, and the end of the name. */
function kindOf({ path, files }: Difference): string {
  return `${folderOf(path)}\n${(files[0] ?? files[1])?.type ?? ''}\n${/\.[A-Za-z]\w*$/.exec(path)?.[0] ?? ''}`;
}

/** Which of the two images has it. */
function sideOf({ files }: Difference): 'first' | 'second' {
  return files[0] ? 'first' : 'second';
}

function isPresence({ part }: Difference): boolean {
  return part === 'presence';
}

function keyOf({ path, part }: Difference): string {
  return `${path}\n${part}`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

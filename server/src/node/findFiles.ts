// Files by name, anywhere below a folder. Nothing else that lies there is remembered: a folder may hold a million other files.
import type { FoundFile, FindOptions } from '../cli/world.js';
import type { WaitingDisk } from './disk.js';

/** In the order of their paths, which are relative to the folder; links are not followed. `undefined`: it is no folder. */
export function findFiles(disk: WaitingDisk, folder: string, { isWanted, isSkipped }: FindOptions): readonly FoundFile[] | undefined {
  if (disk.now.kind(folder) !== 'directory') return undefined;
  const found: FoundFile[] = [];
  const open = [''];
  for (let relative = open.pop(); relative !== undefined; relative = open.pop()) {
    for (const child of disk.readFolder(relative === '' ? folder : `${folder}/${relative}`) ?? []) {
      const path = () => (relative === '' ? child.name : `${relative}/${child.name}`);
      if (child.isDirectory()) {
        if (!isSkipped(child.name)) open.push(path());
      } else if ((child.isFile() || child.isSymbolicLink()) && isWanted(child.name)) found.push({ path: path(), isLink: child.isSymbolicLink() });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

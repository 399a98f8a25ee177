// The few questions that are asked of the disk, in two manners. Nothing absent or unreadable is an exception.
import { lstatSync, readdirSync, readFileSync, statSync, type Dirent, type Stats } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';

type Answer<T> = T | undefined | Promise<T | undefined>;

export interface Disk {
  stat(path: string): Answer<Stats>;
  lstat(path: string): Answer<Stats>;
  readFolder(path: string): Answer<readonly Dirent[]>;
  readFile(path: string): Answer<Buffer>;
  /** The same questions, answered at once; absent where nobody may wait. */
  readonly now?: DiskNow;
}

export interface DiskNow {
  stat(path: string): Stats | undefined;
  lstat(path: string): Stats | undefined;
  readFile(path: string): Buffer | undefined;
}

/** Never keeps the process waiting: for the language server. */
export const patientDisk: Disk = {
  stat: path => stat(path).catch(() => undefined),
  lstat: path => lstat(path).catch(() => undefined),
  readFolder: path => readdir(path, { withFileTypes: true }).catch(() => undefined),
  readFile: path => readFile(path).catch(() => undefined),
};

const waiting: DiskNow = {
  stat: path => attempt(() => statSync(path, { throwIfNoEntry: false })),
  lstat: path => attempt(() => lstatSync(path, { throwIfNoEntry: false })),
  readFile: path => attempt(() => readFileSync(path)),
};

/** Waits, which takes a tenth of the time: for the command line, which has nothing else to do meanwhile. */
export const waitingDisk: Disk = { ...waiting, readFolder: path => attempt(() => readdirSync(path, { withFileTypes: true })), now: waiting };

/** The disk as it was when each folder was first read: for a run that looks for files, and then at what lies around each. */
export function withFoldersKept(disk: Disk): Disk {
  const known = new Map<string, ReturnType<Disk['readFolder']>>();
  return {
    ...disk,
    readFolder(path) {
      const before = known.get(path);
      if (before || known.has(path)) return before;
      const found = disk.readFolder(path);
      known.set(path, found);
      return found;
    },
  };
}

function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

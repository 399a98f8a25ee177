// The few questions that are asked of the disk, in two manners. Nothing absent or unreadable is an exception.
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync, type Dirent, type Stats } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { EntryKind } from '../project/host.js';

type Answer<T> = T | undefined | Promise<T | undefined>;

export interface Disk {
  /** What stands at a path, links followed. */
  kind(path: string): Answer<EntryKind>;
  lstat(path: string): Answer<Stats>;
  readFolder(path: string): Answer<readonly Dirent[]>;
  /** The bytes of a file of at most `maxBytes`; `undefined` when it is bigger, or no file. */
  readFile(path: string, maxBytes: number): Answer<Buffer>;
  /** The same questions, answered at once; absent where nobody may wait. */
  readonly now?: DiskNow;
}

export interface DiskNow {
  kind(path: string): EntryKind | undefined;
  lstat(path: string): Stats | undefined;
  readFile(path: string, maxBytes: number): Buffer | undefined;
}

/** Never keeps the process waiting: for the language server. */
export const patientDisk: Disk = {
  kind: path => stat(path).then(kindOf, () => undefined),
  lstat: path => lstat(path).catch(() => undefined),
  readFolder: path => readdir(path, { withFileTypes: true }).catch(() => undefined),
  async readFile(path, maxBytes) {
    const found = await stat(path).catch(() => undefined);
    // A fifo would block for ever and a device never ends.
    return found?.isFile() && found.size <= maxBytes ? readFile(path).catch(() => undefined) : undefined;
  },
};

/** A disk that answers at once. */
export interface WaitingDisk extends DiskNow {
  readFolder(path: string): readonly Dirent[] | undefined;
  readonly now: DiskNow;
}

const waiting: DiskNow = {
  kind: path => attempt(() => kindOf(statSync(path, { throwIfNoEntry: false }))),
  lstat: path => attempt(() => lstatSync(path, { throwIfNoEntry: false })),
  readFile: (path, maxBytes) => attempt(() => (statSync(path, { throwIfNoEntry: false }) ? readAtOnce(path, maxBytes) : undefined)),
};

/** Waits, which takes a tenth of the time: for the command line, which has nothing else to do meanwhile. */
export const waitingDisk: WaitingDisk = { ...waiting, readFolder: path => attempt(() => readdirSync(path, { withFileTypes: true })), now: waiting };

/**
 * The disk as it was when each folder was first read: for a run that looks for files, and then at what lies around each. What a
 * folder tells of its entries is not asked again one by one.
 */
export function withFoldersKept(disk: WaitingDisk): WaitingDisk {
  const folders = new Map<string, readonly Dirent[] | undefined>();
  const entries = new Map<string, ReadonlyMap<string, Dirent>>();
  const readFolder = (folder: string): readonly Dirent[] | undefined => {
    if (folders.has(folder)) return folders.get(folder);
    const found = disk.readFolder(folder);
    folders.set(folder, found);
    return found;
  };
  const kinds = new Map<string, EntryKind | 'absent'>();
  const askedKind = (path: string): EntryKind | undefined => {
    const kind = kinds.get(path) ?? disk.now.kind(path) ?? 'absent';
    kinds.set(path, kind);
    return kind === 'absent' ? undefined : kind;
  };
  /** `false`: not there; `undefined`: only the disk can tell. */
  const entryAt = (file: string): Dirent | false | undefined => {
    const slash = file.lastIndexOf('/');
    const folder = slash > 0 ? file.slice(0, slash) : path.dirname(file);
    const known = folders.get(folder);
    if (!known) return askedKind(folder) === 'directory' ? undefined : false;
    const names = entries.get(folder) ?? new Map(known.map(entry => [entry.name, entry]));
    entries.set(folder, names);
    return names.get(slash > 0 ? file.slice(slash + 1) : path.basename(file)) ?? false;
  };
  const now: DiskNow = {
    ...disk.now,
    kind(file) {
      const entry = entryAt(file);
      if (entry === false) return undefined;
      return entry?.isFile() ? 'file' : entry?.isDirectory() ? 'directory' : askedKind(file);
    },
    readFile(file, maxBytes) {
      const entry = entryAt(file);
      if (entry === false) return undefined;
      return entry?.isFile() ? attempt(() => readAtOnce(file, maxBytes)) : disk.now.readFile(file, maxBytes);
    },
  };
  return { ...now, readFolder, now };
}

/** By one handle: two questions by name take longer, and may be of two files. */
function readAtOnce(file: string, maxBytes: number): Buffer | undefined {
  // Opened without this a fifo would block for ever.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(handle);
    if (!found.isFile() || found.size > maxBytes) return undefined;
    const bytes = Buffer.allocUnsafe(found.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) read = readSync(handle, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}

function kindOf(found: Stats | undefined): EntryKind | undefined {
  if (!found) return undefined;
  return found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
}

function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

// The few questions that are asked of the disk, in two manners. Nothing absent or unreadable is an exception.
import { lstatSync, readdirSync, readFileSync, statSync, type Dirent, type Stats } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';

type Answer<T> = T | undefined | Promise<T | undefined>;

export interface Disk {
  stat(path: string): Answer<Stats>;
  lstat(path: string): Answer<Stats>;
  readFolder(path: string): Answer<readonly Dirent[]>;
  readFile(path: string): Answer<Buffer>;
}

/** Never keeps the process waiting: for the language server. */
export const patientDisk: Disk = {
  stat: path => stat(path).catch(() => undefined),
  lstat: path => lstat(path).catch(() => undefined),
  readFolder: path => readdir(path, { withFileTypes: true }).catch(() => undefined),
  readFile: path => readFile(path).catch(() => undefined),
};

/** Waits, which takes a tenth of the time: for the command line, which has nothing else to do meanwhile. */
export const waitingDisk: Disk = {
  stat: path => attempt(() => statSync(path, { throwIfNoEntry: false })),
  lstat: path => attempt(() => lstatSync(path, { throwIfNoEntry: false })),
  readFolder: path => attempt(() => readdirSync(path, { withFileTypes: true })),
  readFile: path => attempt(() => readFileSync(path)),
};

function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

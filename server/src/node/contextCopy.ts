// A copy of a build context in a folder of its own, holding what the engine would be sent: contents, modes and links as
// they are. Reads the user's folder and writes nothing into it.
import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Cancellation } from '../core/progress/engine.js';

export interface CopyOptions {
  /** Whether a file or link is part of it. */
  readonly wants: (path: string) => boolean;
  /** Whether anything below a folder can be part of it. */
  readonly mayHold: (path: string) => boolean;
  readonly cancellation: Cancellation;
}

/** Copies what is wanted. Sockets and the like are left out, as the engine is not sent them. */
export async function copyContext(from: string, to: string, options: CopyOptions): Promise<void> {
  const folders: { readonly path: string; readonly mode: number }[] = [];
  await copyFolder('', { from, to, ...options }, folders);
  // Modes last, and the deepest first: a folder that nobody may write into could not be filled.
  for (const folder of folders.reverse()) await chmod(path.join(to, folder.path), folder.mode);
}

/** Removes a copy, also where folders in it may not be written into. */
export async function removeCopy(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(async () => {
    await openFolders(folder);
    await rm(folder, { recursive: true, force: true });
  });
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) if (entry.isDirectory()) await openFolders(path.join(folder, entry.name));
}

interface Job extends CopyOptions {
  readonly from: string;
  readonly to: string;
}

async function copyFolder(folder: string, job: Job, folders: { readonly path: string; readonly mode: number }[]): Promise<void> {
  await mkdir(path.join(job.to, folder), { recursive: true });
  folders.push({ path: folder, mode: (await lstat(path.join(job.from, folder))).mode & 0o7777 });
  for (const entry of await readdir(path.join(job.from, folder), { withFileTypes: true })) {
    if (job.cancellation.isCancelled) return;
    const at = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (job.mayHold(at)) await copyFolder(at, job, folders);
    } else if (job.wants(at)) await copyEntry(at, entry.isSymbolicLink(), job);
  }
}

async function copyEntry(at: string, isLink: boolean, { from, to }: Job): Promise<void> {
  const [source, target] = [path.join(from, at), path.join(to, at)];
  if (isLink) return symlink(await readlink(source), target);
  const { mode } = await lstat(source);
  if ((mode & constants.S_IFMT) !== constants.S_IFREG) return;
  // A clone where the disk can make one; never a hard link, for the copy is edited.
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  await chmod(target, mode & 0o7777);
}

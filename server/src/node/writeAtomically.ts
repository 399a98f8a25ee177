// Replaces a file's text in one step: a reader, and a person after a crash, finds the old text or the new one. Must not know
// what the text is.
import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';

/**
 * Writes a text; a link stays a link, mode and owner stay. Rejects when it can't be done, with the old text untouched.
 * (A widely used library for this takes a write that was cut short by a full disk for a whole one.)
 */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o666);
    try {
      await handle.writeFile(text);
      await keepOwnership(handle, target);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function keepOwnership(handle: FileHandle, target: string): Promise<void> {
  const before = await stat(target).catch(() => undefined);
  if (!before) return;
  // Only root may give a file away; who may not owns it from now on, as with any editor.
  await handle.chown(before.uid, before.gid).catch(() => undefined);
  await handle.chmod(before.mode & 0o7777);
}

// The file system as the project sees it. Reads only; nothing absent, unreadable or looping is an exception.
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ContextEntry } from '../core/context/contextView.js';
import type { FileTree, FolderListing } from '../project/host.js';

/** Folders read at the same time; more only queue inside the kernel. */
const parallelFolders = 16;

export const nodeFileTree: FileTree = {
  list: listFolder,
  async kind(location) {
    const found = await stat(location).catch(() => undefined);
    if (!found) return undefined;
    return found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
  },
  async names(folder) {
    const names = await readdir(folder).catch(() => []);
    return names.sort();
  },
  async readText(file, maxBytes) {
    const found = await stat(file).catch(() => undefined);
    // A fifo would block for ever and a device never ends.
    if (!found?.isFile() || found.size > maxBytes) return undefined;
    const bytes = await readFile(file).catch(() => undefined);
    return bytes && decode(bytes);
  },
};

function decode(bytes: Uint8Array): string | undefined {
  try {
    // The byte order mark stays: offsets must be those of the file.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function listFolder(folder: string, options: Parameters<FileTree['list']>[1]): Promise<FolderListing | undefined> {
  const root = await stat(folder).catch(() => undefined);
  if (!root?.isDirectory()) return undefined;
  const walk = new Walk(folder, options);
  await walk.run();
  walk.entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { entries: walk.entries, truncated: walk.truncated };
}

class Walk {
  readonly entries: ContextEntry[] = [];
  truncated = false;
  readonly #root: string;
  readonly #options: Parameters<FileTree['list']>[1];
  readonly #open: string[] = [''];

  constructor(root: string, options: Parameters<FileTree['list']>[1]) {
    this.#root = root;
    this.#options = options;
  }

  async run(): Promise<void> {
    while (this.#open.length > 0 && !this.truncated) {
      const folders = this.#open.splice(0, parallelFolders);
      await Promise.all(folders.map(folder => this.#readFolder(folder)));
    }
  }

  async #readFolder(folder: string): Promise<void> {
    const children = await readdir(path.join(this.#root, folder), { withFileTypes: true }).catch(() => []);
    await Promise.all(children.map(async child => {
      if (this.entries.length >= this.#options.maxEntries) {
        this.truncated = true;
        return;
      }
      const relative = folder === '' ? child.name : `${folder}/${child.name}`;
      if (child.isDirectory()) {
        this.entries.push({ path: relative, kind: 'directory', size: 0 });
        if (!this.#options.opaque(relative, child.name)) this.#open.push(relative);
      } else if (child.isFile()) {
        const found = await lstat(path.join(this.#root, relative)).catch(() => undefined);
        this.entries.push({ path: relative, kind: 'file', size: found?.size ?? 0 });
      } else {
        this.entries.push({ path: relative, kind: child.isSymbolicLink() ? 'symlink' : 'other', size: 0 });
      }
    }));
  }
}

// The file system as the project sees it. Reads only; nothing absent, unreadable or looping is an exception.
import type { Stats } from 'node:fs';
import path from 'node:path';
import type { ContextEntry } from '../core/context/contextView.js';
import type { EntryKind, FileTree, FolderListing } from '../project/host.js';
import type { Disk } from './disk.js';

/** Folders read at the same time; more only queue inside the kernel. */
const parallelFolders = 16;

export function createFileTree(disk: Disk): FileTree {
  const { now } = disk;
  return {
    list: (folder, options) => listFolder(disk, folder, options),
    kind: async location => kindOf(await disk.stat(location)),
    async names(folder) {
      const children = await disk.readFolder(folder);
      return (children ?? []).map(child => child.name).sort();
    },
    async readText(file, maxBytes) {
      return isReadable(await disk.stat(file), maxBytes) ? decode(await disk.readFile(file)) : undefined;
    },
    ...(now ? { now: { kind: location => kindOf(now.stat(location)), readText: (file, maxBytes) => (isReadable(now.stat(file), maxBytes) ? decode(now.readFile(file)) : undefined) } } : {}),
  };
}

function kindOf(found: Stats | undefined): EntryKind | undefined {
  if (!found) return undefined;
  return found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
}

/** A fifo would block for ever and a device never ends. */
function isReadable(found: Stats | undefined, maxBytes: number): boolean {
  return found !== undefined && found.isFile() && found.size <= maxBytes;
}

function decode(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  try {
    // The byte order mark stays: offsets must be those of the file.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function listFolder(disk: Disk, folder: string, options: Parameters<FileTree['list']>[1]): Promise<FolderListing | undefined> {
  const root = await disk.stat(folder);
  if (!root?.isDirectory()) return undefined;
  const walk = new Walk(disk, folder, options);
  await walk.run();
  walk.entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { entries: walk.entries, truncated: walk.truncated };
}

/** A file whose size is asked when somebody wants it: of most files of most contexts nobody does. */
function sizedLater(path: string, ask: () => number): ContextEntry {
  let size: number | undefined;
  return { path, kind: 'file', get size() { return (size ??= ask()); } };
}

class Walk {
  readonly entries: ContextEntry[] = [];
  truncated = false;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #options: Parameters<FileTree['list']>[1];
  readonly #open: string[] = [''];

  constructor(disk: Disk, root: string, options: Parameters<FileTree['list']>[1]) {
    this.#disk = disk;
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
    const children = (await this.#disk.readFolder(path.join(this.#root, folder))) ?? [];
    // Places are taken before anything is awaited: folders are read side by side.
    const room = this.#options.maxEntries - this.entries.length;
    if (children.length > room) this.truncated = true;
    const waiting: Promise<void>[] = [];
    for (const child of children.slice(0, Math.max(0, room))) {
      const relative = folder === '' ? child.name : `${folder}/${child.name}`;
      if (child.isFile()) {
        const location = `${this.#root}/${relative}`;
        const { now } = this.#disk;
        const file = { path: relative, kind: 'file' as const, size: 0 };
        this.entries.push(now ? sizedLater(relative, () => now.lstat(location)?.size ?? 0) : file);
        if (!now) waiting.push(Promise.resolve(this.#disk.lstat(location)).then(stats => { file.size = stats?.size ?? 0; }));
      } else {
        this.entries.push({ path: relative, kind: child.isDirectory() ? 'directory' : child.isSymbolicLink() ? 'symlink' : 'other', size: 0 });
        if (child.isDirectory() && !this.#options.opaque(relative, child.name)) this.#open.push(relative);
      }
    }
    await Promise.all(waiting);
  }
}

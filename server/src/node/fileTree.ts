// The file system as the project sees it. Reads only; nothing absent, unreadable or looping is an exception.
import type { ContextEntry } from '../core/context/contextView.js';
import type { FileTree, FolderListing } from '../project/host.js';
import type { Disk, DiskNow } from './disk.js';

/** Folders read at the same time; more only queue inside the kernel. */
const parallelFolders = 16;

export function createFileTree(disk: Disk): FileTree {
  const { now } = disk;
  return {
    list: (folder, options) => listFolder(disk, folder, options),
    kind: async location => disk.kind(location),
    async names(folder) {
      const children = await disk.readFolder(folder);
      return (children ?? []).map(child => child.name).sort();
    },
    async readText(file, maxBytes) {
      return decode(await disk.readFile(file, maxBytes));
    },
    ...(now ? { now: { kind: location => now.kind(location), readText: (file, maxBytes) => decode(now.readFile(file, maxBytes)) } } : {}),
  };
}

/** The byte order mark stays: offsets must be those of the file. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

async function listFolder(disk: Disk, folder: string, options: Parameters<FileTree['list']>[1]): Promise<FolderListing | undefined> {
  if ((await disk.kind(folder)) !== 'directory') return undefined;
  const walk = new Walk(disk, folder, options);
  await walk.run();
  walk.entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { entries: walk.entries, truncated: walk.truncated };
}

/** A file whose size is asked when somebody wants it: of most files of most contexts nobody does. */
class SizedLater implements ContextEntry {
  readonly path: string;
  readonly kind = 'file';
  readonly #root: string;
  readonly #now: DiskNow;
  #size: number | undefined;

  constructor(root: string, path: string, now: DiskNow) {
    this.#root = root;
    this.path = path;
    this.#now = now;
  }

  get size(): number {
    return (this.#size ??= this.#now.lstat(`${this.#root}/${this.path}`)?.size ?? 0);
  }
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
    const children = (await this.#disk.readFolder(folder === '' ? this.#root : `${this.#root}/${folder}`)) ?? [];
    // Places are taken before anything is awaited: folders are read side by side.
    const room = this.#options.maxEntries - this.entries.length;
    if (children.length > room) this.truncated = true;
    const waiting: Promise<void>[] = [];
    for (const child of children.slice(0, Math.max(0, room))) {
      const relative = folder === '' ? child.name : `${folder}/${child.name}`;
      if (child.isFile()) {
        const { now } = this.#disk;
        const file = { path: relative, kind: 'file' as const, size: 0 };
        this.entries.push(now ? new SizedLater(this.#root, relative, now) : file);
        if (!now) waiting.push(Promise.resolve(this.#disk.lstat(`${this.#root}/${relative}`)).then(stats => { file.size = stats?.size ?? 0; }));
      } else {
        this.entries.push({ path: relative, kind: child.isDirectory() ? 'directory' : child.isSymbolicLink() ? 'symlink' : 'other', size: 0 });
        if (child.isDirectory() && !this.#options.opaque(relative, child.name)) this.#open.push(relative);
      }
    }
    await Promise.all(waiting);
  }
}

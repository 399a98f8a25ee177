// One commit of a git repository as the project sees a file system. The tree is listed once and texts are read from the
// object store, so nothing is checked out and a bare repository will do.
import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ContextEntry } from '../../server/src/core/context/contextView.js';
import type { FileTree } from '../../server/src/project/host.js';

interface Entry extends ContextEntry {
  readonly object: string;
}

/** The files of a commit below the location `/`, beside the `.git` that a clone has. */
export class GitTree implements FileTree {
  readonly commit: string;
  readonly #entries: readonly Entry[];
  readonly #byPath: ReadonlyMap<string, Entry>;
  readonly #objects: ObjectReader;

  constructor(gitFolder: string, commit: string) {
    const git = (...args: string[]) => execFileSync('git', [`--git-dir=${gitFolder}`, ...args], { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] });
    this.commit = git('rev-parse', '--verify', `${commit}^{commit}`).trim();
    const entries = git('ls-tree', '-r', '-t', '-l', '-z', this.commit).split('\0').filter(Boolean).map(toEntry);
    entries.push({ path: '.git', kind: 'directory', size: 0, object: '' });
    this.#entries = entries.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    this.#byPath = new Map(this.#entries.map(entry => [entry.path, entry]));
    this.#objects = new ObjectReader(gitFolder);
  }

  /** Paths of all files, sorted. */
  get files(): readonly string[] {
    return this.#entries.filter(entry => entry.kind === 'file').map(entry => entry.path);
  }

  async list(folder: string, { maxEntries, opaque }: Parameters<FileTree['list']>[1]): ReturnType<FileTree['list']> {
    if ((await this.kind(folder)) !== 'directory') return undefined;
    const prefix = folder === '/' ? '' : `${folder.slice(1)}/`;
    const closed = new Set<string>();
    const entries: ContextEntry[] = [];
    for (const { path, kind, size } of this.#entries) {
      if (!path.startsWith(prefix)) continue;
      const relative = path.slice(prefix.length);
      const parent = relative.slice(0, Math.max(0, relative.lastIndexOf('/')));
      const isInside = closed.has(parent);
      if (kind === 'directory' && (isInside || opaque(relative, relative.slice(relative.lastIndexOf('/') + 1)))) closed.add(relative);
      if (isInside) continue;
      if (entries.length === maxEntries) return { entries, truncated: true };
      entries.push({ path: relative, kind, size });
    }
    return { entries, truncated: false };
  }

  async kind(location: string): ReturnType<FileTree['kind']> {
    if (location === '/') return 'directory';
    const kind = this.#byPath.get(location.slice(1))?.kind;
    return kind === 'symlink' ? 'other' : kind;
  }

  async names(folder: string): Promise<readonly string[]> {
    const listing = await this.list(folder, { maxEntries: Infinity, opaque: () => true });
    return (listing?.entries ?? []).map(entry => entry.path);
  }

  async readText(file: string, maxBytes: number): Promise<string | undefined> {
    const entry = this.#byPath.get(file.slice(1));
    if (entry?.kind !== 'file' || entry.size > maxBytes) return undefined;
    const bytes = await this.#objects.read(entry.object);
    try {
      return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.#objects.close();
  }
}

const kinds: Readonly<Record<string, ContextEntry['kind']>> = { '040000': 'directory', '120000': 'symlink', '160000': 'directory' };

function toEntry(line: string): Entry {
  const tab = line.indexOf('\t');
  const [mode = '', , object = '', size = ''] = line.slice(0, tab).split(/ +/);
  const kind = kinds[mode] ?? 'file';
  return { path: line.slice(tab + 1), kind, size: kind === 'file' ? Number(size) || 0 : 0, object };
}

/** `git cat-file --batch`: one question after the other, answered in order. */
class ObjectReader {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: ((bytes: Buffer | undefined) => void)[] = [];
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = 0;

  constructor(gitFolder: string) {
    this.#process = spawn('git', [`--git-dir=${gitFolder}`, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout.on('data', (chunk: Buffer) => { this.#take(chunk); });
    this.#process.on('close', () => { for (const answer of this.#waiting.splice(0)) answer(undefined); });
  }

  read(object: string): Promise<Buffer | undefined> {
    return new Promise(resolve => {
      this.#waiting.push(resolve);
      this.#process.stdin.write(`${object}\n`);
    });
  }

  close(): void {
    this.#process.stdin.end();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size > 0 && this.#size >= this.#needed && this.#answer(Buffer.concat(this.#chunks)));
  }

  /** Answers the first question with what has arrived, if that is all of it. */
  #answer(bytes: Buffer): boolean {
    const lineEnd = bytes.indexOf(10);
    const [, type, size] = lineEnd < 0 ? [] : bytes.toString('latin1', 0, lineEnd).split(' ');
    const isMissing = type === 'missing';
    const end = lineEnd < 0 ? Infinity : isMissing ? lineEnd + 1 : lineEnd + 1 + Number(size) + 1;
    this.#needed = end === Infinity ? bytes.length + 1 : end;
    this.#chunks = [bytes];
    if (bytes.length < this.#needed) return false;
    this.#chunks = [bytes.subarray(end)];
    this.#size = bytes.length - end;
    this.#needed = 0;
    this.#waiting.shift()?.(isMissing ? undefined : bytes.subarray(lineEnd + 1, end - 1));
    return true;
  }
}

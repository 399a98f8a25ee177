// A build context in memory, for tests and for the examples of the rules' pages: what the listing of a real folder would say.
import type { ContextEntry, ContextView, FileText } from '../../server/src/core/context/contextView.js';
import { opaqueFolderNames } from '../../server/src/core/context/contextFacts.js';

export interface MemoryContextOptions {
  /** Texts by path, relative to the context. The folders above come by themselves; a path that ends in `/` is a folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further files without a text (`unread`), by their bytes; a path that ends in `/` is a folder. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Paths that are symbolic links. */
  readonly links?: readonly string[];
  /** The text of the ignore file; `.dockerignore` is among the files then. Without it, a `.dockerignore` among the files counts. */
  readonly ignore?: string;
  /** Relative to the context; `Dockerfile` unless said otherwise, `undefined` for one that lies elsewhere. */
  readonly dockerfilePath?: string | undefined;
  /** In how many commits files changed, each in commits of its own. */
  readonly churn?: Readonly<Record<string, number>>;
  /** Whether the listing stopped early. */
  readonly truncated?: boolean;
  /** Where the context is; `/context` unless said otherwise. */
  readonly root?: string;
}

/** A context of these files. Contents of opaque folders (`.git`, `node_modules`) are not listed, as in a real listing; they can be read all the same. */
export function memoryContext(options: MemoryContextOptions): ContextView;
/** The same in short: texts, bytes of further entries, and where the context is. */
export function memoryContext(files: Readonly<Record<string, string>>, sizes: Readonly<Record<string, number>>, root?: string): ContextView;
export function memoryContext(first: MemoryContextOptions | Readonly<Record<string, string>>, sizes?: Readonly<Record<string, number>>, root?: string): ContextView {
  if (sizes === undefined) return new MemoryContext(first);
  return new MemoryContext({ files: first as Readonly<Record<string, string>>, sizes, ...(root === undefined ? {} : { root }) });
}

class MemoryContext implements ContextView {
  readonly entries: readonly ContextEntry[];
  readonly truncated: boolean;
  readonly ignoreFile: ContextView['ignoreFile'];
  readonly newIgnoreFile: string;
  readonly dockerfilePath: string | undefined;
  readonly churn: ContextView['churn'];
  readonly #byPath = new Map<string, ContextEntry>();
  readonly #texts: ReadonlyMap<string, string>;

  constructor(options: MemoryContextOptions) {
    const root = options.root ?? '/context';
    const files = { ...options.files, ...(options.ignore === undefined ? {} : { '.dockerignore': options.ignore }) };
    this.#texts = new Map(Object.entries(files).filter(([path]) => !path.endsWith('/')));
    // What lies outside can be read and is not listed.
    for (const [path, text] of Object.entries(files)) if (!path.startsWith('../')) this.#add(path, 'file', new TextEncoder().encode(text).length);
    for (const [path, bytes] of Object.entries(options.sizes ?? {})) this.#add(path, 'file', bytes);
    for (const path of options.links ?? []) this.#add(path, 'symlink', 0);
    this.entries = [...this.#byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    this.truncated = options.truncated ?? false;
    this.churn = options.churn && { commits: Object.entries(options.churn).flatMap(([path, times]) => Array.from({ length: times }, () => [path])) };
    this.dockerfilePath = 'dockerfilePath' in options ? options.dockerfilePath : 'Dockerfile';
    this.newIgnoreFile = `${root}/.dockerignore`;
    const name = [`${this.dockerfilePath ?? ''}.dockerignore`, '.dockerignore'].find(path => this.#texts.has(path));
    this.ignoreFile = name === undefined ? undefined : { location: `${root}/${name}`, name, text: this.#texts.get(name) ?? '' };
  }

  entry(path: string): ContextEntry | undefined {
    return this.#byPath.get(path);
  }

  read(path: string): FileText {
    const text = this.#texts.get(path);
    if (text !== undefined) return { state: 'text', text };
    return this.#byPath.has(path) || this.truncated ? { state: 'unread' } : { state: 'absent' };
  }

  /** Adds an entry and the folders above it, up to the first opaque one. */
  #add(path: string, kind: 'file' | 'symlink', size: number): void {
    const parts = path.split('/').filter(part => part !== '');
    parts.forEach((_, index) => {
      if (parts.slice(0, index).some(part => opaqueFolderNames.has(part))) return;
      const here = parts.slice(0, index + 1).join('/');
      const isLeaf = index === parts.length - 1 && !path.endsWith('/');
      if (!this.#byPath.has(here)) this.#byPath.set(here, isLeaf ? { path: here, kind, size } : { path: here, kind: 'directory', size: 0 });
      else if (isLeaf) throw new Error(`'${here}' is in the context twice`);
    });
  }
}

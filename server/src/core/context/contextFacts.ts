// What follows from a context and its ignore file, computed once and only when asked for. Must not know of instructions.
import type { ContextEntry, ContextView } from './contextView.js';
import { parseIgnoreFile, type IgnoreFile, type IgnorePattern } from './ignoreFile.js';
import { IgnoreMatcher, parentOf } from './ignoreMatcher.js';

/** Folders that a listing shows as one entry, because they are big and their contents tell nothing. */
export const opaqueFolderNames: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** Whether the entry is a folder whose contents are not listed. */
export function isOpaque(entry: ContextEntry): boolean {
  return entry.kind === 'directory' && opaqueFolderNames.has(entry.path.slice(entry.path.lastIndexOf('/') + 1));
}

const mostRemembered = 500;

/** The facts of one view: the compiled ignore file, the entries that are sent, and what is derived from them. */
export class ContextFacts {
  readonly view: ContextView;
  #ignoreFile: IgnoreFile | undefined;
  #matcher: IgnoreMatcher | undefined;
  #kept: readonly ContextEntry[] | undefined;
  readonly #remembered = new Map<string, unknown>();

  constructor(view: ContextView) {
    this.view = view;
  }

  /** The parsed ignore file; without patterns when there is none. */
  get ignoreFile(): IgnoreFile {
    return (this.#ignoreFile ??= parseIgnoreFile(this.view.ignoreFile?.text ?? ''));
  }

  get matcher(): IgnoreMatcher {
    return (this.#matcher ??= new IgnoreMatcher(this.ignoreFile.patterns));
  }

  /** What the engine is sent, in the order of the listing; `undefined` while the folder has not been listed. */
  get kept(): readonly ContextEntry[] | undefined {
    const entries = this.view.entries;
    return entries && (this.#kept ??= withoutIgnored(entries, this.matcher));
  }

  /** What follows from the listing alone, made once per key: a context can hold 100,000 entries, and rules ask on every key press. */
  remember<T>(key: string, make: () => T): T {
    if (this.#remembered.has(key)) return this.#remembered.get(key) as T;
    // A path that is being typed asks a new question with every letter.
    if (this.#remembered.size >= mostRemembered) this.#remembered.clear();
    const value = make();
    this.#remembered.set(key, value);
    return value;
  }
}

const known = new WeakMap<ContextView, ContextFacts>();

/** The facts of a view; the same ones for the same view. */
export function contextFacts(view: ContextView): ContextFacts {
  const before = known.get(view);
  if (before) return before;
  const facts = new ContextFacts(view);
  known.set(view, facts);
  return facts;
}

/** The same context with another text in its ignore file: what would be, were it edited so. */
export function withIgnoreText(view: ContextView, text: string): ContextView {
  const now = view.ignoreFile;
  return {
    entries: view.entries, truncated: view.truncated, newIgnoreFile: view.newIgnoreFile, dockerfilePath: view.dockerfilePath,
    ignoreFile: { location: now?.location ?? view.newIgnoreFile ?? '', name: now?.name ?? '.dockerignore', text },
    entry: path => view.entry(path), read: path => view.read(path),
  };
}

/** Whether the ignore file leaves the path out. A folder that is left out is among the kept entries all the same when something in it is not. */
export function isIgnored(facts: ContextFacts, path: string): boolean {
  return facts.matcher.matches(path);
}

/** The pattern that decides the path, be it `!`; `undefined` when none does. Its range lies in the ignore file's text. */
export function decidingPattern(facts: ContextFacts, path: string): IgnorePattern | undefined {
  return facts.matcher.explain(path);
}

/** What the engine is sent, folders included; `undefined` while the folder has not been listed. */
export function keptEntries(facts: ContextFacts): readonly ContextEntry[] | undefined {
  return facts.kept;
}

/** Bytes of all files among the entries. Links and the contents of opaque folders count nothing. */
export function bytesOf(entries: readonly ContextEntry[]): number {
  let bytes = 0;
  for (const entry of entries) bytes += entry.size;
  return bytes;
}

/**
 * The entries that the matcher does not leave out, and the folders that hold such entries. `relative` makes of an entry's path
 * the one the patterns speak of; `''` is never left out. fsutil filter.go filterFS.Walk sends the folders above what it sends.
 */
export function withoutIgnored(entries: readonly ContextEntry[], matcher: IgnoreMatcher, relative: (path: string) => string = path => path): readonly ContextEntry[] {
  if (matcher.patterns.length === 0) return entries;
  const needed = new Set<string>();
  const hasExceptions = matcher.patterns.some(pattern => pattern.isException);
  const stays = entries.map(entry => {
    const path = relative(entry.path);
    if (path !== '' && matcher.matches(path)) return false;
    if (hasExceptions) for (let folder = parentOf(entry.path); folder !== '' && !needed.has(folder); folder = parentOf(folder)) needed.add(folder);
    return true;
  });
  return entries.filter((entry, index) => stays[index] === true || needed.has(entry.path));
}

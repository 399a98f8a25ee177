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

/** What a listing and an ignore file say, whichever Dockerfile asks; in a monorepo many have both in common. */
class SentEntries {
  readonly view: ContextView;
  #ignoreFile: IgnoreFile | undefined;
  #matcher: IgnoreMatcher | undefined;
  #kept: readonly ContextEntry[] | undefined;
  readonly remembered = new Map<string, unknown>();

  constructor(view: ContextView) {
    this.view = view;
  }

  get ignoreFile(): IgnoreFile {
    return (this.#ignoreFile ??= parseIgnoreFile(this.view.ignoreFile?.text ?? ''));
  }

  get matcher(): IgnoreMatcher {
    return (this.#matcher ??= new IgnoreMatcher(this.ignoreFile.patterns));
  }

  get kept(): readonly ContextEntry[] | undefined {
    const { entries } = this.view;
    return entries && (this.#kept ??= withoutIgnored(entries, this.matcher));
  }

  /** Whether the view says the same, but for where its Dockerfile is. */
  holdsFor({ ignoreFile, truncated, churn }: ContextView): boolean {
    return this.view.ignoreFile?.text === ignoreFile?.text && this.view.truncated === truncated && this.view.churn === churn;
  }
}

/** The facts of one view: the compiled ignore file, the entries that are sent, and what is derived from them. */
export class ContextFacts {
  readonly view: ContextView;
  readonly #sent: SentEntries;
  readonly #own = new Map<string, unknown>();

  constructor(view: ContextView, sent: SentEntries) {
    this.view = view;
    this.#sent = sent;
  }

  /** The parsed ignore file; without patterns when there is none. */
  get ignoreFile(): IgnoreFile {
    return this.#sent.ignoreFile;
  }

  get matcher(): IgnoreMatcher {
    return this.#sent.matcher;
  }

  /** What the engine is sent, in the order of the listing; `undefined` while the folder has not been listed. */
  get kept(): readonly ContextEntry[] | undefined {
    return this.#sent.kept;
  }

  /**
   * What follows from listing, ignore file and history alone, made once per key: a context can hold 100,000 entries, and rules
   * ask on every key press.
   */
  remember<T>(key: string, make: () => T): T {
    return remembered(this.#sent.remembered, key, make);
  }

  /** What also depends on where the Dockerfile is. */
  rememberOwn<T>(key: string, make: () => T): T {
    return remembered(this.#own, key, make);
  }
}

function remembered<T>(store: Map<string, unknown>, key: string, make: () => T): T {
  if (store.has(key)) return store.get(key) as T;
  // A path that is being typed asks a new question with every letter.
  if (store.size >= mostRemembered) store.clear();
  const value = make();
  store.set(key, value);
  return value;
}

const known = new WeakMap<ContextView, ContextFacts>();
/** By listing, the newest first. */
const knownSent = new WeakMap<readonly ContextEntry[], readonly SentEntries[]>();
/** An ignore file that is being typed has another text with every letter. */
const mostTexts = 8;

/** The facts of a view; the same ones for the same view. */
export function contextFacts(view: ContextView): ContextFacts {
  const before = known.get(view);
  if (before) return before;
  const facts = new ContextFacts(view, sentEntries(view));
  known.set(view, facts);
  return facts;
}

function sentEntries(view: ContextView): SentEntries {
  const { entries } = view;
  const all = (entries && knownSent.get(entries)) ?? [];
  const before = all.find(sent => sent.holdsFor(view));
  if (before) return before;
  const sent = new SentEntries(view);
  if (entries) knownSent.set(entries, [sent, ...all].slice(0, mostTexts));
  return sent;
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

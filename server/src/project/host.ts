// What the project needs of the world. node/ and browser/ implement it; tests implement it in memory.
import type { CommitHistory } from '../core/context/churn.js';
import type { ContextEntry } from '../core/context/contextView.js';
import type { Location } from '../core/plan/plan.js';

export interface FolderListing {
  /** Sorted by path, relative to the folder. */
  readonly entries: readonly ContextEntry[];
  readonly truncated: boolean;
}

export type EntryKind = 'file' | 'directory' | 'other';

/** The file system. Absent or unreadable things are `undefined`, never an exception. */
export interface FileTree {
  /**
   * Lists a folder recursively. Folders for which `opaque` answers true appear as one entry without contents.
   * Symbolic links are not followed. Stops at `maxEntries`.
   */
  list(folder: Location, options: { readonly maxEntries: number; readonly opaque: (path: string, name: string) => boolean }): Promise<FolderListing | undefined>;
  /** What stands at a path, links followed. */
  kind(location: Location): Promise<EntryKind | undefined>;
  /** Names in a folder, sorted. */
  names(folder: Location): Promise<readonly string[]>;
  /** The text of a file of at most `maxBytes`; `undefined` when absent, too big, not a file or not UTF-8. */
  readText(file: Location, maxBytes: number): Promise<string | undefined>;
  /** The same questions, answered at once; absent where nobody may wait. */
  readonly now?: {
    kind(location: Location): EntryKind | undefined;
    readText(file: Location, maxBytes: number): string | undefined;
  };
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after the time; returns a function that cancels. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Where something is stored: readable parts, such as `['builds', '/p/Dockerfile', 'dev', '17...']`. */
export type StorageKey = readonly string[];

/** A store of small texts, shared with other processes of the same user. A failed read is `undefined`. */
export interface Storage {
  read(key: StorageKey): Promise<string | undefined>;
  /** Atomic: a reader sees the old or the new text. Rejects when it can't be written (a full disk). */
  write(key: StorageKey, text: string): Promise<void>;
  /** The last parts of the keys directly below a prefix, sorted. */
  list(prefix: StorageKey): Promise<readonly string[]>;
  remove(key: StorageKey): Promise<void>;
  /** Keeps a text that could not be understood, out of the way. */
  setAside(key: StorageKey): Promise<void>;
  /** Calls back when another process changed something below the prefix; returns a function that stops. */
  watch(prefix: StorageKey, changed: () => void): () => void;
}

export interface Log {
  info(text: string): void;
  error(text: string): void;
}

/** Everything a project gets from its host. */
export interface Host {
  readonly files: FileTree;
  readonly clock: Clock;
  readonly storage: Storage;
  readonly log: Log;
  /** The documents of a YAML text as plain values, merge keys applied; broken ones are left out. Loads its reader when first asked. */
  readYaml(text: string): Promise<readonly unknown[]>;
  /** The newest commits of the repository in a folder, by a process of its own; absent where there are none. `undefined`: could not be read. */
  readHistory?(repository: Location): Promise<CommitHistory | undefined>;
  /** Variables of the process; build arguments without a value take theirs from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A few random letters, to tell apart what happens in the same millisecond in two processes. */
  randomId(): string;
}

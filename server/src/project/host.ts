// What the project needs of the world. node/ and browser/ implement it; tests implement it in memory.
import type { ContextEntry } from '../core/context/contextView.js';
import type { Location } from '../core/plan/plan.js';

export interface FolderListing {
  /** Sorted by path, relative to the folder. */
  readonly entries: readonly ContextEntry[];
  readonly truncated: boolean;
}

/** The file system. Absent or unreadable things are `undefined`, never an exception. */
export interface FileTree {
  /**
   * Lists a folder recursively. Folders for which `opaque` answers true appear as one entry without contents.
   * Symbolic links are not followed. Stops at `maxEntries`.
   */
  list(folder: Location, options: { readonly maxEntries: number; readonly opaque: (path: string, name: string) => boolean }): Promise<FolderListing | undefined>;
  /** The text of a file of at most `maxBytes`; `undefined` when absent, too big, not a file or not UTF-8. */
  readText(file: Location, maxBytes: number): Promise<string | undefined>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after the time; returns a function that cancels. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** A store of small texts under keys like `builds/<hash>/<id>.json`, shared with other processes of the same user. */
export interface Storage {
  read(key: string): Promise<string | undefined>;
  /** Atomic: a reader sees the old or the new text. */
  write(key: string, text: string): Promise<void>;
  /** Keys directly below a prefix, sorted. */
  list(prefix: string): Promise<readonly string[]>;
  remove(key: string): Promise<void>;
  /** Sets a record aside that could not be read. */
  setAside(key: string): Promise<void>;
}

export interface Log {
  info(text: string): void;
  error(text: string): void;
}

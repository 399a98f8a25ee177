// The build context as core sees it: values that were read before, never a file system. What is asked for and not there
// is noted, so that the owner can fetch it and ask again.
import type { Churn } from './churn.js';

/** A file, folder or link of the context, by its path relative to the context's root with `/` between the parts. */
export interface ContextEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Bytes; 0 for anything but a file. */
  readonly size: number;
}

/** What is known of a build context right now. */
export interface ContextView {
  /**
   * Everything in the folder, ignored or not, sorted by path; big folders that tell nothing (`.git`, `node_modules`)
   * appear as one entry without their contents. `undefined` while the folder has not been listed.
   */
  readonly entries: readonly ContextEntry[] | undefined;
  /** Whether the listing stopped at its limit, so that absence proves nothing. */
  readonly truncated: boolean;
  /** The ignore file that counts: its path, relative to the context or absolute, and its text. `undefined`: there is none. */
  readonly ignoreFile: IgnoreFileText | undefined;
  /** The path that a new ignore file should get (`.dockerignore` in the context's root), as a Location. */
  readonly newIgnoreFile: string | undefined;
  /** The Dockerfile's path relative to the context; `undefined` when it lies outside. */
  readonly dockerfilePath: string | undefined;
  /** How often its files changed, from the project's own commits; `undefined`: not known (yet). */
  readonly churn?: Churn | undefined;
  /** Another number whenever `read` may say something else; absent where nobody tells. */
  readonly revision?: number | undefined;
  /** Looks one entry up by its relative path; `undefined`: not there, or not known (then `entries` is undefined or `truncated`). */
  entry(path: string): ContextEntry | undefined;
  /** The text of a small file: its text, `absent` when there is none, `unread` when it has not been read yet (it will be). */
  read(path: string): FileText;
}

export interface IgnoreFileText {
  /** As a Location, for edits. */
  readonly location: string;
  /** For people: `.dockerignore`. */
  readonly name: string;
  readonly text: string;
}

export type FileText = { readonly state: 'text'; readonly text: string } | { readonly state: 'absent' } | { readonly state: 'unread' };

// The edit of a context's ignore file that leaves more out. Knows nothing of why.
import { ignoreAdditions } from '../context/ignoreAdditions.js';
import type { ContextView } from '../context/contextView.js';
import type { TextEdit } from '../text/edits.js';

/** Edits of one file, made to be part of a fix. */
export interface IgnoreFileEdits {
  readonly location: string;
  readonly text: string;
  readonly creates: boolean;
  readonly edits: readonly TextEdit[];
}

/** Adds patterns to the ignore file that counts, or makes one; `undefined` when nothing is missing or there is no place for it. */
export function ignoreFileEdit(context: ContextView, patterns: readonly string[]): IgnoreFileEdits | undefined {
  const text = context.ignoreFile?.text;
  const location = context.ignoreFile?.location ?? context.newIgnoreFile;
  const edits = ignoreAdditions(text, patterns);
  if (location === undefined || edits.length === 0) return undefined;
  return { location, text: text ?? '', creates: text === undefined, edits };
}

/** The same where the whole context is copied: an ignore file that is made for it would be the next thing to come along. */
export function ignoreInCopies(context: ContextView, patterns: readonly string[]): IgnoreFileEdits | undefined {
  const isNew = !context.ignoreFile && context.newIgnoreFile?.endsWith('/.dockerignore') === true;
  return ignoreFileEdit(context, isNew && !patterns.includes('.dockerignore') ? [...patterns, '.dockerignore'] : patterns);
}

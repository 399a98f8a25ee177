// Which differences of two images are what a fix says it changes: declared folders, the Dockerfile and the ignore file where
// the build copies them, and what a new ignore file leaves out. By content, so that nothing else hides behind a name.
import type { Difference } from './compareImages.js';

/** A file of the context that the fix rewrites: the digests of its text before and after; `undefined` where there is none. */
export interface RewrittenFile {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface Expectations {
  /** Files and folders of the image that may differ with all that is in them. */
  readonly paths: readonly string[];
  readonly rewritten: readonly RewrittenFile[];
  /** What the context brings before the fix and no longer after it: a file's name and digest, a folder's or link's name. */
  readonly leftOut: ReadonlySet<string>;
}

/** The mark of a left out entry in `Expectations.leftOut`. */
export function leftOutMark(path: string, sha256: string | undefined): string {
  return `${path.slice(path.lastIndexOf('/') + 1)}\n${sha256 ?? ''}`;
}

/** Whether the difference is one that the fix means to make. */
export function isExpected(difference: Difference, { paths, rewritten, leftOut }: Expectations): boolean {
  const { path, part, files: [before, after] } = difference;
  if (part === 'config') return false;
  if (paths.some(expected => isWithin(expected, path))) return true;
  // A folder that is there only to hold what is expected.
  if (part === 'presence' && (before ?? after)?.type === 'directory' && paths.some(expected => isWithin(path, expected))) return true;
  if (rewritten.some(file => (before || after) && before?.sha256 === file.before && after?.sha256 === file.after && (before?.mode ?? after?.mode) === (after?.mode ?? before?.mode))) return true;
  return before !== undefined && after === undefined && leftOut.has(leftOutMark(path, before.sha256));
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

// Globs over the listing of a context, as the package managers read them that name their workspaces so. Only what is
// common to all of them is taken (`*`, `?`, `**`, `{a,b}`); anything else is not guessed at. Knows no manifests.
import picomatch from 'picomatch';
import type { ContextEntry } from '../../context/contextView.js';

/** What a glob matches, as a pattern for a whole path; `undefined` for a glob in another dialect. */
export function globPattern(glob: string): RegExp | undefined {
  const plain = clean(glob);
  const isCommon = !/[[\]()\\!+@|]|\.\.|\{[^},]*\}|\{[^}]*\{/.test(plain.replace(/^@|(?<=\/)@/g, ''));
  return isCommon ? picomatch.makeRe(plain) : undefined;
}

/**
 * The paths below `folder` (`''`: the context's root) that a glob matches and none of the other patterns does, relative to
 * it and sorted; `undefined` for a glob in another dialect. `entries` are sorted by path. What lies in a `node_modules`
 * is nobody's own.
 */
export function matchingPaths(entries: readonly ContextEntry[], folder: string, glob: string, kind: ContextEntry['kind']): readonly string[] | undefined {
  const pattern = globPattern(glob);
  if (!pattern) return undefined;
  const start = folder === '' ? '' : `${folder}/`;
  const prefix = `${start}${/^(?:[\w.@-]+\/)*/.exec(clean(glob))?.[0] ?? ''}`;
  const found: string[] = [];
  for (let at = firstFrom(entries, prefix); at < entries.length; at++) {
    const entry = entries[at];
    if (!entry?.path.startsWith(prefix)) break;
    if (entry.kind !== kind) continue;
    const path = entry.path.slice(start.length);
    if (pattern.test(path) && !/(^|\/)node_modules\//.test(path)) found.push(path);
  }
  return found;
}

function clean(glob: string): string {
  return glob.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
}

/** The place of the first entry that is not before `path`. */
function firstFrom(entries: readonly ContextEntry[], path: string): number {
  let from = 0;
  let to = entries.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((entries[middle]?.path ?? '') < path) from = middle + 1;
    else to = middle;
  }
  return from;
}

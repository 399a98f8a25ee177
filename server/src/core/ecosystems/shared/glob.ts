// Globs over the listing of a context, as the package managers read them that name their workspaces so. Only what is
// common to all of them is understood (`*`, `?`, `**`, `{a,b}`); anything else is not guessed at. Knows no manifests.
import type { ContextEntry } from '../../context/contextView.js';
import { escapePattern } from '../../text/patterns.js';

/** What a glob matches, as a pattern for a whole path; `undefined` for a glob in another dialect. */
export function globPattern(glob: string): RegExp | undefined {
  if (/[[\]()\\!+@|]/.test(glob.replace(/^@|(?<=\/)@/g, ''))) return undefined;
  const alternatives = expandBraces(clean(glob));
  return alternatives && new RegExp(`^(?:${alternatives.map(patternOf).join('|')})$`);
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

/** `{a,b}/c` -> `a/c`, `b/c`; nested ones and ranges are another dialect. */
function expandBraces(glob: string): readonly string[] | undefined {
  const open = /^([^{}]*)\{([^{}]*)\}(.*)$/.exec(glob);
  if (!open) return /[{}]/.test(glob) ? undefined : [glob];
  const [, before = '', inside = '', behind = ''] = open;
  if (!inside.includes(',') || inside.includes('..')) return undefined;
  const rest = expandBraces(behind);
  return rest && inside.split(',').flatMap(choice => rest.map(tail => `${before}${choice}${tail}`));
}

function patternOf(glob: string): string {
  const parts = glob.split('/');
  const last = parts.length - 1;
  return parts.map((part, at) => {
    // A whole `**` stands for any number of folders, hidden ones left out.
    if (part === '**') return at === last ? '(?:[^./][^/]*/)*[^./][^/]*' : '(?:[^./][^/]*/)*';
    const hidden = /^[*?]/.test(part) ? '(?!\\.)' : '';
    const text = part.split(/(\*+|\?)/).map(piece => (piece.startsWith('*') ? '[^/]*' : piece === '?' ? '[^/]' : escapePattern(piece))).join('');
    // A star alone wants something to match.
    return `${hidden}${/^\*+$/.test(part) ? '[^/]+' : text}${at === last ? '' : '/'}`;
  }).join('');
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

// What one source of a COPY or ADD brings from the build context, after the ignore file. Must not know of destinations, owners
// or hashes.
import { isOpaque, withoutIgnored, type ContextFacts } from './contextFacts.js';
import type { ContextEntry } from './contextView.js';
import { goMatch, hasWildcards } from './goMatch.js';
import { parsePatterns } from './ignoreFile.js';
import { IgnoreMatcher, parentOf } from './ignoreMatcher.js';

/**
 * Why nothing can be said: `notListed` the folder has not been read, `truncated` the listing stopped before its end,
 * `unlistedFolder` the answer lies in a folder whose contents are not listed, `link` the source leads through a symbolic link,
 * `ignoreFile` and `pattern` the engine will refuse the ignore file, or the source or an exclude pattern.
 */
export type UnknownCopyReason = 'notListed' | 'truncated' | 'unlistedFolder' | 'link' | 'ignoreFile' | 'pattern';

export interface KnownCopy {
  readonly state: 'known';
  /** In the order of the listing: for a folder the folder itself (except the root) and all that is sent of it. */
  readonly entries: readonly ContextEntry[];
  /** The source is not there, or left out by the ignore file: the engine fails. A wildcard without a match only copies nothing. */
  readonly missing: boolean;
  /** Folders that come along with contents that are not listed, in `entries` or below the source. */
  readonly unlisted: readonly ContextEntry[];
  /** Links in `entries` that the engine follows: what they lead to is copied in their place. */
  readonly links: readonly ContextEntry[];
}

export type CopiedEntries = KnownCopy | { readonly state: 'unknown'; readonly reason: UnknownCopyReason };

/**
 * The entries that one source brings. `source` is cleaned and without a leading slash, `''` is the root of the context;
 * `excludes` are the patterns of `--exclude`, which speak of paths below each copied folder.
 * BuildKit: cache/contenthash/checksum.go Checksum and includedPaths; the links at the top are followed (FollowLinks).
 */
export function copiedEntries(facts: ContextFacts, source: string, excludes: readonly string[] = []): CopiedEntries {
  return facts.remember(['copied', source, ...excludes].join('\n'), () => findCopied(facts, source, excludes));
}

function findCopied(facts: ContextFacts, source: string, excludes: readonly string[]): CopiedEntries {
  const kept = facts.kept;
  if (!kept) return unknown('notListed');
  const excluded = parsePatterns(excludes);
  if (facts.ignoreFile.problems.length > 0) return unknown('ignoreFile');
  if (excluded.problems.length > 0) return unknown('pattern');
  const copied = hasWildcards(source) ? matchWildcard(facts, kept, source) : matchPlain(facts, kept, source);
  if (copied.state === 'unknown' || excluded.patterns.length === 0) return copied;
  return withoutExcluded(copied, new IgnoreMatcher(excluded.patterns, { closesFolders: false }), source);
}

function unknown(reason: UnknownCopyReason): CopiedEntries {
  return { state: 'unknown', reason };
}

function known(entries: readonly ContextEntry[], links: readonly ContextEntry[], doubtful: readonly ContextEntry[] = []): CopiedEntries {
  return { state: 'known', entries, missing: false, unlisted: [...entries.filter(isOpaque), ...doubtful], links };
}

const missing: CopiedEntries = { state: 'known', entries: [], missing: true, unlisted: [], links: [] };

function matchPlain(facts: ContextFacts, kept: readonly ContextEntry[], source: string): CopiedEntries {
  const { view, matcher } = facts;
  if (source === '') return view.truncated ? unknown('truncated') : known(kept, [], doubtfulFolders(facts, ''));
  const blocked = blockedAbove(facts, source);
  if (blocked === 'link') return unknown('link');
  if (matcher.matches(source) && !matcher.mayKeepBelow(source)) return missing;
  if (blocked) return unknown(blocked);
  const entry = view.entry(source);
  if (!entry) return view.truncated ? unknown('truncated') : missing;
  if (entry.kind !== 'directory') return matcher.matches(source) ? missing : known([entry], entry.kind === 'symlink' ? [entry] : []);
  if (view.truncated) return unknown('truncated');
  const inside = `${source}/`;
  const entries = kept.filter(candidate => candidate.path === source || candidate.path.startsWith(inside));
  const doubtful = doubtfulFolders(facts, source);
  if (entries.length === 0) return doubtful.length > 0 ? unknown('unlistedFolder') : missing;
  return known(entries, [], doubtful);
}

/** Why the listing can't say whether the path is there: it lies behind a link or in a folder that is not listed. */
function blockedAbove(facts: ContextFacts, path: string): UnknownCopyReason | undefined {
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) {
    const entry = facts.view.entry(folder);
    if (entry?.kind === 'symlink') return 'link';
    if (entry && isOpaque(entry)) return 'unlistedFolder';
  }
  return undefined;
}

/** Folders at or below the source that are left out while an exception may bring back some of their unlisted contents. */
function doubtfulFolders(facts: ContextFacts, source: string): readonly ContextEntry[] {
  if (!facts.ignoreFile.patterns.some(pattern => pattern.isException)) return [];
  const isBelow = (path: string): boolean => source === '' || path === source || path.startsWith(`${source}/`);
  return (facts.view.entries ?? []).filter(entry => isOpaque(entry) && isBelow(entry.path) && facts.matcher.matches(entry.path) && facts.matcher.mayKeepBelow(entry.path));
}

/** A pattern is compared with every path that is sent; a folder that matches comes with all its contents. */
function matchWildcard(facts: ContextFacts, kept: readonly ContextEntry[], pattern: string): CopiedEntries {
  if (facts.view.truncated) return unknown('truncated');
  const prefix = folderBeforeWildcard(pattern);
  if (prefix !== '') {
    const blocked = facts.view.entry(prefix)?.kind === 'symlink' ? 'link' : blockedAbove(facts, prefix);
    if (blocked === 'link') return unknown('link');
  }
  if (goMatch(pattern, '') === undefined) return unknown('pattern');
  const mayMatch = depthTest(pattern);
  const inside = prefix === '' ? '' : `${prefix}/`;
  const roots = new Set<string>();
  const links: ContextEntry[] = [];
  const entries = kept.filter(entry => {
    const isCovered = roots.has(parentOf(entry.path));
    if (!isCovered && !(entry.path.startsWith(inside) && mayMatch(entry.path) && goMatch(pattern, entry.path) === true)) return false;
    if (!isCovered && entry.kind === 'symlink') links.push(entry);
    if (entry.kind === 'directory') roots.add(entry.path);
    return true;
  });
  if (mayMatchUnlisted(facts, kept, pattern, roots)) return unknown('unlistedFolder');
  return known(entries, links);
}

/** Whether the pattern may match a path in a folder whose contents are not listed. */
function mayMatchUnlisted(facts: ContextFacts, kept: readonly ContextEntry[], pattern: string, roots: ReadonlySet<string>): boolean {
  const parts = pattern.split('/');
  const reaches = (entry: ContextEntry): boolean => {
    const depth = entry.path.split('/').length;
    return depth < parts.length && goMatch(parts.slice(0, depth).join('/'), entry.path) !== false;
  };
  return kept.some(entry => isOpaque(entry) && !roots.has(entry.path) && reaches(entry)) || doubtfulFolders(facts, '').some(reaches);
}

/** The folders of a pattern before the first part with a wildcard. BuildKit cache/contenthash/checksum.go splitWildcards. */
function folderBeforeWildcard(pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex(hasWildcards);
  return parts.slice(0, first).join('/');
}

/** A cheap test that spares most paths the comparison: without a class, a pattern has as many slashes as what it matches. */
function depthTest(pattern: string): (path: string) => boolean {
  if (pattern.includes('[')) return () => true;
  const depth = countSlashes(pattern);
  return path => countSlashes(path) === depth;
}

function countSlashes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) count++;
  return count;
}

/** Takes out what `--exclude` names. What the source itself names, or a wildcard matches, is never excluded. BuildKit checksum.go shouldIncludePath. */
function withoutExcluded(copied: KnownCopy, matcher: IgnoreMatcher, source: string): KnownCopy {
  const relative = hasWildcards(source) ? relativeToRoots(copied.entries) : (path: string) => (source === '' ? path : path.slice(source.length + 1));
  const entries = withoutIgnored(copied.entries, matcher, relative);
  const left = new Set(entries);
  return { ...copied, entries, unlisted: copied.unlisted.filter(entry => left.has(entry)), links: copied.links.filter(entry => left.has(entry)) };
}

/** Paths relative to the topmost of the entries that holds them; those are `''`. */
function relativeToRoots(entries: readonly ContextEntry[]): (path: string) => string {
  const rootLengths = new Map<string, number>();
  for (const { path } of entries) rootLengths.set(path, rootLengths.get(parentOf(path)) ?? path.length);
  return path => path.slice((rootLengths.get(path) ?? path.length) + 1);
}

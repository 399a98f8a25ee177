// How often the files of a context change from commit to commit. Knows commits as lists of paths; where they come from is
// the host's matter.
import { goMatch, hasWildcards } from './goMatch.js';
import { contextFacts, type ContextFacts } from './contextFacts.js';
import type { ContextView } from './contextView.js';

/** The newest commits of a repository, merges left out: which files each of them touched. */
export interface CommitHistory {
  /** Newest first; paths relative to the repository's root. */
  readonly commits: readonly (readonly string[])[];
}

/** What a history says of one context. */
export interface Churn {
  /** Newest first, those that touch the context at all; paths relative to the context. */
  readonly commits: readonly (readonly string[])[];
}

/** In how many of the looked at commits something changed. */
export interface ChurnCount {
  readonly changed: number;
  readonly of: number;
}

/** Fewer commits than this are no habit. */
const fewestCommits = 10;

/** The history as the context in a folder of the repository sees it; `folder` is relative to the root, `''` for the root itself. */
export function churnOf(history: CommitHistory, folder: string): Churn {
  if (folder === '') return history;
  const inside = `${folder}/`;
  const commits = history.commits.map(paths => paths.filter(path => path.startsWith(inside)).map(path => path.slice(inside.length)));
  return { commits: commits.filter(paths => paths.length > 0) };
}

/**
 * How often what a COPY of these sources brings has changed, ignored files left out; `undefined` when there is no history
 * or too little of it. Commits that touch only ignored files count for nothing: they never change a build.
 */
export function churnOfSources(view: ContextView, sources: readonly string[]): ChurnCount | undefined {
  const { churn } = view;
  if (!churn || churn.commits.length < fewestCommits) return undefined;
  const facts = contextFacts(view);
  return facts.remember(['churn', ...sources].join('\n'), () => {
    const sent = sentCommits(facts, churn);
    if (sent.length < fewestCommits) return undefined;
    const covered = new Map<string, boolean>();
    const isCovered = (path: string) => {
      const known = covered.get(path) ?? sources.some(source => covers(source, path));
      covered.set(path, known);
      return known;
    };
    return { changed: sent.filter(paths => paths.some(isCovered)).length, of: sent.length };
  });
}

/** What of each commit reaches a build; commits that touch only ignored files are left out. */
function sentCommits(facts: ContextFacts, churn: Churn): readonly (readonly string[])[] {
  return facts.remember('churn', () => churn.commits.map(paths => paths.filter(path => !facts.matcher.matches(path))).filter(paths => paths.length > 0));
}

/**
 * In how many commits nothing but these entries changed of all that is sent; a folder stands for its contents. That is how often a
 * copy of everything runs again because of them alone.
 */
export function churnOfOnly(view: ContextView, entries: readonly string[]): ChurnCount | undefined {
  const { churn } = view;
  if (!churn || churn.commits.length < fewestCommits) return undefined;
  const facts = contextFacts(view);
  return facts.remember(['churnOfOnly', ...entries].join('\n'), () => {
    const sent = sentCommits(facts, churn);
    const own = new Set(entries);
    const isOwn = (path: string): boolean => own.has(path) || path.split('/').some((_part, index, parts) => own.has(parts.slice(0, index).join('/')));
    return sent.length < fewestCommits ? undefined : { changed: sent.filter(paths => paths.every(isOwn)).length, of: sent.length };
  });
}

/** Whether a source of a COPY, cleaned and relative to the context, brings the path when it is there. */
function covers(source: string, path: string): boolean {
  if (source === '' || path === source || path.startsWith(`${source}/`)) return true;
  if (!hasWildcards(source)) return false;
  const depth = source.split('/').length;
  return goMatch(source, path.split('/').slice(0, depth).join('/')) === true;
}

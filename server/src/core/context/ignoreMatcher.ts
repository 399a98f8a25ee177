// Which paths of a context the engine's client leaves out, by the patterns of an ignore file. Follows the client's walk through
// the folders, because what a folder was compared with, and folders that are never entered, change the answer below them.
import type { IgnorePattern } from './ignoreFile.js';

/** What the walk keeps of a folder for the paths in it. */
interface FolderState {
  /** For every pattern, whether it matched the folder or one above it, as far as it was asked; empty when none did. */
  readonly matched: readonly boolean[];
  /** The patterns that can speak of a path directly in the folder, in order. */
  readonly asked: readonly number[];
  readonly depth: number;
  /** Index of the deciding pattern, -1 without one. */
  readonly decided: number;
  /** The walk did not go into the folder; everything below shares its fate. */
  readonly isClosed: boolean;
}

/** Answers for single paths, in any order. Asking for all paths of a listing costs little, because folders are remembered. */
export class IgnoreMatcher {
  readonly patterns: readonly IgnorePattern[];
  /** How many parts a path has that the pattern can match; `undefined` for any number. */
  readonly #depths: readonly (number | undefined)[];
  readonly #exceptionPrefixes: readonly string[] | undefined;
  readonly #closesFolders: boolean;
  /** By depth, the state of a folder of which no pattern speaks, as of most. */
  readonly #untouched: FolderState[] = [];
  /** Each folder is compared once, however many paths below it are asked for. */
  readonly #folders = new Map<string, FolderState>();

  /** `closesFolders: false` for `COPY --exclude`, whose walk goes into every folder. */
  constructor(patterns: readonly IgnorePattern[], options: { readonly closesFolders: boolean } = { closesFolders: true }) {
    this.patterns = patterns;
    this.#depths = patterns.map(pattern => fixedDepth(pattern.pattern));
    this.#closesFolders = options.closesFolders;
    const exceptions = patterns.filter(pattern => pattern.isException).map(pattern => withoutTrailingGlob(pattern.pattern));
    this.#exceptionPrefixes = exceptions.some(prefix => /[*[\]?^\\]/.test(prefix)) ? undefined : exceptions.map(prefix => `${prefix}/`);
  }

  /** Whether the path (no leading slash, `/` between the parts) is left out. A folder that is left out is sent all the same when something below it is not. */
  matches(path: string): boolean {
    return this.#ignores(this.#decide(path));
  }

  /** The pattern that decides the path, be it to leave it out or to bring it back; `undefined` when none speaks of it. */
  explain(path: string): IgnorePattern | undefined {
    return this.patterns[this.#decide(path)];
  }

  /** Whether something below a folder that is left out may be sent, because an exception may speak of it. */
  mayKeepBelow(folder: string): boolean {
    const state = this.#folderState(folder);
    return !this.#ignores(state.decided) || !state.isClosed;
  }

  #decide(path: string): number {
    const parent = this.#folderState(parentOf(path));
    return parent.isClosed ? parent.decided : this.#compare(path, parent);
  }

  #ignores(decided: number): boolean {
    return decided >= 0 && this.patterns[decided]?.isException === false;
  }

  #folderState(folder: string): FolderState {
    if (folder === '') return this.#untouchedAt(0);
    const found = this.#folders.get(folder);
    if (found) return found;
    const parent = this.#folderState(parentOf(folder));
    const state = parent.isClosed ? parent : this.#enter(folder, parent);
    this.#folders.set(folder, state);
    return state;
  }

  #enter(folder: string, parent: FolderState): FolderState {
    const hits: number[] = [];
    const decided = this.#compare(folder, parent, hits);
    if (hits.length === 0) return this.#untouchedAt(parent.depth + 1);
    const matched = new Array<boolean>(this.patterns.length).fill(false);
    for (const index of hits) matched[index] = true;
    return this.#state(matched, { decided, isClosed: this.#ignores(decided) && this.#staysOut(folder), depth: parent.depth + 1 });
  }

  #untouchedAt(depth: number): FolderState {
    return (this.#untouched[depth] ??= this.#state([], { decided: -1, isClosed: false, depth }));
  }

  #state(matched: readonly boolean[], rest: Omit<FolderState, 'matched' | 'asked'>): FolderState {
    const asked: number[] = [];
    if (!rest.isClosed) this.#depths.forEach((depth, index) => { if (matched[index] === true || depth === undefined || depth === rest.depth + 1) asked.push(index); });
    return { ...rest, matched, asked };
  }

  /**
   * Index of the last pattern that matches. A pattern that would not change the verdict so far is not asked and counts as not
   * matching, for the paths below too: that is why `a/b` then `!a` leaves `a/b` out.
   * As moby/patternmatcher patternmatcher.go PatternMatcher.MatchesUsingParentResults.
   */
  #compare(path: string, parent: FolderState, hits?: number[]): number {
    let decided = -1;
    let isIgnored = false;
    for (const index of parent.asked) {
      const pattern = this.patterns[index];
      if (!pattern || (parent.matched[index] !== true && (pattern.isException !== isIgnored || !pattern.test(path)))) continue;
      hits?.push(index);
      decided = index;
      isIgnored = !pattern.isException;
    }
    return decided;
  }

  /**
   * Whether the walk does not enter a folder that is left out: there is no exception, or all exceptions are plain paths (a
   * trailing `/*` or `/**` aside) and none leads into it. fsutil filter.go filterFS.Walk.
   */
  #staysOut(folder: string): boolean {
    if (!this.#closesFolders || !this.#exceptionPrefixes) return false;
    const inside = `${folder}/`;
    return !this.#exceptionPrefixes.some(prefix => prefix.startsWith(inside));
  }
}

/** The folder that holds the path; `''` at the top. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** A pattern of plain characters, `*` and `?` matches only paths with as many parts as it has itself. */
function fixedDepth(pattern: string): number | undefined {
  return /\*\*|[[\]\\{|}]/.test(pattern) ? undefined : pattern.split('/').length;
}

function withoutTrailingGlob(pattern: string): string {
  const short = pattern.endsWith('/**') ? pattern.slice(0, -3) : pattern;
  return short.endsWith('/*') ? short.slice(0, -2) : short;
}

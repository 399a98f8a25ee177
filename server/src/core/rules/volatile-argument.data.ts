// Names of variables that carry something new with every build: commits, dates, build numbers. Data and the one function
// that reads a name.

/** Words that say whose value it is. A name that holds any other word (`LLVM_COMMIT`, `NODE_SHA`) is a pin of something else. */
const owners = new Set([
  'app', 'application', 'appveyor', 'azure', 'bitbucket', 'build', 'buildkite', 'ci', 'circle', 'circleci', 'codebuild', 'container', 'current', 'docker', 'drone', 'full', 'git', 'github', 'gitlab',
  'head', 'image', 'jenkins', 'last', 'long', 'oci', 'project', 'release', 'repo', 'repository', 'scm', 'semaphore', 'service', 'short', 'source', 'src', 'teamcity', 'travis', 'utc', 'vcs',
]);

/** Words that change with every commit or build. */
const moments = new Set(['commit', 'created', 'date', 'datetime', 'hash', 'rev', 'revision', 'sha', 'sha1', 'time', 'timestamp', 'at']);

/** Only in company: `GIT_REF` says it, `REF` does not. */
const refs = new Set(['ref', 'describe']);

/** A counter of the build system: one of `builds` with one of `counters`. */
const builds = new Set(['build', 'buildkite', 'job', 'pipeline', 'run', 'workflow']);
const counters = new Set(['id', 'iid', 'no', 'nr', 'num', 'number']);

/** A version of the image itself: volatile only where the caller gives it. */
const versions = new Set(['version', 'tag', 'semver']);

/** Defaults that stand in for a value that the caller is expected to give. */
const placeholder = /^(?:[01]|-|dev(?:el(?:opment)?)?|head|local|latest|main|master|n\/?a|none|not[-_ ]?(?:set|given|specified)|null|snapshot|undefined|unknown|unset|unversioned|v?0\.0\.0(?:[-+.].*)?|)$/i;

/** What a name says of its value. */
export type Volatility = 'volatile' | 'given-version' | undefined;

/** Reads a variable's name, whatever its spelling (`GIT_SHA`, `gitSha`, `VCSRef`). */
export function volatilityOf(name: string): Volatility {
  if (known.has(name)) return known.get(name);
  if (known.size >= 50_000) known.clear();
  const volatility = readName(name);
  known.set(name, volatility);
  return volatility;
}

/** The same names are asked for on every key press. */
const known = new Map<string, Volatility>();

function readName(name: string): Volatility {
  const words = wordsOf(name);
  const strange = words.filter(word => !owners.has(word));
  if (strange.length === 0) return undefined;
  if (strange.every(word => moments.has(word)) && !isOnly(words, 'at')) return 'volatile';
  if (words.length > 1 && strange.every(word => refs.has(word) || moments.has(word)) && words.some(word => word === 'git' || word === 'vcs' || word === 'scm')) return 'volatile';
  const isCounter = words.some(word => builds.has(word)) && words.some(word => counters.has(word));
  if (isCounter && words.every(word => owners.has(word) || builds.has(word) || counters.has(word))) return 'volatile';
  return strange.every(word => versions.has(word)) && words.includes('version') ? 'given-version' : undefined;
}

/** Whether a default value only stands in for one that the caller gives. */
export function isPlaceholder(value: string): boolean {
  return placeholder.test(value);
}

function isOnly(words: readonly string[], word: string): boolean {
  return words.length === 1 && words[0] === word;
}

function wordsOf(name: string): readonly string[] {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2');
  const words = spaced.toLowerCase().split('_').filter(word => word !== '').flatMap(word => joined.get(word) ?? [word]);
  // 'commit id' is one thing, and not a counter.
  return words.filter((word, at) => !(word === 'id' && words[at - 1] === 'commit'));
}

/** Usual names written without a gap. */
const joined = new Map<string, readonly string[]>([
  ['buildid', ['build', 'id']], ['buildno', ['build', 'no']], ['buildnum', ['build', 'num']], ['buildnumber', ['build', 'number']], ['builddate', ['build', 'date']], ['buildtime', ['build', 'time']],
  ['commitsha', ['commit', 'sha']], ['commithash', ['commit', 'hash']], ['commitid', ['commit']], ['gitcommit', ['git', 'commit']], ['githash', ['git', 'hash']], ['gitrev', ['git', 'rev']], ['gitsha', ['git', 'sha']],
  ['gitref', ['git', 'ref']], ['vcsref', ['vcs', 'ref']],
]);

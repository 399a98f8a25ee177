// What a step reads and writes; the ground on which a move is proven safe. Three-valued: a move is proven only from `no`.

export type Answer = 'yes' | 'no' | 'unknown';

/** A set of paths in the image, as far as they are known. */
export interface PathSet {
  /** Absolute paths; a folder stands for everything below it. */
  readonly paths: readonly string[];
  /** Whether there may be others: then nothing outside can be excluded. */
  readonly open: boolean;
}

/** What a step does to, and needs from, the image it runs in. */
export interface StepEffects {
  readonly reads: PathSet;
  readonly writes: PathSet;
  /** Names of variables it may read; `'all'` when it runs programs that may look at any. */
  readonly variables: ReadonlySet<string> | 'all';
}

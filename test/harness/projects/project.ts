// What a proof project is: a small real project with one mistake, and what must come of it. Data only.
import type { FileSpec } from '../engine/build.js';
import type { BaseKind } from '../engine/engine.js';

export type Files = Readonly<Record<string, FileSpec>>;

export interface Project {
  readonly name: string;
  /** What `FROM BASE` stands for. */
  readonly base: BaseKind;
  /** The rule whose fix is proven; `all`: all safe fixes together. */
  readonly rule: string;
  /** Words of the title of the cure that is meant; without them the preferred one. */
  readonly cure?: string;
  readonly files: Files;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly target?: string;
  /**
   * Built before it is analysed, so that the rules know what that build told. Steps named here by a part of their text are
   * said to have taken so many seconds: no test waits for those.
   */
  readonly built?: Readonly<Record<string, number>>;
  /** Its syntax line names the Dockerfile frontend 1.20: that is made from its source, and needs no registry. */
  readonly frontend?: true;
  /** The image store; without it the classic one. */
  readonly store?: 'containerd';
  readonly kind: 'plain' | 'monorepo' | 'hazard';
  /** Among those that are proven with every change of this repository. */
  readonly quick?: true;
  readonly expect: Fixed | NotOffered;
}

/** A fix is offered: the image stays the same, and edits cost less. */
export interface Fixed {
  /** Parts of steps that ran after every source edit before the fix, and don't after it. */
  readonly spares: readonly string[];
  /** Paths of the image that the fix declares to change, and does; fix-all must leave it alone then. */
  readonly declares?: readonly string[];
  /** The source file to edit; without it the proof chooses one. */
  readonly touch?: string;
  /** A build argument that changes instead. */
  readonly touchArgument?: readonly [string, string];
  /** An edit of what the install reads: which parts of steps run again then, and which do not. */
  readonly dependency?: { readonly files: Files; readonly runs: readonly string[]; readonly stays?: readonly string[] };
}

/** No fix is offered. */
export interface NotOffered {
  /** A part of the sentence that says why; `silent`: the rule has nothing to say. */
  readonly blocked: string | 'silent';
  /** The move that a careless tool would make, as the files it leaves, and a part of what is then wrong: a path, or the build's error. */
  readonly wrongFix?: { readonly files: Files; readonly shows: string };
}

/** Lines of a file. */
export const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

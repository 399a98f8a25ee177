// The build plan: stages and steps with everything resolved that can be resolved without an engine. Plain values.
import type { Instruction } from '../syntax/instruction.js';
import type { Noted } from '../text/notes.js';
import type { OffsetRange } from '../text/offsets.js';
import type { Variable, VariableScope } from './variables.js';

/**
 * A file or folder of the world outside core: an absolute path with `/` between its parts, or a URI. Core only joins it
 * with relative paths and compares it.
 */
export type Location = string;

/** What lies outside the Dockerfile. */
export interface BuildSetup {
  readonly dockerfile: Location;
  /** `undefined`: not known, so nothing can be said of files. */
  readonly context: Location | undefined;
  readonly target: string | undefined;
  /** `--build-arg`; a value of `undefined` means "given, but its value is not known". */
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly platform: string | undefined;
  readonly namedContexts: ReadonlyMap<string, Location>;
}

/** A text in which variables were replaced; `unknown` when one of them has no known value. */
export type Expanded = { readonly known: true; readonly value: string } | { readonly known: false };

/** Where the files of a stage come from. */
export type StageBase =
  | { readonly kind: 'image'; readonly reference: string; readonly referenceRange: OffsetRange; /** Repository without tag and digest. */ readonly name: string; readonly tag: string | undefined; readonly digest: string | undefined }
  | { readonly kind: 'named-context'; readonly name: string; readonly referenceRange: OffsetRange }
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'unknown'; readonly referenceRange: OffsetRange | undefined };

/** The state that the instructions above a step left; what BuildKit puts into a RUN's key (dockerfile2llb/convert.go). */
export interface StepState {
  /** In order of last assignment, as BuildKit orders them (client/llb/meta.go EnvList). */
  readonly variables: VariableScope;
  /** ARGs declared without any value: in no key, but a caller may give them one. */
  readonly unsetArguments: ReadonlySet<string>;
  /** Absolute; `undefined` when it depends on the base image or on an unknown value. */
  readonly workdir: string | undefined;
  /** `undefined`: the base image's own (not known). */
  readonly user: string | undefined;
  /** `undefined`: the platform's default (`/bin/sh -c`) or the base image's own. */
  readonly shell: readonly string[] | undefined;
}

/** A `--mount` of a RUN. */
export interface Mount {
  readonly type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh' | 'other';
  /** Absolute where the working directory is known; as written otherwise. */
  readonly target: string | undefined;
  readonly source: string | undefined;
  readonly from: string | undefined;
  readonly id: string | undefined;
  readonly sharing: string | undefined;
  readonly readWrite: boolean;
  readonly range: OffsetRange;
}

/** One source of a COPY or ADD. */
export interface CopySource {
  /** Expanded; `undefined` when a variable in it is unknown. Cleaned: no leading `/` or `./`; the context's root is `''`. */
  readonly path: string | undefined;
  readonly kind: 'context' | 'stage' | 'image' | 'url' | 'git' | 'heredoc';
  readonly range: OffsetRange;
}

/** What a COPY or ADD says once resolved. */
export interface CopyFacts {
  readonly sources: readonly CopySource[];
  /** Absolute, with its trailing slash if it has one; `undefined` when not known. */
  readonly destination: string | undefined;
  readonly destinationRange: OffsetRange | undefined;
  /** The stage behind `--from`, when it is one of this file. */
  readonly fromStage: Stage | undefined;
  readonly from: string | undefined;
  readonly chown: string | undefined;
  readonly chmod: string | undefined;
  readonly link: boolean;
  readonly parents: boolean;
  readonly excludes: readonly string[];
}

/** An instruction that BuildKit turns into a vertex. */
export interface Step extends Noted {
  readonly kind: 'from' | 'run' | 'copy' | 'add' | 'workdir';
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** Place among the steps of its stage, from 0. */
  readonly index: number;
  /** The N of BuildKit's `[stage N/M]`; `undefined` where it can't be known (a base with ONBUILD triggers, a named context). */
  readonly number: number | undefined;
  /** Before this step. */
  readonly state: StepState;
  readonly mounts: readonly Mount[];
  readonly copy: CopyFacts | undefined;
}

export interface Stage extends Noted {
  readonly index: number;
  /** As written behind AS, lower case as BuildKit prints it. */
  readonly name: string | undefined;
  readonly from: Instruction;
  readonly base: StageBase;
  /** All instructions of the stage, FROM included. */
  readonly instructions: readonly Instruction[];
  readonly steps: readonly Step[];
  /** Whether the build's target needs it. */
  readonly reachable: boolean;
  /** The M of `[stage N/M]`. */
  readonly stepCount: number | undefined;
}

export interface BuildPlan {
  readonly setup: BuildSetup;
  readonly stages: readonly Stage[];
  /** Those of all stages, in the order of the file. */
  readonly steps: readonly Step[];
  /** The stage that the build ends in; `undefined` for a file without stages or an unknown target. */
  readonly target: Stage | undefined;
  /** ARGs before the first FROM. */
  readonly globalArguments: ReadonlyMap<string, Variable>;
  readonly stepOf: (instruction: Instruction) => Step | undefined;
  /**
   * Whether names in progress output carry a stage (`[stage-0 2/3]`): not for a file of exactly one stage without a
   * hidden one (convert.go prefixCommand).
   */
  readonly namesStages: boolean;
}

// Messages between client and server beyond the standard ones. Types and method names only; the client imports this
// room (and the message catalogue) and nothing else of the server.

/** Outcomes for the lines of one version of a document. Sent by the server whenever they change. */
export const annotationsMethod = 'layerwise/annotations';

export type AnnotationState = 'cached' | 'ran' | 'running' | 'failed' | 'skipped' | 'imported' | 'canceled';

export interface LineAnnotation {
  /** Zero-based first line of the instruction. */
  readonly line: number;
  readonly endLine: number;
  readonly state: AnnotationState;
  /** The instruction's own text changed since the build. */
  readonly stale: boolean;
  readonly milliseconds?: number;
  /** Epoch milliseconds; of a running step. */
  readonly startedAt?: number;
  /** What it took the last time it ran, for `running 12 s · about 18 min`. */
  readonly expectedMilliseconds?: number;
  /** One line; of a failed step. */
  readonly error?: string;
}

export interface BuildSummary {
  readonly status: 'running' | 'succeeded' | 'failed' | 'canceled';
  readonly cached: number;
  /** Steps that carry an outcome. */
  readonly total: number;
  readonly milliseconds: number;
  /** Milliseconds that the cached steps took when they last ran, where known. */
  readonly savedMilliseconds: number;
  /** Of a running build: `4/8`, the step's name and its start. */
  readonly current?: { readonly index: number; readonly count: number; readonly name: string; readonly startedAt: number };
}

export interface AnnotationsParams {
  readonly uri: string;
  /** The document version the lines belong to. */
  readonly version: number;
  readonly annotations: readonly LineAnnotation[];
  readonly summary?: BuildSummary;
}

/** Asks which builds are possible for a Dockerfile; the best guess first. */
export const buildChoicesMethod = 'layerwise/buildChoices';
export interface BuildChoicesParams { readonly uri: string }
export interface BuildChoice {
  /** Absolute path of the context folder. */
  readonly context: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  /** For people: where it comes from (`compose.yaml, service api`). */
  readonly reason: string;
  /** For people: `api · target dev`. */
  readonly label: string;
}
export interface BuildChoicesResult {
  readonly choices: readonly BuildChoice[];
  /** The choice can be used without asking: remembered, set, or the only one. */
  readonly certain: boolean;
  /** Stages that can be targets. */
  readonly targets: readonly string[];
}

/** Starts a build and answers at its end. Also an LSP command (`layerwise.build`) with the same argument. */
export const buildMethod = 'layerwise/build';
export const buildCommand = 'layerwise.server.build';
export interface BuildParams {
  readonly uri: string;
  readonly context?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly noCache?: boolean;
  /** What to do when the same image is being built: answer `busy` (default), wait for the end, or cancel it first. */
  readonly whenBusy?: 'tell' | 'wait' | 'replace';
  /** Token under which log text is sent. */
  readonly logToken?: string;
}
export interface BuildResult {
  readonly status: 'succeeded' | 'failed' | 'canceled' | 'busy' | 'refused';
  /** For people: the end in one sentence, or why it was refused and what to do. */
  readonly message: string;
  readonly milliseconds: number;
}

/** Log text of a build, with colour. */
export const buildOutputMethod = 'layerwise/buildOutput';
export interface BuildOutputParams { readonly logToken: string; readonly text: string }

/**
 * Proves a fix, as an LSP command with this argument: builds the file as it is and as it would be, compares the images, and
 * shows the verdict. The fix is that of the finding, else that of a finding at the place, else all safe fixes together.
 */
export const proveCommand = 'layerwise.server.prove';
export interface ProveParams {
  readonly uri: string;
  readonly finding?: { readonly rule: string; readonly from: number; readonly to: number };
  readonly position?: { readonly line: number; readonly character: number };
}
export interface ProveResult {
  readonly status: 'same' | 'different' | 'refused' | 'canceled';
  /** For people: the verdict in one sentence, or why it was refused and what to do. */
  readonly message: string;
}

/** The workspace became trusted; before that no process runs. */
export const trustMethod = 'layerwise/trust';

/** A file of a context changed, for hosts that watch on the server's behalf; standard watching is preferred. */
export interface InitializationOptions {
  readonly trusted: boolean;
  readonly locale?: string;
  /** Whether the client shows outcomes itself (`layerwise/annotations`). */
  readonly annotations?: boolean;
}

/** The settings under `layerwise.` that the server reads; pulled by `workspace/configuration`. */
export interface Settings {
  readonly enable: boolean;
  readonly rules: Readonly<Record<string, 'off' | 'hint' | 'information' | 'warning' | 'default'>>;
  /** Tools that run beside this one: `hadolint`, `buildkit`. */
  readonly otherTools: readonly string[];
  readonly codeLens: { readonly enable: boolean };
  readonly builder: string;
  readonly build: { readonly context: string; readonly target: string; readonly args: Readonly<Record<string, string>>; readonly extraArgs: readonly string[] };
  readonly context: { readonly maxFiles: number };
  /** Package managers that the person defined: `name`, `command`, `manifests`, `cacheFolder`, `folders`; not checked yet. */
  readonly ecosystems: readonly unknown[];
  /** Path or name of the docker program. */
  readonly dockerPath: string;
}

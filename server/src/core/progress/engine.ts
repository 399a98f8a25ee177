// What core and project expect of a program that builds. Implementations live in engines/; nothing here starts anything.
import type { Message } from '../../messages/index.js';
import type { ProgressEvent } from './events.js';

/** Cancellation without any platform's type. */
export interface Cancellation {
  readonly isCancelled: boolean;
  /** Calls back once, at once when it is already cancelled. Returns a function that unsubscribes. */
  onCancel(callback: () => void): () => void;
}

/** One build to run. Paths are absolute. */
export interface BuildRequest {
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | undefined;
  /** `--build-arg`; a value of `undefined` takes it from the environment. */
  readonly args: readonly (readonly [string, string | undefined])[];
  readonly tags: readonly string[];
  readonly platform: string | undefined;
  readonly noCache: boolean;
  readonly builder: string | undefined;
  /** Further words of the user's own for the engine's command line. */
  readonly extraArguments: readonly string[];
}

export interface BuildSink {
  event(event: ProgressEvent): void;
  /** Text for the log terminal, with colour, lines ended by `\n`. */
  output(text: string): void;
}

export interface BuildEnd {
  readonly status: 'succeeded' | 'failed' | 'canceled';
  /** The engine's own account of this build (the predicate of its provenance), where it gives one. */
  readonly provenance: unknown;
  /** One line. */
  readonly error: string | undefined;
}

/** Why no build is possible: a sentence with what to do. */
export interface EngineProblem {
  readonly kind: 'missing' | 'not-running' | 'denied' | 'no-buildkit' | 'unknown-builder' | 'other';
  readonly message: Message;
  /** The engine's own words, for the log. */
  readonly detail: string | undefined;
}

export interface EngineInfo {
  readonly kind: 'docker';
  /** Of the client plugin that builds (buildx), and of the engine. */
  readonly clientVersion: string | undefined;
  readonly engineVersion: string | undefined;
  readonly builder: string | undefined;
}

export type EngineState = { readonly ok: true; readonly info: EngineInfo } | { readonly ok: false; readonly problem: EngineProblem };

export interface Engine {
  /** Asks the engine whether it can build. Starts a process: only on the user's act. */
  probe(builder: string | undefined): Promise<EngineState>;
  /** Runs one build to its end. Resolves also for a failed or cancelled one; rejects with nothing. */
  build(request: BuildRequest, sink: BuildSink, cancellation: Cancellation): Promise<BuildEnd>;
}

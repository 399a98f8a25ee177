// What one real build did. Outcomes are the engine's, never a guess: a step that can't be placed has no entry.
import type { FetchedFile } from './provenance.js';

export type Outcome = 'cached' | 'ran' | 'failed' | 'skipped' | 'imported' | 'canceled';

/** One step of a build that is placed on a line. */
export interface RecordedStep {
  /** The stage's index in the Dockerfile that was built, and its name. */
  readonly stageIndex: number;
  readonly stage: string | undefined;
  /** Index of the instruction among all instructions of the text that was built. */
  readonly instructionIndex: number;
  /** The instruction's `logicalText`: it finds the line again after edits. */
  readonly text: string;
  /** Zero-based lines in the text that was built. */
  readonly line: number;
  readonly endLine: number;
  readonly outcome: Outcome | 'running' | 'waiting';
  /** Milliseconds of its own work; `undefined` unless it ran or failed. */
  readonly milliseconds: number | undefined;
  /** Epoch milliseconds of its start, for `running` and for hovers. */
  readonly startedAt: number | undefined;
  /** Bytes of the layer it made, where the engine tells. */
  readonly layerBytes: number | undefined;
  /** The engine's error, one line. */
  readonly error: string | undefined;
  /** Last lines of its output (at most 20), control sequences removed. */
  readonly logTail: readonly string[];
  /** How the line was found: the engine's own source map, or the build plan's numbering. */
  readonly placedBy: 'provenance' | 'numbering';
}

/** The image that a FROM stood for. */
export interface RecordedBase {
  /** With registry, namespace and tag: `docker.io/library/python:3.12`. */
  readonly reference: string;
  /** `sha256:...` */
  readonly digest: string;
}

export interface BuildRecord {
  readonly version: 1;
  /** Unique; sorts by time. */
  readonly id: string;
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | undefined;
  readonly dockerfileText: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly status: 'succeeded' | 'failed' | 'canceled';
  readonly engine: { readonly kind: string; readonly version: string | undefined; readonly builder: string | undefined };
  readonly steps: readonly RecordedStep[];
  /** Base images that the engine resolved to a digest; absent in records of versions that did not keep them. */
  readonly bases?: readonly RecordedBase[];
  /** Files that ADD fetched, with their contents' digests, where the engine tells; absent like `bases`. */
  readonly fetched?: readonly FetchedFile[];
  /** The build's error, one line. */
  readonly error: string | undefined;
}

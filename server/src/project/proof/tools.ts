// What a proof needs of its host besides an engine that builds: a folder of its own, and eyes for images. node/ implements it.
import type { Image } from '../../core/image/image.js';
import type { Location } from '../../core/plan/plan.js';
import type { Cancellation } from '../../core/progress/engine.js';

/** A temporary folder. Paths are relative to it, with `/` between the parts. */
export interface ProofFolder {
  readonly location: Location;
  /** Copies of a context what is wanted; contents, modes and links stay as they are. Stops when it is cancelled. */
  copyContext(from: Location, to: string, options: { readonly wants: (path: string) => boolean; readonly mayHold: (path: string) => boolean; readonly cancellation: Cancellation }): Promise<void>;
  /** Writes a file; one that is there keeps its mode. `undefined` takes it away. */
  write(path: string, text: string | undefined): Promise<void>;
  append(path: string, text: string): Promise<void>;
  /** Of a file's content; `undefined` for anything else. */
  sha256(path: string): Promise<string | undefined>;
  remove(): Promise<void>;
}

export interface ProofTools {
  makeFolder(): Promise<ProofFolder>;
  sha256(text: string): string;
  /** Rejects when the engine does not give them, or when it is cancelled. */
  readImages(tags: readonly string[], folder: ProofFolder, cancellation: Cancellation): Promise<readonly Image[]>;
  removeImages(tags: readonly string[]): Promise<void>;
}

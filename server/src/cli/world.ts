// What the command line needs of the world besides the project's host: streams, files to write, an engine.
import type { Cancellation, Engine } from '../core/progress/engine.js';
import type { Location } from '../core/plan/plan.js';
import { render, type Message } from '../messages/index.js';
import type { Host } from '../project/host.js';
import type { ProofTools } from '../project/proof/tools.js';

/** What is looked for below a folder. */
export interface FindOptions {
  /** Whether a file or a link of that name is. */
  readonly isWanted: (name: string) => boolean;
  /** Whether nothing in a folder of that name is. */
  readonly isSkipped: (name: string) => boolean;
}

export interface FoundFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly isLink: boolean;
}

/** The files, as the project sees them and as they are searched. */
export interface Files {
  readonly host: Host;
  /** In order; links are not followed. `undefined`: there is no such folder. */
  find(folder: Location, options: FindOptions): readonly FoundFile[] | undefined;
}

export interface World extends Files {
  /** The same for a run that changes nothing: every folder is read once. */
  readonly steady: Files;
  /** Absolute; paths are shown relative to it. */
  readonly folder: Location;
  /** Absolute location of a path as typed. */
  locationOf(path: string): Location;
  /** The file that a location leads to through links; itself when there is none. */
  realLocation(location: Location): Promise<Location>;
  writeText(file: Location, text: string): Promise<void>;
  createEngine(docker: string): Engine;
  /** Read from disk when first asked for. */
  loadProofTools(docker: string): Promise<ProofTools>;
  out(text: string): void;
  err(text: string): void;
  /** Whether people look at the output, and colours are wanted. */
  readonly colour: boolean;
  /** Hundreds of files are going to be looked at. */
  prepareForMany(): void;
  /** From now on Ctrl-C ends this process only by cancelling what is given here, so that nothing it started stays behind. */
  catchInterruption(): Cancellation;
}

/** Exit codes are a contract: scripts rely on them. */
export const exitCodes = { fine: 0, findings: 1, misuse: 2 } as const;

/** A mistake in how the command was called, or an environment that can't do it: one sentence, exit code 2. */
export class UsageError extends Error {
  constructor(message: Message) {
    super(render(message));
  }
}

export function shownPath(world: World, location: Location): string {
  const base = world.folder.endsWith('/') ? world.folder : `${world.folder}/`;
  return location.startsWith(base) ? location.slice(base.length) : location;
}

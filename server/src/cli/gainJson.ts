// The documented shape of what a fix saves.
import type { Gain, Rerun } from '../core/gain.js';

export interface JsonGain {
  /** The file whose change is compared. */
  readonly file: string;
  readonly before: JsonRerun;
  readonly after: JsonRerun;
}

interface JsonRerun {
  readonly steps: number;
  readonly seconds: number | null;
}

export function gainToJson(gain: Gain | undefined): JsonGain | null {
  return gain ? { file: gain.file, before: toJson(gain.before), after: toJson(gain.after) } : null;
}

function toJson({ steps, milliseconds }: Rerun): JsonRerun {
  return { steps, seconds: milliseconds === undefined ? null : milliseconds / 1000 };
}

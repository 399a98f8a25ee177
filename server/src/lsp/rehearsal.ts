// Warms the server up once, in the pauses after the first Dockerfile opened: a file's first key presses would otherwise run
// code that is not compiled yet, several times slower than later ones.
import type { Clock } from '../project/host.js';
import type { DockerfileProject } from '../project/dockerfileProject.js';

/** Milliseconds of one slice, short enough to be unnoticed by a request that comes meanwhile. */
const slice = 8;
const pause = 12;
/** Characters; one round over a longer text takes longer than a slice. */
const longestText = 20_000;
/** So much is spent in all; most of the gain is had with the first half. */
const slices = 16;
/** A small file is through in no time; more rounds than this change nothing any more. */
const roundsOfSlice = 40;

export class Rehearsal {
  readonly #clock: Clock;
  #left = slices;
  #begun = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts with the first document; later ones find everything warm. */
  begin(dockerfile: DockerfileProject): void {
    if (this.#begun || dockerfile.syntax.text.length > longestText) return;
    this.#begun = true;
    this.#next(dockerfile);
  }

  #next(dockerfile: DockerfileProject): void {
    this.#clock.after(pause, () => {
      const startedAt = this.#clock.now();
      const end = startedAt + slice;
      let goes = true;
      for (let round = 0; goes && round < roundsOfSlice && this.#clock.now() < end; round++) goes = dockerfile.rehearse();
      // A round that overran its slice has used up what later ones were to have.
      this.#left -= Math.max(1, Math.ceil((this.#clock.now() - startedAt) / slice));
      if (goes && this.#left > 0) this.#next(dockerfile);
    });
  }
}

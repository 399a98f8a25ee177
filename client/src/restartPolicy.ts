// Whether a server that went away is started again. Pure; the clock comes in as a value.

/** How often within how long (milliseconds) a crash is forgiven. */
const maxCrashes = 4;
const within = 3 * 60_000;

export class RestartPolicy {
  readonly #crashes: number[] = [];

  /** Notes a crash and answers whether to start again. @param now epoch milliseconds */
  shouldRestart(now: number): boolean {
    this.#crashes.push(now);
    while ((this.#crashes[0] ?? now) < now - within) this.#crashes.shift();
    return this.#crashes.length <= maxCrashes;
  }

  /** A restart that a person asked for starts the count anew. */
  reset(): void {
    this.#crashes.length = 0;
  }
}

// Calls back once a second, but only while something on the screen moves, so that an idle editor stays idle. Must not
// know what moves.
export class SecondTicker {
  readonly #tick: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(tick: () => void) {
    this.#tick = tick;
  }

  /** Starts or stops; calling it again with the same answer changes nothing. */
  runWhile(isNeeded: boolean): void {
    if (isNeeded) this.#timer ??= setInterval(this.#tick, 1000);
    else this.dispose();
  }

  dispose(): void {
    if (this.#timer !== undefined) clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

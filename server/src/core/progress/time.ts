// RFC 3339 times with nanoseconds. Knows nothing of what happened then.

/** Parses times of one stream; most share their second with the one before, which is then not parsed again. */
export class TimeParser {
  #second = '';
  #zone = '';
  #milliseconds = 0;

  /**
   * Epoch milliseconds with a fraction (0.25 microseconds is what a number can hold); `undefined` for anything else than
   * a time. The fraction matters: a step that was found in the cache takes microseconds, a step only said to be cached none.
   */
  parse(value: unknown): number | undefined {
    if (typeof value !== 'string' || value.length < 20) return undefined;
    const second = value.slice(0, 19);
    let end = 19;
    let fraction = 0;
    if (value.charCodeAt(19) === 46) {
      let scale = 100;
      for (end = 20; end < value.length; end++) {
        const digit = value.charCodeAt(end) - 48;
        if (digit < 0 || digit > 9) break;
        fraction += digit * scale;
        scale /= 10;
      }
    }
    const zone = value.slice(end);
    if (second !== this.#second || zone !== this.#zone) {
      this.#milliseconds = Date.parse(second + zone);
      this.#second = second;
      this.#zone = zone;
    }
    const time = this.#milliseconds + fraction;
    // Go's zero time is how some clients write "no time".
    return Number.isNaN(time) || time < 0 ? undefined : time;
  }
}

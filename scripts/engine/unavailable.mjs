// The one error that says why no engine can be had on this machine and what a person can do about it.

/**
 * `reason` is one of: notLinux, notRoot, noApt, noMirror, download, cannotRun, wrongVersion, start, locked, refused.
 * `advice` is a sentence or a command for the reader; `message` holds both.
 */
export class EngineUnavailable extends Error {
  constructor(reason, what, advice, options) {
    super(`${what} ${advice}`, options);
    this.name = 'EngineUnavailable';
    this.reason = reason;
    this.advice = advice;
  }
}

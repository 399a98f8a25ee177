// What V8 is told of the program that it runs. Its defaults suit servers that run for days; a run of the command line takes seconds at
// most, and a language server is waited for from its first key press on. Measured with Node 20, 22 and 24 (docs/PERFORMANCE.md).
import { setFlagsFromString } from 'node:v8';

/** Node 20 has 11, Node 22 has 12, Node 24 has 13. */
const major = Number.parseInt(process.versions.v8, 10);

/**
 * The optimising compiler waits some fifteen times as long as usual, so that a long run is still helped. Otherwise a third of a short run
 * goes into code that is hardly run any more, and while somebody types that code is made and given up again.
 */
const patience = major < 12 ? '--interrupt-budget=1000000' : '--invocation-count-for-turbofan=50000';

/** What the quick compilers need to know is noted from a function's first call on. They are quick enough for that since V8 13. */
const eagerness = major < 13 ? [] : ['--no-lazy-feedback-allocation'];

/**
 * The space for young objects grows to its full size at once: in small steps much of what a run over many files needs is copied about.
 * For one file there is no need of it, and to take so much memory takes as long as a tenth of that run.
 */
const room = '--semi-space-growth-factor=32';

/**
 * Objects begin among the young. What is made while a file is opened lives long, from which V8 concludes that what is made at the same
 * places later will too; but of every key press all is let go with the next one.
 */
const noForesight = '--no-allocation-site-pretenuring';

/** For the language server. */
export function tuneForTyping(): void {
  for (const flag of [patience, ...eagerness, noForesight]) setFlagsFromString(flag);
}

/** For a run of the command line. */
export function tuneForOneRun(): void {
  setFlagsFromString(patience);
}

/** Further, for a run that looks at hundreds of files. */
export function tuneForManyFiles(): void {
  for (const flag of [...eagerness, room]) setFlagsFromString(flag);
}

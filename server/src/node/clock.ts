// Time for the project.
import type { Clock } from '../project/host.js';

export const nodeClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => { clearTimeout(timer); };
  },
};

// Deletes what a process leaves behind, also when a signal ends it. Knows nothing of what that is.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const exitCodes = /** @type {const} */ ({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 });
const signals = /** @type {(keyof typeof exitCodes)[]} */ (Object.keys(exitCodes));

/**
 * Cleans when this process exits or is asked to by a signal. A signal then ends the process, unless somebody else listens
 * too and so decides.
 * @param {() => void} clean
 * @returns {() => void} takes that back
 */
export function cleanAtEnd(clean) {
  const onSignal = (/** @type {keyof typeof exitCodes} */ name) => {
    const isAlone = process.listenerCount(name) === 1;
    release();
    clean();
    // Not the signal again: an exit lets other libraries end what they started.
    if (isAlone) process.exit(exitCodes[name]);
  };
  const release = () => {
    process.off('exit', clean);
    for (const name of signals) process.off(name, onSignal);
  };
  process.once('exit', clean);
  for (const name of signals) process.on(name, onSignal);
  return release;
}

/**
 * A new temporary folder that goes when this process does, or earlier by `remove`.
 * @param {string} name
 */
export function scratchFolder(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `layerwise-${name}-`));
  const erase = () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const release = cleanAtEnd(erase);
  const remove = () => {
    release();
    erase();
  };
  return { folder, remove };
}

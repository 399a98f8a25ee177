// The cache folder of engines and base images, and a lock between processes that fill it at the same time.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sleep } from './run.mjs';
import { EngineUnavailable } from './unavailable.mjs';

/** The folder that outlives the process: downloads, unpacked engines, root file systems. */
export const cacheDir = (...parts) => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'layerwise', 'engine', ...parts);

/** True when a process with this id lives (also one of another user). */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try { process.kill(pid, 0); return true; } catch (error) { return error.code === 'EPERM'; }
}

/**
 * Runs `work` while this process alone holds the lock folder `<target>.lock`. A lock whose owner is dead is taken over;
 * one that never got an owner counts as dead after ten seconds. Throws EngineUnavailable('locked') after `patience` ms.
 */
export async function withLock(target, work, { patience = 600_000, log = () => {} } = {}) {
  const lock = `${target}.lock`;
  mkdirSync(path.dirname(lock), { recursive: true });
  const until = Date.now() + patience;
  for (let told = false; !tryLock(lock); told = true) {
    if (Date.now() > until) throw new EngineUnavailable('locked', `Another process has held ${lock} for too long.`, `If none is at work, delete it: rm -r ${lock}`);
    if (!told) log(`waiting for another process that fills ${path.basename(target)}`);
    await sleep(200);
  }
  try { return await work(); } finally { rmSync(lock, { recursive: true, force: true }); }
}

function tryLock(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(path.join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isStale(lock)) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isStale(lock) {
  try {
    const pid = Number(readFileSync(path.join(lock, 'pid'), 'utf8') || NaN);
    if (pid) return !isAlive(pid);
  } catch { /* The owner has made the folder but not yet written its id, or has just gone. */ }
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > 10_000;
}

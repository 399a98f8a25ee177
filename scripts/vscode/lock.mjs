// Lets only one process at a time do a piece of work. Knows nothing of the work.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './paths.mjs';

/**
 * Runs `work` while no other process holds the lock of that name for this checkout. A lock whose process has died is
 * taken over.
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} work
 * @param {number} [limitMs] how long to wait for another holder
 * @returns {Promise<T>}
 */
export async function withLock(name, work, limitMs = 600_000) {
  const id = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const file = path.join(os.tmpdir(), `layerwise-${id}-${name}.lock`);
  for (const end = Date.now() + limitMs; !take(file); await sleep(200)) {
    if (Date.now() > end) throw new Error(`Another process has held ${file} for ${limitMs / 1000} s. Delete the file if none is at work.`);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/**
 * The file is written in full under another name and then linked, so that no reader ever sees it without its process id.
 * @param {string} file
 */
function take(file) {
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    dropIfDead(file, own);
    return false;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/**
 * Moves a dead holder's file aside and looks at it again: between the two looks a living process may have taken the lock,
 * which then gets it back.
 * @param {string} file
 * @param {string} own
 */
function dropIfDead(file, own) {
  if (isAlive(holderOf(file))) return;
  const aside = `${own}.aside`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  if (isAlive(holderOf(aside))) fs.linkSync(aside, file);
  fs.rmSync(aside, { force: true });
}

/** @param {string} file */
function holderOf(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

/**
 * An unreadable holder counts as alive: the file has just gone, and the next try finds that out.
 * @param {number} pid
 */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

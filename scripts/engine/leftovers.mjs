// Takes away everything that an engine in a folder left on the machine: processes, mounts, its bridge, its data. Works
// without the process that started it, so that a killed run can be cleaned by the next one.
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from './cache.mjs';
import { run, sleep } from './run.mjs';

export const stateFile = dir => path.join(dir, 'engine.json');

/** The parent of the folders that startEngine chooses itself. */
export const enginesDir = () => path.join(os.tmpdir(), 'layerwise-engines');

/**
 * What startEngine wrote about itself, or undefined when the folder is not an engine of this user: in a temporary folder
 * anyone could have laid down such a file, and it names programs to run.
 */
export function readState(dir) {
  try {
    if (statSync(stateFile(dir)).uid !== process.getuid?.()) return undefined;
    return JSON.parse(readFileSync(stateFile(dir), 'utf8'));
  } catch { return undefined; }
}

/** True when the daemon that `state` names still runs for the folder. */
export const isRunning = (dir, state) => daemonsOf(dir, ['dockerd']).includes(state.pid);

/** Ends the engine of `dir` and deletes the folder. Does nothing to a folder that is not an engine's. */
export async function removeEngine(dir) {
  const state = readState(dir);
  if (!state) return;
  // The daemon first: it ends its containers and build steps in order; the others only if it could not.
  await end(() => daemonsOf(dir, ['dockerd']), 15_000);
  await end(() => [...daemonsOf(dir, ['containerd', 'containerd-shim', 'containerd-shim-runc-v2', 'docker-proxy']), ...inContainersOf(dir)], 5_000);
  for (const mount of mountsBelow(dir)) await run('umount', ['-l', mount]);
  if (/^lwbr\d+$/.test(state.bridge ?? '')) await run('ip', ['link', 'del', state.bridge]);
  const stuck = mountsBelow(dir);
  if (stuck.length > 0) throw new Error(`still mounted, so nothing was deleted: ${stuck.join(', ')}`);
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}

/** Removes engines of dead processes in the common folder, and bridges whose folder is gone. */
export async function sweepEngines() {
  const parent = enginesDir();
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const dir = path.join(parent, name), state = readState(dir);
    if (state && !state.keep && !isAlive(state.owner) && !isAlive(state.guard)) await removeEngine(dir);
  }
  const links = await run('ip', ['-j', 'link', 'show', 'type', 'bridge']);
  for (const { ifname, ifalias } of links.code === 0 ? JSON.parse(links.stdout || '[]') : []) {
    const dir = /^layerwise (\/.*)$/.exec(ifalias ?? '')?.[1];
    if (/^lwbr\d+$/.test(ifname) && dir && !existsSync(dir)) await run('ip', ['link', 'del', ifname]);
  }
}

async function end(pids, patience) {
  for (const pid of pids()) signal(pid, 'SIGTERM');
  for (const until = Date.now() + patience; pids().length > 0 && Date.now() < until;) await sleep(50);
  for (const pid of pids()) signal(pid, 'SIGKILL');
  for (const until = Date.now() + 3_000; pids().length > 0 && Date.now() < until;) await sleep(50);
}

function signal(pid, name) {
  try { process.kill(pid, name); } catch { /* It ended by itself. */ }
}

const processes = () => readdirSync('/proc').map(Number).filter(pid => pid > 0);
const read = file => { try { return readFileSync(file, 'utf8'); } catch { return ''; } };

/** True for a process that has ended but was not yet collected by its parent; a signal cannot reach it. */
const isZombie = pid => /^\d+ \(.*\) Z/s.test(read(`/proc/${pid}/stat`));

/** Processes with one of the names that were started with a path inside the folder. */
function daemonsOf(dir, names) {
  return processes().filter(pid => {
    const words = read(`/proc/${pid}/cmdline`).split('\0');
    return names.includes(path.basename(words[0] ?? '')) && words.some(w => w.includes(`${dir}/`)) && !isZombie(pid);
  });
}

/** Processes whose root file system is an image or container of the folder: build steps that outlived their daemon. */
function inContainersOf(dir) {
  return processes().filter(pid => pid !== process.pid && !isZombie(pid) && read(`/proc/${pid}/mountinfo`).split('\n').some(line => line.split(' ')[4] === '/' && line.includes(`${dir}/`)));
}

/** Mount points below the folder, the innermost first. */
function mountsBelow(dir) {
  const unescape = text => text.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
  return read('/proc/self/mountinfo').split('\n').map(line => unescape(line.split(' ')[4] ?? '')).filter(point => point.startsWith(`${dir}/`)).reverse();
}

// Small texts in the user's state folder, shared by the editor, the command line and every window. Written atomically, so
// that a reader never sees half a record.
import { createHash } from 'node:crypto';
import { mkdirSync, watch, type FSWatcher } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import type { Storage, StorageKey } from '../project/host.js';
import { patientDisk, type Disk } from './disk.js';
import { writeAtomically } from './writeAtomically.js';

/** Where records are kept; `LAYERWISE_STATE` overrides it. */
export function stateFolder(): string {
  const given = process.env['LAYERWISE_STATE'];
  return given === undefined || given === '' ? envPaths('layerwise', { suffix: '' }).data : given;
}

export function createNodeStorage(root: string, disk: Disk = patientDisk): Storage {
  const fileOf = (key: StorageKey) => path.join(root, ...key.map(segment));
  // Where nothing of the kind was ever stored no name need be hashed to know that it is not there.
  const isAnyStored = async ([kind]: StorageKey) => kind === undefined || (await disk.kind(path.join(root, segment(kind)))) !== undefined;
  return {
    // Most of what is asked for is not there, and a failed reading takes ten times as long as the question whether it is.
    async read(key) {
      if (!(await isAnyStored(key))) return undefined;
      const file = `${fileOf(key)}.json`;
      return (await disk.kind(file)) && (await disk.readFile(file, Infinity))?.toString('utf8');
    },
    async write(key, text) {
      const file = `${fileOf(key)}.json`;
      await mkdir(path.dirname(file), { recursive: true });
      await rememberNames(root, key);
      await writeAtomically(file, text);
    },
    async list(prefix) {
      if (!(await isAnyStored(prefix))) return [];
      const folder = fileOf(prefix);
      if (!(await disk.kind(folder))) return [];
      const children = (await disk.readFolder(folder)) ?? [];
      const stored = children.flatMap(child => (child.isDirectory() ? [child.name] : child.name.endsWith('.json') ? [child.name.slice(0, -'.json'.length)] : []));
      const names = await Promise.all([...new Set(stored)].map(name => readFile(path.join(folder, `${name}.name`), 'utf8').catch(() => name)));
      return names.sort();
    },
    async remove(key) {
      await rm(`${fileOf(key)}.json`, { force: true });
      await rm(`${fileOf(key)}.name`, { force: true });
    },
    async setAside(key) {
      const file = `${fileOf(key)}.json`;
      await rename(file, `${file}.unreadable`).catch(() => undefined);
    },
    watch: (prefix, changed) => watchFolder(fileOf(prefix), changed),
  };
}

/** A part of a key as a file name: short plain words stay readable, everything else (devices of Windows too) is hashed. */
function segment(part: string): string {
  const isPlain = /^[\w-][\w.-]{0,80}$/.test(part) && !part.endsWith('.') && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(part);
  return isPlain ? part : createHash('sha256').update(part).digest('hex').slice(0, 32);
}

/** What is hashed keeps its name beside it, so that keys can be listed. */
async function rememberNames(root: string, key: StorageKey): Promise<void> {
  let folder = root;
  for (const part of key) {
    const name = segment(part);
    const file = path.join(folder, `${name}.name`);
    if (name !== part && (await readFile(file, 'utf8').catch(() => undefined)) !== part) await writeAtomically(file, part);
    folder = path.join(folder, name);
  }
}

/** Watches a folder and the folders in it; several events in a row are told once. */
function watchFolder(folder: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const watchers = new Map<string, FSWatcher>();
  const tell = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // What was written into a new folder before it was watched must be told too.
      void watchBelow().then(isMore => { if (isMore) tell(); });
      changed();
    }, 100);
    timer.unref();
  };
  const add = (target: string): boolean => {
    if (watchers.has(target)) return false;
    try {
      const watcher = watch(target, { persistent: false }, tell);
      watcher.on('error', () => { watcher.close(); watchers.delete(target); });
      watchers.set(target, watcher);
      return true;
    } catch {
      // Out of watches: the editor still sees its own builds.
      return false;
    }
  };
  const watchBelow = async (): Promise<boolean> => {
    const children = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return !isStopped && children.filter(child => child.isDirectory() && add(path.join(folder, child.name))).length > 0;
  };
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return () => undefined;
  }
  add(folder);
  void watchBelow();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}

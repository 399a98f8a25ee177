// Small texts in the user's state folder, shared by the editor, the command line and every window. Written atomically, so
// that a reader never sees half a record.
import { createHash } from 'node:crypto';
import { mkdirSync, watch, type FSWatcher } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import writeFileAtomic from 'write-file-atomic';
import type { Storage, StorageKey } from '../project/host.js';

/** Where records are kept; `LAYERWISE_STATE` overrides it. */
export function stateFolder(): string {
  const given = process.env['LAYERWISE_STATE'];
  return given === undefined || given === '' ? envPaths('layerwise', { suffix: '' }).data : given;
}

export function createNodeStorage(root: string): Storage {
  const fileOf = (key: StorageKey) => path.join(root, ...key.map(segment));
  return {
    read: key => readFile(`${fileOf(key)}.json`, 'utf8').catch(() => undefined),
    async write(key, text) {
      const file = `${fileOf(key)}.json`;
      await mkdir(path.dirname(file), { recursive: true });
      await rememberName(path.dirname(file), key.slice(0, -1));
      await writeFileAtomic(file, text);
    },
    async list(prefix) {
      const names = await readdir(fileOf(prefix), { withFileTypes: true }).catch(() => []);
      const found = await Promise.all(names.map(name => (name.isDirectory() ? nameOfFolder(path.join(fileOf(prefix), name.name), name.name) : Promise.resolve(fileName(name.name)))));
      return found.filter(name => name !== undefined).sort();
    },
    remove: key => rm(`${fileOf(key)}.json`, { force: true }),
    async setAside(key) {
      const file = `${fileOf(key)}.json`;
      await rename(file, `${file}.unreadable`).catch(() => undefined);
    },
    watch: (prefix, changed) => watchFolder(fileOf(prefix), changed),
  };
}

/** A part of a key as a file name: short plain words stay readable, everything else is hashed. */
function segment(part: string): string {
  return /^[\w-][\w.-]{0,80}$/.test(part) ? part : createHash('sha256').update(part).digest('hex').slice(0, 32);
}

/** A hashed folder keeps its name inside, so that keys can be listed. */
async function rememberName(folder: string, key: StorageKey): Promise<void> {
  const last = key[key.length - 1];
  if (last !== undefined && segment(last) !== last) await writeFileAtomic(path.join(folder, '.name'), last);
}

async function nameOfFolder(folder: string, name: string): Promise<string> {
  return readFile(path.join(folder, '.name'), 'utf8').catch(() => name);
}

function fileName(name: string): string | undefined {
  return name.endsWith('.json') ? name.slice(0, -'.json'.length) : undefined;
}

/** Watches a folder and the folders in it; several events in a row are told once. */
function watchFolder(folder: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watchers = new Map<string, FSWatcher>();
  const tell = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { void watchBelow(); changed(); }, 100);
    timer.unref();
  };
  const add = (target: string) => {
    if (watchers.has(target)) return;
    try {
      const watcher = watch(target, { persistent: false }, tell);
      watcher.on('error', () => { watcher.close(); watchers.delete(target); });
      watchers.set(target, watcher);
    } catch {
      // Out of watches: the editor still sees its own builds.
    }
  };
  const watchBelow = async () => {
    const children = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const child of children) if (child.isDirectory()) add(path.join(folder, child.name));
  };
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return () => undefined;
  }
  add(folder);
  void watchBelow();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}

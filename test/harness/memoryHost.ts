// A host in memory: files by absolute path, records in a map. It counts what is asked of it, so that tests can say how
// often the outside world was looked at.
import type { ContextEntry } from '../../server/src/core/context/contextView.js';
import type { ServerHost } from '../../server/src/lsp/session.js';
import type { StorageKey } from '../../server/src/project/host.js';
import { readYamlDocuments } from '../../server/src/node/yamlReader.js';

export interface MemoryHost extends ServerHost {
  readonly files: ServerHost['files'];
  readonly texts: Map<string, string>;
  readonly stored: Map<string, string>;
  readonly logged: string[];
  /** Calls of the file system since the start. */
  calls: number;
  /** When set, every write to the storage fails with it. */
  diskError: Error | undefined;
  now: number;
}

export function memoryHost(texts: Readonly<Record<string, string>> = {}): MemoryHost {
  const files = new Map(Object.entries(texts));
  const stored = new Map<string, string>();
  const watchers = new Set<{ readonly prefix: string; readonly changed: () => void }>();
  const keyText = (key: StorageKey) => key.join('\n');
  const host: MemoryHost = {
    texts: files, stored, logged: [], calls: 0, diskError: undefined, now: Date.UTC(2026, 0, 1),
    files: {
      list: async folder => { host.calls++; return { entries: entriesBelow(files, folder), truncated: false }; },
      kind: async location => { host.calls++; return files.has(location) ? 'file' : [...files.keys()].some(file => file.startsWith(`${location}/`)) ? 'directory' : undefined; },
      names: async folder => { host.calls++; return [...new Set(entriesBelow(files, folder).map(entry => entry.path.split('/')[0] ?? ''))].sort(); },
      readText: async file => { host.calls++; return files.get(file); },
    },
    clock: { now: () => host.now, after: (milliseconds, callback) => { const timer = setTimeout(callback, milliseconds); return () => { clearTimeout(timer); }; } },
    storage: {
      read: async key => stored.get(keyText(key)),
      async write(key, text) {
        if (host.diskError) throw host.diskError;
        stored.set(keyText(key), text);
        for (const watcher of watchers) if (keyText(key).startsWith(watcher.prefix)) watcher.changed();
      },
      list: async prefix => [...new Set([...stored.keys()].filter(key => key.startsWith(`${keyText(prefix)}\n`)).map(key => key.slice(keyText(prefix).length + 1).split('\n')[0] ?? ''))].sort(),
      remove: async key => { stored.delete(keyText(key)); },
      setAside: async key => { const text = stored.get(keyText(key)); stored.delete(keyText(key)); stored.set(`aside\n${keyText(key)}`, text ?? ''); },
      watch: (prefix, changed) => { const watcher = { prefix: keyText(prefix), changed }; watchers.add(watcher); return () => { watchers.delete(watcher); }; },
    },
    log: { info: () => undefined, error: text => { host.logged.push(text); } },
    readYaml: async text => readYamlDocuments(text),
    environment: {},
    randomId: () => 'abcd1234',
    locationOf: uri => (uri.startsWith('file://') ? decodeURIComponent(uri.slice('file://'.length)) : undefined),
    uriOf: location => `file://${location}`,
    createEngine: undefined,
    rulePage: ruleId => `file:///docs/${ruleId}.md`,
  };
  return host;
}

function entriesBelow(files: ReadonlyMap<string, string>, folder: string): ContextEntry[] {
  const entries = new Map<string, ContextEntry>();
  for (const [file, text] of files) {
    if (!file.startsWith(`${folder}/`)) continue;
    const path = file.slice(folder.length + 1);
    const parts = path.split('/');
    for (let count = 1; count < parts.length; count++) entries.set(parts.slice(0, count).join('/'), { path: parts.slice(0, count).join('/'), kind: 'directory', size: 0 });
    entries.set(path, { path, kind: 'file', size: text.length });
  }
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

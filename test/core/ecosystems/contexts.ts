// A build context made of texts, for questions about manifests: `api/package.json` -> text. A value of `link` is a
// symbolic link, `unread` a file whose text nobody has read yet.
import type { ContextEntry, ContextView } from '../../../server/src/core/context/contextView.js';
import { recogniseInstall } from '../../../server/src/core/ecosystems/recognise.js';
import type { ManifestSet } from '../../../server/src/core/ecosystems/ecosystem.js';
import { commandsOf } from '../shell/runs.js';

export const link = Symbol('link');
export const unread = Symbol('unread');

export type Files = Readonly<Record<string, string | typeof link | typeof unread>>;

export function contextOf(files: Files, listed = true): ContextView {
  const entries = new Map<string, ContextEntry>();
  for (const [path, content] of Object.entries(files)) {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (!entries.has(folder)) entries.set(folder, { path: folder, kind: 'directory', size: 0 });
    }
    entries.set(path, { path, kind: content === link ? 'symlink' : 'file', size: typeof content === 'string' ? content.length : 0 });
  }
  return {
    entries: listed ? [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) : undefined,
    truncated: false, ignoreFile: undefined, newIgnoreFile: undefined, dockerfilePath: undefined,
    entry: path => (listed ? entries.get(path) : undefined),
    read(path) {
      const content = files[path];
      if (typeof content === 'string') return { state: 'text', text: content };
      return { state: content === unread || content === link ? 'unread' : 'absent' };
    },
  };
}

/** What the only install of a command reads of a project. */
export function manifestsOf(run: string, files: Files, folder = '', listed = true): ManifestSet {
  const installs = commandsOf(`RUN ${run}`).flatMap(command => recogniseInstall(command) ?? []);
  const [install] = installs;
  if (!install || installs.length > 1) throw new Error(`not one install: ${run}`);
  const set = install.ecosystem.manifests?.(install, folder, contextOf(files, listed));
  if (!set) throw new Error(`${install.ecosystem.id} does not tell its manifests`);
  return set;
}

/** `requirements.txt, a.txt`, `unread`, or `local-path ./lib (requirements.txt)`. */
export function printSet(set: ManifestSet): string {
  if (set.state === 'known') return set.files.join(', ');
  if (set.state === 'unread') return 'unread';
  return `${set.why.kind} ${set.why.subject}${set.why.file === undefined ? '' : ` (${set.why.file})`}`;
}

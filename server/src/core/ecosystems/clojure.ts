// Clojure: Leiningen's project.clj and the command line's own deps.edn.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { CacheFolder, Ecosystem, FetchStep, InstallCommand, ManifestSet } from './ecosystem.js';
import { readCommandLine } from './shared/commandLine.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below } from './shared/tool.js';

const leinBuilds = /^(uberjar|jar|compile|javac|test|run|install|uberwar|ring|cljsbuild|figwheel|check|build|shadow|bin|native-image)$/;

/** The tasks of a `lein` command; `do a, b` runs several, `with-profile NAME` and `update-in` stand before one. */
function leinTasks(command: ShellCommand): readonly string[] {
  const words = readCommandLine(command.args, {}).operands.map(word => word.value);
  const at = words[0] === 'with-profile' || words[0] === 'with-profiles' ? 2 : 0;
  if (words[at] !== 'do') return words.slice(at, at + 1);
  return words.slice(at + 1).join(' ').split(/\s*,\s*/).map(task => task.trim().split(/\s+/)[0] ?? '').filter(task => task !== '');
}

function leinManifests(_install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const text = collector.text('project.clj')?.replace(/;.*$/gm, '') ?? '';
  collector.optional('profiles.clj', 'checkouts');
  const reaching = /\((?:slurp|load-file|clojure\.java\.io\/(?:file|reader)|io\/file|sh|clojure\.java\.shell\/sh)\b|~\(|:local-repo\b|:parent-project\b|:eval-in\b|"file:[^"]*"/.exec(text)?.[0];
  if (reaching !== undefined) collector.block('outside-include', reaching, 'project.clj');
  if (collector.exists('checkouts')) collector.block('local-path', 'checkouts');
  return collector.finish();
}

/** Besides the repository it notes in `target` what it took apart. */
function leinFetch({ command, kind }: InstallCommand): FetchStep | undefined {
  const words = command.args.map(arg => arg.value);
  if (kind !== 'build' || command.args.some(arg => !arg.static) || words.includes('update-in')) return undefined;
  const profile = /^with-profiles?$/.test(words[0] ?? '') ? `${words[0] ?? ''} ${words[1] ?? ''} ` : '';
  return { command: `lein ${profile}deps`, onlyCache: false, fetchesMore: true };
}

const repository = (home: string | undefined): readonly CacheFolder[] => [{ target: below(home, '.m2/repository'), sharing: undefined }];

export const leiningen: Ecosystem = {
  id: 'leiningen', name: 'Leiningen', family: 'other', programs: ['lein'], manifestNames: ['project.clj'],
  recognise(command) {
    if (command.name !== 'lein') return undefined;
    const tasks = leinTasks(command);
    const builds = tasks.find(task => leinBuilds.test(task));
    const first = builds ?? tasks.find(task => task === 'deps');
    return first === undefined ? undefined : { ecosystem: leiningen, command, kind: builds === undefined ? 'manifest' : 'build', label: `lein ${first}`, directory: command.directory, namedManifests: [], localPaths: [] };
  },
  manifests: leinManifests,
  cacheFolders: repository,
  fetchStep: leinFetch,
  homeEntries: ['.lein', '.m2'],
  installedFolders: ['target'],
};

function clojureManifests(_install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const text = collector.text('deps.edn')?.replace(/;.*$/gm, '') ?? '';
  const local = /:(?:local\/root|deps\/root)\s+"([^"]*)"/.exec(text)?.[1];
  if (local !== undefined) collector.block('local-path', local, 'deps.edn');
  return collector.finish();
}

export const clojure: Ecosystem = {
  id: 'clojure', name: 'Clojure', family: 'other', programs: ['clojure', 'clj'], manifestNames: ['deps.edn'],
  recognise(command) {
    if (command.name !== 'clojure' && command.name !== 'clj') return undefined;
    const words = command.args.map(arg => arg.value);
    const isPrepare = words.includes('-P') || (words[0] === '-X:deps' && words[1] === 'prep');
    const starts = words.some(word => /^-[TXM](:|$)/.test(word));
    if (!isPrepare && !starts) return undefined;
    return { ecosystem: clojure, command, kind: isPrepare ? 'manifest' : 'build', label: `clojure ${isPrepare ? words.find(word => word === '-P') ?? '-X:deps prep' : words.find(word => /^-[TXM]/.test(word)) ?? ''}`, directory: command.directory, namedManifests: [], localPaths: [] };
  },
  manifests: clojureManifests,
  cacheFolders: home => [...repository(home), { target: below(home, '.gitlibs'), sharing: undefined }],
  homeEntries: ['.m2', '.gitlibs', '.clojure'],
  installedFolders: ['.cpcache', 'target'],
};

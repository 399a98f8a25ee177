// rebar3: Erlang projects.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, FetchStep, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { userCache } from './shared/python.js';

const builds = /^(compile|release|tar|escriptize|ct|eunit|dialyzer)$/;

/** The tasks of a command; `as PROFILE` and `do` stand before them. */
function tasksOf(command: ShellCommand): readonly string[] {
  const words = command.args.map(arg => arg.value).filter(word => !word.startsWith('-'));
  const behind = words[0] === 'as' ? words.slice(2) : words;
  return behind[0] === 'do' ? behind.slice(1).join(' ').split(/\s*,\s*/).map(task => task.trim().split(/\s+/)[0] ?? '') : behind.slice(0, 1);
}

function manifests(_install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const text = collector.text('rebar.config')?.replace(/%.*$/gm, '') ?? '';
  collector.optional('rebar.lock');
  // It is a program that may change all that the file says.
  if (collector.exists('rebar.config.script')) collector.block('outside-include', 'rebar.config.script');
  if (/\{\s*(?:pre|post)_hooks\b/.test(text)) collector.block('lifecycle-script', 'hooks', 'rebar.config');
  for (const file of ['apps/*/rebar.config', 'lib/*/rebar.config', '_checkouts/*/rebar.config'].flatMap(glob => collector.glob(glob) ?? [])) {
    if (file.startsWith('_checkouts/')) collector.block('local-path', file);
    collector.require(file);
  }
  // Which applications there are decides what is asked for.
  for (const file of ['src/*.app.src', 'apps/*/src/*.app.src', 'lib/*/src/*.app.src'].flatMap(glob => collector.glob(glob) ?? [])) collector.require(file);
  return collector.finish();
}

function fetchStep({ command, kind }: InstallCommand): FetchStep | undefined {
  if (kind !== 'build' || command.args.some(arg => !arg.static)) return undefined;
  const profile = command.args[0]?.value === 'as' ? `as ${command.args[1]?.value ?? 'default'} ` : '';
  return { command: `rebar3 ${profile}get-deps`, onlyCache: false, fetchesMore: false };
}

export const rebar: Ecosystem = {
  id: 'rebar3', name: 'rebar3', family: 'other', programs: ['rebar3'], manifestNames: ['rebar.config', 'rebar.lock'],
  recognise(command) {
    if (command.name !== 'rebar3') return undefined;
    const tasks = tasksOf(command);
    const build = tasks.find(task => builds.test(task));
    const first = build ?? tasks.find(task => /^(get-deps|tree)$/.test(task));
    return first === undefined ? undefined : { ecosystem: rebar, command, kind: build === undefined ? 'manifest' : 'build', label: `rebar3 ${first}`, directory: command.directory, namedManifests: [], localPaths: [] };
  },
  manifests,
  cacheFolders: (home, variable) => [{ target: userCache('rebar3', home, variable, 'REBAR_CACHE_DIR'), sharing: undefined }],
  fetchStep,
  installedFolders: ['_build'],
};

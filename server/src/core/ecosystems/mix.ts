// mix: Elixir packages.
import type { ShellCommand } from '../shell/script.js';
import { hasWord, readCommandLine } from './shared/commandLine.js';
import type { ContextView } from '../context/contextView.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import type { Ecosystem, FetchStep, InstallCommand, ManifestSet } from './ecosystem.js';
import { below } from './shared/tool.js';

const dependencies = /^deps\.(get|compile|update)$/;
const table = { valued: ['--only', '--app', '--target'] };
const installers = /^(local\.hex|local\.rebar|archive\.install|escript\.install)$/;

/** The tasks of a command; `mix do a, b + c` runs several. */
function tasksOf(command: ShellCommand): readonly string[] {
  const words = readCommandLine(command.args, table).operands.map(word => word.value);
  if (words[0] !== 'do') return words.slice(0, 1);
  return words.slice(1).join(' ').split(/\s*[,+]\s*/).map(task => task.trim().split(/\s+/)[0] ?? '').filter(task => task !== '');
}

function recognise(command: ShellCommand): InstallCommand | undefined {
  if (command.name !== 'mix') return undefined;
  const tasks = tasksOf(command);
  const first = tasks.find(task => dependencies.test(task)) ?? tasks.find(task => installers.test(task));
  if (first === undefined) return undefined;
  const compiles = tasks.some(task => /^(compile|release|phx\.digest|assets\.deploy|escript\.build|test)$/.test(task));
  const kind = compiles ? 'build' : dependencies.test(first) ? 'manifest' : 'packages';
  return { ecosystem: mix, command, kind, label: `mix ${first}`, directory: command.directory, namedManifests: [], localPaths: [] };
}

/** Reads of files in a program, by their words; a plain name is a manifest of its own. */
const fileRead = /\b(?:File\.(?:read!?|stream!|cwd!?|exists\?)|Code\.\w+|System\.(?:cmd|shell)|:file\.\w+|Path\.\w+|import_config)\b/;

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  if (install.kind === 'packages') return collector.finish();
  const text = readProject(collector, 'mix.exs');
  collector.optional('mix.lock');
  // Settings are read by every task.
  for (const file of collector.glob('config/*.exs') ?? []) {
    const settings = collector.text(file)?.replace(/#(?!\{).*$/gm, '') ?? '';
    const reaching = settings.split('\n').find(line => fileRead.test(line) && !/import_config\s*\(?\s*"(?:#\{[^}]*\}|[\w.-])+"/.test(line));
    if (reaching !== undefined && !/runtime\.exs$/.test(file)) collector.block('outside-include', reaching.trim(), file);
  }
  const apps = /\bapps_path:\s*"([^"]+)"/.exec(text)?.[1];
  for (const file of apps === undefined ? [] : collector.glob(`${apps}/*/mix.exs`) ?? []) readProject(collector, file);
  if (apps === undefined && /\bin_umbrella:\s*true/.test(text)) collector.block('workspace', 'mix.exs', 'mix.exs');
  return collector.finish();
}

function readProject(collector: ManifestCollector, file: string): string {
  const text = collector.text(file)?.replace(/^\s*#.*$/gm, '') ?? '';
  const path = /\bpath:\s*"([^"]+)"/.exec(text)?.[1];
  if (path !== undefined) collector.block('local-path', path, file);
  for (const line of text.split('\n').filter(item => fileRead.test(item))) {
    const named = /\bFile\.read!?\(\s*"([\w./-]+)"\s*\)/.exec(line)?.[1];
    const inside = named === undefined ? undefined : collector.include(named, file);
    if (inside !== undefined) collector.require(inside, 'missing-manifest', file);
    else collector.block('outside-include', line.trim(), file);
  }
  return text;
}

/** `--only` takes the place of the environment; others of a row of tasks (`mix do`) have options of their own. */
function withOnly(command: ShellCommand): FetchStep | undefined {
  if (command.args.some(arg => !arg.static || arg.value.startsWith('-'))) return undefined;
  const environment = command.assignments.get('MIX_ENV');
  if (environment === undefined && command.assignments.has('MIX_ENV')) return undefined;
  return { command: `${environment === undefined ? '' : `MIX_ENV=${environment} `}mix deps.get`, onlyCache: false, fetchesMore: false };
}

export const mix: Ecosystem = {
  id: 'mix', name: 'Mix', family: 'other', programs: ['mix'], manifestNames: ['mix.exs', 'mix.lock'],
  recognise,
  cacheFolders: (home, variable) => [{ target: variable('HEX_HOME') ?? below(home, '.hex'), sharing: undefined }],
  manifests,
  homeEntries: ['.hex', '.mix'],
  frozen: ({ command, label }) => (label === 'mix deps.get' && command.args[0]?.value === 'deps.get' && !hasWord(command, '--check-locked') ? { locks: ['mix.lock'], option: '--check-locked' } : undefined),
  // What it downloads is the project's: it lies in `deps`.
  fetchStep: ({ command, kind, label }) => (kind === 'build' && label === 'mix deps.get' ? withOnly(command) : undefined),
  installedFolders: ['deps', '_build'],
};

// uv: Python projects with a lock file (`uv sync`), and pip's commands under another name (`uv pip install`).
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { collectPyproject, blockLocalDependencies } from './shared/pyproject.js';
import { blockFolderOfWheels, blockOperands, collectRequirements, isSwitchedOn, moduleArguments, pipValued, readPipOperands, userCache } from './shared/python.js';
import { at, readToml, strings, tableAt, type Table } from './shared/toml.js';
import type { CommandLine } from './shared/commandLine.js';
import { globPattern } from './shared/glob.js';
import { directoryOf, packagesIfNamed, readCall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const tool: Tool = {
  programs: ['uv'],
  valued: [...pipValued.filter(option => option !== '-d'), '--directory', '--project', '--config-file', '-p', '--color', '--index', '--default-index', '--extra', '--no-extra', '--no-group', '--only-group', '--package', '--link-mode', '--resolution', '--prerelease', '--exclude-newer', '--no-binary-package', '--no-build-package', '--python-platform', '--torch-backend', '-P', '--upgrade-package', '--reinstall-package', '--refresh-package', '--index-strategy', '--no-install-package', '--with', '--env-file', '--allow-insecure-host', '--override', '--overrides', '--no-build-isolation-package', '-o', '--output-file'],
  verbs: verbs(['manifest', 'sync'], [packagesIfNamed, 'add', 'tool install'], ['packages', 'pip install'], ['manifest', 'pip sync']),
  directoryOptions: ['--directory', '--project'],
};

function callOf(command: ShellCommand): ToolCall | undefined {
  const args = command.name === 'uv' ? command.args : moduleArguments(command, /^uv$/);
  return args && readCall(command, args, tool);
}

function collectSync(collector: ManifestCollector, call: ToolCall): void {
  const { line } = call;
  const project = collectPyproject(collector);
  if (line.has('--frozen', '--locked')) collector.require('uv.lock', 'missing-lock');
  else collector.optional('uv.lock');
  collector.optional('.python-version', 'uv.toml');
  if (!project) return;
  const workspace = at(project, 'tool', 'uv', 'workspace');
  if (workspace === undefined) blockLocalDependencies(collector, tableAt(project, 'tool', 'uv', 'sources'), 'pyproject.toml');
  else collectWorkspace(collector, project, line);
  // Without a build system a project is not installed itself, unless it says so.
  const packaged = at(project, 'tool', 'uv', 'package') ?? project['build-system'] !== undefined;
  if (packaged !== false && !line.has('--no-install-project', '--no-install-workspace', '--no-install-local', '--only-group', '--only-dev')) collector.block('project-install', 'pyproject.toml', 'pyproject.toml');
}

/** The workspace's packages are installed as they lie there, unless they are left out; their descriptions are always read. */
function collectWorkspace(collector: ManifestCollector, project: Table, line: CommandLine): void {
  const workspace = tableAt(project, 'tool', 'uv', 'workspace');
  const excluded = strings(workspace['exclude']).map(glob => globPattern(`${glob.replace(/\/+$/, '')}/pyproject.toml`));
  const members = strings(workspace['members']).flatMap((glob): readonly (string | undefined)[] => collector.glob(`${glob.replace(/\/+$/, '')}/pyproject.toml`) ?? [undefined]);
  if (excluded.includes(undefined) || members.includes(undefined)) collector.block('workspace', 'pyproject.toml', 'pyproject.toml');
  if (!line.has('--no-install-workspace', '--no-install-local')) collector.block('project-install', 'pyproject.toml', 'pyproject.toml');
  const own = members.flatMap(member => (member === undefined || excluded.some(pattern => pattern?.test(member)) ? [] : member));
  for (const file of ['pyproject.toml', ...own]) {
    const table = file === 'pyproject.toml' ? project : readToml(collector.text(file) ?? '');
    if (!table) collector.block('unreadable-manifest', file, file);
    const sources = Object.entries(tableAt(table, 'tool', 'uv', 'sources')).filter(([, source]) => at(source, 'workspace') !== true);
    blockLocalDependencies(collector, Object.fromEntries(sources), file);
    // What is not written down is asked of the sources, unless the lock is taken as it is.
    if (strings(at(table, 'project', 'dynamic')).length > 0 && !line.has('--frozen')) collector.block('project-install', file, file);
  }
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = callOf(install.command);
  blockOperands(collector, install, call?.line);
  if (call?.verb === 'sync') collectSync(collector, call);
  else if (call?.verb === 'add') collector.block('project-install', 'pyproject.toml');
  blockFolderOfWheels(collector, install, call?.line);
  collectRequirements(collector, install);
  return collector.finish();
}

/** `--locked` checks that the lock is in step; `--frozen` would not even look. */
function frozen({ command }: InstallCommand): Frozen | undefined {
  const call = callOf(command);
  if (call?.verb !== 'sync' || call.line.has('--locked', '--frozen', '-U', '--upgrade', '-P', '--upgrade-package', '--script') || command.assignments.has('UV_FROZEN') || command.assignments.has('UV_LOCKED')) return undefined;
  return { locks: ['uv.lock'], option: '--locked' };
}

export const uv: Ecosystem = {
  id: 'uv', name: 'uv', family: 'python', programs: ['uv', 'python', 'pypy'],
  manifestNames: ['pyproject.toml', 'uv.lock', 'requirements.txt', 'requirements*.txt'],
  recognise(command) {
    const call = callOf(command);
    if (!call) return undefined;
    const base = { ecosystem: uv, command, label: `uv ${call.verb}`, directory: directoryOf(command, call.line, tool.directoryOptions ?? []) };
    if (call.verb === 'sync' && call.line.operands.length === 0) return { ...base, kind: call.kind, namedManifests: [], localPaths: [] };
    if (call.verb === 'add' || call.verb === 'tool install' || call.verb === 'sync') return { ...base, kind: call.kind, namedManifests: [], localPaths: readPipOperands(call.line).localPaths };
    return { ...base, ...readPipOperands(call.line, call.verb === 'pip sync') };
  },
  manifests,
  cacheFolders: (home, variable) => (isSwitchedOn(variable('UV_NO_CACHE')) ? [] : [{ target: userCache('uv', home, variable, 'UV_CACHE_DIR'), sharing: undefined }]),
  targetOptions: ['-t', '--target', '--prefix'],
  namedIgnoreProject: ({ label }) => /^uv (pip|tool) /.test(label),
  settingsFiles: ['uv.toml', 'pyproject.toml'],
  cacheHolds: 'downloads',
  cacheOptions: ['--cache-dir'],
  frozen,
  cacheDefeatingFlags: ['--no-cache', '-n', '--no-cache-dir'],
  installedFolders: ['.venv'],
};

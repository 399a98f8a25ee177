// uv: Python projects with a lock file (`uv sync`), and pip's commands under another name (`uv pip install`).
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { collectPyproject, blockLocalDependencies } from './shared/pyproject.js';
import { blockFolderOfWheels, blockOperands, collectRequirements, isSwitchedOn, moduleArguments, pipValued, readPipOperands, userCache } from './shared/python.js';
import { at, tableAt } from './shared/toml.js';
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
  if (at(project, 'tool', 'uv', 'workspace') !== undefined) collector.block('workspace', 'pyproject.toml', 'pyproject.toml');
  if (line.has('--package', '--all-packages')) collector.block('workspace', 'pyproject.toml');
  blockLocalDependencies(collector, tableAt(project, 'tool', 'uv', 'sources'), 'pyproject.toml');
  // Without a build system a project is not installed itself, unless it says so.
  const packaged = at(project, 'tool', 'uv', 'package') ?? project['build-system'] !== undefined;
  if (packaged !== false && !line.has('--no-install-project', '--no-install-workspace', '--no-install-local', '--only-group', '--only-dev')) collector.block('project-install', 'pyproject.toml', 'pyproject.toml');
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

export const uv: Ecosystem = {
  id: 'uv', name: 'uv', family: 'python',
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
  cacheDefeatingFlags: ['--no-cache', '-n', '--no-cache-dir'],
  installedFolders: ['.venv'],
};

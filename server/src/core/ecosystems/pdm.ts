// PDM: Python projects with pdm.lock.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { collectPyproject } from './shared/pyproject.js';
import { moduleArguments, userCache } from './shared/python.js';
import { at, strings } from './shared/toml.js';
import { packagesIfNamed, readCall, toInstall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const tool: Tool = {
  programs: ['pdm'],
  valued: ['-p', '--project', '-G', '--group', '--with', '--without', '-L', '--lockfile', '-c', '--config', '--venv', '-C', '--config-setting', '--override'],
  verbs: verbs(['manifest', 'install', 'sync', 'update'], [packagesIfNamed, 'add', 'self add']),
  aliases: { i: 'install' },
  directoryOptions: ['-p', '--project'],
};

function callOf(command: ShellCommand): ToolCall | undefined {
  const args = command.name === 'pdm' ? command.args : moduleArguments(command, /^pdm$/);
  return args && readCall(command, args, tool);
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = callOf(install.command);
  collector.blockUnknown(call?.line.unknownOperands);
  const project = collectPyproject(collector);
  if (call?.verb === 'sync' || call?.line.has('--frozen-lockfile', '--check')) collector.require('pdm.lock', 'missing-lock');
  else collector.optional('pdm.lock');
  collector.optional('pdm.toml', '.python-version');
  if (!project) return collector.finish();
  const groups = at(project, 'tool', 'pdm', 'dev-dependencies');
  for (const requirement of typeof groups === 'object' && groups !== null ? Object.values(groups).flatMap(strings) : []) {
    if (/(^-e\s+(?!\w+\+))|@\s*file:/.test(requirement)) collector.block('local-path', requirement, 'pyproject.toml');
  }
  if (at(project, 'tool', 'pdm', 'distribution') !== false && !call?.line.has('--no-self')) collector.block('project-install', 'pyproject.toml', 'pyproject.toml');
  return collector.finish();
}

function frozen({ command }: InstallCommand): Frozen | undefined {
  const call = callOf(command);
  if (call?.verb !== 'install' || call.line.has('--check', '--frozen-lockfile', '--no-lock', '-L', '--lockfile')) return undefined;
  return { locks: ['pdm.lock'], option: '--check' };
}

export const pdm: Ecosystem = {
  id: 'pdm', name: 'PDM', family: 'python', programs: ['pdm', 'python', 'pypy'], manifestNames: ['pyproject.toml', 'pdm.lock'],
  recognise(command) {
    const call = callOf(command);
    return call && { ...toInstall(pdm, command, call, tool), label: `pdm ${call.verb}` };
  },
  manifests,
  cacheFolders: (home, variable) => [{ target: userCache('pdm', home, variable, 'PDM_CACHE_DIR'), sharing: undefined }],
  cacheHolds: 'packages',
  frozen,
  installedFolders: ['.venv', '__pypackages__'],
};

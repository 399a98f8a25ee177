// Poetry: Python projects with poetry.lock.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { blockLocalDependencies, collectPyproject } from './shared/pyproject.js';
import { moduleArguments, userCache } from './shared/python.js';
import { at, isTable, tableAt } from './shared/toml.js';
import { packagesIfNamed, readCall, toInstall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const tool: Tool = {
  programs: ['poetry'],
  valued: ['-C', '--directory', '-P', '--project', '-E', '--extras', '--with', '--without', '--only', '--group', '-G', '--source', '--python'],
  verbs: verbs([line => (line.has('--only-root') ? 'project' : 'manifest'), 'install', 'sync'], ['manifest', 'update'], [packagesIfNamed, 'add', 'self add']),
  directoryOptions: ['-C', '--directory', '-P', '--project'],
};

function callOf(command: ShellCommand): ToolCall | undefined {
  const args = command.name === 'poetry' ? command.args : moduleArguments(command, /^poetry$/);
  return args && readCall(command, args, tool);
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const line = callOf(install.command)?.line;
  collector.blockUnknown(line?.unknownOperands);
  const project = collectPyproject(collector);
  collector.optional('poetry.lock', 'poetry.toml');
  if (!project) return collector.finish();
  const poetryTable = tableAt(project, 'tool', 'poetry');
  const groups = Object.values(tableAt(poetryTable, 'group')).map(group => tableAt(group, 'dependencies'));
  for (const table of [tableAt(poetryTable, 'dependencies'), tableAt(poetryTable, 'dev-dependencies'), ...groups]) blockLocalDependencies(collector, table, 'pyproject.toml');
  if (isTable(at(poetryTable, 'requires-plugins'))) blockLocalDependencies(collector, tableAt(poetryTable, 'requires-plugins'), 'pyproject.toml');
  if (at(poetryTable, 'package-mode') !== false && !line?.has('--no-root')) collector.block('project-install', 'pyproject.toml', 'pyproject.toml');
  return collector.finish();
}

export const poetry: Ecosystem = {
  id: 'poetry', name: 'Poetry', family: 'python', programs: ['poetry', 'python', 'pypy'], manifestNames: ['pyproject.toml', 'poetry.lock'],
  recognise(command) {
    const call = callOf(command);
    return call && { ...toInstall(poetry, command, call, tool), label: `poetry ${call.verb}` };
  },
  manifests,
  cacheFolders: (home, variable) => [{ target: userCache('pypoetry', home, variable, 'POETRY_CACHE_DIR'), sharing: undefined }],
  // It keeps virtual environments beside its downloads, and where a lock file is there it follows that to the letter.
  cacheHolds: 'packages',
  cacheDefeatingFlags: ['--no-cache'],
  installedFolders: ['.venv'],
};

// Pipenv: Python projects with a Pipfile.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { blockLocalDependencies } from './shared/pyproject.js';
import { collectRequirements, moduleArguments, readPipOperands, userCache } from './shared/python.js';
import { readToml, tableAt } from './shared/toml.js';
import { readCall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const tool: Tool = {
  programs: ['pipenv'],
  valued: ['-r', '--requirements', '-e', '--editable', '-i', '--index', '--pypi-mirror', '--python', '--categories', '--extra-pip-args', '--editable-vcs'],
  verbs: verbs(['manifest', 'install', 'sync', 'update']),
};

function callOf(command: ShellCommand): ToolCall | undefined {
  const args = command.name === 'pipenv' ? command.args : moduleArguments(command, /^pipenv$/);
  return args && readCall(command, args, tool);
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = callOf(install.command);
  if (install.kind === 'project') collector.block('editable', install.localPaths[0] ?? '.');
  collector.blockUnknown(call?.line.unknownOperands);
  if (install.namedManifests.length > 0) {
    collectRequirements(collector, install);
    return collector.finish();
  }
  const text = collector.text('Pipfile');
  if (call?.verb === 'sync' || call?.line.has('--deploy', '--ignore-pipfile')) collector.require('Pipfile.lock', 'missing-lock');
  else collector.optional('Pipfile.lock');
  if (text === undefined) return collector.finish();
  const pipfile = readToml(text);
  if (!pipfile) collector.block('unreadable-manifest', 'Pipfile', 'Pipfile');
  // Besides the two well-known tables any other of names and versions is a category of packages.
  else for (const key of Object.keys(pipfile)) if (!/^(source|requires|scripts|pipenv)$/.test(key)) blockLocalDependencies(collector, tableAt(pipfile, key), 'Pipfile');
  return collector.finish();
}

function frozen({ command, kind, namedManifests }: InstallCommand): Frozen | undefined {
  const call = callOf(command);
  if (call?.verb !== 'install' || kind !== 'manifest' || namedManifests.length > 0 || call.line.has('--deploy', '--ignore-pipfile', '--skip-lock')) return undefined;
  return { locks: ['Pipfile.lock'], option: '--deploy' };
}

export const pipenv: Ecosystem = {
  id: 'pipenv', name: 'Pipenv', family: 'python', programs: ['pipenv', 'python', 'pypy'], manifestNames: ['Pipfile', 'Pipfile.lock'],
  recognise(command) {
    const call = callOf(command);
    if (!call) return undefined;
    const named = readPipOperands(call.line);
    const kind = call.verb === 'install' && (call.line.operands.length > 0 || named.kind === 'project') ? named.kind : 'manifest';
    return { ecosystem: pipenv, command, kind, label: `pipenv ${call.verb}`, directory: command.directory, namedManifests: named.namedManifests, localPaths: named.localPaths };
  },
  manifests,
  cacheFolders: (home, variable) => [{ target: userCache('pipenv', home, variable, 'PIPENV_CACHE_DIR'), sharing: undefined }, { target: userCache('pip', home, variable, 'PIP_CACHE_DIR'), sharing: undefined }],
  cacheHolds: 'downloads',
  frozen,
  installedFolders: ['.venv'],
};

// pip: Python packages from requirements files, by name, or the project itself.
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { blockFolderOfWheels, blockOperands, collectRequirements, isPython, isSwitchedOn, moduleArguments, pipValued, readPipOperands, userCache } from './shared/python.js';
import { readCall, verbs, type Tool, type ToolCall } from './shared/tool.js';
import type { ContextView } from '../context/contextView.js';

const tool: Tool = {
  programs: [],
  valued: pipValued,
  verbs: verbs(['packages', 'install', 'download', 'wheel']),
};

function callOf(command: ShellCommand): ToolCall | undefined {
  const args = /^pip[\d.]*$/.test(command.name ?? '') ? command.args : moduleArguments(command, /^pip$/);
  return args && readCall(command, args, tool);
}

/** `python setup.py install`: the way before pip, still seen. */
function setupScript(command: ShellCommand): InstallCommand | undefined {
  const [script, verb] = command.args;
  if (!isPython(command.name) || !/(^|\/)setup\.py$/.test(script?.value ?? '') || !/^(install|develop)$/.test(verb?.value ?? '')) return undefined;
  return { ecosystem: pip, command, kind: 'project', label: `setup.py ${verb?.value ?? ''}`, directory: command.directory, namedManifests: [], localPaths: ['.'] };
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const line = callOf(install.command)?.line;
  blockOperands(collector, install, line);
  blockFolderOfWheels(collector, install, line);
  collectRequirements(collector, install);
  return collector.finish();
}

export const pip: Ecosystem = {
  id: 'pip', name: 'pip', family: 'python', programs: ['pip', 'python', 'pypy'],
  manifestNames: ['requirements.txt', 'requirements*.txt', 'requirements/*.txt', 'constraints*.txt'],
  recognise(command) {
    const call = callOf(command);
    if (!call) return setupScript(command);
    return { ecosystem: pip, command, label: `pip ${call.verb}`, directory: command.directory, ...readPipOperands(call.line) };
  },
  packageWords: command => callOf(command)?.line.operands ?? [],
  manifests,
  cacheFolders: (home, variable) => (isSwitchedOn(variable('PIP_NO_CACHE_DIR')) ? [] : [{ target: userCache('pip', home, variable, 'PIP_CACHE_DIR'), sharing: undefined }]),
  targetOptions: ['-t', '--target', '--prefix', '--root', '--src', '-w', '--wheel-dir', '-d', '--dest'],
  namedIgnoreProject: () => true,
  fillsDirectory: ({ label }) => label !== 'pip install',
  homeEntries: ['.pip', '.pypirc'],
  cacheHolds: 'downloads',
  cacheOptions: ['--cache-dir'],
  cacheDefeatingFlags: ['--no-cache-dir', '--no-cache'],
};

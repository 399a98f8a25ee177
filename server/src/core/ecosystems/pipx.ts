// pipx: Python programs, each in an environment of its own.
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem } from './ecosystem.js';
import { isSwitchedOn, moduleArguments, userCache } from './shared/python.js';
import { packagesIfNamed, readCall, toInstall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const tool: Tool = {
  programs: ['pipx'],
  valued: ['--python', '--suffix', '-i', '--index-url', '--pip-args', '--preinstall', '--spec', '--backend'],
  verbs: verbs([packagesIfNamed, 'install', 'inject', 'upgrade'], ['packages', 'upgrade-all']),
  isLocal: word => /^\.{0,2}\/|^\.{1,2}$|\.whl$/.test(word) && !word.includes('://'),
};

function callOf(command: ShellCommand): ToolCall | undefined {
  const args = command.name === 'pipx' ? command.args : moduleArguments(command, /^pipx$/);
  return args && readCall(command, args, tool);
}

export const pipx: Ecosystem = {
  id: 'pipx', name: 'pipx', family: 'python', programs: ['pipx', 'python', 'pypy'], manifestNames: [],
  recognise(command) {
    const call = callOf(command);
    if (!call) return undefined;
    const found = { ...toInstall(pipx, command, call, tool), label: `pipx ${call.verb}` };
    return found.localPaths.some(path => !path.endsWith('.whl')) ? { ...found, kind: 'project' } : found;
  },
  cacheFolders: (home, variable) => (isSwitchedOn(variable('PIP_NO_CACHE_DIR')) ? [] : [{ target: userCache('pip', home, variable, 'PIP_CACHE_DIR'), sharing: undefined }]),
  cacheHolds: 'downloads',
  namedIgnoreProject: () => true,
  systemFolders: ['/opt/pipx'],
};

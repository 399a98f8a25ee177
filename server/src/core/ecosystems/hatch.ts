// Hatch: environments and builds of Python projects.
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem } from './ecosystem.js';
import { moduleArguments, userCache } from './shared/python.js';
import { readCall, toInstall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const tool: Tool = {
  programs: ['hatch'],
  valued: ['-e', '--env', '-p', '--project', '--data-dir', '--cache-dir', '--config', '-t', '--target', '--python'],
  // An environment holds the project itself, as an editable install.
  verbs: verbs(['project', 'env create', 'shell'], ['build', 'build']),
};

function callOf(command: ShellCommand): ToolCall | undefined {
  const args = command.name === 'hatch' ? command.args : moduleArguments(command, /^hatch$/);
  return args && readCall(command, args, tool);
}

export const hatch: Ecosystem = {
  id: 'hatch', name: 'Hatch', family: 'python', programs: ['hatch', 'python', 'pypy'], manifestNames: ['pyproject.toml', 'hatch.toml'],
  recognise(command) {
    const call = callOf(command);
    return call && { ...toInstall(hatch, command, call, tool), label: `hatch ${call.verb}`, localPaths: ['.'] };
  },
  // Packages come by pip's cache; its own holds tools.
  cacheFolders: (home, variable) => [{ target: userCache('pip', home, variable, 'PIP_CACHE_DIR'), sharing: undefined }],
  cacheHolds: 'downloads',
};

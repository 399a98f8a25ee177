// The .NET command line: NuGet packages named in project files.
import type { CommandLine } from './shared/commandLine.js';
import type { Ecosystem } from './ecosystem.js';
import { below, readTool, toInstall, verbs, type Tool } from './shared/tool.js';

const projects = /\.(cs|fs|vb|sql)proj$|\.slnx?$|\.slnf$/i;
const unlessRestored = (line: CommandLine): 'build' | undefined => (line.has('--no-restore', '--no-build') ? undefined : 'build');

const tool: Tool = {
  programs: ['dotnet'],
  valued: ['-c', '--configuration', '-o', '--output', '-r', '--runtime', '-f', '--framework', '-s', '--source', '--configfile', '--packages', '-v', '--verbosity', '--version-suffix', '-a', '--arch', '--os', '--lock-file-path', '--tool-path', '--version', '--add-source', '--tool-manifest', '--project', '--launch-profile', '--logger', '--filter', '--results-directory', '--settings', '--artifacts-path'],
  verbs: verbs(
    ['manifest', 'restore', 'tool restore', 'workload restore'],
    [unlessRestored, 'build', 'publish', 'pack', 'test', 'run', 'msbuild'],
    ['packages', 'tool install', 'tool update', 'workload install'],
    // `dotnet add [project] package NAME`; the same verb also adds references between projects.
    [line => (line.operands.some(word => word.value === 'package') ? 'packages' : undefined), 'add'],
  ),
};

export const dotnet: Ecosystem = {
  id: 'dotnet', name: '.NET', family: 'other', manifestNames: ['*.csproj', '*.fsproj', '*.vbproj', '*.sln', '*.slnx', 'packages.lock.json', 'Directory.Packages.props'],
  recognise(command) {
    const call = readTool(command, tool);
    if (!call) return undefined;
    if (call.verb === 'add') return { ...toInstall(dotnet, command, call, tool), label: 'dotnet add package' };
    const named = call.line.operands.filter(word => !word.static || projects.test(word.value)).map(word => (word.static ? word.value : undefined));
    const manifest = call.verb === 'tool restore' ? ['.config/dotnet-tools.json'] : call.kind === 'packages' ? [] : named;
    return { ...toInstall(dotnet, command, call, tool), namedManifests: manifest };
  },
  cacheFolders: (home, variable) => [{ target: variable('NUGET_PACKAGES') ?? below(home, '.nuget/packages'), sharing: undefined }],
  cacheDefeatingFlags: ['--no-cache', '--no-http-cache'],
  installedFolders: ['bin', 'obj'],
};

// The .NET command line: NuGet packages named in project files.
import { carriedWords, type Carried } from './shared/carried.js';
import { hasWord, type CommandLine } from './shared/commandLine.js';
import type { ContextView } from '../context/contextView.js';
import { collectDotnet } from './shared/dotnetProject.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import type { Ecosystem, FetchStep, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
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

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const named = install.namedManifests.filter(name => name !== undefined);
  if (named.length < install.namedManifests.length) collector.block('dynamic-arguments', install.label);
  if (install.label === 'dotnet tool restore') {
    for (const name of named) collector.require(name);
    collector.optional('nuget.config', 'NuGet.config', 'NuGet.Config', 'global.json');
  } else collectDotnet(collector, named);
  return collector.finish();
}

/** A lock file lies beside the project that it is of, so only a project that is named tells where. */
function frozen({ command, label, namedManifests }: InstallCommand): Frozen | undefined {
  const [project, ...others] = namedManifests;
  if (label !== 'dotnet restore' || project === undefined || others.length > 0 || !/proj$/i.test(project)) return undefined;
  if (hasWord(command, '--locked-mode', '--force-evaluate') || command.args.some(arg => /RestoreLockedMode|NuGetLockFilePath/i.test(arg.value) || arg.value === '--lock-file-path')) return undefined;
  return { locks: [project.replace(/[^/]*$/, 'packages.lock.json')], option: '--locked-mode' };
}

const restored: Carried = {
  options: /^(?:--source|-s|-r|--runtime|-a|--arch|--os|--configfile|--packages|--no-dependencies|--ignore-failed-sources|-v|--verbosity|(?:-p|\/p|--property|-property|\/property)(?::.*)?)$/,
  valued: new Set(tool.valued),
};

/** Restoring writes `obj` folders beside the projects, which the build reads. */
function fetchStep({ command, label, namedManifests }: InstallCommand): FetchStep | undefined {
  if (!/^dotnet (build|publish|pack|test)$/.test(label) || namedManifests.includes(undefined)) return undefined;
  const words = carriedWords(command.args, restored);
  const projectWords = command.args.filter(arg => arg.static && projects.test(arg.value)).map(arg => arg.text);
  return words && { command: ['dotnet restore', ...projectWords, ...words].join(' '), onlyCache: false, fetchesMore: false };
}

export const dotnet: Ecosystem = {
  id: 'dotnet', name: '.NET', family: 'other', programs: tool.programs, manifestNames: ['*.csproj', '*.fsproj', '*.vbproj', '*.sln', '*.slnx', 'packages.lock.json', 'Directory.Packages.props'],
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
  cacheOptions: ['--packages'],
  manifests,
  frozen,
  targetOptions: ['--tool-path'],
  namedIgnoreProject: ({ label, command }) => label === 'dotnet tool install' && hasWord(command, '--tool-path'),
  settingsFiles: ['nuget.config', 'NuGet.config', 'NuGet.Config', 'global.json'],
  homeEntries: ['.dotnet', '.nuget'],
  fetchStep,
  installedFolders: ['bin', 'obj'],
};

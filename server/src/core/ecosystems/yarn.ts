// Yarn, the classic one and the modern one (berry), which share a name and little else. Which of them it is shows in
// flags only; without such a flag it is taken for the classic one, which is what images of Node carry.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import { hasWord, type CommandLine } from './shared/commandLine.js';
import type { CacheFolder, Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { blockWorkspaceAbove, collectPackageJson, requirePatches } from './shared/packageJson.js';
import { below, packagesIfNamed, readTool, toInstall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const tool: Tool = {
  programs: ['yarn', 'yarnpkg'],
  valued: ['--cwd', '--cache-folder', '--modules-folder', '--registry', '--network-timeout', '--network-concurrency', '--mutex', '--use-yarnrc', '--mode', '--link-folder', '--global-folder', '--preferred-cache-folder', '--proxy', '--https-proxy', '--loglevel'],
  verbs: verbs(['manifest', '', 'install', 'upgrade', 'up', 'workspaces focus'], [packagesIfNamed, 'add', 'global add']),
  directoryOptions: ['--cwd'],
  isLocal: word => /^(\.{0,2}\/|(.+@)?(file|link|portal):)/.test(word),
};

function isBerry(line: CommandLine, verb: string): boolean {
  return verb === 'workspaces focus' || line.has('--immutable', '--immutable-cache', '--check-cache', '--inline-builds', '--mode', '--refresh-lockfile');
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = readTool(install.command, tool);
  collector.blockUnknown(call?.line.unknownOperands);
  for (const path of install.localPaths) collector.block('local-path', path);
  const settings = collector.peek('.yarnrc.yml') ?? '';
  const program = /^yarnPath\s*:\s*["']?([^"'\s]+)/m.exec(settings)?.[1] ?? /^yarn-path\s+"?([^"\s]+)/m.exec(collector.peek('.yarnrc') ?? '')?.[1];
  const ignoreScripts = call?.line.has('--ignore-scripts') === true || call?.line.values('--mode').includes('skip-build') === true || /^enableScripts\s*:\s*false/m.test(settings);
  // The classic one knows no exclusions.
  collectPackageJson(collector, { ignoreScripts, exclusions: install.ecosystem.id === 'yarn-berry' });
  requirePatches(collector, program === undefined ? [] : [program], '');
  blockWorkspaceAbove(collector);
  if (call?.line.has('--immutable', '--immutable-cache')) collector.require('yarn.lock', 'missing-lock');
  else collector.optional('yarn.lock');
  // The program itself, its plugins, its patches and a committed cache may be part of the project.
  collector.optional('.yarnrc', '.yarnrc.yml', '.npmrc', '.yarn/releases', '.yarn/plugins', '.yarn/patches', '.yarn/cache');
  return collector.finish();
}

function classicFolders(home: string | undefined, variable: (name: string) => string | undefined): readonly CacheFolder[] {
  const base = variable('XDG_CACHE_HOME');
  // For root, and only for root, classic Yarn takes another folder for home.
  const own = base !== undefined ? `${base}/yarn` : home === '/root' ? '/usr/local/share/.cache/yarn' : below(home, '.cache/yarn');
  return [{ target: variable('YARN_CACHE_FOLDER') ?? own, sharing: undefined }];
}

function berryFolders(home: string | undefined, variable: (name: string) => string | undefined): readonly CacheFolder[] {
  const global = variable('YARN_GLOBAL_FOLDER') ?? below(home, '.yarn/berry');
  return [{ target: variable('YARN_CACHE_FOLDER') ?? below(global, 'cache'), sharing: undefined }];
}

/** The modern one still takes this option for its own, so that it is right for whichever Yarn it turns out to be. */
function frozenClassic({ command }: InstallCommand): Frozen | undefined {
  const call = readYarn(command);
  if (!call || (call.verb !== '' && call.verb !== 'install') || call.line.has('--frozen-lockfile', '--no-lockfile', '--force')) return undefined;
  return { locks: ['yarn.lock'], option: '--frozen-lockfile' };
}

/** `workspaces focus` has no such option. */
function frozenBerry({ command }: InstallCommand): Frozen | undefined {
  const call = readYarn(command);
  if (!call || (call.verb !== '' && call.verb !== 'install') || call.line.has('--immutable', '--no-immutable', '--refresh-lockfile', '--frozen-lockfile')) return undefined;
  return { locks: ['yarn.lock'], option: '--immutable' };
}

function define(id: string, berry: boolean): Ecosystem {
  const ecosystem: Ecosystem = {
    id, name: 'Yarn', family: 'javascript', programs: tool.programs, manifestNames: ['package.json', 'yarn.lock'],
    recognise(command) {
      const call = readYarn(command);
      return call && isBerry(call.line, call.verb) === berry ? toInstall(ecosystem, command, call, tool) : undefined;
    },
    manifests,
    cacheFolders: berry ? berryFolders : classicFolders,
    // The classic one copies out of its cache; so does the modern one, unless it runs packages from there (Plug'n'Play).
    cacheHolds: berry ? 'packages' : 'downloads',
    cacheOptions: ['--cache-folder', '--global-folder'],
    frozen: berry ? frozenBerry : frozenClassic,
    targetOptions: ['--modules-folder'],
    settingsFiles: ['package.json', '.yarnrc', '.yarnrc.yml', '.npmrc'],
    homeEntries: ['.yarn', '.yarnrc', '.yarnrc.yml', '.npmrc'],
    installedFolders: berry ? ['node_modules', '.pnp.cjs', '.pnp.loader.mjs', '.yarn/unplugged', '.yarn/install-state.gz', '.yarn/build-state.yml'] : ['node_modules'],
  };
  return ecosystem;
}

function readYarn(command: ShellCommand): ToolCall | undefined {
  return hasWord(command, '-v', '--version', '-h', '--help') ? undefined : readTool(command, tool);
}

export const yarn = define('yarn', false);
export const yarnBerry = define('yarn-berry', true);

// Bun's package manager.
import type { ContextView } from '../context/contextView.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { blockWorkspaceAbove, collectPackageJson } from './shared/packageJson.js';
import { below, packagesIfNamed, readTool, toInstall, verbs, type Tool, type Verb } from './shared/tool.js';

const unlessGlobal: Verb = line => (line.has('-g', '--global') || line.operands.length > 0 ? 'packages' : 'manifest');

const tool: Tool = {
  programs: ['bun'],
  valued: ['--cwd', '-c', '--config', '--registry', '--cache-dir', '--backend', '--omit', '--filter', '-F', '--concurrent-scripts', '--network-concurrency', '--linker', '--cafile', '--ca'],
  verbs: verbs([unlessGlobal, 'install', 'update'], ['manifest', 'ci'], [packagesIfNamed, 'add']),
  aliases: { i: 'install', a: 'add' },
  directoryOptions: ['--cwd'],
  isLocal: word => /^(\.{0,2}\/|(.+@)?(file|link):)/.test(word),
};

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = readTool(install.command, tool);
  collector.blockUnknown(call?.line.unknownOperands);
  for (const path of install.localPaths) collector.block('local-path', path);
  collectPackageJson(collector, { ignoreScripts: call?.line.has('--ignore-scripts') ?? false, exclusions: true });
  blockWorkspaceAbove(collector);
  const binary = collector.exists('bun.lockb') === true && collector.exists('bun.lock') !== true;
  const lock = binary ? 'bun.lockb' : 'bun.lock';
  if (call?.verb === 'ci' || call?.line.has('--frozen-lockfile')) collector.require(lock, 'missing-lock');
  else collector.optional(lock);
  // Without a lock of its own it takes over another package manager's.
  if (collector.exists('bun.lock') !== true && !binary) collector.optional('package-lock.json', 'yarn.lock', 'pnpm-lock.yaml');
  collector.optional(binary ? 'bun.lock' : 'bun.lockb', 'bunfig.toml', '.npmrc');
  return collector.finish();
}

function frozen({ command, kind }: InstallCommand): Frozen | undefined {
  const call = readTool(command, tool);
  if (call?.verb !== 'install' || kind !== 'manifest' || call.line.has('--frozen-lockfile', '--lockfile-only', '--force', '-f', '-y', '--yarn')) return undefined;
  return { locks: ['bun.lock', 'bun.lockb'], option: '--frozen-lockfile' };
}

export const bun: Ecosystem = {
  id: 'bun', name: 'Bun', family: 'javascript', programs: tool.programs, manifestNames: ['package.json', 'bun.lock', 'bun.lockb'],
  recognise(command) {
    const call = readTool(command, tool);
    return call && toInstall(bun, command, call, tool);
  },
  manifests,
  cacheFolders(home, variable) {
    const base = variable('BUN_INSTALL') ?? below(home, '.bun');
    return [{ target: variable('BUN_INSTALL_CACHE_DIR') ?? below(base, 'install/cache'), sharing: undefined }];
  },
  cacheHolds: 'downloads',
  cacheOptions: ['--cache-dir'],
  cacheDefeatingFlags: ['--no-cache'],
  frozen,
  homeEntries: ['.bun'],
  installedFolders: ['node_modules'],
};

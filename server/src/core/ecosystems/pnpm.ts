// pnpm: JavaScript packages from package.json and pnpm-lock.yaml, kept in one store.
import type { ContextView } from '../context/contextView.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { collectPackageJson, readJson, requirePatches } from './shared/packageJson.js';
import { strings, tableAt } from './shared/toml.js';
import { yamlList, yamlValues } from './shared/yamlLists.js';
import { below, manifestUnlessNamed, packagesIfNamed, readTool, toInstall, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['pnpm'],
  valued: ['-C', '--dir', '--prefix', '-F', '--filter', '--filter-prod', '--store-dir', '--virtual-store-dir', '--modules-dir', '--lockfile-dir', '--registry', '--reporter', '--loglevel', '--network-concurrency', '--child-concurrency', '--package-import-method', '--cache-dir', '--node-linker', '--workspace-concurrency', '--config-dir', '--fetch-timeout', '--fetch-retries', '--global-dir', '--use-node-version', '--cpu', '--os', '--libc'],
  verbs: verbs([manifestUnlessNamed, 'install', 'update'], ['manifest', 'fetch', 'ci', 'install-test'], [packagesIfNamed, 'add']),
  aliases: { i: 'install', up: 'update', upgrade: 'update', it: 'install-test', 'clean-install': 'ci', ic: 'ci', 'install-clean': 'ci', 'recursive install': 'install', 'm i': 'install' },
  directoryOptions: ['-C', '--dir', '--prefix'],
  isLocal: word => /^(\.{0,2}\/|(.+@)?(file|link):|.*\.(tgz|tar\.gz)$)/.test(word) && !/^\w+:\/\//.test(word),
};

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = readTool(install.command, tool);
  collector.blockUnknown(call?.line.unknownOperands);
  for (const path of install.localPaths) collector.block('local-path', path);
  if (call?.verb === 'fetch') {
    // It looks at nothing but the lock file, patches and how to reach the registry.
    collector.require('pnpm-lock.yaml', 'missing-lock');
    collector.optional('.npmrc', ownFile);
    requirePatches(collector, readWorkspaceFile(collector).patches, ownFile);
    const manifest = readJson(collector.peek('package.json') ?? '{}');
    requirePatches(collector, strings(Object.values(tableAt(manifest, 'pnpm', 'patchedDependencies'))), '');
    return collector.finish();
  }
  // Which packages changed is asked of git.
  if (call?.line.values('-F', '--filter', '--filter-prod').some(filter => filter === undefined || filter.includes('['))) collector.block('workspace', '--filter');
  const { workspaces, patches } = readWorkspaceFile(collector);
  collectPackageJson(collector, { ignoreScripts: call?.line.has('--ignore-scripts') ?? false, exclusions: true, workspaces });
  requirePatches(collector, patches, ownFile);
  if (call?.verb === 'ci' || call?.line.has('--frozen-lockfile')) collector.require('pnpm-lock.yaml', 'missing-lock');
  else collector.optional('pnpm-lock.yaml');
  collector.optional('.npmrc', ownFile, '.pnpmfile.cjs', '.pnpmfile.mjs');
  for (const hook of ['.pnpmfile.cjs', '.pnpmfile.mjs']) if (/\b(?:require|import|from)\s*\(?\s*["']\./.test(collector.peek(hook) ?? '')) collector.block('outside-include', hook, hook);
  const settings = collector.peek('.npmrc') ?? '';
  if (/^\s*(inject-workspace-packages\s*=\s*true|shared-workspace-lockfile\s*=\s*false)/m.test(settings)) collector.block('workspace', '.npmrc', '.npmrc');
  return collector.finish();
}

const ownFile = 'pnpm-workspace.yaml';

/** The workspace file also holds settings; only a list of packages makes it a workspace. */
function readWorkspaceFile(collector: ManifestCollector): { readonly workspaces: readonly string[]; readonly patches: readonly string[] } {
  for (const folder of collector.ancestors()) {
    const path = `${folder}/${ownFile}`;
    if (collector.exists(path) !== false && /^packages\s*:/m.test(collector.peek(path) ?? '')) collector.block('workspace', path, path);
  }
  const text = collector.peek(ownFile) ?? '';
  const packages = yamlList(text, 'packages') ?? [];
  const patches = yamlValues(text, 'patchedDependencies') ?? [];
  if (packages === 'unreadable' || patches === 'unreadable') collector.block('unreadable-manifest', ownFile, ownFile);
  if (/^\s+.*:\s*["']?(file|link):/m.test(text)) collector.block('local-path', ownFile, ownFile);
  if (/^(injectWorkspacePackages\s*:\s*true|sharedWorkspaceLockfile\s*:\s*false)/m.test(text)) collector.block('workspace', ownFile, ownFile);
  // The folder itself is always one of its packages.
  return { workspaces: packages === 'unreadable' ? [] : packages.filter(glob => glob !== '.' && glob !== './'), patches: patches === 'unreadable' ? [] : patches };
}

/** The default only where a variable CI is set, which a build does not have: there a lock that is out of step is rewritten. */
function frozen({ command, kind }: InstallCommand): Frozen | undefined {
  const call = readTool(command, tool);
  if (call?.verb !== 'install' || kind !== 'manifest' || command.assignments.has('CI')) return undefined;
  if (call.line.has('--frozen-lockfile', '--no-frozen-lockfile', '--no-lockfile', '--lockfile-only', '--fix-lockfile', '--force') || call.line.values('--lockfile').includes('false')) return undefined;
  return { locks: ['pnpm-lock.yaml'], option: '--frozen-lockfile' };
}

export const pnpm: Ecosystem = {
  id: 'pnpm', name: 'pnpm', family: 'javascript', programs: tool.programs, manifestNames: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  recognise(command) {
    const call = readTool(command, tool);
    return call && toInstall(pnpm, command, call, tool);
  },
  manifests,
  cacheFolders(home, variable) {
    const named = variable('npm_config_store_dir') ?? variable('pnpm_config_store_dir');
    const data = variable('XDG_DATA_HOME');
    const base = variable('PNPM_HOME') ?? (data === undefined ? below(home, '.local/share/pnpm') : `${data}/pnpm`);
    return [{ target: named ?? below(base, 'store'), sharing: undefined }];
  },
  frozen,
  targetOptions: ['--modules-dir', '--virtual-store-dir', '--store-dir'],
  cacheOptions: ['--store-dir', '--store'],
  settingsFiles: ['package.json', 'pnpm-workspace.yaml', '.npmrc'],
  systemFolders: ['/pnpm'],
  installedFolders: ['node_modules'],
};

// pnpm: JavaScript packages from package.json and pnpm-lock.yaml, kept in one store.
import type { ContextView } from '../context/contextView.js';
import type { Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { collectPackageJson } from './shared/packageJson.js';
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
    // It looks at nothing but the lock file and how to reach the registry.
    collector.require('pnpm-lock.yaml', 'missing-lock');
    collector.optional('.npmrc', 'pnpm-workspace.yaml');
    return blockPnpmWorkspace(collector, false).finish();
  }
  if (call?.line.has('-F', '--filter', '--filter-prod', '-r', '--recursive')) collector.block('workspace', 'package.json', 'package.json');
  collectPackageJson(collector, { ignoreScripts: call?.line.has('--ignore-scripts') ?? false });
  blockPnpmWorkspace(collector, true);
  if (call?.verb === 'ci' || call?.line.has('--frozen-lockfile')) collector.require('pnpm-lock.yaml', 'missing-lock');
  else collector.optional('pnpm-lock.yaml');
  collector.optional('.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', '.pnpmfile.mjs');
  return collector.finish();
}

/** The workspace file also holds settings; only a list of packages makes it a workspace. */
function blockPnpmWorkspace(collector: ManifestCollector, workspaces: boolean): ManifestCollector {
  const own = 'pnpm-workspace.yaml';
  for (const path of [own, ...collector.ancestors().map(folder => `${folder}/${own}`)]) {
    const text = collector.exists(path) === false ? undefined : collector.peek(path);
    if (text === undefined) continue;
    if (workspaces && /^packages\s*:/m.test(text)) collector.block('workspace', path, path);
    else if (/^patchedDependencies\s*:/m.test(text)) collector.block('patch-files', path, path);
    else if (workspaces && /:\s*["']?(file|link):/m.test(text)) collector.block('local-path', path, path);
  }
  return collector;
}

export const pnpm: Ecosystem = {
  id: 'pnpm', name: 'pnpm', family: 'javascript', manifestNames: ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'],
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
  installedFolders: ['node_modules'],
};

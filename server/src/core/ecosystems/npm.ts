// npm: JavaScript packages from package.json and its lock file.
import type { ContextView } from '../context/contextView.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { blockWorkspaceAbove, collectPackageJson } from './shared/packageJson.js';
import { below, readTool, toInstall, verbs, type Tool, type Verb } from './shared/tool.js';

const global = ['-g', '--global'];
const install: Verb = line => (line.operands.length > 0 || line.has(...global) || line.values('--location').includes('global') ? 'packages' : 'manifest');

const tool: Tool = {
  programs: ['npm'],
  valued: ['--prefix', '-C', '--registry', '--cache', '--loglevel', '--omit', '--include', '--only', '-w', '--workspace', '--userconfig', '--globalconfig', '--tag', '--fetch-timeout', '--fetch-retries', '--fetch-retry-mintimeout', '--fetch-retry-maxtimeout', '--fetch-retry-factor', '--maxsockets', '--before', '--os', '--cpu', '--libc', '--location', '--install-strategy', '--script-shell', '--target_arch', '--arch', '--platform', '--target', '--python', '--network-timeout', '--access', '--otp', '--depth', '--cafile', '--proxy', '--https-proxy', '--noproxy', '--node-options', '--audit-level', '--save-prefix'],
  verbs: verbs([install, 'install', 'install-test'], ['manifest', 'ci', 'install-ci-test'], [install, 'update']),
  aliases: {
    i: 'install', in: 'install', ins: 'install', inst: 'install', insta: 'install', instal: 'install', isnt: 'install', isnta: 'install', isntal: 'install', isntall: 'install', add: 'install',
    'clean-install': 'ci', ic: 'ci', 'install-clean': 'ci', 'isntall-clean': 'ci', cit: 'install-ci-test', 'clean-install-test': 'install-ci-test', sit: 'install-ci-test', it: 'install-test', up: 'update', upgrade: 'update', udpate: 'update',
  },
  directoryOptions: ['--prefix', '-C'],
  isLocal: word => /^(\.{0,2}\/|\.{1,2}$|file:|.*\.(tgz|tar\.gz)$)/.test(word) && !/^(?!file:)\w+:\/\//.test(word),
};

function manifests(found: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = readTool(found.command, tool);
  collector.blockUnknown(call?.line.unknownOperands);
  for (const path of found.localPaths) collector.block('local-path', path);
  collectPackageJson(collector, { ignoreScripts: call?.line.has('--ignore-scripts') ?? false, exclusions: true });
  blockWorkspaceAbove(collector);
  // A shrinkwrap wins where there are both.
  const shrinkwrap = collector.exists('npm-shrinkwrap.json');
  if (shrinkwrap) collector.require('npm-shrinkwrap.json');
  else if (call?.verb === 'ci' || call?.verb === 'install-ci-test') collector.require('package-lock.json', 'missing-lock');
  else collector.optional('package-lock.json');
  // Without a lock of its own it takes versions from Yarn's.
  if (!shrinkwrap && collector.exists('package-lock.json') === false) collector.optional('yarn.lock');
  if (!shrinkwrap) collector.optional('npm-shrinkwrap.json');
  collector.optional('.npmrc');
  return collector.finish();
}

/** `npm ci` is what `npm install` does where the lock is in step; it empties node_modules first. */
function frozen({ command, kind }: InstallCommand): Frozen | undefined {
  const call = readTool(command, tool);
  const verb = call?.verb === 'install' ? 'ci' : call?.verb === 'install-test' ? 'install-ci-test' : undefined;
  if (!call || kind !== 'manifest' || verb === undefined || call.line.has('--no-package-lock', '--no-shrinkwrap', '--package-lock-only') || call.line.values('--package-lock').includes('false')) return undefined;
  return { locks: ['package-lock.json', 'npm-shrinkwrap.json'], verb };
}

export const npm: Ecosystem = {
  id: 'npm', name: 'npm', family: 'javascript', programs: tool.programs, manifestNames: ['package.json', 'package-lock.json', 'npm-shrinkwrap.json'],
  recognise(command) {
    const call = readTool(command, tool);
    if (!call) return undefined;
    const found = toInstall(npm, command, call, tool);
    // `npm install .` is `npm install`; with -g it links the project itself.
    const own = call.line.operands.length === 1 && found.localPaths[0] === '.' && !call.line.has(...global);
    if (own) return { ...found, kind: 'manifest', localPaths: [] };
    return call.line.has(...global) && call.line.operands.length === 0 ? { ...found, kind: 'project', localPaths: ['.'] } : found;
  },
  packageWords: command => readTool(command, tool)?.line.operands ?? [],
  manifests,
  cacheFolders: (home, variable) => [{ target: variable('npm_config_cache') ?? variable('NPM_CONFIG_CACHE') ?? below(home, '.npm'), sharing: undefined }],
  cacheHolds: 'downloads',
  cacheOptions: ['--cache'],
  frozen,
  homeEntries: ['.npm', '.npmrc', '.node-gyp'],
  installedFolders: ['node_modules'],
};

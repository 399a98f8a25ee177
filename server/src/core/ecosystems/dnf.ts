// dnf and its kin (yum, microdnf, tdnf): packages of Fedora, Red Hat and their descendants. One package manager, but each
// program keeps its cache in a folder of its own.
import type { CacheFolder, Ecosystem } from './ecosystem.js';
import { readTool, toInstall, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['dnf', 'dnf5', 'yum', 'microdnf', 'tdnf'],
  valued: ['-c', '--config', '-x', '--exclude', '--excludepkgs', '--repo', '--repoid', '--enablerepo', '--disablerepo', '--installroot', '--releasever', '--setopt', '-d', '--debuglevel', '-e', '--errorlevel', '-R', '--randomwait', '--forcearch', '--color', '--comment', '--repofrompath', '--disableplugin', '--enableplugin', '--advisory', '--downloaddir'],
  verbs: verbs(
    ['packages', 'install', 'localinstall', 'reinstall', 'groupinstall', 'group install', 'module install', 'builddep', 'update', 'upgrade', 'distro-sync', 'swap', 'install-n', 'install-na', 'update-minimal', 'upgrade-minimal'],
    ['refresh', 'makecache', 'check-update'],
  ),
  aliases: { in: 'install', up: 'upgrade' },
  isLocal: word => /^(\.{0,2}\/|.*\.rpm$)/.test(word) && !word.includes('://'),
};

function define(id: string, programs: readonly string[], folders: readonly string[]): Ecosystem {
  const own: Tool = { ...tool, programs };
  const ecosystem: Ecosystem = {
    id, name: id, family: 'os', programs, manifestNames: [],
    cacheFolders: () => folders.map((target): CacheFolder => ({ target, sharing: 'locked' })),
    cacheHolds: 'downloads',
    recognise(command) {
      const call = readTool(command, own);
      return call && toInstall(ecosystem, command, call, own);
    },
  };
  return ecosystem;
}

export const dnf = define('dnf', ['dnf'], ['/var/cache/dnf']);
export const dnf5 = define('dnf5', ['dnf5'], ['/var/cache/libdnf5']);
export const tdnf = define('tdnf', ['tdnf'], ['/var/cache/tdnf']);
// Where `yum` is a name of dnf it uses dnf's folder; microdnf keeps lists in one and packages in the other.
export const yum = define('yum', ['yum'], ['/var/cache/yum', '/var/cache/dnf']);
export const microdnf = define('microdnf', ['microdnf'], ['/var/cache/yum', '/var/cache/dnf']);

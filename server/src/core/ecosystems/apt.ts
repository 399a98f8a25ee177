// apt-get, apt and aptitude: packages of Debian and Ubuntu.
import { defineTool, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  // Those that begin with `xx-` install for the platform that is built for.
  programs: ['apt-get', 'apt', 'aptitude', 'apt-fast', 'xx-apt-get', 'xx-apt'],
  valued: ['-o', '--option', '-t', '--target-release', '--default-release', '-c', '--config-file', '-a', '--host-architecture', '-P', '--build-profiles'],
  verbs: verbs(['packages', 'install', 'reinstall', 'satisfy', 'build-dep', 'upgrade', 'dist-upgrade', 'full-upgrade', 'safe-upgrade'], ['refresh', 'update']),
  isLocal: word => /^(\.{0,2}\/|.*\.deb$)/.test(word) && !word.includes('://'),
};

export const apt = defineTool({
  id: 'apt', name: 'apt', family: 'os', manifestNames: [],
  // apt locks its folders, and two builds would otherwise stop each other.
  cacheFolders: () => [{ target: '/var/cache/apt', sharing: 'locked' }, { target: '/var/lib/apt', sharing: 'locked' }],
  cacheHolds: 'downloads',
  cacheOptions: ['Dir::Cache=', 'Dir::Cache::', 'Dir::State::lists='],
}, tool);

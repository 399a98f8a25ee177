// zypper: packages of openSUSE and SUSE Linux.
import { defineTool, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['zypper'],
  valued: ['-r', '--repo', '--from', '-t', '--type', '-R', '--root', '--installroot', '--releasever', '-C', '--cache-dir', '-p', '--plus-repo', '--plus-content', '-c', '--config', '-D', '--reposd-dir'],
  verbs: verbs(['packages', 'install', 'source-install', 'update', 'dist-upgrade', 'patch'], ['refresh', 'refresh']),
  aliases: { in: 'install', si: 'source-install', up: 'update', dup: 'dist-upgrade', ref: 'refresh' },
  isLocal: word => word.endsWith('.rpm') && !word.includes('://'),
};

export const zypper = defineTool({
  id: 'zypper', name: 'zypper', family: 'os', manifestNames: [],
  cacheFolders: () => [{ target: '/var/cache/zypp', sharing: 'locked' }],
  cacheHolds: 'downloads',
}, tool);

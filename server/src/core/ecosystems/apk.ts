// apk: packages of Alpine Linux and Wolfi.
import { defineTool, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['apk', 'xx-apk'],
  valued: ['-t', '--virtual', '-X', '--repository', '-p', '--root', '--arch', '--keys-dir', '--repositories-file', '--wait', '--cache-dir', '--cache-max-age', '--progress-fd', '--timeout'],
  verbs: verbs(['packages', 'add', 'upgrade'], ['refresh', 'update']),
  isLocal: word => word.endsWith('.apk') && !word.includes('://'),
};

export const apk = defineTool({
  id: 'apk', name: 'apk', family: 'os', manifestNames: [],
  cacheFolders: () => [{ target: '/var/cache/apk', sharing: 'locked' }],
  cacheHolds: 'downloads',
  cacheOptions: ['--cache-dir'],
  cacheDefeatingFlags: ['--no-cache'],
}, tool);

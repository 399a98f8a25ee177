// Shards: packages of Crystal.
import type { ContextView } from '../context/contextView.js';
import type { InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { defineTool, readTool, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['shards'],
  valued: ['-j', '--jobs', '--without'],
  verbs: verbs(['manifest', '', 'install', 'update'], ['build', 'build']),
};

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const text = collector.text('shard.yml')?.replace(/#.*$/gm, '') ?? '';
  if (readTool(install.command, tool)?.line.has('--frozen', '--production')) collector.require('shard.lock', 'missing-lock');
  else collector.optional('shard.lock');
  collector.optional('shard.override.yml');
  const local = /^[ \t]+path\s*:[ \t]*["']?([^\s"']+)/m.exec(text)?.[1];
  if (local !== undefined) collector.block('local-path', local, 'shard.yml');
  return collector.finish();
}

export const shards = defineTool({
  id: 'shards', name: 'Shards', family: 'other', manifestNames: ['shard.yml', 'shard.lock'],
  manifests,
  frozen: ({ command, kind }) => (kind === 'manifest' && !command.args.some(arg => /^(--frozen|--production|update)$/.test(arg.value)) ? { locks: ['shard.lock'], option: '--frozen' } : undefined),
  fetchStep: ({ kind }) => (kind === 'build' ? { command: 'shards install', onlyCache: false, fetchesMore: false } : undefined),
  installedFolders: ['lib', '.shards'],
}, tool);

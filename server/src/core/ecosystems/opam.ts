// opam: packages of OCaml.
import type { ContextView } from '../context/contextView.js';
import type { InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, defineTool, readTool, verbs, type Tool, type Verb } from './shared/tool.js';

const isLocal = (word: string): boolean => /^\.{1,2}$|^\.{0,2}\/|\.opam$/.test(word);
const install: Verb = line => (line.operands.some(word => isLocal(word.value)) ? (line.has('--deps-only') ? 'manifest' : 'project') : line.operands.length > 0 ? 'packages' : undefined);

const tool: Tool = {
  programs: ['opam'],
  valued: ['--switch', '--root', '-j', '--jobs', '--repos', '--criteria', '--solver', '--cli', '--color'],
  verbs: verbs([install, 'install', 'reinstall'], ['packages', 'upgrade', 'switch create'], ['refresh', 'update'], ['project', 'pin', 'pin add']),
};

function manifests(found: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const operands = readTool(found.command, tool)?.line.operands ?? [];
  if (found.kind !== 'manifest') collector.block('project-install', '.');
  for (const word of operands) if (!/^\.\/?$/.test(word.value) && !/^[^/]+\.opam$/.test(word.value)) collector.block('local-path', word.text);
  const files = ['*.opam', 'opam/*.opam'].flatMap(glob => collector.glob(glob) ?? []);
  if (files.length === 0) collector.block('missing-manifest', '*.opam');
  for (const file of files) if (/^\s*pin-depends\s*:[^\]]*"(?:file:|\.)/m.test(collector.text(file) ?? '')) collector.block('local-path', 'pin-depends', file);
  collector.optional('opam', 'dune-project');
  return collector.finish();
}

export const opam = defineTool({
  id: 'opam', name: 'opam', family: 'other', manifestNames: ['*.opam'],
  manifests,
  cacheFolders: (home, variable) => [{ target: below(variable('OPAMROOT') ?? below(home, '.opam'), 'download-cache'), sharing: undefined }],
  cacheHolds: 'downloads',
  cacheOptions: ['--root'],
  namedIgnoreProject: () => true,
  homeEntries: ['.opam'],
}, tool);

// Deno: modules named in deno.json, package.json or the sources themselves.
import type { ContextView } from '../context/contextView.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { userCache } from './shared/python.js';
import { readTool, toInstall, verbs, type Tool, type Verb } from './shared/tool.js';

const install: Verb = line => {
  if (line.has('-g', '--global')) return 'packages';
  // With an entry point it follows the imports of the sources.
  if (line.has('-e', '--entrypoint')) return 'build';
  return line.operands.length > 0 ? 'packages' : 'manifest';
};

const tool: Tool = {
  programs: ['deno'],
  valued: ['-c', '--config', '--import-map', '--lock', '-n', '--name', '--root', '-L', '--log-level', '--cert', '--location', '-o', '--output', '--target', '--v8-flags', '--seed'],
  verbs: verbs([install, 'install'], ['packages', 'add'], ['build', 'cache', 'compile', 'bundle', 'check', 'test']),
  aliases: { i: 'install' },
};

function manifests(found: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = readTool(found.command, tool);
  if (found.kind === 'build') collector.block('project-install', call?.line.operands[0]?.text ?? '.');
  collector.blockUnknown(call?.line.unknownOperands);
  const [named] = call?.line.values('-c', '--config') ?? [];
  const config = named ?? ['deno.json', 'deno.jsonc', 'package.json'].find(name => collector.exists(name) !== false) ?? 'deno.json';
  const text = collector.text(config) ?? '';
  collector.optional('deno.lock', 'deno.jsonc', 'package.json', 'package-lock.json', '.npmrc');
  const readable = text.replace(/^\s*\/\/.*$/gm, '');
  if (/"(workspace|workspaces|links|patch)"\s*:/.test(readable)) collector.block('workspace', config, config);
  const map = /"importMap"\s*:\s*"([^"]*)"/.exec(readable)?.[1];
  if (map !== undefined && !/^https?:/.test(map)) {
    const inside = collector.include(map, config);
    if (inside !== undefined) collector.require(inside, 'missing-manifest', config);
  }
  return collector.finish();
}

function frozen({ command, kind }: InstallCommand): Frozen | undefined {
  const call = readTool(command, tool);
  if (!call || !/^(install|cache)$/.test(call.verb) || kind === 'packages' || call.line.has('--frozen', '--no-lock', '--lock', '-r', '--reload')) return undefined;
  return { locks: ['deno.lock'], option: '--frozen' };
}

export const deno: Ecosystem = {
  id: 'deno', name: 'Deno', family: 'javascript', programs: tool.programs, manifestNames: ['deno.json', 'deno.jsonc', 'deno.lock'],
  recognise(command) {
    const call = readTool(command, tool);
    return call && toInstall(deno, command, call, tool);
  },
  manifests,
  // Programs run out of the cache.
  cacheFolders: (home, variable) => [{ target: userCache('deno', home, variable, 'DENO_DIR')?.replace(/(?<=.)\/+$/, ''), sharing: undefined }],
  frozen,
  targetOptions: ['--root'],
  settingsFiles: ['deno.json', 'deno.jsonc', 'package.json', '.npmrc'],
  homeEntries: ['.deno'],
  systemFolders: ['/deno-dir'],
  installedFolders: ['node_modules', 'vendor'],
};

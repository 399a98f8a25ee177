// Dart and Flutter: packages from pubspec.yaml.
import type { ContextView } from '../context/contextView.js';
import type { Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, readTool, toInstall, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['dart', 'flutter', 'pub'],
  valued: ['-C', '--directory', '-s', '--source', '-u', '--hosted-url', '--git-path', '--git-ref', '--git-url', '--sdk', '--path'],
  verbs: verbs(['manifest', 'pub get', 'pub upgrade', 'get', 'upgrade', 'packages get'], ['packages', 'pub add', 'pub global', 'global activate']),
  directoryOptions: ['-C', '--directory'],
};

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const line = readTool(install.command, tool)?.line;
  collector.blockUnknown(line?.unknownOperands);
  for (const name of ['pubspec.yaml', 'pubspec_overrides.yaml']) {
    const text = name === 'pubspec.yaml' || collector.exists(name) ? collector.text(name)?.replace(/#.*$/gm, '') ?? '' : '';
    const path = /^[ \t]+path\s*:[ \t]*["']?([^\s"']+)/m.exec(text)?.[1];
    if (path !== undefined && /^\.{0,2}\/|^\.\.?$/.test(path)) collector.block('local-path', path, name);
    else if (path !== undefined && !/\bgit\s*:/.test(text)) collector.block('local-path', path, name);
    if (/^workspace\s*:|^resolution\s*:\s*workspace/m.test(text)) collector.block('workspace', name, name);
  }
  if (line?.has('--enforce-lockfile')) collector.require('pubspec.lock', 'missing-lock');
  else collector.optional('pubspec.lock');
  collector.optional('pubspec_overrides.yaml');
  return collector.finish();
}

function frozen({ command, kind }: InstallCommand): Frozen | undefined {
  const call = readTool(command, tool);
  return kind === 'manifest' && call?.verb === 'pub get' && !call.line.has('--enforce-lockfile') ? { locks: ['pubspec.lock'], option: '--enforce-lockfile' } : undefined;
}

export const dart: Ecosystem = {
  id: 'dart', name: 'Dart', family: 'other', programs: tool.programs, manifestNames: ['pubspec.yaml', 'pubspec.lock'],
  recognise(command) {
    const call = readTool(command, tool);
    // `dart get` and `pub pub get` are nobody's; `pub global run` installs nothing.
    if (!call || (command.name === 'dart' && !call.verb.startsWith('pub ')) || (command.name === 'pub') === call.verb.startsWith('pub ')) return undefined;
    if (call.verb === 'pub global' && call.line.operands[0]?.value !== 'activate') return undefined;
    return toInstall(dart, command, call, tool);
  },
  manifests,
  // Programs are compiled from, and run out of, the cache.
  cacheFolders: (home, variable) => [{ target: variable('PUB_CACHE') ?? below(home, '.pub-cache'), sharing: undefined }],
  frozen,
  homeEntries: ['.pub-cache', '.dart', '.dart-tool', '.flutter'],
  systemFolders: ['/usr/lib/dart', '/flutter', '/sdks'],
  installedFolders: ['.dart_tool'],
};

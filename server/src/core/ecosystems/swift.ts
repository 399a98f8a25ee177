// Swift's package manager.
import type { ContextView } from '../context/contextView.js';
import type { Ecosystem, FetchStep, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { carriedWords, type Carried } from './shared/carried.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, readTool, toInstall, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['swift'],
  longSingleDash: true,
  valued: ['--package-path', '--scratch-path', '--build-path', '--cache-path', '--config-path', '--security-path', '--configuration', '-c', '--product', '--target', '--triple', '--sdk', '--swift-sdk', '--toolset', '--arch', '-j', '--jobs', '-Xswiftc', '-Xcc', '-Xlinker', '-Xcxx', '--netrc-file', '--pkg-config-path', '--traits'],
  verbs: verbs(['build', 'build', 'test', 'run'], ['manifest', 'package resolve', 'package update']),
  directoryOptions: ['--package-path'],
};

const exact = ['--force-resolved-versions', '--disable-automatic-resolution', '--only-use-versions-from-resolved-file'];

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = readTool(install.command, tool);
  const text = collector.text('Package.swift') ?? '';
  if (call?.line.has(...exact)) collector.require('Package.resolved', 'missing-lock');
  else collector.optional('Package.resolved');
  for (const file of collector.glob('Package@swift-*.swift') ?? []) collector.require(file);
  collector.optional('.swiftpm/configuration');
  const code = text.replace(/\/\/.*$/gm, '');
  const local = /\.package\([^)]*?\bpath:\s*"([^"]*)"/.exec(code)?.[1];
  if (local !== undefined) collector.block('local-path', local, 'Package.swift');
  // A manifest is a program, too; most only name things.
  const reaching = /\b(?:FileManager|contentsOf\w*|ProcessInfo|Context\.packageDirectory|#filePath|#file|getenv)\b/.exec(code)?.[0];
  if (reaching !== undefined && reaching !== 'ProcessInfo' && reaching !== 'getenv') collector.block('outside-include', reaching, 'Package.swift');
  return collector.finish();
}

function frozen({ command }: InstallCommand): Frozen | undefined {
  const call = readTool(command, tool);
  if (!call || call.verb === 'package update' || call.line.has(...exact)) return undefined;
  return { locks: ['Package.resolved'], option: '--force-resolved-versions' };
}

const carried: Carried = { options: /^--(?:scratch-path|build-path|cache-path|config-path|security-path|netrc\S*|disable-(?:automatic-resolution|dependency-cache|sandbox)|force-resolved-versions|only-use-versions-from-resolved-file|traits|enable-all-traits|disable-default-traits)$/, valued: new Set(tool.valued) };

/** Checks the packages out into `.build`. */
function fetchStep({ command, kind }: InstallCommand): FetchStep | undefined {
  const words = carriedWords(command.args, carried);
  return kind === 'build' && words ? { command: ['swift package resolve', ...words].join(' '), onlyCache: false, fetchesMore: false } : undefined;
}

export const swift: Ecosystem = {
  id: 'swift', name: 'Swift', family: 'other', programs: tool.programs, manifestNames: ['Package.swift', 'Package.resolved'],
  recognise(command) {
    const call = readTool(command, tool);
    return call && toInstall(swift, command, call, tool);
  },
  manifests,
  cacheFolders: home => [{ target: below(home, '.cache/org.swift.swiftpm'), sharing: undefined }],
  frozen,
  fetchStep,
  homeEntries: ['.swiftpm'],
  installedFolders: ['.build'],
};

// Bundler and RubyGems: Ruby packages from a Gemfile, or by name.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { CacheFolder, Ecosystem, Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, defineTool, packagesIfNamed, readCall, toInstall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const tool: Tool = {
  programs: [],
  valued: ['--gemfile', '--path', '-j', '--jobs', '--retry', '--without', '--with', '-P', '--trust-policy', '--target-rbconfig', '--shebang', '--version', '-v', '--group', '--source'],
  verbs: verbs(['manifest', '', 'install', 'update'], [packagesIfNamed, 'add']),
  aliases: { i: 'install' },
};

function callOf(command: ShellCommand): ToolCall | undefined {
  if (command.name !== 'bundle' && command.name !== 'bundler') return undefined;
  // `bundle _2.4.0_ install` picks a version of Bundler.
  const args = /^_[\w.]+_$/.test(command.args[0]?.value ?? '') ? command.args.slice(1) : command.args;
  return args.some(arg => arg.value === '--version' || (args.length === 1 && arg.value === '-v')) ? undefined : readCall(command, args, tool);
}

const outside = /(?:\beval_gemfile|\binstance_eval|\brequire_relative|\bFile\.(?:read|open|expand_path|join|exist)|\bDir[.[]|\bload\s)\s*\(?\s*["']?([^"')\s]*)/;

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const line = callOf(install.command)?.line;
  collector.blockUnknown(line?.unknownOperands);
  const named = install.namedManifests[0] ?? install.command.assignments.get('BUNDLE_GEMFILE') ?? 'Gemfile';
  const gemfile = collector.include(named, '');
  if (gemfile === undefined) return collector.finish();
  const text = collector.text(gemfile);
  if (line?.has('--deployment', '--frozen')) collector.require(`${gemfile}.lock`, 'missing-lock');
  else collector.optional(`${gemfile}.lock`);
  collector.optional('.bundle/config', 'vendor/cache');
  if (text !== undefined) readGemfile(collector, text, gemfile);
  return collector.finish();
}

/** A Gemfile is a program; lines that reach for other files are found by their words. */
function readGemfile(collector: ManifestCollector, text: string, file: string): void {
  for (const line of text.split(/\r?\n/).map(raw => raw.replace(/(^|\s)#(?!\{).*$/, ''))) {
    const path = /(?:\bpath:\s*|:path\s*=>\s*|^\s*path\s*\(?\s*)["']([^"']+)["']/.exec(line)?.[1];
    const versionFile = /^\s*ruby\s*\(?\s*file:\s*["']([^"']+)["']/.exec(line)?.[1] ?? /^\s*ruby\s+File\.read\(\s*["']([^"']+)["']\s*\)/.exec(line)?.[1];
    if (versionFile !== undefined) collector.require(versionFile, 'missing-manifest', file);
    else if (/^\s*gemspec\b/.test(line)) collector.block('project-install', 'gemspec', file);
    else if (path !== undefined) collector.block('local-path', path, file);
    else if (/^\s*plugin\b.*\bpath\b/.test(line)) collector.block('local-path', line.trim(), file);
    else if (outside.test(line)) collector.block('outside-include', outside.exec(line)?.[1] || line.trim(), file);
  }
}

/** As an option it is deprecated, because Bundler writes it into the project's settings. */
function frozen({ command, namedManifests }: InstallCommand): Frozen | undefined {
  const call = callOf(command);
  const gemfile = namedManifests[0] ?? command.assignments.get('BUNDLE_GEMFILE');
  if (!call || call.verb === 'update' || call.verb === 'add' || call.line.has('--frozen', '--deployment') || command.assignments.has('BUNDLE_FROZEN') || command.assignments.has('BUNDLE_DEPLOYMENT')) return undefined;
  return namedManifests.includes(undefined) ? undefined : { locks: [`${gemfile ?? 'Gemfile'}.lock`], assignment: 'BUNDLE_FROZEN=true' };
}

function gemFolders(_home: string | undefined, variable: (name: string) => string | undefined): readonly CacheFolder[] {
  // Where gems live is up to the way Ruby was installed.
  return [{ target: below(variable('BUNDLE_PATH') ?? variable('GEM_HOME'), 'cache'), sharing: undefined }];
}

export const bundler: Ecosystem = {
  id: 'bundler', name: 'Bundler', family: 'other', programs: ['bundle', 'bundler'], manifestNames: ['Gemfile', 'Gemfile.lock'],
  recognise(command) {
    const call = callOf(command);
    return call && { ...toInstall(bundler, command, call, tool), namedManifests: call.line.values('--gemfile') };
  },
  manifests,
  cacheFolders: gemFolders,
  cacheDefeatingFlags: ['--no-cache'],
  frozen,
  targetOptions: ['--path'],
  homeEntries: ['.bundle'],
  installedFolders: ['vendor/bundle'],
};

const gemTool: Tool = {
  programs: ['gem'],
  valued: ['-v', '--version', '-i', '--install-dir', '-n', '--bindir', '-s', '--source', '-P', '--trust-policy', '--platform', '-g', '--file', '--without', '-p', '--http-proxy', '-B', '--bulk-threshold', '--config-file', '--build-root'],
  verbs: verbs([line => (line.has('-g', '--file') ? 'manifest' : line.operands.length === 0 ? undefined : 'packages'), 'install'], ['packages', 'update']),
  aliases: { i: 'install' },
  isLocal: word => word.endsWith('.gem') && !word.includes('://'),
};

export const gem = defineTool({
  id: 'gem', name: 'RubyGems', family: 'other', manifestNames: [],
  cacheFolders: gemFolders,
  targetOptions: ['-i', '--install-dir', '-n', '--bindir'],
  namedIgnoreProject: () => true,
  homeEntries: ['.gem', '.gemrc'],
  systemFolders: ['/usr/local/bundle'],
}, gemTool);

// Composer: PHP packages from composer.json.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import type { CommandLine } from './shared/commandLine.js';
import type { Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { readJson } from './shared/packageJson.js';
import { at, isTable, strings, tableAt, type Table } from './shared/toml.js';
import { below, packagesIfNamed, readCall, toInstall, verbs, type Tool, type ToolCall } from './shared/tool.js';

const name = 'composer.json';
const adding = 'require';
const tool: Tool = {
  programs: [],
  valued: ['-d', '--working-dir', '--prefer-install', '--apcu-autoloader-prefix', '--ignore-platform-req', '--audit-format', '--repository', '--repository-url', '-s', '--stability'],
  verbs: verbs(['manifest', 'install', 'update'], [packagesIfNamed, adding, 'global require', 'create-project']),
  aliases: { i: 'install', u: 'update', upgrade: 'update', r: 'require', 'global install': 'install' },
  directoryOptions: ['-d', '--working-dir'],
};

/** `composer`, `composer.phar`, and either of them given to `php`. */
function argumentsOf(command: ShellCommand): readonly ShellWord[] | undefined {
  if (command.name === 'composer' || command.name === 'composer.phar') return command.args;
  if (!/^php[\d.]*$/.test(command.name ?? '')) return undefined;
  for (let index = 0; index < command.args.length; index++) {
    const word = command.args[index];
    if (word?.value === '-d' || word?.value === '-c') index++;
    else if (!word?.value.startsWith('-')) return /(^|\/)composer(\.phar)?$/.test(word?.value ?? '') ? command.args.slice(index + 1) : undefined;
  }
  return undefined;
}

function callOf(command: ShellCommand): ToolCall | undefined {
  const args = argumentsOf(command);
  return args && readCall(command, args, tool);
}

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = callOf(install.command);
  const line = call?.line;
  const adds = call?.verb === adding;
  if (!adds) collector.blockUnknown(line?.unknownOperands);
  const text = collector.text(name);
  if (adds) collector.block('rewrites-manifest', name, undefined, `composer ${adding}`);
  collector.optional('composer.lock', flexLock, 'auth.json');
  if (text === undefined) return collector.finish();
  const manifest = readJson(text);
  if (manifest && runsFlex(manifest, line) && collector.exists(flexLock) === false) collector.block('lifecycle-script', flex, name);
  if (!manifest) collector.block('unreadable-manifest', name, name);
  else blockComposer(collector, manifest, line);
  return collector.finish();
}

/** A plugin that writes settings of new packages among the sources; what its lock file names it leaves alone. `--no-scripts` does not stop it. */
const flex = 'symfony/flex';
const flexLock = 'symfony.lock';

function runsFlex(manifest: Table, line: CommandLine | undefined): boolean {
  const isNamed = [tableAt(manifest, 'require'), ...(line?.has('--no-dev') ? [] : [tableAt(manifest, 'require-dev')])].some(table => Object.hasOwn(table, flex));
  return isNamed && !line?.has('--no-plugins') && at(manifest, 'config', 'allow-plugins', flex) !== false;
}

function blockComposer(collector: ManifestCollector, manifest: Table, line: CommandLine | undefined): void {
  const repositories = manifest['repositories'];
  for (const repository of Array.isArray(repositories) ? repositories : isTable(repositories) ? Object.values(repositories) : []) {
    const type = at(repository, 'type');
    if (type === 'path' || type === 'artifact') collector.block('local-path', strings(at(repository, 'url'))[0] ?? name, name);
  }
  const patches = at(manifest, 'extra', 'patches') ?? at(manifest, 'extra', 'patches-file');
  if (patches !== undefined) collector.block('patch-files', strings(at(manifest, 'extra', 'patches-file'))[0] ?? name, name);
  if (at(manifest, 'extra', 'merge-plugin') !== undefined) collector.block('outside-include', 'merge-plugin', name);
  if (!line?.has('--no-scripts')) {
    const script = Object.keys(tableAt(manifest, 'scripts')).find(key => /^(pre|post)-(install-cmd|update-cmd|autoload-dump|package-\w+|operations-exec|pool-create|file-download|dependencies-solving)$/.test(key));
    if (script !== undefined) collector.block('lifecycle-script', script, name);
  }
  if (!line?.has('--no-autoloader')) blockAutoload(collector, manifest, line);
}

/** The autoloader that an install writes lists files of the project; with an optimised one, all of its classes. */
function blockAutoload(collector: ManifestCollector, manifest: Table, line: CommandLine | undefined): void {
  const tables = [tableAt(manifest, 'autoload'), ...(line?.has('--no-dev') ? [] : [tableAt(manifest, 'autoload-dev')])];
  const optimised = line?.has('-o', '-a', '--optimize-autoloader', '--classmap-authoritative') === true || at(manifest, 'config', 'optimize-autoloader') === true || at(manifest, 'config', 'classmap-authoritative') === true;
  for (const autoload of tables) {
    const scanned = optimised ? [...Object.values(tableAt(autoload, 'psr-4')), ...Object.values(tableAt(autoload, 'psr-0'))].flatMap(strings) : [];
    const path = [...strings(autoload['classmap']), ...strings(autoload['files']), ...scanned][0];
    if (path !== undefined) collector.block('autoload', path.replace(/^\.?\/?$/, './'), name, line && dumpCommand(line));
  }
}

/** Options of an install that `dump-autoload` has, too, by what it calls them (composer's DumpAutoloadCommand). */
const dumpOptions: Readonly<Record<string, string>> = {
  '-d': '--working-dir', '--working-dir': '--working-dir', '-o': '--optimize', '--optimize-autoloader': '--optimize', '-a': '--classmap-authoritative', '--classmap-authoritative': '--classmap-authoritative',
  '--apcu-autoloader': '--apcu', '--apcu-autoloader-prefix': '--apcu-prefix', '--no-dev': '--no-dev', '--no-scripts': '--no-scripts', '--no-plugins': '--no-plugins',
};

/** The command that makes the autoloader as this install would. */
function dumpCommand({ options }: CommandLine): string {
  const words = options.flatMap(option => {
    const known = dumpOptions[option.name];
    if (known === undefined || (option.value === undefined && tool.valued?.includes(option.name))) return [];
    return [option.value === undefined ? known : `${known}=${option.value}`];
  });
  return ['composer dump-autoload', ...new Set(words)].join(' ');
}

export const composer: Ecosystem = {
  id: 'composer', name: 'Composer', family: 'other', programs: ['composer', 'composer.phar', 'php'], manifestNames: ['composer.json', 'composer.lock'],
  recognise(command) {
    const call = callOf(command);
    return call && { ...toInstall(composer, command, call, tool), label: `composer ${call.verb}` };
  },
  manifests,
  addsToManifest(install) {
    const call = callOf(install.command);
    return call?.verb === adding && !call.line.has('--no-update', '--no-install');
  },
  cacheFolders(home, variable) {
    const xdg = variable('XDG_CACHE_HOME');
    const own = variable('COMPOSER_HOME') ?? (xdg === undefined ? below(home, '.composer') : undefined);
    return [{ target: variable('COMPOSER_CACHE_DIR') ?? (own === undefined && xdg !== undefined ? `${xdg}/composer` : below(own, 'cache')), sharing: undefined }];
  },
  homeEntries: ['.composer'],
  cacheHolds: 'downloads',
  // `install` follows composer.lock as it is; one that is out of step only gets a warning. So there is nothing to freeze.
  cacheDefeatingFlags: ['--no-cache'],
  installedFolders: ['vendor'],
};

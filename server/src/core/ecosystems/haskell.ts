// Cabal and Stack: Haskell projects.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { CacheFolder, Ecosystem, FetchStep, InstallCommand, ManifestSet } from './ecosystem.js';
import { carriedWords } from './shared/carried.js';
import type { CommandLine } from './shared/commandLine.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, readTool, toInstall, verbs, type Tool, type Verb } from './shared/tool.js';

const onlyDependencies = ['--only-dependencies', '--dependencies-only', '--only-dep', '--only-snapshot'];
const unlessOnly: Verb = line => (line.has(...onlyDependencies) ? 'manifest' : 'build');
/** `cabal install NAME` fetches a package, `cabal install` and `cabal install exe:NAME` build the project. */
const install: Verb = line => {
  if (line.has(...onlyDependencies)) return 'manifest';
  return line.operands.length > 0 && line.operands.every(word => /^[A-Za-z][\w-]*$/.test(word.value)) ? 'packages' : 'project';
};

const cabalTool: Tool = {
  programs: ['cabal'],
  valued: ['-w', '--with-compiler', '--project-file', '--project-dir', '--builddir', '--installdir', '--install-method', '-f', '--flags', '-c', '--constraint', '--ghc-options', '--store-dir', '--config-file', '--http-transport', '-j', '--bindir', '--prefix', '--index-state'],
  verbs: verbs([unlessOnly, 'build', 'v2-build', 'new-build', 'test', 'bench', 'run'], [install, 'install', 'v2-install', 'new-install'], ['refresh', 'update', 'v2-update', 'new-update']),
};

const stackTool: Tool = {
  programs: ['stack'],
  valued: ['--stack-yaml', '--resolver', '--snapshot', '--work-dir', '--stack-root', '--local-bin-path', '--ghc-options', '--flag', '-j', '--jobs', '--compiler', '--arch', '--exec', '--extra-include-dirs', '--extra-lib-dirs', '--verbosity', '--color'],
  verbs: verbs([unlessOnly, 'build', 'install', 'test', 'bench', 'haddock'], ['manifest', 'setup'], ['refresh', 'update']),
};

/** What a package's description needs beside itself to be read or configured. */
function collectPackage(collector: ManifestCollector, file: string): void {
  const text = collector.text(file) ?? '';
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  if (/^\s*build-type\s*:\s*custom/im.test(text)) collector.require(`${folder}Setup.hs`, 'missing-manifest', file);
}

function cabalManifests(found: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const line = readTool(found.command, cabalTool)?.line;
  collector.blockUnknown(line?.unknownOperands);
  if (found.kind === 'project') collector.block('project-install', 'cabal install');
  if (line?.has('--project-file', '--project-dir')) collector.block('outside-include', '--project-file');
  const project = collector.exists('cabal.project') === false ? undefined : collector.text('cabal.project');
  const imported = /^import\s*:\s*(?!https?:)(\S+)/m.exec(project ?? '')?.[1];
  if (imported !== undefined) collector.block('outside-include', imported, 'cabal.project');
  const globs = packageGlobs(project);
  const files = globs.flatMap(glob => {
    const matched = collector.glob(glob.endsWith('.cabal') ? glob : `${glob.replace(/\/+$/, '')}/*.cabal`.replace(/^\.\//, ''));
    if (!matched) collector.block('workspace', glob, 'cabal.project');
    return matched ?? [];
  });
  if (files.length === 0) collector.block('missing-manifest', '*.cabal');
  for (const file of files) collectPackage(collector, file);
  collector.optional('cabal.project.freeze', 'cabal.project.local');
  return collector.finish();
}

/** The `packages` of a cabal.project; the folder's own package where it names none. */
function packageGlobs(project: string | undefined): readonly string[] {
  const block = /^(?:optional-)?packages\s*:([^\n]*(?:\n(?:[ \t]+[^\n]*|[ \t]*--[^\n]*))*)/m.exec(project ?? '')?.[1];
  const words = block?.replace(/--.*$/gm, '').split(/[\s,]+/).filter(word => word !== '' && !/^https?:/.test(word));
  return words && words.length > 0 ? words.map(word => (word === '.' ? './' : word)) : ['./*.cabal'];
}

function stackManifests(found: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const call = readTool(found.command, stackTool);
  collector.blockUnknown(call?.line.unknownOperands);
  const [named] = call?.line.values('--stack-yaml') ?? [];
  const yaml = collector.include(named ?? 'stack.yaml', '');
  const text = yaml === undefined ? undefined : collector.text(yaml);
  if (yaml === undefined || text === undefined) return collector.finish();
  collector.optional(`${yaml}.lock`);
  if (call?.verb === 'setup') return collector.finish();
  const snapshot = /^(?:resolver|snapshot)\s*:\s*["']?(\.{0,2}\/?[^\s"']*\.ya?ml)/m.exec(text)?.[1];
  if (snapshot !== undefined && !/^https?:/.test(snapshot)) collector.block('outside-include', snapshot, yaml);
  for (const path of [...listOf(text, 'packages') ?? ['.'], ...(listOf(text, 'extra-deps') ?? []).filter(dependency => /^\.{0,2}\//.test(dependency))]) {
    const own = path === '.' ? '' : collector.include(path, yaml);
    if (own === undefined) continue;
    const start = own === '' ? '' : `${own}/`;
    const files = [`${start}*.cabal`, `${start}package.yaml`].flatMap(glob => collector.glob(glob) ?? []);
    if (files.length === 0) collector.block('missing-manifest', `${start}package.yaml`, yaml);
    for (const file of files) collectPackage(collector, file);
    // Modules that are not listed are looked for among the sources.
    if (files.some(file => file.endsWith('package.yaml'))) collector.block('project-install', `${start}package.yaml`, yaml);
  }
  return collector.finish();
}

/** A list of plain words in a YAML file's top level. */
function listOf(text: string, key: string): readonly string[] | undefined {
  const block = new RegExp(`^${key}\\s*:[ \\t]*(?:#.*)?((?:\\n(?:[ \\t]*-.*|[ \\t]*#.*|[ \\t]*))*)`, 'm').exec(text)?.[1];
  return block === undefined ? undefined : [...block.matchAll(/^\s*-\s*["']?([^\s"'#]+)/gm)].map(match => match[1] ?? '');
}

function fetchOf(command: ShellCommand, kind: InstallCommand['kind'], tool: Tool): FetchStep | undefined {
  const call = readTool(command, tool);
  const words = carriedWords(command.args, { options: /^-(?!-(?:copy-bins|test|bench|exec|haddock|installdir|install-method|local-bin-path|overwrite-policy))/, valued: new Set(tool.valued) });
  if (kind !== 'build' || call?.verb !== 'build' || !words || hasTargets(call.line)) return undefined;
  return { command: [command.name ?? '', 'build', ...words, '--only-dependencies'].join(' '), onlyCache: false, fetchesMore: false };
}

function hasTargets(line: CommandLine): boolean {
  return line.operands.some(word => word.value !== 'all');
}

function cabalFolders(_home: string | undefined, variable: (name: string) => string | undefined): readonly CacheFolder[] {
  // Without the variable it takes ~/.cabal where that exists, and three folders by another standard where not.
  const base = variable('CABAL_DIR');
  return [{ target: below(base, 'packages'), sharing: undefined }, { target: below(base, 'store'), sharing: 'locked' }];
}

export const cabal: Ecosystem = {
  id: 'cabal', name: 'Cabal', family: 'other', programs: cabalTool.programs, manifestNames: ['cabal.project', '*.cabal', 'cabal.project.freeze'],
  recognise(command) {
    const call = readTool(command, cabalTool);
    return call && toInstall(cabal, command, call, cabalTool);
  },
  manifests: cabalManifests,
  cacheFolders: cabalFolders,
  fetchStep: ({ command, kind }) => fetchOf(command, kind, cabalTool),
  settingsFiles: ['cabal.project'],
  homeEntries: ['.cabal', '.ghc', '.ghcup'],
  cacheOptions: ['--store-dir'],
  systemFolders: ['/opt/ghc', '/opt/cabal'],
  installedFolders: ['dist-newstyle'],
};

export const stack: Ecosystem = {
  id: 'stack', name: 'Stack', family: 'other', programs: stackTool.programs, manifestNames: ['stack.yaml', 'stack.yaml.lock', 'package.yaml', '*.cabal'],
  recognise(command) {
    const call = readTool(command, stackTool);
    return call && toInstall(stack, command, call, stackTool);
  },
  manifests: stackManifests,
  cacheFolders: (home, variable) => [{ target: variable('STACK_ROOT') ?? below(home, '.stack'), sharing: 'locked' }],
  fetchStep: ({ command, kind }) => fetchOf(command, kind, stackTool),
  homeEntries: ['.stack'],
  cacheOptions: ['--stack-root'],
  installedFolders: ['.stack-work'],
};

// Go: modules from go.mod, downloaded by a command of their own or by the compiler.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import { carriedAssignments, carriedWords, type Carried } from './shared/carried.js';
import type { Ecosystem, FetchStep, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, readTool, toInstall, verbs, type Tool, type Verb } from './shared/tool.js';

/** A package of another module, at a version: its own download, whatever the project is. */
const remote = (word: string): boolean => word.includes('@') || /^[\w-]+(\.[\w-]+)+\//.test(word);
const versioned: Verb = line => (line.operands.length > 0 && line.operands.every(word => word.value.includes('@')) ? 'packages' : 'build');

const tool: Tool = {
  // `xx-go` sets the platform that is built for and runs `go`.
  programs: ['go', 'xx-go'],
  longSingleDash: true,
  valued: ['-C', '-o', '-ldflags', '-gcflags', '-asmflags', '-gccgoflags', '-tags', '-p', '-mod', '-modfile', '-overlay', '-pkgdir', '-toolexec', '-installsuffix', '-buildmode', '-compiler', '-exec', '-run', '-timeout', '-coverprofile', '-count', '-covermode', '-coverpkg', '-parallel', '-cpu', '-pgo'],
  verbs: verbs(
    ['manifest', 'mod download'],
    [line => (line.operands.length > 0 && line.operands.every(word => remote(word.value)) ? 'packages' : 'build'), 'get'],
    [versioned, 'install', 'run'],
    ['build', 'build', 'test', 'vet', 'mod tidy', 'mod vendor'],
  ),
  directoryOptions: ['-C'],
};

function manifests(install: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  if (install.kind === 'build' && collector.exists('vendor/modules.txt')) collector.block('local-path', 'vendor');
  const work = install.command.assignments.get('GOWORK') === 'off' ? undefined : workspaceOf(collector);
  if (work === undefined) {
    followModule(collector, '');
    if (install.command.assignments.get('GOWORK') !== 'off' && collector.exists('go.work') !== true) collector.optional('go.work', 'go.work.sum');
    return collector.finish();
  }
  const own = collector.exists('go.mod') === true;
  if (own) followModule(collector, '');
  collector.optional('go.work', 'go.work.sum');
  for (const folderOf of localPaths(work, 'use')) {
    const inside = /^\.\/?$/.test(folderOf) ? (own ? undefined : '') : collector.include(folderOf, 'go.work');
    if (inside !== undefined) followModule(collector, inside);
  }
  for (const target of replacements(work)) followReplacement(collector, target, 'go.work');
  return collector.finish();
}

/** The text of go.work beside the module; one above it is out of reach. */
function workspaceOf(collector: ManifestCollector): string | undefined {
  for (const above of collector.ancestors()) if (collector.exists(`${above}/go.work`)) collector.block('workspace', `${above}/go.work`, `${above}/go.work`);
  return collector.exists('go.work') ? collector.peek('go.work') : undefined;
}

function followModule(collector: ManifestCollector, folder: string): void {
  const start = folder === '' ? '' : `${folder}/`;
  const text = collector.text(`${start}go.mod`);
  collector.optional(`${start}go.sum`);
  for (const target of replacements(text ?? '')) followReplacement(collector, target, `${start}go.mod`);
}

/** Of a module that takes the place of another only the description is read; its own replacements count for nothing. */
function followReplacement(collector: ManifestCollector, target: string, file: string): void {
  const inside = target.startsWith('/') ? undefined : collector.include(`${target}/go.mod`, file);
  if (inside !== undefined) collector.require(inside, 'missing-manifest', file);
  else collector.block('outside-include', target, file);
}

/** The folders that `replace` lines point to. */
function replacements(text: string): readonly string[] {
  return linesOf(text).flatMap(line => /=>\s*"?([^\s"]+)"?/.exec(line)?.[1] ?? []).filter(target => /^(\.{1,2}(\/|$)|\/)/.test(target));
}

/** The arguments of a directive, alone or in a block. */
function localPaths(text: string, directive: string): readonly string[] {
  const words: string[] = [];
  let inBlock = false;
  for (const line of linesOf(text)) {
    const [first = '', second = ''] = line.trim().replace(/"/g, '').split(/\s+/);
    if (inBlock && first === ')') inBlock = false;
    else if (inBlock && first !== '') words.push(first);
    else if (first === directive && second === '(') inBlock = true;
    else if (first === directive && second !== '') words.push(second);
  }
  return words;
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).map(line => line.replace(/\/\/.*$/, ''));
}

const carried: Carried = { options: /^--?(?:modfile|mod|modcacherw|overlay)$/, valued: new Set(tool.valued) };
const settings = /^GO(?:PROXY|PRIVATE|NOPROXY|NOSUMDB|NOSUMCHECK|SUMDB|INSECURE|FLAGS|TOOLCHAIN|AUTH|MODCACHE|PATH|WORK|VCS|111MODULE)$/;

/** Downloads every module of the build list; the compiler would leave those out that only tests import. */
function fetchStep({ command, kind }: InstallCommand): FetchStep | undefined {
  const call = readTool(command, tool);
  if (!call || kind !== 'build' || !/^(build|install|run|test|vet)$/.test(call.verb)) return undefined;
  const flags = [...call.line.values('-mod'), command.assignments.get('GOFLAGS')];
  if (flags.some(flag => flag !== undefined && /\bvendor\b/.test(flag)) || command.assignments.get('GO111MODULE') === 'off') return undefined;
  const words = carriedWords(command.args, carried);
  const set = carriedAssignments(command, settings);
  if (!words || !set) return undefined;
  // `mod download` has no -mod, and needs none: it changes nothing but go.sum.
  const modfile = words.filter(word => !/^--?mod(=|$)/.test(word));
  return { command: [...set, 'go mod download', ...modfile].join(' '), onlyCache: true, fetchesMore: true };
}

export const go: Ecosystem = {
  id: 'go', name: 'Go', family: 'other', programs: tool.programs, manifestNames: ['go.mod', 'go.sum', 'go.work'],
  recognise(command: ShellCommand) {
    const call = readTool(command, tool);
    return call && toInstall(go, command, call, tool);
  },
  manifests,
  cacheFolders(home, variable) {
    const path = variable('GOPATH')?.split(':')[0] ?? below(home, 'go');
    const xdg = variable('XDG_CACHE_HOME');
    const builds = variable('GOCACHE') ?? (xdg === undefined ? below(home, '.cache/go-build') : `${xdg}/go-build`);
    return [{ target: variable('GOMODCACHE') ?? below(path, 'pkg/mod'), sharing: undefined }, { target: builds, sharing: undefined }];
  },
  // A build never changes go.mod or go.sum by itself (`-mod=readonly`): there is nothing to freeze.
  fetchStep,
  namedIgnoreProject: ({ label }) => label === 'go install',
  homeEntries: ['go'],
  systemFolders: ['/usr/local/go', '/go/bin', '/go/pkg'],
};

// Go: modules from go.mod, downloaded by a command of their own or by the compiler.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, InstallCommand, ManifestSet } from './ecosystem.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, readTool, toInstall, verbs, type Tool, type Verb } from './shared/tool.js';

/** A package of another module, at a version: its own download, whatever the project is. */
const remote = (word: string): boolean => word.includes('@') || /^[\w-]+(\.[\w-]+)+\//.test(word);
const versioned: Verb = line => (line.operands.length > 0 && line.operands.every(word => word.value.includes('@')) ? 'packages' : 'build');

const tool: Tool = {
  programs: ['go'],
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
  const text = collector.text('go.mod');
  collector.optional('go.sum');
  if (install.command.assignments.get('GOWORK') !== 'off') {
    for (const above of ['', ...collector.ancestors().map(path => `${path}/`)]) {
      if (collector.exists(`${above}go.work`)) collector.block('workspace', `${above}go.work`, `${above}go.work`);
    }
    if (collector.exists('go.work') !== true) collector.optional('go.work', 'go.work.sum');
  }
  if (text !== undefined) {
    const local = localReplacement(text);
    if (local !== undefined) collector.block('local-path', local, 'go.mod');
  }
  return collector.finish();
}

/** The first folder that a `replace` of go.mod points to. */
function localReplacement(text: string): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const target = /=>\s*"?([^\s"]+)"?/.exec(line.replace(/\/\/.*$/, ''))?.[1];
    if (target !== undefined && /^(\.{1,2}(\/|$)|\/)/.test(target)) return target;
  }
  return undefined;
}

export const go: Ecosystem = {
  id: 'go', name: 'Go', family: 'other', manifestNames: ['go.mod', 'go.sum', 'go.work'],
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
};

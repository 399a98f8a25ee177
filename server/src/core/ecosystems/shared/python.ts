// What Python's package managers share: pip's options, the kinds of its operands, and the requirements files that an
// install reads.
import type { ShellCommand, ShellWord } from '../../shell/script.js';
import { isKnown, type CommandLine } from './commandLine.js';
import type { InstallCommand } from '../ecosystem.js';
import type { ManifestCollector } from './manifestCollector.js';
import { isLocalRequirement, readRequirements } from './requirements.js';

/** Options of `pip install` (and of `uv pip install`) that take a value. */
export const pipValued: readonly string[] = [
  '-r', '--requirement', '--requirements', '-c', '--constraint', '--constraints', '-e', '--editable', '-t', '--target', '--platform', '--python-version', '--implementation', '--abi', '--root', '--prefix', '--src',
  '--upgrade-strategy', '--no-binary', '--only-binary', '--progress-bar', '--report', '-i', '--index-url', '--extra-index-url', '-f', '--find-links', '--log', '--proxy', '--retries', '--timeout', '--exists-action',
  '--trusted-host', '--cert', '--client-cert', '--cache-dir', '--use-feature', '--use-deprecated', '-w', '--wheel-dir', '-d', '--dest', '-b', '--build', '--global-option', '--install-option', '--build-option',
  '-C', '--config-settings', '--config-setting', '--python', '--keyring-provider', '--root-user-action', '--group', '--build-constraint', '--default-timeout',
];

/** A `python` with or without a version, and PyPy. */
export function isPython(name: string | undefined): boolean {
  return name !== undefined && /^(python|pypy)[\d.]*$/.test(name);
}

/** The words behind `python -m NAME`; `undefined` when the command is not that. */
export function moduleArguments(command: ShellCommand, module: RegExp): readonly ShellWord[] | undefined {
  if (!isPython(command.name)) return undefined;
  for (let at = 0; at < command.args.length; at++) {
    const word = command.args[at];
    if (!word?.static || !word.value.startsWith('-')) return undefined;
    if (word.value === '-W' || word.value === '-X') at++;
    else if (/^-[A-Za-z]*m$/.test(word.value)) return module.test(command.args[at + 1]?.value ?? '') ? command.args.slice(at + 2) : undefined;
  }
  return undefined;
}

/** What a pip-like command line names. */
export interface PipOperands {
  readonly kind: 'manifest' | 'packages' | 'project';
  readonly namedManifests: readonly (string | undefined)[];
  readonly localPaths: readonly string[];
}

const archive = /\.(whl|tar\.gz|tgz|tar\.bz2|tar\.xz|zip)$/i;

/** Sorts the operands of `pip install`: folders of the project win over manifests, manifests over names. */
export function readPipOperands(line: CommandLine, operandsAreManifests = false): PipOperands {
  const words = line.operands.filter(isKnown).map(word => word.value);
  const editable = line.values('-e', '--editable').filter(value => value === undefined || isLocalRequirement(value)).map(value => value ?? '');
  const files = [...line.values('-r', '--requirement', '--requirements'), ...line.values('-c', '--constraint', '--constraints')];
  const namedManifests = [...(operandsAreManifests ? line.operands.map(word => (isKnown(word) && word.static ? word.value : undefined)) : []), ...files].filter(file => file === undefined || !/^[a-z]+:\/\//i.test(file)).map(file => (file !== undefined && /[*?]/.test(file) ? undefined : file));
  if (line.has('--group')) namedManifests.push('pyproject.toml');
  const localPaths = operandsAreManifests ? [] : [...editable, ...words.filter(isLocalOperand)].map(path => withoutExtras(path)).filter(path => path !== '');
  const project = editable.length > 0 || localPaths.some(path => !archive.test(path) && !path.includes('*'));
  return { kind: project ? 'project' : namedManifests.length > 0 ? 'manifest' : 'packages', namedManifests, localPaths };
}

function isLocalOperand(word: string): boolean {
  const path = /^[\w.-]+(?:\[[^\]]*\])?\s*@\s*(\S+)$/.exec(word)?.[1] ?? word;
  return isLocalRequirement(path);
}

/** `.[dev]` -> `.`, `name @ file:./lib` -> `./lib`. */
function withoutExtras(word: string): string {
  return word.replace(/^[\w.-]+(?:\[[^\]]*\])?\s*@\s*(?=file:)/, '').replace(/^file:(\/\/)?/i, '').replace(/\[[^\]]*\]$/, '');
}


/** Notes what pip's operands (and uv's, which takes the same) say against separating the install from the sources. */
export function blockOperands(collector: ManifestCollector, install: InstallCommand, line: CommandLine | undefined): void {
  if (install.kind === 'project') collector.block(line?.has('-e', '--editable') ? 'editable' : 'project-install', install.localPaths[0] ?? '.');
  for (const path of install.localPaths) collector.block('local-path', path);
  collector.blockUnknown(line?.unknownOperands);
  if (install.command.openArguments) collector.block('dynamic-arguments', install.label);
}

/** A folder of wheels is asked for packages like an index. */
export function blockFolderOfWheels(collector: ManifestCollector, install: InstallCommand, line: CommandLine | undefined): void {
  for (const links of line?.values('-f', '--find-links') ?? []) if (links === undefined || !/^https?:/i.test(links)) collector.block('local-path', links ?? install.label);
}

/** Adds the named requirements files and all that they include; notes what can't be separated from the sources. */
export function collectRequirements(collector: ManifestCollector, install: InstallCommand): void {
  for (const named of install.namedManifests) {
    if (named === undefined) {
      collector.block('dynamic-arguments', install.label);
      continue;
    }
    const path = collector.include(namedInside(named, install.directory), '');
    if (path === 'pyproject.toml') collector.text(path);
    else if (path !== undefined) followRequirements(collector, path, undefined, new Set());
  }
}

/** An absolute manifest as seen from the install's directory, where that is absolute too. */
export function namedInside(named: string, directory: string | undefined): string {
  const base = directory?.startsWith('/') ? `${directory.replace(/\/+$/, '')}/` : undefined;
  return base !== undefined && named.startsWith(base) ? named.slice(base.length) : named;
}

function followRequirements(collector: ManifestCollector, path: string, from: string | undefined, seen: Set<string>): void {
  if (seen.has(path)) return;
  seen.add(path);
  const text = collector.text(path, 'missing-manifest', from);
  if (text === undefined) return;
  for (const reference of readRequirements(text)) {
    if (reference.path.includes('${')) {
      collector.block('dynamic-arguments', reference.path, path);
    } else if (reference.kind === 'editable' || reference.kind === 'local') {
      // An editable checkout (`-e git+https://...`) is none of the project's files.
      if (reference.kind === 'local' || isLocalRequirement(reference.path)) collector.block(reference.kind === 'editable' ? 'editable' : 'local-path', reference.path, path);
    } else {
      const included = collector.include(reference.path, path);
      if (included !== undefined) followRequirements(collector, included, path, seen);
    }
  }
}

/** A variable that switches something on, as pip and uv read it. */
export function isSwitchedOn(value: string | undefined): boolean {
  return value !== undefined && !/^(|0|false|off|no|f|n)$/i.test(value);
}

/** The folder of a tool in the user's cache (`~/.cache/pip`), or where a variable puts it. */
export function userCache(name: string, home: string | undefined, variable: (name: string) => string | undefined, own: string): string | undefined {
  const set = variable(own);
  if (set !== undefined && set !== '') return set;
  const base = variable('XDG_CACHE_HOME') ?? (home === undefined ? undefined : `${home.replace(/\/+$/, '')}/.cache`);
  return base === undefined ? undefined : `${base}/${name}`;
}

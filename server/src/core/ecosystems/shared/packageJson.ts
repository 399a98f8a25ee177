// package.json as npm, yarn, pnpm and bun read it, of a project and of all packages of its workspace, looked at for
// whatever ties an install to the project's sources.
import { globPattern } from './glob.js';
import type { ManifestCollector } from './manifestCollector.js';
import { at, isTable, strings, tableAt, type Table } from './toml.js';

const name = 'package.json';

/** Scripts that the package managers run by themselves around an install, in the order in which a person reads them. */
const lifecycle = ['pnpm:devPreinstall', 'preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

/** Scripts that read none of the project's files, or may fail without harm. */
const harmless = /^\s*(true|exit 0|husky|(npx\s+(-y\s+|--yes\s+)?)?only-allow\s+\w+|husky( install)?\s*\|\|\s*(true|exit 0|:)|echo [^|&;<>`$]*)\s*$/;
const patchPackage = /^\s*patch-package(\s+--(error-on-fail|use-yarn|error-on-warn))*\s*$/;

export interface PackageJsonOptions {
  readonly ignoreScripts: boolean;
  /** Globs of the workspace's folders, where another file names them; otherwise package.json does. */
  readonly workspaces?: readonly string[] | undefined;
  /** Whether a glob behind `!` takes folders out again. */
  readonly exclusions: boolean;
}

/** Adds package.json and those of the workspace, and notes what in them needs other files of the project. */
export function collectPackageJson(collector: ManifestCollector, options: PackageJsonOptions): Table | undefined {
  const manifest = readManifest(collector, name);
  if (!manifest) return undefined;
  blockLocalPackages(collector, manifest, name);
  collectPatches(collector, manifest);
  if (!options.ignoreScripts) blockScripts(collector, manifest, name);
  for (const member of membersOf(collector, options.workspaces ?? workspacesOf(manifest), options.exclusions)) collectMember(collector, member, options);
  return manifest;
}

function readManifest(collector: ManifestCollector, path: string): Table | undefined {
  const text = collector.text(path);
  const manifest = text === undefined ? undefined : readJson(text);
  if (text !== undefined && !manifest) collector.block('unreadable-manifest', path, path);
  return manifest;
}

/** A JSON object; `undefined` for any other text. */
export function readJson(text: string): Table | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isTable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function workspacesOf(manifest: Table): readonly string[] {
  const workspaces = manifest['workspaces'];
  return strings(Array.isArray(workspaces) ? workspaces : at(workspaces, 'packages'));
}

/** The manifests of a workspace's packages. */
function membersOf(collector: ManifestCollector, globs: readonly string[], exclusions: boolean): readonly string[] {
  const excluded = exclusions ? globs.filter(glob => glob.startsWith('!')).map(glob => globPattern(`${glob.slice(1).replace(/^\/+|\/+$/g, '')}/${name}`)) : [];
  if (excluded.includes(undefined)) collector.block('workspace', globs.find(glob => glob.startsWith('!')) ?? name, name);
  const members = new Set<string>();
  for (const glob of globs.filter(item => !item.startsWith('!'))) {
    const found = /^(\/|\.\.(\/|$))/.test(glob) ? undefined : collector.glob(`${glob.replace(/\/+$/, '')}/${name}`);
    if (!found) collector.block('workspace', glob, name);
    for (const path of found ?? []) if (!excluded.some(pattern => pattern?.test(path))) members.add(path);
  }
  members.delete(name);
  return [...members].sort();
}

function collectMember(collector: ManifestCollector, path: string, options: PackageJsonOptions): void {
  const manifest = readManifest(collector, path);
  if (!manifest) return;
  blockLocalPackages(collector, manifest, path);
  if (!options.ignoreScripts) blockScripts(collector, manifest, path);
  // Programs of a package are linked only where they are there, and made executable.
  const hasPrograms = manifest['bin'] !== undefined || at(manifest, 'directories', 'bin') !== undefined;
  const isInjected = Object.values(tableAt(manifest, 'dependenciesMeta')).some(meta => at(meta, 'injected') === true);
  if (hasPrograms || isInjected || workspacesOf(manifest).length > 0) collector.block('workspace', path, path);
}

/** Whether a folder above declares workspaces, of which this project may then be one. */
export function blockWorkspaceAbove(collector: ManifestCollector): void {
  for (const folder of collector.ancestors()) {
    const path = `${folder}/${name}`;
    const text = collector.exists(path) === false ? undefined : collector.peek(path);
    const manifest = text === undefined ? undefined : readJson(text);
    if (manifest?.['workspaces'] !== undefined) collector.block('workspace', path, path);
  }
}

function blockLocalPackages(collector: ManifestCollector, manifest: Table, file: string): void {
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const version of Object.values(tableAt(manifest, field))) collectVersion(collector, version, file);
  }
  const overrides = [tableAt(manifest, 'overrides'), tableAt(manifest, 'resolutions'), tableAt(manifest, 'pnpm', 'overrides')];
  for (const table of overrides) collectOverrides(collector, table, { file, depth: 0 });
}

function collectOverrides(collector: ManifestCollector, table: Table, place: { readonly file: string; readonly depth: number }): void {
  for (const value of Object.values(table)) {
    if (isTable(value) && place.depth < 20) collectOverrides(collector, value, { ...place, depth: place.depth + 1 });
    else collectVersion(collector, value, place.file);
  }
}

/** `workspace:` means another package of the workspace, whose manifest is read anyhow. */
function collectVersion(collector: ManifestCollector, version: unknown, file: string): void {
  if (typeof version !== 'string') return;
  if (version.startsWith('patch:')) collectPatchVersion(collector, version, file);
  else if (/^(file:|link:|portal:|\.{1,2}\/|\/|~\/)/.test(version)) collector.block('local-path', version.replace(/^(file|link|portal):/, ''), file);
}

/** `patch:name@npm%3A1.0#./a.patch&./b.patch`; `~/` is the project's root, `~builtin<...>` comes with Yarn. */
function collectPatchVersion(collector: ManifestCollector, version: string, file: string): void {
  const listed = /#(.+?)(?:::.*)?$/.exec(version)?.[1] ?? '';
  for (const path of listed.split('&').map(item => item.replace(/^optional!/, ''))) {
    if (path === '' || path.startsWith('~builtin<')) continue;
    const inside = path.startsWith('~/') ? collector.include(path.slice(2), '') : collector.include(path, file);
    if (inside !== undefined) collector.require(inside, 'missing-manifest', file);
  }
}

function collectPatches(collector: ManifestCollector, manifest: Table): void {
  const patched = [...Object.values(tableAt(manifest, 'pnpm', 'patchedDependencies')), ...Object.values(tableAt(manifest, 'patchedDependencies'))];
  requirePatches(collector, strings(patched), name);
}

/** Adds patch files that a manifest lists. */
export function requirePatches(collector: ManifestCollector, paths: readonly string[], file: string): void {
  for (const path of paths) {
    const inside = collector.include(path, file);
    if (inside !== undefined) collector.require(inside, 'missing-manifest', file);
  }
}

function blockScripts(collector: ManifestCollector, manifest: Table, file: string): void {
  const scripts = tableAt(manifest, 'scripts');
  const folder = file.slice(0, -name.length);
  for (const script of lifecycle) {
    const text = scripts[script];
    if (typeof text !== 'string' || harmless.test(text)) continue;
    const parts = text.split('&&');
    if (parts.some(part => patchPackage.test(part)) && parts.every(part => patchPackage.test(part) || harmless.test(part))) collector.require(`${folder}patches`, 'missing-manifest', file);
    else collector.block(text.includes('patch-package') ? 'patch-files' : 'lifecycle-script', text.includes('patch-package') ? 'patches' : script, file);
  }
  // Without scripts of its own a package with this file is compiled on install.
  if (scripts['install'] === undefined && scripts['preinstall'] === undefined && collector.exists(`${folder}binding.gyp`)) collector.block('lifecycle-script', `${folder}binding.gyp`, undefined);
  blockPrisma(collector, manifest, file);
}

/** Prisma's client looks for the project's schema when it is installed and generates code from it. */
function blockPrisma(collector: ManifestCollector, manifest: Table, file: string): void {
  const client = ['dependencies', 'devDependencies'].some(field => tableAt(manifest, field)['@prisma/client'] !== undefined);
  if (!client) return;
  const folder = file.slice(0, -name.length);
  for (const path of [...strings(at(manifest, 'prisma', 'schema')), 'prisma/schema.prisma', 'schema.prisma', 'prisma/schema']) {
    if (collector.exists(`${folder}${path}`)) collector.block('lifecycle-script', `${folder}${path}`, file);
  }
}

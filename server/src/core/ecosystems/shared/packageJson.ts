// package.json as npm, yarn, pnpm and bun read it, looked at for whatever ties an install to the project's sources.
import type { ManifestCollector } from './manifestCollector.js';
import { at, isTable, strings, tableAt, type Table } from './toml.js';

const name = 'package.json';

/** Scripts that the package managers run by themselves around an install, in the order in which a person reads them. */
const lifecycle = ['pnpm:devPreinstall', 'preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

/** Scripts that read none of the project's files, or may fail without harm. */
const harmless = /^\s*(true|exit 0|husky|(npx\s+(-y\s+|--yes\s+)?)?only-allow\s+\w+|husky( install)?\s*\|\|\s*(true|exit 0|:)|echo [^|&;<>`$]*)\s*$/;

/** Adds package.json and notes what in it needs other files of the project. */
export function collectPackageJson(collector: ManifestCollector, options: { readonly ignoreScripts: boolean }): Table | undefined {
  const text = collector.text(name);
  if (text === undefined) return undefined;
  const manifest = readJson(text);
  if (!manifest) {
    collector.block('unreadable-manifest', name, name);
    return undefined;
  }
  blockWorkspaces(collector, manifest);
  blockLocalPackages(collector, manifest);
  blockPatches(collector, manifest);
  if (!options.ignoreScripts) blockScripts(collector, manifest);
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

function blockWorkspaces(collector: ManifestCollector, manifest: Table): void {
  const workspaces = manifest['workspaces'];
  const packages = Array.isArray(workspaces) ? workspaces : at(workspaces, 'packages');
  if (Array.isArray(packages) && packages.length > 0) collector.block('workspace', strings(packages)[0] ?? name, name);
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

function blockLocalPackages(collector: ManifestCollector, manifest: Table): void {
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const version of Object.values(tableAt(manifest, field))) blockLocalVersion(collector, version);
  }
  const overrides = [tableAt(manifest, 'overrides'), tableAt(manifest, 'resolutions'), tableAt(manifest, 'pnpm', 'overrides')];
  for (const table of overrides) blockLocalOverrides(collector, table, 0);
}

function blockLocalOverrides(collector: ManifestCollector, table: Table, depth: number): void {
  for (const value of Object.values(table)) {
    if (isTable(value) && depth < 20) blockLocalOverrides(collector, value, depth + 1);
    else blockLocalVersion(collector, value);
  }
}

function blockLocalVersion(collector: ManifestCollector, version: unknown): void {
  if (typeof version !== 'string') return;
  if (version.startsWith('workspace:')) collector.block('workspace', version, name);
  else if (version.startsWith('patch:')) collector.block('patch-files', /#~?(?:builtin)?(.+?)(?:::|$)/.exec(version)?.[1] ?? version, name);
  else if (/^(file:|link:|portal:|\.{1,2}\/|\/|~\/)/.test(version)) collector.block('local-path', version.replace(/^(file|link|portal):/, ''), name);
}

function blockPatches(collector: ManifestCollector, manifest: Table): void {
  const patched = [...Object.values(tableAt(manifest, 'pnpm', 'patchedDependencies')), ...Object.values(tableAt(manifest, 'patchedDependencies'))];
  if (patched.length > 0) collector.block('patch-files', strings(patched)[0] ?? name, name);
}

function blockScripts(collector: ManifestCollector, manifest: Table): void {
  const scripts = tableAt(manifest, 'scripts');
  for (const script of lifecycle) {
    const text = scripts[script];
    if (typeof text !== 'string' || harmless.test(text)) continue;
    collector.block(text.includes('patch-package') ? 'patch-files' : 'lifecycle-script', text.includes('patch-package') ? 'patches' : script, name);
  }
  // Without scripts of its own a package with this file is compiled on install.
  if (scripts['install'] === undefined && scripts['preinstall'] === undefined && collector.exists('binding.gyp')) collector.block('lifecycle-script', 'binding.gyp', undefined);
  blockPrisma(collector, manifest);
}

/** Prisma's client looks for the project's schema when it is installed and generates code from it. */
function blockPrisma(collector: ManifestCollector, manifest: Table): void {
  const client = ['dependencies', 'devDependencies'].some(field => tableAt(manifest, field)['@prisma/client'] !== undefined);
  if (!client) return;
  const named = at(manifest, 'prisma', 'schema');
  for (const path of [...strings(named), 'prisma/schema.prisma', 'schema.prisma', 'prisma/schema']) {
    if (collector.exists(path)) collector.block('lifecycle-script', path, name);
  }
}

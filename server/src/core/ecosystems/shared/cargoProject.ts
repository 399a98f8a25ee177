// Cargo's manifests: workspaces, path dependencies, settings and toolchain files.
import type { ManifestCollector } from './manifestCollector.js';
import { at, isTable, readToml, strings, tableAt, type Table } from './toml.js';

const name = 'Cargo.toml';

/** Adds the manifests of a package or workspace and all that they lead to. */
export function collectCargo(collector: ManifestCollector, folder: string): void {
  const root = followManifest(collector, joined(folder, name), new Set());
  if (root && !isTable(root['workspace'])) blockAbove(collector);
  collector.optional(joined(folder, 'Cargo.lock'));
  for (const path of ['.cargo/config.toml', '.cargo/config']) collectSettings(collector, path);
  collector.optional('rust-toolchain.toml', 'rust-toolchain');
  collector.blockAbove('outside-include', '.cargo/config.toml', '.cargo/config', 'rust-toolchain.toml', 'rust-toolchain');
}

/** A package in a folder below a workspace's root is one of it, or the workspace says that it is not. */
function blockAbove(collector: ManifestCollector): void {
  for (const folder of collector.ancestors()) {
    const path = `${folder}/${name}`;
    if (collector.exists(path) !== false && isTable(readToml(collector.peek(path) ?? '')?.['workspace'])) collector.block('workspace', path, path);
  }
}

function followManifest(collector: ManifestCollector, path: string, seen: Set<string>): Table | undefined {
  if (seen.has(path)) return undefined;
  seen.add(path);
  const text = collector.text(path);
  const manifest = text === undefined ? undefined : readToml(text);
  if (text !== undefined && !manifest) collector.block('unreadable-manifest', path, path);
  if (!manifest) return undefined;
  for (const dependency of localDependencies(manifest)) {
    const inside = collector.include(`${dependency}/${name}`, path);
    if (inside !== undefined) followManifest(collector, inside, seen);
  }
  const own = path.slice(0, -name.length).replace(/\/$/, '');
  for (const member of membersOf(collector, manifest, own)) followManifest(collector, member, seen);
  return manifest;
}

function membersOf(collector: ManifestCollector, manifest: Table, folder: string): readonly string[] {
  const workspace = tableAt(manifest, 'workspace');
  const excluded = strings(workspace['exclude']).map(path => joined(folder, path.replace(/^\.\/|\/+$/g, '')));
  return strings(workspace['members']).flatMap(glob => {
    const found = /^(\/|\.\.(\/|$))/.test(glob) ? undefined : collector.glob(joined(folder, `${glob.replace(/\/+$/, '')}/${name}`));
    if (!found) collector.block('workspace', glob, joined(folder, name));
    else if (found.length === 0 && !/[*?{]/.test(glob)) collector.block('missing-manifest', joined(folder, `${glob}/${name}`), joined(folder, name));
    return (found ?? []).filter(path => !excluded.some(out => path.startsWith(`${out}/`)));
  });
}

/** Paths of dependencies, of those that only a target or a test has, and of replacements. */
function localDependencies(manifest: Table): readonly string[] {
  const holders = [manifest, tableAt(manifest, 'workspace'), ...Object.values(tableAt(manifest, 'target'))];
  const tables = [
    ...holders.flatMap(holder => ['dependencies', 'dev-dependencies', 'build-dependencies', 'dev_dependencies', 'build_dependencies'].map(key => tableAt(holder, key))),
    ...Object.values(tableAt(manifest, 'patch')), tableAt(manifest, 'replace'),
  ];
  return tables.flatMap(table => (isTable(table) ? Object.values(table) : [])).flatMap(value => strings(at(value, 'path')));
}

function collectSettings(collector: ManifestCollector, path: string): void {
  if (collector.exists(path) === false) {
    collector.optional(path);
    return;
  }
  const settings = readToml(collector.text(path) ?? '');
  if (!settings) {
    collector.block('unreadable-manifest', path, path);
    return;
  }
  const sources = Object.values(tableAt(settings, 'source')).flatMap(source => [...strings(at(source, 'directory')), ...strings(at(source, 'local-registry'))]);
  const patches = Object.values(tableAt(settings, 'patch')).flatMap(table => (isTable(table) ? Object.values(table) : [])).flatMap(value => strings(at(value, 'path')));
  const local = [...sources, ...patches, ...strings(settings['paths'])][0];
  if (local !== undefined) collector.block('local-path', local, path);
  if (settings['include'] !== undefined) collector.block('outside-include', 'include', path);
}

function joined(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

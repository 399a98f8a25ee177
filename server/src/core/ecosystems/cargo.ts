// Cargo: Rust crates. It can't download or compile dependencies without at least a stub of the project's own sources, so
// there is no list of manifests that would do by itself.
import type { ShellCommand, ShellWord } from '../shell/script.js';
import type { ContextView } from '../context/contextView.js';
import type { Frozen, InstallCommand, ManifestSet } from './ecosystem.js';
import { collectCargo } from './shared/cargoProject.js';
import { ManifestCollector } from './shared/manifestCollector.js';
import { below, defineTool, packagesIfNamed, readTool, verbs, type Tool, type Verb } from './shared/tool.js';

const install: Verb = line => (line.has('--path') || (line.operands.length === 0 && !line.has('--git')) ? 'project' : 'packages');

const tool: Tool = {
  programs: ['cargo', 'cross', 'xx-cargo'],
  valued: ['--target', '-F', '--features', '--manifest-path', '--target-dir', '--profile', '--bin', '--example', '--test', '-p', '--package', '--exclude', '-j', '--jobs', '--config', '--color', '-Z', '-C', '--path', '--version', '--vers', '--git', '--branch', '--tag', '--rev', '--root', '--registry', '--index', '--recipe-path', '--message-format', '--out-dir', '--artifact-dir', '--lockfile-path'],
  verbs: verbs(
    ['build', 'build', 'check', 'test', 'bench', 'run', 'rustc', 'doc', 'clippy', 'zigbuild', 'leptos build', 'auditable build'],
    ['manifest', 'fetch', 'vendor', 'chef cook'],
    [install, 'install'],
    [packagesIfNamed, 'binstall', 'add'],
  ),
  aliases: { b: 'build', c: 'check', t: 'test', r: 'run' },
  directoryOptions: ['-C'],
};

const withLock = /^(build|check|test|bench|run|rustc|doc|clippy|fetch|vendor|install|zigbuild|auditable build|chef cook)$/;

/** `cargo install NAME` would follow the lock that the package brings along: another install than without. */
function frozen({ command, kind }: InstallCommand): Frozen | undefined {
  const call = readTool({ ...command, args: behindToolchain(command) }, tool);
  if (!call || kind === 'packages' || !withLock.test(call.verb) || call.line.has('--locked', '--frozen', '--lockfile-path', '--config', '-Z')) return undefined;
  const [manifest, ...others] = call.line.values('--manifest-path', '--path');
  if (others.length > 0 || (manifest === undefined && call.line.has('--manifest-path', '--path'))) return undefined;
  const folder = manifest?.replace(/\/?(Cargo\.toml)?$/, '').replace(/^\.$/, '') ?? '';
  return { locks: [folder === '' ? 'Cargo.lock' : `${folder}/Cargo.lock`], option: '--locked' };
}

function manifests(found: InstallCommand, folder: string, context: ContextView): ManifestSet {
  const collector = new ManifestCollector(folder, context);
  const line = readTool({ ...found.command, args: behindToolchain(found.command) }, tool)?.line;
  const [recipe] = found.namedManifests;
  if (recipe !== undefined) {
    collector.require(recipe);
    return collector.finish();
  }
  // Without any source file Cargo refuses the whole project.
  if (found.kind !== 'build') collector.block('project-install', 'Cargo.toml');
  const [manifest] = line?.values('--manifest-path') ?? [];
  const own = manifest === undefined ? '' : collector.include(manifest, '');
  if (manifest === undefined && line?.has('--manifest-path')) collector.block('dynamic-arguments', '--manifest-path');
  if (own !== undefined) collectCargo(collector, own.replace(/\/?Cargo\.toml$/, ''));
  return collector.finish();
}

// There is no fetch step: `cargo fetch` refuses a project whose sources are not there ("no targets specified").

const toolchain = /^\+\S+$/;

function behindToolchain({ args }: ShellCommand): readonly ShellWord[] {
  return toolchain.test(args[0]?.value ?? '') ? args.slice(1) : args;
}

const plain = defineTool({
  id: 'cargo', name: 'Cargo', family: 'other', manifestNames: ['Cargo.toml', 'Cargo.lock'],
  cacheFolders(home, variable) {
    const base = variable('CARGO_HOME') ?? below(home, '.cargo');
    return [{ target: below(base, 'registry'), sharing: undefined }, { target: below(base, 'git'), sharing: undefined }];
  },
  manifests,
  frozen,
  targetOptions: ['--root'],
  namedIgnoreProject: ({ label }) => /^cargo (bin|)install$/.test(label),
  settingsFiles: ['.cargo/config.toml', '.cargo/config', 'rust-toolchain', 'rust-toolchain.toml'],
  homeEntries: ['.cargo', '.rustup'],
  systemFolders: ['/usr/local/cargo', '/usr/local/rustup'],
  installedFolders: ['target'],
}, tool);

export const cargo: typeof plain = {
  ...plain,
  recognise(command) {
    // `cargo +nightly build` picks a toolchain.
    const found = plain.recognise({ ...command, args: behindToolchain(command) });
    if (!found) return undefined;
    const recipe = found.label === 'cargo chef cook' ? ['recipe.json'] : [];
    return { ...found, ecosystem: cargo, command, namedManifests: recipe, localPaths: found.kind === 'project' ? ['.'] : [] };
  },
};

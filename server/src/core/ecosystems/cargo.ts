// Cargo: Rust crates. It can't download or compile dependencies without at least a stub of the project's own sources, so
// there is no list of manifests that would do by itself.
import { below, defineTool, packagesIfNamed, verbs, type Tool, type Verb } from './shared/tool.js';

const install: Verb = line => (line.has('--path') || (line.operands.length === 0 && !line.has('--git')) ? 'project' : 'packages');

const tool: Tool = {
  programs: ['cargo', 'cross'],
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

const toolchain = /^\+\S+$/;
const plain = defineTool({
  id: 'cargo', name: 'Cargo', family: 'other', manifestNames: ['Cargo.toml', 'Cargo.lock'],
  cacheFolders(home, variable) {
    const base = variable('CARGO_HOME') ?? below(home, '.cargo');
    return [{ target: below(base, 'registry'), sharing: undefined }, { target: below(base, 'git'), sharing: undefined }];
  },
  installedFolders: ['target'],
}, tool);

export const cargo: typeof plain = {
  ...plain,
  recognise(command) {
    // `cargo +nightly build` picks a toolchain.
    const args = toolchain.test(command.args[0]?.value ?? '') ? command.args.slice(1) : command.args;
    const found = plain.recognise({ ...command, args });
    if (!found) return undefined;
    const recipe = found.label === 'cargo chef cook' ? ['recipe.json'] : [];
    return { ...found, ecosystem: cargo, command, namedManifests: recipe, localPaths: found.kind === 'project' ? ['.'] : [] };
  },
};

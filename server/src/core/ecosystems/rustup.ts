// rustup: toolchains, targets and components of Rust.
import { defineTool, verbs, type Tool } from './shared/tool.js';

const tool: Tool = {
  programs: ['rustup'],
  valued: ['--toolchain', '--profile', '-c', '--component', '-t', '--target', '--path'],
  verbs: verbs(['packages', 'target add', 'target install', 'component add', 'toolchain install', 'toolchain add', 'install', 'default', 'update']),
};

export const rustup = defineTool({
  id: 'rustup', name: 'rustup', family: 'other', manifestNames: [],
  namedIgnoreProject: () => true,
  // Unless a toolchain is named it is the one that the project asks for.
  settingsFiles: ['rust-toolchain', 'rust-toolchain.toml'],
  homeEntries: ['.rustup', '.cargo'],
}, tool);

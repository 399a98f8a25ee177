// Which room may use which (docs/ARCHITECTURE.md). An arrow that is not allowed here is an error.
const builtins = '^(?:node:)?(?:fs|path|os|child_process|crypto|url|util|net|http|https|stream|worker_threads|events|process|buffer|timers)(?:/|$)';
const source = 'server/src';
const core = `^${source}/core`;

/** Rooms of core, each with the rooms it may use besides its own, text and messages. */
const coreRooms = {
  text: [],
  syntax: ['text'],
  shell: ['syntax', 'text', 'plan'],
  plan: ['syntax', 'text'],
  context: ['text', 'plan'],
  ecosystems: ['context', 'shell', 'plan', 'text', 'syntax'],
  progress: ['plan', 'syntax', 'text'],
  cache: ['plan', 'context', 'ecosystems', 'text', 'syntax'],
  image: [],
  effects: ['ecosystems', 'context', 'plan', 'shell', 'syntax', 'text', 'rules/rule'],
  fixes: ['ecosystems', 'context', 'plan', 'shell', 'syntax', 'text', 'effects', 'rules/rule'],
  rules: ['fixes', 'effects', 'cache', 'ecosystems', 'context', 'plan', 'shell', 'syntax', 'text'],
};

const coreRules = Object.entries(coreRooms).map(([room, allowed]) => ({
  name: `core-${room}`,
  severity: 'error',
  comment: `core/${room} may use ${allowed.join(', ') || 'nothing'} of core`,
  from: { path: `${core}/${room}/` },
  to: { path: `${core}/`, pathNot: [room, ...allowed].map(name => `${core}/${name}(?:/|\\.ts$)`) },
}));

/** Rooms of the server, each with the rooms it may use besides its own. */
const rooms = {
  messages: [],
  core: ['messages'],
  protocol: ['messages'],
  project: ['core', 'messages', 'protocol'],
  engines: ['core/progress', 'core/image', 'messages'],
  lsp: ['core', 'messages', 'project', 'protocol'],
  cli: ['core', 'messages', 'project'],
  node: ['core', 'messages', 'project', 'protocol', 'lsp', 'cli', 'engines'],
  browser: ['core', 'messages', 'project', 'protocol', 'lsp'],
};

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: 'error',
  from: { path: `^${source}/${room}/` },
  to: { path: `^(?:${source}|client)/`, pathNot: [room, ...allowed].map(name => `^${source}/${name}/`) },
}));

module.exports = {
  forbidden: [
    ...coreRules,
    ...roomRules,
    { name: 'client', severity: 'error', from: { path: '^client/' }, to: { path: `^${source}/`, pathNot: [`^${source}/protocol/`, `^${source}/messages/`] } },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'pure', severity: 'error', comment: 'no node in core, project, lsp, protocol, messages, browser', from: { path: `^${source}/(?:core|project|lsp|protocol|messages|browser)/` }, to: { path: builtins } },
    { name: 'pure-core', severity: 'error', comment: 'no protocol and no editor in core and project', from: { path: `^${source}/(?:core|project|messages)/` }, to: { path: '(?:^|/)(?:vscode|vscode-languageserver[\\w-]*|vscode-languageclient|vscode-jsonrpc)(?:/|$)' } },
    { name: 'only-syntax-parses', severity: 'error', from: { path: `^${source}/`, pathNot: `${core}/syntax/` }, to: { path: '(?:^|/)dockerfile-ast(?:/|$)' } },
    { name: 'only-shell-parses-shell', severity: 'error', from: { path: `^${source}/`, pathNot: `${core}/shell/` }, to: { path: '(?:^|/)unbash(?:/|$)' } },
    { name: 'only-client-knows-vscode', severity: 'error', from: { pathNot: '^(?:client|test)/' }, to: { path: '(?:^|/)(?:@types/)?vscode(?:/|$)' } },
    { name: 'unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] },
  },
};

// The server as a process of its own, built as it is shipped: how it starts and ends, what it survives, and that it starts
// no other process before somebody asks for a build.
import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter, type DocumentDiagnosticReport, type ProtocolConnection } from 'vscode-languageserver/node';
import { buildMethod, trustMethod, type BuildResult } from '../../server/src/protocol/index.js';
import { fullCapabilities } from '../harness/lspPair.js';

declare const __ROOT__: string;
const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-server-'));
const bundle = path.join(__ROOT__, 'out/test/node-server-bundle');
const spy = path.join(folder, 'spy.cjs');
const started = path.join(folder, 'started.txt');
const uri = pathToFileURL(path.join(folder, 'project/Dockerfile')).href;
const dockerfile = 'FROM python:3.12-slim\nCOPY . .\nRUN pip install -r requirements.txt\n';

before(async () => {
  const { bundles } = await import(pathToFileURL(path.join(__ROOT__, 'esbuild.mjs')).href) as { bundles: readonly BuildOptions[] };
  const { build } = await import('esbuild');
  const wanted = bundles.filter(({ entryPoints }) => /node\/(?:main|yamlReader)\.ts/.test(JSON.stringify(entryPoints)));
  assert.equal(wanted.length, 2);
  for (const options of wanted) await build({ ...options, absWorkingDir: __ROOT__, outdir: bundle });
  mkdirSync(path.join(folder, 'project'));
  writeFileSync(path.join(folder, 'project/Dockerfile'), dockerfile);
  writeFileSync(path.join(folder, 'project/requirements.txt'), 'six\n');
  writeFileSync(path.join(folder, 'project/app.py'), 'print(1)\n');
  writeFileSync(path.join(folder, 'docker'), `#!/bin/sh\necho "docker $*" >> '${started}'\nexit 1\n`);
  chmodSync(path.join(folder, 'docker'), 0o755);
  // Writes down every start of a process, however short it lives.
  writeFileSync(spy, `const { ChildProcess } = require('node:child_process'), fs = require('node:fs');
const spawn = ChildProcess.prototype.spawn;
ChildProcess.prototype.spawn = function (options) { fs.appendFileSync(${JSON.stringify(started)}, 'spawn ' + options.file + '\\n'); return spawn.call(this, options); };
for (const name of ['spawnSync', 'execSync', 'execFileSync']) { const real = require('node:child_process')[name]; require('node:child_process')[name] = (...args) => { fs.appendFileSync(${JSON.stringify(started)}, name + '\\n'); return real(...args); }; }
`);
});
after(() => { rmSync(folder, { recursive: true, force: true }); });

const running: ChildProcessWithoutNullStreams[] = [];
afterEach(() => { for (const child of running.splice(0)) child.kill('SIGKILL'); });

interface Server {
  readonly child: ChildProcessWithoutNullStreams;
  readonly client: ProtocolConnection;
  readonly logged: string[];
  /** Code, or the signal that ended it. */
  readonly end: Promise<number | NodeJS.Signals | null>;
}

function start(): Server {
  rmSync(started, { force: true });
  const child = spawn(process.execPath, ['--require', spy, path.join(bundle, 'server.cjs'), '--stdio'], { env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, LAYERWISE_STATE: path.join(folder, 'state') } });
  running.push(child);
  child.stdin.on('error', () => undefined);
  const client = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const logged: string[] = [];
  client.onNotification('window/logMessage', ({ message }: { message: string }) => { logged.push(message); });
  client.onRequest('workspace/configuration', () => [{ dockerPath: path.join(folder, 'docker') }]);
  for (const method of ['workspace/diagnostic/refresh', 'workspace/codeLens/refresh', 'client/registerCapability', 'window/workDoneProgress/create']) client.onRequest(method, () => null);
  client.onError(() => undefined);
  client.listen();
  return { child, client, logged, end: new Promise(resolve => child.once('exit', (code, signal) => { resolve(code ?? signal); })) };
}

async function open(server: Server, isTrusted: boolean): Promise<void> {
  await server.client.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: fullCapabilities, workspaceFolders: [{ uri: pathToFileURL(path.join(folder, 'project')).href, name: 'project' }], initializationOptions: { trusted: isTrusted, annotations: true } });
  await server.client.sendNotification('initialized', {});
  await server.client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1, text: dockerfile } });
}

/** Pulls the diagnostics until the folder behind them has been read. */
async function codes({ client }: Server): Promise<readonly unknown[]> {
  for (let round = 0; ; round++) {
    const report = await client.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } });
    const found = report.kind === 'full' ? report.items.map(item => item.code) : [];
    if (found.includes('copy-before-install') || round === 50) return found;
    await new Promise(resolve => { setTimeout(resolve, 50); });
  }
}

/** Fails when it takes longer than a person would wait. */
async function soon<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => { reject(new Error(`${what} takes too long`)); }, 10_000); });
  return Promise.race([promise, late]).finally(() => { clearTimeout(timer); });
}

const startedProcesses = () => (existsSync(started) ? readFileSync(started, 'utf8') : '');

test('it starts, answers, and ends with 0 after shutdown and exit', async () => {
  const server = start();
  await open(server, true);
  assert.ok((await codes(server)).includes('copy-before-install'));
  await server.client.sendRequest('shutdown');
  await server.client.sendNotification('exit');
  assert.equal(await soon('exit', server.end), 0);
  assert.deepEqual(server.logged, []);
});

test('an exit without shutdown is an error, as the protocol says', async () => {
  const server = start();
  await open(server, true);
  await codes(server);
  await server.client.sendNotification('exit');
  assert.equal(await soon('exit', server.end), 1);
});

test('it ends with its input: the editor is gone', async () => {
  const server = start();
  await open(server, true);
  await codes(server);
  server.child.stdin.end();
  assert.equal(await soon('end of input', server.end), 1);
});

test('it ends, or at least rests, when nobody reads its output any more', async () => {
  const server = start();
  await open(server, true);
  await codes(server);
  server.child.stdout.destroy();
  for (let version = 2; version < 12; version++) {
    // The client's own connection closes with the stream, so the message is written by hand.
    const message = JSON.stringify({ jsonrpc: '2.0', method: 'textDocument/didChange', params: { textDocument: { uri, version }, contentChanges: [{ text: `${dockerfile}# ${version}\n` }] } });
    server.child.stdin.write(`Content-Length: ${message.length}\r\n\r\n${message}`);
    await new Promise(resolve => { setTimeout(resolve, 20); });
  }
  const ticks = () => { try { return readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13).reduce((sum, value) => sum + Number(value), 0); } catch { return undefined; } };
  await new Promise(resolve => { setTimeout(resolve, 500); });
  const before = ticks();
  await new Promise(resolve => { setTimeout(resolve, 1000); });
  const now = ticks();
  assert.ok(before === undefined || now === undefined || now - before < 30, `${String(before)} to ${String(now)} hundredths of a second`);
  server.child.stdin.end();
  await soon('end of input', server.end);
});

for (const [what, garbage] of [
  ['a line of text', 'hello\r\n\r\n'], ['a length that is none', 'Content-Length: x\r\n\r\n'], ['no JSON', 'Content-Length: 5\r\n\r\n{{{{{'], ['JSON that is no message', 'Content-Length: 4\r\n\r\nnull'],
  ['bytes', Buffer.from(Array.from({ length: 300 }, (_none, index) => index % 256))],
] as const) {
  test(`${what} on its input: it ends with the input and is not stuck`, async () => {
    const server = start();
    await open(server, true);
    await codes(server);
    server.child.stdin.write(garbage);
    await new Promise(resolve => { setTimeout(resolve, 100); });
    server.child.stdin.end();
    assert.equal(await soon('end of input', server.end), 1);
  });
}

test('requests that no editor sends are refused, and the next one is answered', async () => {
  const server = start();
  await open(server, true);
  const client = server.client as unknown as { sendRequest(method: string, params?: unknown): Promise<unknown> };
  const strange: [string, unknown][] = [
    ['no/such', {}], ['textDocument/hover', {}], ['textDocument/hover', { textDocument: { uri: 5 }, position: null }], ['textDocument/diagnostic', { textDocument: { uri: 'file:///%E0%A4%A' } }], ['textDocument/codeAction', { textDocument: { uri } }],
    ['codeAction/resolve', { title: 'x', data: { uri, version: 1, what: 'nonsense' } }], ['textDocument/hover', { textDocument: { uri }, position: { line: -1, character: 1e9 } }], ['workspace/executeCommand', { command: 'layerwise.server.build', arguments: [null] }], ['workspace/executeCommand', { command: 'rm' }],
    ['layerwise/build', { uri: 7 }], ['layerwise/buildChoices', {}],
  ];
  for (const [method, params] of strange) await soon(method, client.sendRequest(method, params).catch((error: unknown) => { assert.ok(error instanceof Error, method); }));
  const found = await soon('diagnostics', codes(server));
  assert.ok(found.includes('copy-before-install'), `${found.join()}\n${server.logged.join('\n')}`);
  assert.equal(startedProcesses(), '');
});

test('no process is started by looking, and none at all in a folder that is not trusted', async () => {
  const server = start();
  await open(server, false);
  await codes(server);
  const anywhere = { textDocument: { uri }, range: { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } } };
  await server.client.sendRequest('textDocument/hover', { ...anywhere, position: { line: 2, character: 1 } });
  await server.client.sendRequest('textDocument/codeAction', { ...anywhere, context: { diagnostics: [], only: ['source.fixAll'] } });
  await server.client.sendRequest('textDocument/codeLens', anywhere);
  await server.client.sendRequest('layerwise/buildChoices', { uri });
  const refused = await server.client.sendRequest<BuildResult>(buildMethod, { uri });
  assert.equal(refused.status, 'refused');
  assert.equal((await server.client.sendRequest<BuildResult>('workspace/executeCommand', { command: 'layerwise.server.build', arguments: [{ uri }] })).status, 'refused');
  assert.equal(startedProcesses(), '');
  // The trap is real: trusted and asked for, the same request starts the program of the settings.
  await server.client.sendNotification(trustMethod);
  const asked = await server.client.sendRequest<BuildResult>(buildMethod, { uri });
  assert.notEqual(asked.status, 'succeeded');
  assert.match(startedProcesses(), /^spawn .*docker\ndocker /);
});

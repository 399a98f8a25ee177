// A build as an editor asks for it: over the protocol, by the real server on the real engine, with progress, outcomes on
// lines, cancel, and a record that another server reads.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { buildMethod, buildOutputMethod, type BuildOutputParams, type BuildResult } from '../../server/src/protocol/index.js';
import { createDockerEngine } from '../../server/src/engines/docker.js';
import { createNodeHost } from '../../server/src/node/host.js';
import type { ServerHost } from '../../server/src/lsp/session.js';
import { fullCapabilities, LspPair, messageOf } from '../harness/lspPair.js';
import { makeContext } from '../harness/engine/build.js';
import { freshBase, useEngine } from '../harness/engine/engine.js';

const state = mkdtempSync(path.join(os.tmpdir(), 'layerwise-state-'));
let engine: Awaited<ReturnType<typeof useEngine>>;
let base: string;

before(async () => {
  process.env['LAYERWISE_STATE'] = state;
  engine = await useEngine();
  base = await freshBase(engine, 'busybox');
});
after(() => { rmSync(state, { recursive: true, force: true }); });

function host(): ServerHost {
  const log = { info: () => undefined, error: (text: string) => { console.error(text); } };
  return { ...createNodeHost(log, undefined), createEngine: docker => createDockerEngine({ docker, env: engine.env }) };
}

async function openProject(files: Readonly<Record<string, string>>): Promise<{ pair: LspPair; uri: string; folder: string; log: string[] }> {
  const folder = makeContext(files).dir;
  const uri = pathToFileURL(path.join(folder, 'Dockerfile')).href;
  const pair = await LspPair.start(host(), { capabilities: { ...fullCapabilities, window: { workDoneProgress: true } } });
  const log: string[] = [];
  pair.client.onNotification(buildOutputMethod, (params: BuildOutputParams) => { log.push(params.text); });
  pair.client.onRequest('window/workDoneProgress/create', () => null);
  await pair.open(uri, files['Dockerfile'] ?? '');
  return { pair, uri, folder, log };
}

const states = (pair: LspPair) => pair.annotations.at(-1)?.annotations.map(found => `${found.line + 1} ${found.state}`);

test('first build, second build, a touched file: every line says what happened', async () => {
  const dockerfile = `FROM ${base}\nENV A=1\nRUN echo one > /one\nCOPY a.txt /a.txt\nRUN cat /a.txt \\\n  > /copied\nCMD ["sh"]\n`;
  const { pair, uri, folder, log } = await openProject({ Dockerfile: dockerfile, 'a.txt': 'x' });
  const live: string[] = [];
  pair.client.onNotification('layerwise/annotations', params => { pair.annotations.push(params); live.push(params.summary?.status ?? ''); });
  const first = await pair.client.sendRequest<BuildResult>(buildMethod, { uri, logToken: 't' });
  assert.equal(first.status, 'succeeded', first.message + log.join(''));
  await pair.until('outcomes', () => pair.annotations.at(-1)?.summary?.status === 'succeeded');
  assert.deepEqual(states(pair)?.filter(line => !line.startsWith('1 ')), ['3 ran', '4 ran', '5 ran']);
  assert.ok(live.includes('running'));
  assert.match(log.join(''), /echo one/);
  assert.equal((await pair.client.sendRequest<BuildResult>(buildMethod, { uri })).status, 'succeeded');
  await pair.until('all cached', () => states(pair)?.filter(line => !line.startsWith('1 ')).join() === '3 cached,4 cached,5 cached');
  writeFileSync(path.join(folder, 'a.txt'), 'changed');
  await pair.client.sendRequest<BuildResult>(buildMethod, { uri });
  await pair.until('the rest ran', () => states(pair)?.filter(line => !line.startsWith('1 ')).join() === '3 cached,4 ran,5 ran');
  const other = await LspPair.start(host());
  await other.open(uri, `# moved\n${dockerfile}`);
  await other.until('the same after a restart', () => states(other)?.filter(line => !line.startsWith('2 ')).join() === '4 cached,5 ran,6 ran');
  await other.end();
  await pair.end();
});

test('a failing step is an error on its line with its output, and nothing below it claims anything', async () => {
  const { pair, uri } = await openProject({ Dockerfile: `FROM ${base}\nRUN echo fine\nRUN echo went wrong && false\nRUN echo never\n` });
  const result = await pair.client.sendRequest<BuildResult>(buildMethod, { uri });
  assert.equal(result.status, 'failed');
  const [failure] = (await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'build-failed'))).filter(item => item.code === 'build-failed');
  assert.equal(failure?.range.start.line, 2);
  assert.match(messageOf(failure), /went wrong/);
  assert.ok(!states(pair)?.some(line => line.startsWith('4 ') && line !== '4 canceled'), states(pair)?.join());
  await pair.end();
});

test('a second build of the same image is told it is busy, can wait, and can replace', async () => {
  const { pair, uri } = await openProject({ Dockerfile: `FROM ${base} AS only\nRUN sleep 3\n` });
  const first = pair.client.sendRequest<BuildResult>(buildMethod, { uri });
  await pair.until('it runs', () => pair.annotations.at(-1)?.summary?.status === 'running');
  assert.equal((await pair.client.sendRequest<BuildResult>(buildMethod, { uri })).status, 'busy');
  const replaced = pair.client.sendRequest<BuildResult>(buildMethod, { uri, whenBusy: 'replace' });
  assert.equal((await first).status, 'canceled');
  assert.equal((await replaced).status, 'succeeded');
  const [one, two] = [pair.client.sendRequest<BuildResult>(buildMethod, { uri, target: 'only' }), pair.client.sendRequest<BuildResult>(buildMethod, { uri, target: 'only' })];
  // Both first look on disk for how the image is built; either may be done with that first.
  assert.deepEqual([(await one).status, (await two).status].sort(), ['busy', 'succeeded'], 'of two asked for at once only one runs');
  await pair.end();
});

test('a dead engine is a sentence with what to do', async () => {
  const { uri, pair } = await openProject({ Dockerfile: `FROM ${base}\nRUN true\n` });
  const dead = await LspPair.start({ ...host(), createEngine: docker => createDockerEngine({ docker, env: { ...engine.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' } }) });
  await dead.open(uri, `FROM ${base}\nRUN true\n`);
  const result = await dead.client.sendRequest<BuildResult>(buildMethod, { uri });
  assert.equal(result.status, 'refused');
  assert.match(result.message, /\w+ .*\./);
  await dead.end();
  const missing = await LspPair.start(host(), { settings: { dockerPath: '/nowhere/docker' } });
  await missing.open(uri, `FROM ${base}\nRUN true\n`);
  const absent = await missing.until('settings', async () => { const found = await missing.client.sendRequest<BuildResult>(buildMethod, { uri }); return found.status === 'refused' && found; });
  assert.match(absent.message, /docker/i);
  await missing.end();
  await pair.end();
});

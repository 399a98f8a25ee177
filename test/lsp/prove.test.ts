// A proof as an editor asks for it, over the protocol: the action, progress, the verdict as a message, cancel, and every
// reason for which none begins. The engine is made up; real ones are in the engine suite.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageType, ProgressType, type WorkDoneProgressBegin, type WorkDoneProgressEnd, type WorkDoneProgressReport } from 'vscode-languageserver/node';
import type { Image } from '../../server/src/core/image/image.js';
import type { BuildEnd, BuildRequest, Engine } from '../../server/src/core/progress/engine.js';
import type { ServerHost } from '../../server/src/lsp/session.js';
import { proveCommand, type ProveParams, type ProveResult } from '../../server/src/protocol/index.js';
import { fullCapabilities, LspPair, type PairOptions } from '../harness/lspPair.js';
import { memoryHost } from '../harness/memoryHost.js';

const uri = 'file:///project/Dockerfile';
const dockerfile = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';
const imageWith = (sha256: string): Image => ({ config: {}, files: [{ path: '/list', type: 'file', mode: 0o644, uid: 0, gid: 0, size: 1, sha256 }] });

interface World {
  readonly host: ServerHost;
  readonly files: Map<string, string>;
  readonly built: BuildRequest[];
  readonly removedTags: string[];
}

/** An engine whose builds end as told, and whose images are those given for the tag's last word. */
function world({ images = () => imageWith('x'), build = () => Promise.resolve<BuildEnd>({ status: 'succeeded', provenance: undefined, error: undefined }) }: { readonly images?: (kind: string) => Image; readonly build?: Engine['build'] } = {}): World {
  const memory = memoryHost({ '/project/Dockerfile': dockerfile, '/project/requirements.txt': 'six\n', '/project/app.py': 'print()\n' });
  const files = memory.texts;
  const built: BuildRequest[] = [];
  const removedTags: string[] = [];
  const engine: Engine = {
    probe: () => Promise.resolve({ ok: true, info: { kind: 'docker', clientVersion: '0.20.0', engineVersion: '28.0.0', builder: undefined } }),
    build: (request, sink, cancellation) => { built.push({ ...request, dockerfile: files.get(request.dockerfile) ?? '' }); return build(request, sink, cancellation); },
  };
  const folder = {
    location: '/proof',
    copyContext: () => { for (const [file, text] of [...files]) if (file.startsWith('/project/')) files.set(file.replace('/project/', '/proof/context/'), text); return Promise.resolve(); },
    write: (path: string, text: string | undefined) => { if (text === undefined) files.delete(`/proof/${path}`); else files.set(`/proof/${path}`, text); return Promise.resolve(); },
    append: (path: string, text: string) => { files.set(`/proof/${path}`, `${files.get(`/proof/${path}`) ?? ''}${text}`); return Promise.resolve(); },
    sha256: (path: string) => Promise.resolve(files.get(`/proof/${path}`)),
    remove: () => { for (const file of [...files.keys()]) if (file.startsWith('/proof/')) files.delete(file); return Promise.resolve(); },
  };
  const host: ServerHost = {
    ...memory, createEngine: () => engine,
    loadProofTools: () => Promise.resolve({
      makeFolder: () => Promise.resolve(folder), sha256: (text: string) => text,
      readImages: (tags: readonly string[]) => Promise.resolve(tags.map(tag => images(tag.slice(tag.lastIndexOf('-') + 1)))),
      removeImages: (tags: readonly string[]) => { removedTags.push(...tags); return Promise.resolve(); },
    }),
  };
  return { host, files, built, removedTags };
}

async function start(host: ServerHost, options: PairOptions = {}): Promise<{ readonly pair: LspPair; readonly shown: { readonly type: MessageType; readonly message: string }[] }> {
  const pair = await LspPair.start(host, options);
  const shown: { type: MessageType; message: string }[] = [];
  pair.client.onNotification('window/showMessage', (message: { type: MessageType; message: string }) => { shown.push(message); });
  await pair.open(uri, dockerfile);
  await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'copy-before-install'));
  return { pair, shown };
}

const prove = (pair: LspPair, params: ProveParams) => pair.client.sendRequest<ProveResult>('workspace/executeCommand', { command: proveCommand, arguments: [params] });

test('the action of a finding proves its fix, and the verdict is a message', async () => {
  const { host, files, built, removedTags } = world();
  const { pair, shown } = await start(host);
  const diagnostic = (await pair.diagnostics(uri)).find(item => item.code === 'copy-before-install');
  assert.ok(diagnostic);
  const action = (await pair.actions(uri, diagnostic)).find(found => found.command?.command === proveCommand && found.title.includes('copy-before-install'));
  const result = await pair.client.sendRequest<ProveResult>('workspace/executeCommand', { command: proveCommand, arguments: action?.command?.arguments ?? [] });
  assert.equal(result.status, 'same', result.message);
  assert.match(result.message, /^Same image; editing app\.py re-runs 0 steps as before$/);
  assert.deepEqual(shown.map(({ type, message }) => [type, message]), [[MessageType.Info, result.message]]);
  const fixed = 'FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n';
  assert.deepEqual(built.map(request => request.dockerfile), [dockerfile, fixed, dockerfile, fixed]);
  assert.ok(built.every(request => request.context === '/proof/context' && request.extraArguments.includes('--load') && !request.noCache));
  assert.deepEqual(removedTags, built.flatMap(request => request.tags));
  assert.deepEqual([...files.keys()].filter(file => !file.startsWith('/project/')), [], 'the copy is gone');
  assert.equal(files.get('/project/app.py'), 'print()\n');
  await pair.end();
});

test('images that differ are told by path, once the unchanged file has been built again', async () => {
  const { host, built } = world({ images: kind => imageWith(kind === 'after' ? 'y' : 'x') });
  const { pair, shown } = await start(host);
  const result = await prove(pair, { uri, position: { line: 2, character: 0 } });
  assert.deepEqual([result.status, result.message], ['different', 'The image is not the same: 1 difference. /list: content x and y']);
  assert.deepEqual(shown.map(({ type }) => type), [MessageType.Warning]);
  assert.deepEqual(built.map(({ noCache }) => noCache), [false, false, true, false, false]);
  await pair.end();
});

test('what would push, name or write is left out of the user\'s words for the engine', async () => {
  const { host, built } = world();
  const { pair } = await start(host, { settings: { build: { extraArgs: ['--network=host', '--push', '-o', 'type=local,dest=out', '--output=x', '--tag', 'mine', '--cache-to=type=registry', '--secret', 'id=a'] } } });
  assert.equal((await prove(pair, { uri })).status, 'same');
  assert.deepEqual(built[0]?.extraArguments, ['--network=host', '--secret', 'id=a', '--load']);
  await pair.end();
});

test('progress names what is done, and its cancel ends the proof and leaves nothing', async () => {
  const waiting: Engine['build'] = (_request, _sink, cancellation) => new Promise(resolve => { cancellation.onCancel(() => { resolve({ status: 'canceled', provenance: undefined, error: undefined }); }); });
  const { host, files, removedTags } = world({ build: waiting });
  const { pair, shown } = await start(host, { capabilities: { ...fullCapabilities, window: { workDoneProgress: true } } });
  const reported: string[] = [];
  pair.client.onRequest('window/workDoneProgress/create', ({ token }: { token: string }) => {
    pair.client.onProgress(new ProgressType<WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd>(), token, value => {
      reported.push(value.kind === 'begin' ? `${value.title} ${String(value.cancellable)}` : value.kind === 'report' ? value.message ?? '' : 'end');
      if (value.kind === 'report' && value.message === 'Building the Dockerfile as it is') void pair.client.sendNotification('window/workDoneProgress/cancel', { token });
    });
    return null;
  });
  const result = await prove(pair, { uri });
  assert.equal(result.status, 'canceled');
  assert.deepEqual(reported, ['Proving the fix true', 'Copying the build context', 'Building the Dockerfile as it is', 'end']);
  assert.deepEqual([shown.length, removedTags.length], [0, 1]);
  assert.deepEqual([...files.keys()].filter(file => !file.startsWith('/project/')), []);
  await pair.end();
});

test('where nothing can be built or proven, a sentence says why, and no action is offered where none can be', async () => {
  const untrusted = await start(world().host, { options: { trusted: false } });
  assert.match((await prove(untrusted.pair, { uri })).message, /trusted workspace/);
  const [diagnostic] = await untrusted.pair.diagnostics(uri);
  assert.ok(diagnostic && !(await untrusted.pair.actions(uri, diagnostic)).some(({ command }) => command));
  await untrusted.pair.end();
  const browser = await start({ ...world().host, createEngine: undefined });
  assert.match((await prove(browser.pair, { uri })).message, /out of reach in the browser/);
  await browser.pair.end();
  const { pair } = await start(world({ build: () => Promise.resolve({ status: 'failed', provenance: undefined, error: 'exit code: 3' }) }).host);
  assert.deepEqual(await prove(pair, { uri }), { status: 'refused', message: 'There is nothing to compare with: the Dockerfile does not build as it is. exit code: 3' });
  assert.match((await prove(pair, { uri: 'untitled:Untitled-1' })).message, /not saved on disk/);
  await pair.replace(uri, 'FROM python:3.12\nRUN true\n');
  assert.equal((await prove(pair, { uri, position: { line: 1, character: 0 } })).message, 'There is no fix to prove for Dockerfile.');
  await pair.end();
});

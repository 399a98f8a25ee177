// The build context as it is read piece by piece: asking never waits, what was asked for is there afterwards, and a change
// of a file makes only that wrong which it can have made wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextFolder } from '../../server/src/project/contextStore.js';
import { memoryHost, type MemoryHost } from '../harness/memoryHost.js';

const dockerfile = '/p/Dockerfile';

function openContext(files: Readonly<Record<string, string>>, at = '/p'): { host: MemoryHost; context: ContextFolder; changes: () => number } {
  const host = memoryHost(files);
  let changes = 0;
  return { host, context: new ContextFolder(at, host, { maxEntries: 1000, changed: () => { changes++; } }), changes: () => changes };
}

/** Loads until the view of the Dockerfile lacks nothing; `ask` is what a rule would read. */
async function settle(context: ContextFolder, ask: (view: ReturnType<ContextFolder['viewFor']>) => void = () => undefined, of = dockerfile): Promise<ReturnType<ContextFolder['viewFor']>> {
  for (let round = 0; round < 10; round++) {
    ask(context.viewFor(of));
    if (context.isSettled) return context.viewFor(of);
    await context.load();
  }
  throw new Error('does not settle');
}

test('before the first reading nothing is claimed, and nothing is read unless somebody looks', async () => {
  const { host, context } = openContext({ '/p/Dockerfile': '', '/p/a': 'x' });
  const view = context.viewFor(dockerfile);
  assert.deepEqual([view.entries, view.ignoreFile, view.entry('a'), view.read('a'), view.dockerfilePath, view.newIgnoreFile], [undefined, undefined, undefined, { state: 'unread' }, 'Dockerfile', '/p/.dockerignore']);
  assert.equal(host.calls, 0);
  assert.ok(!context.isSettled);
});

test('what was asked for is read, in as many rounds as one file leads to the next, and then nothing more', async () => {
  const { host, context, changes } = openContext({ '/p/one': 'two', '/p/two': 'three', '/p/three': 'x' });
  const view = await settle(context, shown => {
    let file = shown.read('one');
    while (file.state === 'text' && file.text !== 'x') file = shown.read(file.text);
  });
  assert.deepEqual(view.read('three'), { state: 'text', text: 'x' });
  assert.deepEqual(view.entries?.map(entry => entry.path), ['one', 'three', 'two']);
  assert.equal(changes(), 3);
  const { calls } = host;
  await settle(context, shown => { shown.read('one'); shown.read('not-there'); });
  assert.equal(host.calls, calls, 'neither what is known nor what the listing lacks is read');
  assert.deepEqual(view.read('not-there'), { state: 'absent' });
});

test('a view stays the same while listing and ignore file do, so that what follows from it is derived once', async () => {
  const { context, host } = openContext({ '/p/a': '', '/p/.dockerignore': 'x' });
  await settle(context);
  const view = context.viewFor(dockerfile);
  const { generation } = context;
  assert.equal(view.read('a').state, 'unread');
  await context.load();
  assert.ok(context.generation > generation, 'a text came');
  assert.equal(context.viewFor(dockerfile), view);
  assert.equal(view.read('a').state, 'text');
  host.texts.set('/p/b', '');
  assert.ok(context.fileChanged('/p/b', 'created'));
  const listed = await settle(context);
  assert.notEqual(listed, view);
  host.texts.set('/p/.dockerignore', 'y');
  assert.ok(context.fileChanged('/p/.dockerignore', 'changed'));
  await settle(context);
  assert.notEqual(context.viewFor(dockerfile), listed);
});

test('loads side by side are one', async () => {
  const { host, context } = openContext({ '/p/a': '' });
  context.viewFor(dockerfile);
  await Promise.all([context.load(), context.load(), context.load()]);
  assert.equal(host.calls, 1, 'the listing; it has no ignore file, so none is read');
});

const beside = { '/p/sub/x.Dockerfile.dockerignore': 'beside', '/p/.dockerignore': 'general' };

test('an ignore file beside the Dockerfile wins over the one of the context, also outside of it', async () => {
  const inside = openContext(beside);
  const view = await settle(inside.context, undefined, '/p/sub/x.Dockerfile');
  assert.deepEqual(view.ignoreFile, { location: '/p/sub/x.Dockerfile.dockerignore', name: 'x.Dockerfile.dockerignore', text: 'beside' });
  const other = await settle(inside.context, undefined, '/p/sub/y.Dockerfile');
  assert.deepEqual(other.ignoreFile, { location: '/p/.dockerignore', name: '.dockerignore', text: 'general' }, 'the same context seen from another Dockerfile');
  const outside = openContext({ ...beside, '/p/context/a': '', '/p/context/.dockerignore': 'of the context' }, '/p/context');
  const seen = await settle(outside.context, undefined, '/p/sub/x.Dockerfile');
  assert.deepEqual([seen.ignoreFile?.text, seen.ignoreFile?.location, seen.dockerfilePath], ['beside', '/p/sub/x.Dockerfile.dockerignore', undefined]);
  const plain = await settle(outside.context, undefined, '/p/other/Dockerfile');
  assert.equal(plain.ignoreFile?.text, 'of the context');
});

test('until the ignore file is known the folder counts as not listed: else everything in it would seem to be sent', async () => {
  const { context } = openContext({ ...beside, '/p/context/a': '' }, '/p/context');
  await settle(context, undefined, '/q/Dockerfile');
  assert.ok(context.viewFor('/q/Dockerfile').entries);
  assert.equal(context.viewFor('/p/sub/x.Dockerfile').entries, undefined);
  assert.ok((await settle(context, undefined, '/p/sub/x.Dockerfile')).entries);
});

test('an ignore file outside of the context is read again when it changes', async () => {
  const { host, context } = openContext({ ...beside, '/p/context/a': '' }, '/p/context');
  await settle(context, undefined, '/p/sub/x.Dockerfile');
  host.texts.set('/p/sub/x.Dockerfile.dockerignore', 'new');
  assert.ok(context.fileChanged('/p/sub/x.Dockerfile.dockerignore', 'changed'));
  assert.equal((await settle(context, undefined, '/p/sub/x.Dockerfile')).ignoreFile?.text, 'new');
  assert.ok(!context.fileChanged('/p/sub/other', 'changed'));
});

test('a changed text costs one reading of that text, and no listing', async () => {
  const { host, context } = openContext({ '/p/.dockerignore': 'a', '/p/a': '1', '/p/b': '2' });
  const ask = (view: ReturnType<ContextFolder['viewFor']>) => { view.read('a'); };
  await settle(context, ask);
  const { calls, generation } = { calls: host.calls, generation: context.generation };
  assert.ok(!context.fileChanged('/p/b', 'changed'), 'nobody asked for it');
  assert.equal(context.generation, generation);
  assert.ok(context.isSettled);
  host.texts.set('/p/a', 'new');
  assert.ok(context.fileChanged('/p/a', 'changed'));
  assert.deepEqual((await settle(context, ask)).read('a'), { state: 'text', text: 'new' });
  host.texts.set('/p/.dockerignore', 'new rules');
  assert.ok(context.fileChanged('/p/.dockerignore', 'changed'));
  assert.equal((await settle(context, ask)).ignoreFile?.text, 'new rules');
  assert.equal(host.calls, calls + 2);
});

test('a file that comes or goes is seen; until it is, neither its presence nor its absence is claimed', async () => {
  const { host, context } = openContext({ '/p/a': '1' });
  const ask = (view: ReturnType<ContextFolder['viewFor']>) => { view.read('a'); view.read('new'); };
  await settle(context, ask);
  host.texts.set('/p/new', 'x');
  context.fileChanged('/p/new', 'created');
  assert.deepEqual(context.viewFor(dockerfile).read('new'), { state: 'unread' });
  assert.ok(context.viewFor(dockerfile).entries, 'what is known stays on the screen meanwhile');
  assert.deepEqual((await settle(context, ask)).read('new'), { state: 'text', text: 'x' });
  host.texts.delete('/p/a');
  context.fileChanged('/p/a', 'deleted');
  const view = await settle(context, ask);
  assert.deepEqual([view.read('a'), view.entries?.map(entry => entry.path)], [{ state: 'absent' }, ['new']]);
});

test('a folder that goes takes the texts in it along, one that comes brings them', async () => {
  const { host, context } = openContext({ '/p/sub/a': '1', '/p/x': '' });
  const ask = (view: ReturnType<ContextFolder['viewFor']>) => { view.read('sub/a'); };
  await settle(context, ask);
  host.texts.delete('/p/sub/a');
  context.fileChanged('/p/sub', 'deleted');
  assert.deepEqual((await settle(context, ask)).read('sub/a'), { state: 'absent' });
  host.texts.set('/p/sub/a', '2');
  context.fileChanged('/p/sub', 'created');
  assert.deepEqual(context.viewFor(dockerfile).read('sub/a'), { state: 'unread' });
  assert.deepEqual((await settle(context, ask)).read('sub/a'), { state: 'text', text: '2' });
});

test('what happens inside of .git and node_modules costs nothing', async () => {
  const { context } = openContext({ '/p/.git/HEAD': '', '/p/web/node_modules/a/index.js': '' });
  await settle(context);
  const { generation } = context;
  for (const file of ['/p/.git/index.lock', '/p/web/node_modules/b/package.json']) assert.ok(!context.fileChanged(file, 'created'), file);
  assert.deepEqual([context.generation, context.isSettled], [generation, true]);
  assert.ok(context.fileChanged('/p/other/node_modules', 'created'), 'that there is one at all is listed');
});

test('a file that changes while it is read is read again', async () => {
  const { host } = openContext({ '/p/a': 'old' });
  let isFirst = true;
  const readText = async (file: string, bytes: number) => {
    const text = await host.files.readText(file, bytes);
    if (isFirst && file === '/p/a') {
      isFirst = false;
      host.texts.set('/p/a', 'new');
      racing.fileChanged('/p/a', 'changed');
    }
    return text;
  };
  const racing = new ContextFolder('/p', { ...host, files: { ...host.files, readText } }, { maxEntries: 1000, changed: () => undefined });
  assert.deepEqual((await settle(racing, view => { view.read('a'); })).read('a'), { state: 'text', text: 'new' });
});

test('a folder that is not there, and one that is cut short, prove nothing', async () => {
  const missing = openContext({}, '/nowhere');
  const gone = new ContextFolder('/nowhere', { ...missing.host, files: { ...missing.host.files, list: async () => undefined } }, { maxEntries: 10, changed: () => undefined });
  assert.equal((await settle(gone)).entries, undefined);
  const { host } = openContext({ '/p/a': '', '/p/b': 'there' });
  const cut = new ContextFolder('/p', { ...host, files: { ...host.files, list: async () => ({ entries: [{ path: 'a', kind: 'file', size: 0 }], truncated: true }) } }, { maxEntries: 1, changed: () => undefined });
  const view = await settle(cut, shown => { shown.read('b'); });
  assert.deepEqual([view.truncated, view.read('b')], [true, { state: 'text', text: 'there' }], 'a name that the listing lacks is looked for all the same');
});

test('a file that is there but is no text is never called absent', async () => {
  const { host } = openContext({ '/p/big.lock': 'x'.repeat(10) });
  const binary = new ContextFolder('/p', { ...host, files: { ...host.files, readText: async () => undefined } }, { maxEntries: 10, changed: () => undefined });
  const view = await settle(binary, shown => { shown.read('big.lock'); shown.read('.npmrc'); });
  assert.deepEqual([view.read('big.lock'), view.read('.npmrc')], [{ state: 'unread' }, { state: 'absent' }]);
});

test('behind a link and in node_modules the listing says nothing, so the disk is asked', async () => {
  const { host } = openContext({ '/p/link/a': 'x', '/p/node_modules/m/package.json': '{}' });
  const listing = { entries: [{ path: 'link', kind: 'symlink' as const, size: 0 }, { path: 'node_modules', kind: 'directory' as const, size: 0 }], truncated: false };
  const context = new ContextFolder('/p', { ...host, files: { ...host.files, list: async () => listing } }, { maxEntries: 10, changed: () => undefined });
  const view = await settle(context, shown => { shown.read('link/a'); shown.read('node_modules/m/package.json'); });
  assert.deepEqual([view.read('link/a'), view.read('node_modules/m/package.json')], [{ state: 'text', text: 'x' }, { state: 'text', text: '{}' }]);
});

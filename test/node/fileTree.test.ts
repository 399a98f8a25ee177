// The file system as it really is: links that loop, things that are no files, names that are no words, folders that can't
// be read or go away meanwhile, and a lot of everything. Nothing of it is an exception, and nothing takes for ever.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { patientDisk, waitingDisk, withFoldersKept } from '../../server/src/node/disk.js';
import { createFileTree } from '../../server/src/node/fileTree.js';

const top = mkdtempSync(path.join(os.tmpdir(), 'layerwise-files-'));
after(() => { rmSync(top, { recursive: true, force: true }); });

let folder: string;
let count = 0;
beforeEach(() => {
  folder = path.join(top, String(++count));
  mkdirSync(folder);
});

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

const everything = { maxEntries: 100_000, opaque: () => false };

/** Root may read everything, so it becomes somebody else for a moment. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

for (const [manner, disk] of [['patient', patientDisk], ['waiting', waitingDisk], ['waiting, with folders kept', withFoldersKept(waitingDisk)]] as const) describe(manner, () => {
  const fileTree = createFileTree(disk);
  const list = (options: Partial<typeof everything> | { readonly opaque: (path: string, name: string) => boolean } = {}) => fileTree.list(folder, { ...everything, ...options });
  const shown = (listing: Awaited<ReturnType<typeof list>>) => listing?.entries.map(entry => `${entry.path} ${entry.kind} ${entry.size}`);

  test('files with their sizes and folders, sorted by path', async () => {
    write({ 'b.txt': 'four', 'a/c.txt': '', 'a/b/d': 'x', 'a.txt': 'ü' });
    assert.deepEqual(shown(await list()), ['a directory 0', 'a.txt file 2', 'a/b directory 0', 'a/b/d file 1', 'a/c.txt file 0', 'b.txt file 4']);
  });

  test('an opaque folder is one entry', async () => {
    write({ 'web/node_modules/a/b.js': '', 'web/index.js': '', 'node_modules.txt': '' });
    assert.deepEqual(shown(await list({ opaque: (_path, name) => name === 'node_modules' })), ['node_modules.txt file 0', 'web directory 0', 'web/index.js file 0', 'web/node_modules directory 0']);
  });

  test('links are not followed, however they loop', async () => {
    write({ 'real/x': '' });
    for (const [link, target] of [['loop', '.'], ['real/up', '..'], ['self', 'self'], ['dangling', 'nowhere'], ['root', '/'], ['toFile', 'real/x']] as const) symlinkSync(target, path.join(folder, link));
    assert.deepEqual(shown(await list()), ['dangling symlink 0', 'loop symlink 0', 'real directory 0', 'real/up symlink 0', 'real/x file 0', 'root symlink 0', 'self symlink 0', 'toFile symlink 0']);
    assert.deepEqual(await Promise.all(['loop', 'toFile', 'dangling', 'self'].map(name => fileTree.kind(path.join(folder, name)))), ['directory', 'file', undefined, undefined]);
    assert.equal(await fileTree.readText(path.join(folder, 'toFile'), 10), '');
    assert.equal(await fileTree.readText(path.join(folder, 'self'), 10), undefined);
  });

  test('pipes, sockets and devices are neither read nor waited for', async () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    const server = net.createServer().listen(path.join(folder, 'socket'));
    await new Promise(resolve => server.once('listening', resolve));
    symlinkSync('/dev/zero', path.join(folder, 'device'));
    assert.deepEqual(shown(await list()), ['device symlink 0', 'pipe other 0', 'socket other 0']);
    for (const name of ['pipe', 'socket', 'device']) {
      assert.equal(await fileTree.kind(path.join(folder, name)), 'other', name);
      assert.equal(await fileTree.readText(path.join(folder, name), 1000), undefined, name);
    }
    await new Promise(resolve => server.close(resolve));
  });

  test('what is absent, no folder or no file', async () => {
    write({ file: 'x' });
    assert.equal(await fileTree.list(path.join(folder, 'nowhere'), everything), undefined);
    assert.equal(await fileTree.list(path.join(folder, 'file'), everything), undefined);
    assert.deepEqual(await fileTree.names(path.join(folder, 'nowhere')), []);
    assert.deepEqual(await fileTree.names(path.join(folder, 'file')), []);
    assert.equal(await fileTree.kind(path.join(folder, 'file/below')), undefined);
    assert.equal(await fileTree.kind(`${folder}/\0`), undefined);
    assert.equal(await fileTree.readText(folder, 1000), undefined);
    assert.equal(await fileTree.readText(`${folder}/\0`, 1000), undefined);
    assert.deepEqual(await fileTree.list(folder, { ...everything, maxEntries: 0 }), { entries: [], truncated: true });
  });

  test('a text is UTF-8 or nothing; its byte order mark stays, so that offsets are those of the file', async () => {
    write({ plain: 'ü€😀\r\n', marked: '\uFEFFFROM a', latin: Buffer.from([0x66, 0xfc]), cut: Buffer.from('ü').subarray(0, 1), zero: 'a\0b', empty: '' });
    const read = (name: string) => fileTree.readText(path.join(folder, name), 1000);
    assert.deepEqual(await Promise.all(['plain', 'marked', 'latin', 'cut', 'zero', 'empty'].map(read)), ['ü€😀\r\n', '\uFEFFFROM a', undefined, undefined, 'a\0b', '']);
  });

  test('a file is read up to the limit and not at all beyond it', async () => {
    write({ exact: 'x'.repeat(1000), more: 'x'.repeat(1001) });
    closeSync(openSync(path.join(folder, 'huge'), 'w'));
    truncateSync(path.join(folder, 'huge'), 2 ** 40);
    assert.deepEqual((await Promise.all(['exact', 'more', 'huge'].map(name => fileTree.readText(path.join(folder, name), 1000)))).map(text => text?.length), [1000, undefined, undefined]);
    assert.deepEqual(shown(await list()), ['exact file 1000', `huge file ${2 ** 40}`, 'more file 1001']);
  });

  test('names that are no words', async () => {
    const names = [' leading', 'trailing ', 'new\nline', 'tab\t', 'back\\slash', '*?[a]', '#%', 'ü', 'u\u0308', '😀', '-rf', '...', '$HOME', "quote'\""];
    write(Object.fromEntries(names.flatMap(name => [[name, 'x'], [`d/${name}`, 'y']])));
    const found = (await list())?.entries.map(entry => entry.path) ?? [];
    assert.deepEqual(found, [...names, 'd', ...names.map(name => `d/${name}`)].sort((a, b) => (a < b ? -1 : 1)));
    for (const name of names) assert.equal(await fileTree.readText(path.join(folder, 'd', name), 10), 'y', name);
  });

  test('a name that is no UTF-8 is listed as well as it can be', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), 'x');
    assert.equal((await list())?.entries.length, 1);
  });

  test('a folder that nobody may look into is there, and the rest is listed', async () => {
    write({ 'a/x': '', 'locked/secret': 'x', 'locked.txt': 'x', 'z': '' });
    chmodSync(path.join(folder, 'locked'), 0);
    chmodSync(path.join(folder, 'locked.txt'), 0);
    chmodSync(top, 0o755);
    const listing = await asNobody(async () => ({ listed: shown(await list()), text: await fileTree.readText(path.join(folder, 'locked.txt'), 10), below: await fileTree.kind(path.join(folder, 'locked/secret')), kind: await fileTree.kind(path.join(folder, 'locked.txt')) }));
    assert.deepEqual(listing, { listed: ['a directory 0', 'a/x file 0', 'locked directory 0', 'locked.txt file 1', 'z file 0'], text: undefined, below: undefined, kind: 'file' });
  });

  test('folders that go away while they are listed', async () => {
    write(Object.fromEntries(Array.from({ length: 300 }, (_none, index) => [`d${index}/e/f`, ''])));
    const [listing] = await Promise.all([list(), (async () => { for (let index = 0; index < 300; index += 2) rmSync(path.join(folder, `d${index}`), { recursive: true }); })()]);
    const paths = new Set(listing?.entries.map(entry => entry.path));
    for (let index = 1; index < 300; index += 2) assert.ok(paths.has(`d${index}/e/f`), `d${index}`);
  });

  test('the limit holds exactly, also where many folders are read side by side', async () => {
    write(Object.fromEntries(Array.from({ length: 40 }, (_none, index) => Array.from({ length: 25 }, (_nothing, file) => [`d${index}/f${file}`, 'x'])).flat()));
    for (const maxEntries of [1, 39, 40, 41, 500, 1039]) {
      const listing = await list({ maxEntries });
      assert.deepEqual([listing?.entries.length, listing?.truncated], [maxEntries, true]);
    }
    const all = await list({ maxEntries: 1040 });
    assert.deepEqual([all?.entries.length, all?.truncated], [1040, false], 'just enough is not cut');
  });

  test('twenty thousand files, and a deep row of folders', async () => {
    for (let index = 0; index < 20; index++) {
      mkdirSync(path.join(folder, `d${index}`));
      for (let file = 0; file < 1000; file++) closeSync(openSync(path.join(folder, `d${index}`, `f${file}`), 'w'));
    }
    mkdirSync(path.join(folder, 'deep', ...Array.from({ length: 200 }, () => 'd')), { recursive: true });
    const started = performance.now();
    const listing = await list();
    const milliseconds = performance.now() - started;
    assert.deepEqual([listing?.entries.length, listing?.truncated], [20_000 + 20 + 201, false]);
    assert.ok(milliseconds < 20_000, `${milliseconds} ms`);
    const one = path.join(folder, 'd0');
    assert.equal((await fileTree.names(one)).length, 1000);
  });
});

test('of a folder that was read once, its entries are known without another look', async () => {
  write({ 'a/here': 'text', 'a/later': '' });
  symlinkSync('here', path.join(folder, 'a/link'));
  const files = createFileTree(withFoldersKept(waitingDisk));
  await files.list(folder, everything);
  rmSync(path.join(folder, 'a/later'));
  writeFileSync(path.join(folder, 'a/new'), '');
  const kinds = await Promise.all(['a', 'a/here', 'a/link', 'a/later', 'a/new', 'b/none'].map(name => files.kind(path.join(folder, name))));
  assert.deepEqual(kinds, ['directory', 'file', 'file', 'file', undefined, undefined]);
  const texts = await Promise.all(['a/here', 'a/link', 'a/later', 'a/new'].map(name => files.readText(path.join(folder, name), 10)));
  assert.deepEqual(texts, ['text', 'text', undefined, undefined], 'what is gone meanwhile is no text');
});

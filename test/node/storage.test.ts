// The state folder as it really is: shared with other processes, full, read-only, and with keys that are no file names.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { createNodeStorage, stateFolder } from '../../server/src/node/storage.js';

const top = mkdtempSync(path.join(os.tmpdir(), 'layerwise-state-'));
after(() => { rmSync(top, { recursive: true, force: true }); });

let folder: string;
let count = 0;
beforeEach(() => { folder = path.join(top, String(++count)); });

/** All files below the folder, by their relative path. */
const filesBelow = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();

const odd = ['/home/me/my project/Dockerfile', 'c:/a/Dockerfile', '../../../etc/passwd', '..', '.', '', '.hidden', 'ü😀', 'a'.repeat(5000), 'nul', 'COM1.txt', 'ends.', 'a\nb', '(default)', 'a\0b'];

test('any text can be a key, in any place of it, and what was written is read again', async () => {
  const storage = createNodeStorage(folder);
  const plain = ['plain', 'With-Upper_lower.and-dots', '20261125T003542123Z-4f9c'];
  for (const [index, name] of [...odd, ...plain].entries()) {
    await storage.write(['builds', name, 'dev', 'id'], `folder ${index}`);
    await storage.write(['choices', name], `file ${index}`);
  }
  for (const [index, name] of [...odd, ...plain].entries()) {
    assert.equal(await storage.read(['builds', name, 'dev', 'id']), `folder ${index}`, name);
    assert.equal(await storage.read(['choices', name]), `file ${index}`, name);
    assert.deepEqual(await storage.list(['builds', name]), ['dev'], name);
  }
  assert.deepEqual(await storage.list(['builds']), [...odd, ...plain].sort());
  assert.deepEqual(await storage.list(['choices']), [...odd, ...plain].sort());
  assert.deepEqual(await storage.list([]), ['builds', 'choices']);
  assert.ok(filesBelow().every(file => !file.startsWith('..') && path.basename(file).length < 100 && /^[\w./-]+$/.test(file)), 'and every file name is a plain one inside the folder');
});

test('what is not there', async () => {
  const storage = createNodeStorage(folder);
  assert.equal(await storage.read(['nothing', 'here']), undefined);
  assert.deepEqual(await storage.list(['nothing']), []);
  await storage.remove(['nothing', 'here']);
  await storage.setAside(['nothing', 'here']);
});

test('a removed text is gone, one set aside is kept out of the way', async () => {
  const storage = createNodeStorage(folder);
  for (const name of ['one', 'two', '/odd']) await storage.write(['a', name], name);
  await storage.remove(['a', 'one']);
  await storage.setAside(['a', 'two']);
  await storage.remove(['a', '/odd']);
  assert.deepEqual(await storage.list(['a']), []);
  assert.deepEqual([await storage.read(['a', 'one']), await storage.read(['a', 'two'])], [undefined, undefined]);
  assert.deepEqual(filesBelow().map(file => readFileSync(path.join(folder, file), 'utf8')), ['two']);
});

test('a reader sees the old text or the new one, never half of one', async () => {
  const storage = createNodeStorage(folder);
  const texts = Array.from({ length: 20 }, (_none, index) => String(index % 10).repeat(200_000));
  await storage.write(['a', 'b'], texts[0]!);
  let isWriting = true;
  const writing = (async () => { for (const text of texts) await storage.write(['a', 'b'], text); isWriting = false; })();
  let reads = 0;
  while (isWriting) {
    const text = await storage.read(['a', 'b']);
    assert.ok(text?.length === 200_000 && text === text[0]!.repeat(200_000));
    reads++;
  }
  await writing;
  assert.ok(reads > 5);
  assert.deepEqual(readdirSync(path.join(folder, 'a')), ['b.json'], 'nothing is left over');
});

test('writes side by side to the same and to other keys', async () => {
  const storage = createNodeStorage(folder);
  await Promise.all(Array.from({ length: 40 }, (_none, index) => storage.write(['/odd folder', 'x', String(index % 20)], String(index % 20))));
  assert.equal((await storage.list(['/odd folder', 'x'])).length, 20);
  assert.equal(await storage.read(['/odd folder', 'x', '7']), '7');
});

function asRoot(...command: readonly string[]): void {
  const [program = '', ...args] = process.geteuid?.() === 0 ? command : ['sudo', '-n', ...command];
  execFileSync(program, args);
}

test('a full disk rejects with its reason, keeps the old text and leaves nothing behind', async t => {
  mkdirSync(folder);
  asRoot('mount', '-t', 'tmpfs', '-o', 'size=64k,mode=777', 'tmpfs', folder);
  t.after(() => { asRoot('umount', folder); });
  const storage = createNodeStorage(folder);
  await storage.write(['a', 'b'], 'old');
  await assert.rejects(storage.write(['a', 'b'], 'x'.repeat(200_000)), { code: 'ENOSPC' });
  assert.equal(await storage.read(['a', 'b']), 'old');
  assert.deepEqual(filesBelow(), ['a/b.json']);
  await storage.write(['a', 'b'], 'new');
  assert.equal(await storage.read(['a', 'b']), 'new', 'and it goes on when there is room again');
});

test('a folder that must not be written rejects and keeps what is there; watching it is no error', async () => {
  const storage = createNodeStorage(folder);
  await storage.write(['a', 'b'], 'old');
  chmodSync(top, 0o755);
  chmodSync(path.join(folder, 'a'), 0o555);
  chmodSync(folder, 0o555);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await assert.rejects(storage.write(['a', 'b'], 'new'), { code: 'EACCES' });
    await assert.rejects(storage.write(['new', 'b'], 'new'), { code: 'EACCES' });
    storage.watch(['new'], () => undefined)();
    await storage.setAside(['a', 'b']);
    assert.equal(await storage.read(['a', 'b']), 'old');
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
});

test('a file where a folder should be', async () => {
  writeFileSync(folder, 'in the way');
  const storage = createNodeStorage(folder);
  await assert.rejects(storage.write(['a', 'b'], 'x'), (error: NodeJS.ErrnoException) => ['ENOTDIR', 'EEXIST'].includes(error.code ?? ''));
  assert.equal(await storage.read(['a', 'b']), undefined);
  storage.watch(['a'], () => undefined)();
});

/** Another process writes a file, as another window of the editor would. */
async function writeElsewhere(file: string, text: string): Promise<void> {
  const script = `const fs = require('node:fs'), path = require('node:path'); const [file, text] = process.argv.slice(1); fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file + '.tmp', text); fs.renameSync(file + '.tmp', file);`;
  const child = spawn(process.execPath, ['-e', script, file, text]);
  await new Promise((resolve, reject) => child.on('exit', code => { if (code === 0) resolve(undefined); else reject(new Error(String(code))); }));
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let round = 0; round < 100 && !condition(); round++) await new Promise(resolve => { setTimeout(resolve, 50); });
  return condition();
}

test('what another process writes is told: into the folder, into a new folder in it, and again later', async () => {
  const storage = createNodeStorage(folder);
  let told = 0;
  const stop = storage.watch(['builds', 'image'], () => { told++; });
  const records = path.join(folder, 'builds/image');
  assert.ok(existsSync(records), 'it can be watched before there is anything');
  await writeElsewhere(path.join(records, 'dev/1.json'), 'one');
  assert.ok(await until(() => told > 0));
  assert.equal(await storage.read(['builds', 'image', 'dev', '1']), 'one');
  await new Promise(resolve => { setTimeout(resolve, 500); });
  told = 0;
  await writeElsewhere(path.join(records, 'dev/2.json'), 'two');
  assert.ok(await until(() => told > 0), 'in a folder that came later');
  await new Promise(resolve => { setTimeout(resolve, 500); });
  stop();
  told = 0;
  await writeElsewhere(path.join(records, 'dev/3.json'), 'three');
  await new Promise(resolve => { setTimeout(resolve, 500); });
  assert.equal(told, 0);
});

test('the folder of the user, unless another one is named', t => {
  const before = process.env['LAYERWISE_STATE'];
  t.after(() => { if (before === undefined) delete process.env['LAYERWISE_STATE']; else process.env['LAYERWISE_STATE'] = before; });
  process.env['LAYERWISE_STATE'] = '/somewhere/else';
  assert.equal(stateFolder(), '/somewhere/else');
  for (const nothing of ['', undefined]) {
    if (nothing === undefined) delete process.env['LAYERWISE_STATE'];
    else process.env['LAYERWISE_STATE'] = nothing;
    assert.ok(path.isAbsolute(stateFolder()) && path.basename(stateFolder()) === 'layerwise', stateFolder());
  }
});

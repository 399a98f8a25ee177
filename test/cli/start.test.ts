// `npm start` where nothing may be built: the report on the sample, and on a project of one's own.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { makeFolder, root, runProgram } from './harness.js';

const start = (words: readonly string[]) => runProgram(process.execPath, [path.join(root, 'scripts/start.mjs'), ...words], { cwd: root, env: { INIT_CWD: undefined } });
const leftovers = () => readdirSync(tmpdir()).filter(name => name.startsWith('layerwise-start-'));

test('the sample: hints, the fix as a diff, and one line about the engine', async () => {
  const before = leftovers();
  const { code, stdout, stderr } = await start(['--exit', '--no-engine']);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^A copy of samples\/pytorch-training in .*, with 12 commits/m);
  assert.match(stdout, /^Dockerfile:10:1 warning copy-before-install /m);
  assert.match(stdout, /^\+COPY requirements\.txt \.\/$/m);
  assert.match(stdout, /^No Docker engine is used, so nothing is built\.$/m);
  assert.doesNotMatch(stdout, /\u001b/);
  assert.deepEqual(leftovers().filter(name => !before.includes(name)), []);
});

test('a project of one\'s own is looked at and not changed', async () => {
  const folder = makeFolder({ 'Dockerfile.web': 'FROM node:22\nCOPY . .\nRUN npm ci\n', 'package.json': '{}\n', 'package-lock.json': '{}\n', 'index.js': '' });
  for (const target of [folder, path.join(folder, 'Dockerfile.web')]) {
    const { code, stdout, stderr } = await start([target, '--exit', '--no-engine']);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^Dockerfile\.web:2:1 warning copy-before-install /m);
  }
  assert.deepEqual(readdirSync(folder).sort(), ['Dockerfile.web', 'index.js', 'package-lock.json', 'package.json']);
  assert.equal(readFileSync(path.join(folder, 'Dockerfile.web'), 'utf8'), 'FROM node:22\nCOPY . .\nRUN npm ci\n');
});

test('wrong words are a mistake', async () => {
  for (const [words, sentence] of [[['--exti'], /--exti/], [['/no/such/folder'], /^\/no\/such\/folder does not exist\.$/m], [['--torch', root], /^--torch belongs to the sample/m], [['a', 'b'], /^Name one folder/m]] as const) {
    const { code, stdout } = await start(words);
    assert.equal(code, 2);
    assert.match(stdout, sentence);
  }
});

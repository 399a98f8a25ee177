// How the command line answers right and wrong use: help, version, mistakes, pipes and colours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { buildProgram, layerwise, makeFolder, root } from './harness.js';

before(buildProgram);

const project = { Dockerfile: 'FROM scratch\nCOPY a /\n', a: '' };

test('--version and --help answer with exit code 0', async () => {
  const folder = makeFolder({});
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const told = await layerwise(folder, ['--version']);
  assert.deepEqual([told.code, told.stdout], [0, `${version}\n`]);
  for (const words of [['--help'], ['check', '--help'], ['fix', '--help'], ['build', '--help']]) {
    const { code, stdout, stderr } = await layerwise(folder, words);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Usage: layerwise/);
  }
});

test('wrong words are a mistake that is said on the error stream', async () => {
  const folder = makeFolder(project);
  for (const [words, sentence] of [
    [[], /^Usage: layerwise/], [['chek'], /unknown command 'chek'/], [['check', '--no-such-option'], /unknown option '--no-such-option'/], [['check', '--format', 'xml'], /'xml' is invalid/],
    [['check', '--fail-on', 'error'], /'error' is invalid/], [['build'], /missing required argument 'context'/], [['build', '.', 'more'], /^'more' is one word too many/],
  ] as const) {
    const { code, stdout, stderr } = await layerwise(folder, words);
    assert.deepEqual([code, stdout], [2, ''], words.join(' '));
    assert.match(stderr, sentence);
  }
});

test('build says what is missing: the folder, the Dockerfile', async () => {
  const folder = makeFolder({ ...project, 'empty/.keep': '' });
  for (const [words, sentence] of [
    [['build', 'nowhere'], 'nowhere is not a folder. Give the folder that holds the files to copy.\n'], [['build', 'Dockerfile'], 'Dockerfile is not a folder. Give the folder that holds the files to copy.\n'],
    [['build', 'empty'], 'empty/Dockerfile does not exist.\n'], [['build', '-f', 'other', '.'], 'other does not exist.\n'],
  ] as const) {
    const { code, stdout, stderr } = await layerwise(folder, words);
    assert.deepEqual([code, stdout, stderr], [2, '', sentence]);
  }
});

test('build without docker, or without an engine behind it, is a broken environment', async () => {
  const folder = makeFolder(project);
  const without = await layerwise(folder, ['build', '.'], { env: { PATH: '/no/such/folder' } });
  assert.deepEqual([without.code, without.stdout], [2, '']);
  assert.match(without.stderr, /^'docker' was not found: install Docker.*\n$/);
  const other = await layerwise(folder, ['build', '.', '--docker', '/no/such/docker', '--format', 'json']);
  assert.deepEqual([other.code, other.stdout], [2, '']);
  assert.match(other.stderr, /^'\/no\/such\/docker' was not found: .*\n$/);
});

// Which files of a folder the command line takes for Dockerfiles, and where it does not look.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { buildProgram, layerwise, makeFolder, nobody, write, type RunOptions } from './harness.js';

before(buildProgram);

const clean = 'FROM python:3.12-slim\n';
const filesOf = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, clean]));

async function found(folder: string, words: readonly string[] = [], options: RunOptions = {}): Promise<readonly string[]> {
  const { code, stdout, stderr } = await layerwise(folder, ['check', '--format', 'json', ...words], options);
  assert.equal(code, 0, stderr);
  return (JSON.parse(stdout) as { files: readonly { path: string }[] }).files.map(file => file.path);
}

test('a folder is searched for the names that Dockerfiles have', async () => {
  const names = ['Containerfile', 'Dockerfile', 'api/Dockerfile', 'api/Dockerfile.dev', 'api/dev.Dockerfile', 'deep/er/still/dockerfile', 'web/Dockerfile-ci', 'web/Dockerfile_arm', 'web/web.containerfile'];
  const folder = makeFolder(filesOf([...names, 'README.md', 'Dockerfile.dockerignore', 'Dockerfile.j2', 'Dockerfile.tmpl', 'Dockerfile.md', 'docker-compose.yml', 'Makefile', 'mydockerfile.txt']));
  assert.deepEqual([...await found(folder)].sort(), [...names].sort());
});

test('folders of version control and of dependencies are left out', async () => {
  const folder = makeFolder(filesOf(['Dockerfile', '.git/Dockerfile', '.hg/Dockerfile', 'node_modules/a/Dockerfile', 'web/node_modules/Dockerfile', 'vendor/x/Dockerfile', '.venv/lib/Dockerfile', 'a/__pycache__/Dockerfile']));
  assert.deepEqual(await found(folder), ['Dockerfile']);
  assert.deepEqual(await found(folder, ['vendor']), ['vendor/x/Dockerfile'], 'a folder that was named is searched all the same');
});

test('a file that was named is taken whatever its name, and only once', async () => {
  const folder = makeFolder(filesOf(['Dockerfile', 'build.txt', 'a/Dockerfile']));
  assert.deepEqual(await found(folder, ['build.txt', './build.txt', path.join(folder, 'build.txt'), '.', 'a']), ['build.txt', 'Dockerfile', 'a/Dockerfile']);
});

test('links are followed to files and not to folders, and a loop ends', async () => {
  const folder = makeFolder(filesOf(['common/base.Dockerfile', 'app/main.txt']));
  symlinkSync('../common/base.Dockerfile', path.join(folder, 'app/Dockerfile'));
  symlinkSync('Dockerfile.loop', path.join(folder, 'Dockerfile.loop'));
  symlinkSync('..', path.join(folder, 'app/up'));
  symlinkSync('nowhere', path.join(folder, 'Dockerfile.dangling'));
  assert.deepEqual(await found(folder), ['common/base.Dockerfile'], 'one file, shown by its own name');
  assert.deepEqual(await found(folder, ['app']), ['app/Dockerfile']);
});

test('a binary or unreadable file in a folder is left out with a word', async () => {
  const folder = makeFolder(filesOf(['Dockerfile', 'closed/Dockerfile', 'secret/Dockerfile', 'locked/Dockerfile']));
  write(folder, 'closed/Dockerfile', new Uint8Array([0xff, 0xfe, 0x00, 0x01]));
  chmodSync(path.join(folder, 'secret/Dockerfile'), 0o000);
  chmodSync(path.join(folder, 'locked'), 0o000);
  try {
    const { code, stdout, stderr } = await layerwise(folder, ['check'], nobody);
    assert.deepEqual([code, stdout], [0, 'Nothing found in 1 file\n']);
    assert.equal(stderr, 'closed/Dockerfile could not be read as text, so it was left out.\nsecret/Dockerfile could not be read as text, so it was left out.\n');
  } finally {
    chmodSync(path.join(folder, 'locked'), 0o755);
  }
});

test('a folder without Dockerfiles is a mistake', async () => {
  const folder = makeFolder({ 'README.md': '' });
  mkdirSync(path.join(folder, 'empty'));
  for (const words of [[], ['empty']]) {
    const { code, stdout, stderr } = await layerwise(folder, ['check', ...words]);
    assert.deepEqual([code, stdout, stderr], [2, '', `No Dockerfile was found in ${words[0] ?? '.'}.\n`]);
  }
});

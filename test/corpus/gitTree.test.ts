// A commit read from a bare repository says what a checkout says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { createFileTree } from '../../server/src/node/fileTree.js';
import { waitingDisk } from '../../server/src/node/disk.js';
import { GitTree } from './gitTree.js';
import { findRepositories, openRepository } from './repositories.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-git-'));
const clone = path.join(folder, 'clone');
const bare = path.join(folder, 'mirror', 'owner+name', 'repo');
const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
test.after(() => { rmSync(folder, { recursive: true, force: true }); });

mkdirSync(path.join(clone, 'deep/er/node_modules/x'), { recursive: true });
writeFileSync(path.join(clone, 'Dockerfile'), 'FROM a\n');
writeFileSync(path.join(clone, 'deep/Dockerfile.dev'), '\uFEFFFROM b\r\n');
writeFileSync(path.join(clone, 'deep/er/two words.txt'), 'x'.repeat(200_000));
writeFileSync(path.join(clone, 'deep/er/bytes'), Buffer.from([0, 10, 200, 10]));
writeFileSync(path.join(clone, 'deep/er/node_modules/x/Dockerfile'), 'FROM c\n');
symlinkSync('Dockerfile', path.join(clone, 'Dockerfile.link'));
git('init', '-q');
git('add', '.');
git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'one');
const first = git('rev-parse', 'HEAD');
writeFileSync(path.join(clone, 'Dockerfile'), 'FROM later\n');
git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-a', '-m', 'two');
execFileSync('git', ['clone', '-q', '--bare', clone, bare]);

test('listings, kinds and texts', async context => {
  const tree = new GitTree(bare, 'HEAD');
  context.after(() => { tree.close(); });
  const disk = createFileTree(waitingDisk);
  const options = { maxEntries: 100, opaque: (_path: string, name: string) => name === 'node_modules' || name === '.git' };
  for (const part of ['', '/deep', '/deep/er']) {
    const listing = await disk.list(`${clone}${part}`, options);
    assert.deepEqual(await tree.list(part || '/', options), { ...listing, entries: listing?.entries.map(({ path: at, kind, size }) => ({ path: at, kind, size })) }, part);
    assert.deepEqual(await tree.names(part || '/'), await disk.names(`${clone}${part}`));
  }
  assert.deepEqual(await tree.list('/gone', options), undefined);
  assert.equal((await tree.list('/', { ...options, maxEntries: 2 }))?.truncated, true);
  for (const file of ['/Dockerfile', '/deep/Dockerfile.dev', '/deep/er/two words.txt', '/deep/er/bytes', '/deep', '/gone']) {
    assert.equal(await tree.readText(file, 1_000_000), await disk.readText(`${clone}${file}`, 1_000_000), file);
    assert.equal(await tree.kind(file), await disk.kind(`${clone}${file}`), file);
  }
  const texts = await Promise.all(Array.from({ length: 50 }, (_, at) => tree.readText(at % 2 ? '/Dockerfile' : '/deep/er/two words.txt', 1_000_000)));
  assert.deepEqual([...new Set(texts.map(text => text?.length))], [200_000, 11]);
});

test('repositories are found in folders, bare or not, at the commit that was asked for', () => {
  assert.deepEqual(findRepositories([path.join(folder, 'mirror')]).map(({ name, commit }) => [name, commit]), [['owner/name', 'HEAD']]);
  assert.deepEqual(findRepositories([clone]).map(({ name }) => name), ['clone']);
  assert.deepEqual(findRepositories([path.join(folder, 'mirror'), `${bare}@${first}`]).map(({ commit }) => commit), [first]);
  assert.throws(() => findRepositories([path.join(clone, 'deep/er')]), /no git repository/);
});

test('Dockerfiles of a repository: no links, nothing of others, only what is wanted', async context => {
  const repository = openRepository({ name: 'n', gitFolder: bare, commit: first }, file => file !== 'x');
  context.after(() => { repository.close(); });
  assert.equal(repository.commit, first);
  assert.deepEqual(repository.dockerfiles, ['Dockerfile', 'deep/Dockerfile.dev']);
  assert.equal(await repository.files.readText('/Dockerfile', 100), 'FROM a\n');
});

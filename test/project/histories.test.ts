// Histories of repositories as contexts see them: when they are read, stored and found again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommitHistory } from '../../server/src/core/context/churn.js';
import { Histories } from '../../server/src/project/histories.js';
import { memoryHost } from '../harness/memoryHost.js';

const commits: CommitHistory = { commits: [['web/a.ts'], ['web/b.ts', 'api/main.go']] };

function setup(found: CommitHistory | undefined = commits) {
  const asked: string[] = [];
  const host = { ...memoryHost({ '/repo/.git/HEAD': 'ref', '/repo/web/Dockerfile': '', '/elsewhere/Dockerfile': '' }), readHistory: async (root: string) => { asked.push(root); return found; } };
  return { host, asked };
}

test('nothing is started until it is asked for, and then once for all contexts of a repository', async () => {
  const { host, asked } = setup();
  const histories = new Histories(host);
  assert.equal(await histories.stored('/repo/web'), undefined);
  assert.deepEqual(asked, []);
  const fresh = new Histories(host);
  assert.deepEqual(await fresh.read('/repo/web'), { commits: [['a.ts'], ['b.ts']] });
  assert.deepEqual(await fresh.read('/repo/api'), { commits: [['main.go']] });
  assert.deepEqual(asked, ['/repo']);
  assert.equal(host.stored.size, 0, 'a look in passing leaves nothing behind');
});

test('what a build read is there for the next window', async () => {
  const { host } = setup();
  await new Histories(host).read('/repo', { again: true });
  assert.deepEqual(await new Histories(host).stored('/repo/web'), { commits: [['a.ts'], ['b.ts']] });
});

test('a folder in no repository, a repository that cannot be read, and a stored text that is broken say nothing', async () => {
  const outside = setup();
  assert.equal(await new Histories(outside.host).read('/elsewhere'), undefined);
  assert.deepEqual(outside.asked, []);
  const { host } = setup({ commits: [] });
  host.readHistory = async () => undefined as never;
  assert.equal(await new Histories(host).read('/repo', { again: true }), undefined);
  host.stored.set('history\n/repo', '{"version":1,"commits":[[1]]}');
  assert.equal(await new Histories(host).stored('/repo'), undefined);
  host.stored.set('history\n/repo', '{');
  assert.equal(await new Histories(host).stored('/repo'), undefined);
});

test('commits that touch a thousand files are left out; a full disk loses only the memory of it', async () => {
  const { host } = setup({ commits: [Array.from({ length: 1001 }, (_, at) => `f${at}`), ['a']] });
  host.diskError = new Error('no space left');
  assert.deepEqual(await new Histories(host).read('/repo', { again: true }), { commits: [['a']] });
});

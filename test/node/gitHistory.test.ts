// The history as real git tells it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readGitHistory } from '../../server/src/node/gitHistory.js';

function repository(): { readonly folder: string; commit(files: Readonly<Record<string, string>>): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-git-'));
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { cwd: folder, stdio: 'pipe' });
  git('init', '-q');
  return {
    folder,
    commit(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      git('add', '-A');
      git('commit', '-q', '-m', 'x');
    },
  };
}

test('newest first, with every kind of name', async () => {
  const { folder, commit } = repository();
  commit({ 'a b.txt': '1', 'ä/ö.txt': '1' });
  commit({ 'a b.txt': '2', '"quoted"': '1' });
  assert.deepEqual(await readGitHistory(folder), { commits: [['"quoted"', 'a b.txt'], ['a b.txt', 'ä/ö.txt']] });
});

test('a program that the repository configures is not run', async () => {
  const { folder, commit } = repository();
  commit({ a: '1' });
  const marker = path.join(folder, 'ran');
  const program = path.join(folder, 'program.sh');
  writeFileSync(program, `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 });
  for (const [name, value] of [['core.fsmonitor', program], ['gpg.program', program], ['log.showSignature', 'true'], ['core.pager', program]] as const) execFileSync('git', ['config', name, value], { cwd: folder });
  assert.equal((await readGitHistory(folder))?.commits.length, 1);
  assert.throws(() => execFileSync('test', ['-e', marker]));
});

test('no repository is no history', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-plain-'));
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
  assert.equal(await readGitHistory(folder), undefined);
});

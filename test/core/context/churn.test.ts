// How often what a COPY brings has changed, by examples of histories.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { churnOf, churnOfOnly, churnOfSources, type CommitHistory } from '../../../server/src/core/context/churn.js';
import type { ContextView } from '../../../server/src/core/context/contextView.js';
import { memoryContext } from '../../harness/memoryContext.js';

/** A commit per word; files of one commit are joined by `+`. */
const history = (text: string): CommitHistory => ({ commits: text.split(' ').map(commit => commit.split('+')) });
const twelve = history('src/a.py src/a.py src/b.py+README.md requirements.txt src/a.py src/a.py docs/x.md src/c/d.py src/a.py requirements.txt+src/a.py src/a.py src/a.py');

function view(commits: CommitHistory, folder = '', ignore = ''): ContextView {
  const context = memoryContext({ files: { 'src/a.py': '' }, ignore });
  return { ...context, entry: path => context.entry(path), read: path => context.read(path), churn: churnOf(commits, folder) };
}

test('counts commits, not files', () => {
  assert.deepEqual(churnOfSources(view(twelve), ['']), { changed: 12, of: 12 });
  assert.deepEqual(churnOfSources(view(twelve), ['src']), { changed: 10, of: 12 });
  assert.deepEqual(churnOfSources(view(twelve), ['requirements.txt']), { changed: 2, of: 12 });
  assert.deepEqual(churnOfSources(view(twelve), ['requirements.txt', 'docs']), { changed: 3, of: 12 });
  assert.deepEqual(churnOfSources(view(twelve), ['setup.py']), { changed: 0, of: 12 });
});

test('a wildcard stands for one part of a path, and a folder that fits comes whole', () => {
  assert.deepEqual(churnOfSources(view(twelve), ['require*.txt']), { changed: 2, of: 12 });
  assert.deepEqual(churnOfSources(view(twelve), ['s*']), { changed: 10, of: 12 });
  assert.deepEqual(churnOfSources(view(twelve), ['*.py']), { changed: 0, of: 12 });
});

test('ignored files change nothing, nor do commits that touch no others', () => {
  assert.deepEqual(churnOfSources(view(twelve, '', 'docs\nREADME.md\n'), ['']), { changed: 11, of: 11 });
});

test('a context in a folder of the repository sees its own part', () => {
  const monorepo = history(Array.from({ length: 12 }, (_, at) => (at % 3 === 0 ? 'api/main.go+web/index.ts' : 'web/index.ts')).join(' '));
  assert.deepEqual(churnOfSources(view(monorepo, 'web'), ['index.ts']), { changed: 12, of: 12 });
  assert.equal(churnOfSources(view(monorepo, 'api'), ['']), undefined, 'four commits are no habit');
});

test('without a history nothing is said', () => {
  assert.equal(churnOfSources(memoryContext({ files: { a: '' } }), ['']), undefined);
});

test('commits that change nothing but some entries, folders with all that is in them', () => {
  assert.deepEqual(churnOfOnly(view(twelve), ['docs']), { changed: 1, of: 12 });
  assert.deepEqual(churnOfOnly(view(twelve), ['README.md']), { changed: 0, of: 12 });
  assert.deepEqual(churnOfOnly(view(twelve), ['src', 'README.md']), { changed: 9, of: 12 });
  assert.equal(churnOfOnly(memoryContext({ files: { a: '' } }), ['a']), undefined);
});

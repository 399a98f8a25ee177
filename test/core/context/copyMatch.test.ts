// What a COPY brings from small contexts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { bytesOf, contextFacts, decidingPattern, isIgnored, keptEntries, withIgnoreText } from '../../../server/src/core/context/contextFacts.js';
import { copiedEntries, type CopiedEntries } from '../../../server/src/core/context/copyMatch.js';
import { memoryContext, type MemoryContextOptions } from '../../harness/memoryContext.js';

const files = { 'package.json': '{}', 'package-lock.json': '{}', 'src/main.ts': 'main', 'src/main.test.ts': 'test', 'src/lib/deep.ts': 'é', 'README.md': '' };

const copy = (options: MemoryContextOptions, source: string, excludes?: readonly string[]): CopiedEntries => copiedEntries(contextFacts(memoryContext(options)), source, excludes);

/** The paths that come along, or the reason why they are not known. */
const paths = (options: MemoryContextOptions, source: string, excludes?: readonly string[]): readonly string[] | string => {
  const copied = copy(options, source, excludes);
  if (copied.state === 'unknown') return copied.reason;
  return copied.missing ? 'missing' : copied.entries.map(entry => entry.path);
};

test('the root brings everything that the ignore file leaves', () => {
  assert.deepEqual(paths({ files, ignore: '**/*.test.ts\n*.md\n.dockerignore\n' }, ''), ['package-lock.json', 'package.json', 'src', 'src/lib', 'src/lib/deep.ts', 'src/main.ts']);
});

test('a folder brings itself and what is in it, and its namesakes stay', () => {
  assert.deepEqual(paths({ files: { ...files, 'src2/x': '', 'src-old/y': '' } }, 'src'), ['src', 'src/lib', 'src/lib/deep.ts', 'src/main.test.ts', 'src/main.ts']);
});

test('bytes are counted in UTF-8', () => {
  const copied = copy({ files }, 'src/lib');
  assert.equal(copied.state === 'known' && bytesOf(copied.entries), 2);
});

test('a file that is not there or left out is missing, and the pattern can be named', () => {
  assert.equal(paths({ files }, 'nope.txt'), 'missing');
  assert.equal(paths({ files }, 'package.json/x'), 'missing');
  assert.equal(paths({ files, ignore: '*.json' }, 'package.json'), 'missing');
  assert.equal(paths({ files, ignore: 'src' }, 'src/main.ts'), 'missing');
  assert.equal(paths({ files, ignore: 'src' }, 'src'), 'missing');
  const facts = contextFacts(memoryContext({ files, ignore: '# all\n*.json\n' }));
  assert.equal(isIgnored(facts, 'package.json'), true);
  assert.equal(decidingPattern(facts, 'package.json')?.pattern, '*.json');
});

test('a folder that is left out comes with what an exception brings back', () => {
  assert.deepEqual(paths({ files, ignore: '*\n!src/lib' }, ''), ['src', 'src/lib', 'src/lib/deep.ts']);
  assert.deepEqual(paths({ files, ignore: '*\n!src/lib' }, 'src'), ['src', 'src/lib', 'src/lib/deep.ts']);
  assert.equal(paths({ files, ignore: '*\n!package.json' }, 'src'), 'missing');
});

test('wildcards bring what matches, folders with all their contents, and may bring nothing', () => {
  assert.deepEqual(paths({ files }, 'package*.json'), ['package-lock.json', 'package.json']);
  assert.deepEqual(paths({ files }, 'src/*.ts'), ['src/main.test.ts', 'src/main.ts']);
  assert.deepEqual(paths({ files }, 's*'), ['src', 'src/lib', 'src/lib/deep.ts', 'src/main.test.ts', 'src/main.ts']);
  assert.deepEqual(paths({ files, ignore: 'src' }, 'src/*'), []);
  assert.deepEqual(paths({ files }, 'nothing*'), []);
  assert.deepEqual(paths({ files: { 'a[1].txt': '', 'a1.txt': '' } }, 'a[[]1].txt'), ['a[1].txt']);
});

test('--exclude takes out below what is copied, never the source itself', () => {
  assert.deepEqual(paths({ files }, 'src', ['**/*.test.ts']), ['src', 'src/lib', 'src/lib/deep.ts', 'src/main.ts']);
  assert.deepEqual(paths({ files }, 'src', ['*', '!lib/deep.ts']), ['src', 'src/lib', 'src/lib/deep.ts']);
  assert.deepEqual(paths({ files }, 's*', ['lib']), ['src', 'src/main.test.ts', 'src/main.ts']);
  assert.deepEqual(paths({ files }, 'package.json', ['*.json']), ['package.json']);
  assert.deepEqual(paths({ files }, '', ['src', 'package*']), ['README.md']);
  assert.equal(paths({ files }, 'src', ['a[']), 'pattern');
});

test('what can\'t be known is said to be unknown', () => {
  const view = memoryContext({ files });
  assert.deepEqual(copiedEntries(contextFacts({ ...viewOf(view), entries: undefined }), ''), { state: 'unknown', reason: 'notListed' });
  assert.equal(keptEntries(contextFacts({ ...viewOf(view), entries: undefined })), undefined);
  assert.equal(paths({ files, truncated: true }, ''), 'truncated');
  assert.equal(paths({ files, truncated: true }, 'src'), 'truncated');
  assert.equal(paths({ files, truncated: true }, 'nope.txt'), 'truncated');
  assert.equal(paths({ files, truncated: true }, '*.json'), 'truncated');
  assert.deepEqual(paths({ files, truncated: true }, 'package.json'), ['package.json']);
  assert.equal(paths({ files, ignore: 'a[' }, 'package.json'), 'ignoreFile');
  assert.equal(paths({ files }, 'a['), 'pattern');
});

test('folders that are not listed are named, and what lies in them is unknown', () => {
  const withModules = { files: { ...files, 'node_modules/react/index.js': '', '.git/HEAD': '' } };
  const root = copy(withModules, '');
  assert.deepEqual(root.state === 'known' && root.unlisted.map(entry => entry.path), ['.git', 'node_modules']);
  assert.equal(paths(withModules, 'node_modules/react'), 'unlistedFolder');
  assert.equal(paths(withModules, '*/index.js'), 'unlistedFolder');
  assert.equal(paths({ ...withModules, ignore: 'node_modules' }, 'node_modules/react'), 'missing');
  assert.deepEqual(paths({ ...withModules, ignore: 'node_modules\n.git' }, '*/main.ts'), ['src/main.ts']);
  const doubtful = copy({ ...withModules, ignore: '.git\nnode_modules\n!node_modules/react' }, '');
  assert.deepEqual(doubtful.state === 'known' && doubtful.unlisted.map(entry => entry.path), ['node_modules']);
});

test('a source through a link is unknown, a link that is copied is named', () => {
  const linked = { files, links: ['current', 'latest.txt'] };
  assert.equal(paths(linked, 'current/main.ts'), 'link');
  assert.equal(paths(linked, 'current/*.ts'), 'link');
  for (const source of ['latest.txt', '*.txt']) {
    const copied = copy(linked, source);
    assert.deepEqual(copied.state === 'known' && copied.links.map(entry => entry.path), ['latest.txt']);
  }
  const root = copy(linked, '');
  assert.deepEqual(root.state === 'known' && root.links, []);
});

test('another ignore text can be tried', () => {
  const view = memoryContext({ files });
  assert.equal(copiedEntries(contextFacts(withIgnoreText(view, 'package.json\n')), 'package.json').state, 'known');
  const tried = copiedEntries(contextFacts(withIgnoreText(view, 'package.json\n')), 'package.json');
  assert.equal(tried.state === 'known' && tried.missing, true);
});

/** The view as a plain object, to change a part of it. */
function viewOf(view: ReturnType<typeof memoryContext>): ReturnType<typeof memoryContext> {
  return { entries: view.entries, truncated: view.truncated, ignoreFile: view.ignoreFile, newIgnoreFile: view.newIgnoreFile, dockerfilePath: view.dockerfilePath, entry: path => view.entry(path), read: path => view.read(path) };
}

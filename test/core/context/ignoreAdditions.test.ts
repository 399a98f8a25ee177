// Adding patterns to an ignore file.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ignoreAdditions, patternForPath } from '../../../server/src/core/context/ignoreAdditions.js';
import { parseIgnoreFile } from '../../../server/src/core/context/ignoreFile.js';
import { IgnoreMatcher } from '../../../server/src/core/context/ignoreMatcher.js';
import { applyEdits } from '../../../server/src/core/text/edits.js';

const add = (text: string | undefined, ...patterns: readonly string[]): string => applyEdits(text ?? '', ignoreAdditions(text, patterns));
const matcherOf = (text: string): IgnoreMatcher => new IgnoreMatcher(parseIgnoreFile(text).patterns);

test('makes a new file', () => {
  assert.equal(add(undefined, '.git', '**/__pycache__'), '.git\n**/__pycache__\n');
});

test('appends behind a last line with and without its line end', () => {
  assert.equal(add('dist\n', '.git'), 'dist\n.git\n');
  assert.equal(add('dist', '.git'), 'dist\n.git\n');
  assert.equal(add('a\r\ndist', '.git'), 'a\r\ndist\r\n.git\r\n');
});

test('adds nothing twice, however it is spelled', () => {
  assert.equal(add('/.git/\n', '.git', '.git'), '/.git/\n');
  assert.deepEqual(ignoreAdditions('.git\n**/*.log\n', ['**/*.log', '.git']), []);
});

test('repeats a pattern that a later exception may undo', () => {
  assert.equal(add('*.md\n!README.md\n', '*.md'), '*.md\n!README.md\n*.md\n');
  assert.equal(add('*\n!src\n', '**/__pycache__'), '*\n!src\n**/__pycache__\n');
});

test('does not add what the engine would refuse or not read as one pattern', () => {
  assert.deepEqual(ignoreAdditions('', ['a[', '!', '', '# note', 'a\nb']), []);
});

test('closes a folder again of which an exception brings back a part', () => {
  const text = 'node_modules\n!node_modules/keep\n';
  assert.equal(add(text, 'node_modules'), `${text}node_modules\nnode_modules/**\n`);
  assert.equal(matcherOf(`${text}node_modules\n`).matches('node_modules/keep'), false);
  assert.equal(matcherOf(add(text, 'node_modules')).matches('node_modules/keep'), true);
});

test('does not add exceptions', () => {
  assert.equal(add('a\n', '!b', 'c'), 'a\nc\n');
});

test('what was added counts for everything below, and adding it again changes nothing', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'x.log', '.git');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'));
  const piece = fc.constantFrom('a', 'b', 'c', '.git', '*', '**', 'x.log', '*.log', '?');
  const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'));
  const line = fc.oneof(pattern, pattern.map(text => `!${text}`), fc.constantFrom('# c', '', '  a  '));
  const text = fc.tuple(fc.array(line, { maxLength: 7 }), fc.constantFrom('\n', '\r\n'), fc.boolean()).map(([lines, end, hasEnd]) => lines.join(end) + (hasEnd ? end : ''));
  const wanted = fc.array(fc.constantFrom('.git', '**/*.log', 'a', 'a/b', '**/b', '**/c/a', 'c/'), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(text, wanted, fc.array(path, { minLength: 5, maxLength: 20 }), (old, patterns, paths) => {
    const once = add(old, ...patterns);
    assert.ok(once.startsWith(old));
    assert.equal(add(once, ...patterns), once);
    if (old.includes('\r\n')) assert.ok(!/[^\r]\n/.test(once.slice(old.length)));
    const tests = patterns.map(added => parseIgnoreFile(added).patterns[0]?.test);
    const after = matcherOf(once);
    for (const candidate of paths) {
      const ancestors = candidate.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
      if (tests.some(matches => ancestors.some(ancestor => matches?.(ancestor)))) assert.equal(after.matches(candidate), true, `${JSON.stringify(once)} on ${candidate}`);
    }
  }), { numRuns: 1000, examples: [['**\n!*/*', ['**/b'], ['b/a']], ['a\n!a/b\n', ['a'], ['a/b']]] });
});

test('a path becomes a pattern that matches it and nothing else', () => {
  assert.equal(patternForPath('src/main.ts'), 'src/main.ts');
  assert.equal(patternForPath('a[1]*.txt'), 'a\\[1\\]\\*.txt');
  assert.equal(patternForPath('two\nlines'), undefined);
  const name = fc.array(fc.constantFrom('a', 'b', '*', '?', '[', ']', '\\', '^', '$', '!', '#', ' ', '{', '|', '}', '2', '.', 'é', '😀', '\t', 'Q', 'd', '/c'), { minLength: 1, maxLength: 7 }).map(parts => parts.join('')).filter(path => !path.split('/').some(part => part === '.' || part === '..' || part === ''));
  fc.assert(fc.property(name, name, (one, other) => {
    const pattern = patternForPath(one);
    assert.notEqual(pattern, undefined, one);
    const { patterns } = parseIgnoreFile(pattern ?? '');
    assert.equal(patterns[0]?.test(one), true);
    assert.equal(patterns[0]?.test(other), one === other);
  }), { numRuns: 1000 });
});

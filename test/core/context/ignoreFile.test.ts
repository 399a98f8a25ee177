// Ignore files against the engine's own libraries: how they are read, what they match and what is sent.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { trimSpace } from '../../../server/src/core/context/goText.js';
import { parseIgnoreFile } from '../../../server/src/core/context/ignoreFile.js';
import { IgnoreMatcher } from '../../../server/src/core/context/ignoreMatcher.js';
import { readIgnoreTable } from './tables.js';

const matcherOf = (text: string): IgnoreMatcher => new IgnoreMatcher(parseIgnoreFile(text).patterns);
const table = readIgnoreTable();
const hasChildren = new Set(table.paths.flatMap(path => path.split('/').slice(0, -1).map((_, at, parts) => parts.slice(0, at + 1).join('/'))));

/** One letter per path: y when the patterns leave it out. */
const answers = (text: string): string => {
  const matcher = matcherOf(text);
  return table.paths.map(path => (matcher.matches(path) ? 'y' : 'n')).join('');
};

test('refuses the ignore files that the engine refuses, and no others', () => {
  const wrong = table.rows.filter(row => {
    const { problems } = parseIgnoreFile(row.text);
    const failsLater = row.sent === 'error' || row.matched?.includes('e') === true;
    // A pattern that fails only when asked may not be asked on this folder, so its problem may go unnoticed there.
    if (row.refused === undefined && problems.length > 0 && !failsLater) return problems.some(problem => problem.kind !== 'unusable');
    return (row.refused !== undefined || failsLater) !== problems.length > 0;
  });
  assert.deepEqual(wrong.map(row => row.text.slice(0, 80)), []);
  assert.ok(table.rows.filter(row => row.refused !== undefined).length > 20);
  assert.ok(table.rows.filter(row => row.sent === 'error').length > 20);
});

test('reads the same patterns as the engine', () => {
  const wrong: string[] = [];
  for (const row of table.rows) {
    const { patterns, problems } = parseIgnoreFile(row.text);
    if (problems.length > 0 || row.pieces) continue;
    // What the engine's reader hands on is cleaned once more when the matcher is made; only white space it uncovers is lost there.
    const expected = (row.patterns ?? []).map(pattern => trimSpace(pattern)).filter(pattern => pattern !== '');
    const read = patterns.map(pattern => `${pattern.isException ? '!' : ''}${pattern.pattern}`);
    if (JSON.stringify(read) !== JSON.stringify(expected)) wrong.push(`${JSON.stringify(row.text)}: ${JSON.stringify(read)} instead of ${JSON.stringify(expected)}`);
  }
  assert.deepEqual(wrong, []);
});

test('sends exactly what the engine\'s client sends', () => {
  const wrong: string[] = [];
  let probes = 0;
  for (const row of table.rows) {
    if (row.sent === undefined || row.sent === 'error') continue;
    if (parseIgnoreFile(row.text).problems.length > 0) continue;
    const ignored = answers(row.text);
    table.paths.forEach((path, at) => {
      probes++;
      // A folder that is left out is sent all the same when something below it is not.
      const isSent = ignored[at] === 'n' || table.paths.some((below, other) => below.startsWith(`${path}/`) && ignored[other] === 'n');
      if ((isSent ? 'y' : 'n') !== row.sent?.[at]) wrong.push(`${JSON.stringify(row.text)} on ${JSON.stringify(path)}: sent is ${row.sent?.[at]}`);
    });
  }
  assert.deepEqual(wrong.slice(0, 40), []);
  assert.ok(probes > 50_000, `${probes} probes`);
});

test('matches what the engine\'s matcher matches, outside of folders that its client never enters', () => {
  const wrong: string[] = [];
  let probes = 0;
  for (const row of table.rows) {
    if (row.matched === undefined || row.matched.includes('e')) continue;
    const open = new IgnoreMatcher(parseIgnoreFile(row.text).patterns, { closesFolders: false });
    table.paths.forEach((path, at) => {
      probes++;
      if ((open.matches(path) ? 'y' : 'n') !== row.matched?.[at]) wrong.push(`${JSON.stringify(row.text)} on ${JSON.stringify(path)}: ${row.matched?.[at]}`);
    });
  }
  assert.deepEqual(wrong.slice(0, 40), []);
  assert.ok(probes > 50_000, `${probes} probes`);
});

test('a file is sent exactly when nothing leaves it out', () => {
  for (const row of table.rows) {
    if (!row.sent || row.sent === 'error' || parseIgnoreFile(row.text).problems.length > 0) continue;
    const matcher = matcherOf(row.text);
    table.paths.forEach((path, at) => {
      if (!hasChildren.has(path)) assert.equal(matcher.matches(path), row.sent?.[at] === 'n', `${JSON.stringify(row.text)} on ${path}`);
    });
  }
});

test('a pattern is anchored at the root unless it starts with two stars', () => {
  const logs = matcherOf('*.log\n');
  assert.equal(logs.matches('a.log'), true);
  assert.equal(logs.matches('sub/a.log'), false);
  assert.equal(matcherOf('**/*.log').matches('sub/deep/a.log'), true);
});

test('the last pattern wins and can be named', () => {
  const text = '# docs\n*.md\n!README.md\n';
  const matcher = matcherOf(text);
  const readme = matcher.explain('README.md');
  assert.equal(readme?.isException, true);
  assert.equal(readme && text.slice(readme.range.from, readme.range.to), '!README.md');
  assert.equal(matcher.explain('NOTES.md')?.pattern, '*.md');
  assert.equal(matcher.explain('src/main.ts'), undefined);
});

test('what is left out with its folder is explained by the pattern that closed the folder', () => {
  assert.equal(matcherOf('node_modules\n*.js').explain('node_modules/a/index.js')?.pattern, 'node_modules');
  assert.equal(matcherOf('node_modules').mayKeepBelow('node_modules'), false);
  assert.equal(matcherOf('node_modules\n!node_modules/keep').mayKeepBelow('node_modules'), true);
  assert.equal(matcherOf('dist').mayKeepBelow('src'), true);
});

test('an exception for a folder does not bring back what a deeper pattern left out before', () => {
  const matcher = matcherOf('a/b\n!a');
  assert.equal(matcher.matches('a/c'), false);
  assert.equal(matcher.matches('a/b'), true);
});

test('the client does not enter a folder below an exception with a star in the middle', () => {
  const text = 'x/y\n!x/*/**';
  assert.equal(matcherOf(text).matches('x/y/z'), true);
  assert.equal(new IgnoreMatcher(parseIgnoreFile(text).patterns, { closesFolders: false }).matches('x/y/z'), false);
});

test('problems say where they are', () => {
  const text = 'ok\r\n  !  \r\na[\r\nb*[\r\nback\\\r\n';
  const { patterns, problems } = parseIgnoreFile(text);
  assert.deepEqual(problems.map(problem => [problem.kind, text.slice(problem.range.from, problem.range.to)]), [['loneException', '!'], ['syntax', 'a['], ['unusable', 'b*['], ['syntax', 'back\\']]);
  assert.deepEqual(patterns.map(pattern => pattern.pattern), ['ok']);
});

const piece = fc.constantFrom('a', 'b', 'foo', '/', '*', '**', '**/', '?', '[a-b]', '[^a]', '[', ']', '!', '#', '\\', '^', '$', '.', '..', ' ', '\n', '\r\n', '!a', '!**/b', '\\d', '\\Q', '\\pL', '[[:alpha:]]', '|', '{2}', '{', '\\p{Lu}', '\\x{41}', '\ufeff', '\u0085', 'é', '😀', '\ud800');
const ignoreText = fc.array(piece, { maxLength: 24 }).map(pieces => pieces.join(''));
const somePath = fc.array(fc.constantFrom('a', 'b', 'foo', 'ab', 'x.log', 'é', '^', '$', ' ', '.'), { minLength: 1, maxLength: 5 }).map(parts => parts.join('/'));

test('reading never throws and every pattern stands where its range says', () => {
  fc.assert(fc.property(ignoreText, text => {
    const { patterns, problems } = parseIgnoreFile(text);
    let last = 0;
    for (const { range } of [...patterns, ...problems].sort((a, b) => a.range.from - b.range.from)) {
      assert.ok(range.from >= last && range.to > range.from && range.to <= text.length);
      assert.ok(!text.slice(range.from, range.to).includes('\n'));
      last = range.to;
    }
    for (const pattern of patterns) {
      const again = parseIgnoreFile(text.slice(pattern.range.from, pattern.range.to));
      // Behind white space, `#` and a byte order mark belong to the pattern; at the start of a text they would not.
      if (!/^[#\ufeff]/.test(text.slice(pattern.range.from))) assert.deepEqual(again.patterns.map(p => [p.pattern, p.isException]), [[pattern.pattern, pattern.isException]]);
    }
  }), { numRuns: 500 });
});

test('what a matcher remembers of folders changes no answer', () => {
  fc.assert(fc.property(ignoreText, fc.array(somePath, { maxLength: 12 }), (text, paths) => {
    const matcher = matcherOf(text);
    for (const path of paths) {
      assert.equal(matcher.matches(path), matcherOf(text).matches(path));
      const decided = matcher.explain(path);
      assert.equal(matcher.matches(path), decided !== undefined && !decided.isException);
    }
  }), { numRuns: 500 });
});

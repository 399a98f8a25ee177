// Path matching against Go itself, and what it must never do.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { goFilepathMatch, goMatch, hasWildcards, type GoMatch } from '../../../server/src/core/context/goMatch.js';
import { readMatchTable } from './tables.js';

const letterOf = (answer: GoMatch): string => (answer === undefined ? 'e' : answer ? 'y' : 'n');

test('agrees with Go on every pattern and name of the table', () => {
  const { names, rows } = readMatchTable();
  const wrong: string[] = [];
  for (const row of rows) {
    names.forEach((name, at) => {
      if (letterOf(goMatch(row.pattern, name)) !== row.path[at]) wrong.push(`path.Match(${JSON.stringify(row.pattern)}, ${JSON.stringify(name)}) is ${row.path[at]}`);
      if (letterOf(goFilepathMatch(row.pattern, name)) !== row.filepath[at]) wrong.push(`filepath.Match(${JSON.stringify(row.pattern)}, ${JSON.stringify(name)}) is ${row.filepath[at]}`);
    });
  }
  assert.ok(rows.length * names.length >= 15_000);
  assert.deepEqual(wrong, []);
});

test('a star stays within one folder', () => {
  assert.equal(goMatch('*.json', 'package.json'), true);
  assert.equal(goMatch('*.json', 'src/package.json'), false);
  assert.equal(goMatch('package*.json', 'package-lock.json'), true);
});

test('an error behind the first difference counts for COPY and not for the check of an ignore file', () => {
  assert.equal(goMatch('a*[', '.'), undefined);
  assert.equal(goFilepathMatch('a*[', '.'), false);
});

test('a backslash hides a wildcard', () => {
  assert.equal(hasWildcards('a*'), true);
  assert.equal(hasWildcards('a[0]'), true);
  assert.equal(hasWildcards('a\\*'), false);
  assert.equal(hasWildcards('a\\\\*'), true);
  assert.equal(hasWildcards('a]'), false);
});

test('never throws and always answers', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?', '[', ']', '^', '-', '\\', 'é', '😀', '\ud800', '.'), maxLength: 14 });
  fc.assert(fc.property(text, text, (pattern, name) => {
    assert.ok([true, false, undefined].includes(goMatch(pattern, name)));
    // Only syntax errors tell the two functions apart.
    const strict = goMatch(pattern, name);
    if (strict !== undefined) assert.equal(goFilepathMatch(pattern, name), strict);
  }));
});

test('a name with its special characters escaped matches itself only', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '[', ']', '\\', '-', '^', 'é'), minLength: 1, maxLength: 8 });
  fc.assert(fc.property(name, name, (one, other) => {
    const pattern = one.replace(/[\\*?[\]]/g, '\\$&');
    assert.equal(goMatch(pattern, one), true);
    assert.equal(goMatch(pattern, other), one === other);
  }));
});

// The judged findings: their form, how many there are, and that warnings are right often enough.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { rules } from '../../server/src/core/rules/index.js';
import { checkLabel, countVerdicts, keyOf, leastPrecision, precisionOf, readLabels, writeLabels, type Label } from './labels.js';

declare const __ROOT__: string;

const labels = readLabels(path.join(__ROOT__, 'test/corpus/labels.json'));
const label: Label = { repository: 'a/b', commit: 'c'.repeat(40), path: 'Dockerfile', rule: 'r', line: 3, severity: 'warning', verdict: 'right' };

test('at least 300 findings are judged, each once', () => {
  assert.ok(labels.length >= 300, `${labels.length} are`);
  assert.equal(new Set(labels.map(keyOf)).size, labels.length);
});

test('they are of rules that there are', () => {
  const known = new Set(rules.map(rule => rule.id));
  assert.deepEqual([...new Set(labels.map(({ rule }) => rule).filter(rule => !known.has(rule)))], []);
});

test('warnings are right often enough', () => {
  const precision = precisionOf(countVerdicts(labels.filter(({ severity }) => severity === 'warning')));
  assert.ok(precision !== undefined && precision >= leastPrecision, `precision ${precision}`);
});

test('what is no label is refused', () => {
  assert.deepEqual(checkLabel(label), label);
  for (const wrong of [{ verdict: '' }, { verdict: 'yes' }, { line: 0 }, { commit: 'abc' }, { rule: '' }, { severity: 'error' }, { note: 'two\nlines' }]) assert.throws(() => checkLabel({ ...label, ...wrong }), JSON.stringify(wrong));
});

test('labels are written in order, the newest of the same finding', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-labels-'));
  const file = path.join(folder, 'labels.json');
  writeLabels(file, [{ ...label, path: 'b' }, { ...label, verdict: 'wrong' }, label]);
  assert.deepEqual(readLabels(file), [label, { ...label, path: 'b' }]);
  rmSync(folder, { recursive: true });
});

test('precision is right among right and wrong', () => {
  const counts = countVerdicts([label, { ...label, line: 4 }, { ...label, line: 5, verdict: 'wrong' }, { ...label, line: 6, verdict: 'unclear' }]);
  assert.deepEqual(counts, [{ rule: 'r', severity: 'warning', right: 2, wrong: 1, unclear: 1 }]);
  assert.equal(precisionOf(counts), 2 / 3);
  assert.equal(precisionOf([]), undefined);
});

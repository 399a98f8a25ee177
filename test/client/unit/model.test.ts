// What stands behind the lines, word for word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawingsOf, isMoving, type AnnotationMode } from '../../../client/src/annotations/model.js';
import { render } from '../../../server/src/messages/index.js';
import type { LineAnnotation } from '../../../server/src/protocol/index.js';

const now = 1_700_000_000_000;
const minute = 60_000;

function line(annotation: Partial<LineAnnotation> & Pick<LineAnnotation, 'state'>): LineAnnotation {
  return { line: 0, endLine: 0, stale: false, ...annotation };
}

function draw(annotations: readonly LineAnnotation[], mode: AnnotationMode = 'all', currentLine?: number) {
  return drawingsOf(annotations, { mode, now, currentLine, say: message => render(message) });
}

const words: readonly [Partial<LineAnnotation> & Pick<LineAnnotation, 'state'>, string][] = [
  [{ state: 'cached' }, 'cached'],
  [{ state: 'ran', milliseconds: 18 * minute + 4_000 }, 'ran 18 min 4 s'],
  [{ state: 'ran', milliseconds: 1_000 }, 'ran 1 s'],
  [{ state: 'ran', milliseconds: 999 }, 'ran'],
  [{ state: 'ran' }, 'ran'],
  [{ state: 'running', startedAt: now - 12_400, expectedMilliseconds: 18 * minute }, 'running 12 s · about 18 min'],
  [{ state: 'running', startedAt: now - 12_400 }, 'running 12 s'],
  [{ state: 'running', startedAt: now - 300, expectedMilliseconds: 18 * minute }, 'running · about 18 min'],
  [{ state: 'running', startedAt: now + 5_000 }, 'running'],
  [{ state: 'running', startedAt: now - 2_000, expectedMilliseconds: 200 }, 'running 2 s'],
  [{ state: 'failed', milliseconds: 3_000, error: 'exit code 1' }, 'failed after 3 s: exit code 1'],
  [{ state: 'failed', milliseconds: 3_000 }, 'failed after 3 s'],
  [{ state: 'failed', error: '  two\n lines ' }, 'failed: two lines'],
  [{ state: 'failed' }, 'failed'],
  [{ state: 'skipped' }, 'not needed'],
  [{ state: 'imported' }, 'cached from registry'],
  [{ state: 'canceled' }, 'canceled'],
];

for (const [annotation, text] of words) {
  test(`${JSON.stringify(annotation)} reads "${text}"`, () => assert.equal(draw([line(annotation)])[0]?.text, text));
}

test('words end after 60 characters, and no character is cut in half', () => {
  const text = draw([line({ state: 'failed', milliseconds: 3_000, error: '🐳'.repeat(100) })])[0]?.text ?? '';
  assert.equal([...text].length, 60);
  assert.ok(text.endsWith('🐳…'));
  assert.equal(draw([line({ state: 'failed', error: 'x'.repeat(52) })])[0]?.text, `failed: ${'x'.repeat(52)}`);
});

test('the disc is fuller the more a step cost', () => {
  const shapes = [500, 5_000, 10 * minute].map(milliseconds => draw([line({ state: 'ran', milliseconds })])[0]?.gutter);
  assert.deepEqual(shapes, ['ranQuick', 'ran', 'ranSlow']);
});

test('quick and outdated lines are faint, others are not', () => {
  const faint = [line({ state: 'ran', milliseconds: 10 }), line({ state: 'failed', stale: true }), line({ state: 'ran', milliseconds: minute }), line({ state: 'cached' })];
  assert.deepEqual(draw(faint).map(drawing => drawing.faint), [true, true, false, false]);
});

test('an outdated line keeps its shape and its words', () => {
  assert.deepEqual(draw([line({ state: 'cached', stale: true })]), [{ line: 0, state: 'cached', stale: true, text: 'cached', gutter: 'cached', faint: true }]);
});

test('slow shows only what costs time', () => {
  const all = [
    line({ line: 1, state: 'cached', milliseconds: minute }), line({ line: 2, state: 'ran', milliseconds: 999 }), line({ line: 3, state: 'ran', milliseconds: 1_000 }),
    line({ line: 4, state: 'running' }), line({ line: 5, state: 'failed', milliseconds: 10 }), line({ line: 6, state: 'skipped' }), line({ line: 7, state: 'ran' }),
  ];
  assert.deepEqual(draw(all, 'slow').map(drawing => drawing.line), [3, 4, 5, 7]);
});

test('currentLine shows every icon, and words on the instruction of the cursor only', () => {
  const annotations = [line({ line: 0, endLine: 0, state: 'cached' }), line({ line: 1, endLine: 3, state: 'ran', milliseconds: 2_000 })];
  assert.deepEqual(draw(annotations, 'currentLine', 3).map(drawing => drawing.text), ['', 'ran 2 s']);
  assert.deepEqual(draw(annotations, 'currentLine', 4).map(drawing => drawing.text), ['', '']);
  assert.deepEqual(draw(annotations, 'currentLine').map(drawing => drawing.gutter), ['cached', 'ran']);
});

test('off draws nothing', () => assert.deepEqual(draw([line({ state: 'failed' })], 'off'), []));

test('only a running step moves', () => {
  assert.equal(isMoving([line({ state: 'cached' }), line({ state: 'running' })]), true);
  assert.equal(isMoving([line({ state: 'ran' }), line({ state: 'canceled' })]), false);
});

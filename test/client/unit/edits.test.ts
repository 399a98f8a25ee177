// Annotations while a person types: what was typed on goes, the rest moves along.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { afterEdit, type LineChange } from '../../../client/src/annotations/edits.js';
import type { LineAnnotation } from '../../../server/src/protocol/index.js';

const annotations: readonly LineAnnotation[] = [annotate(0, 0), annotate(2, 4), annotate(6, 6)];

function annotate(line: number, endLine: number): LineAnnotation {
  return { line, endLine, state: 'cached', stale: false };
}

function change(from: readonly [number, number], to: readonly [number, number], text: string, atLineEnd = false): LineChange {
  return { startLine: from[0], startCharacter: from[1], endLine: to[0], endCharacter: to[1], text, atLineEnd };
}

function linesAfter(...changes: LineChange[]): readonly (readonly [number, number])[] {
  return afterEdit(annotations, changes).map(({ line, endLine }) => [line, endLine] as const);
}

test('typing on a line drops its annotation only', () => assert.deepEqual(linesAfter(change([6, 3], [6, 3], 'x')), [[0, 0], [2, 4]]));
test('typing on a continuation line drops the whole instruction', () => assert.deepEqual(linesAfter(change([3, 0], [3, 1], 'x')), [[0, 0], [6, 6]]));
test('typing on an empty line between drops nothing', () => assert.deepEqual(linesAfter(change([5, 0], [5, 0], '# note')), [[0, 0], [2, 4], [6, 6]]));
test('Enter at the end of a line moves what is below and keeps the line', () => assert.deepEqual(linesAfter(change([0, 9], [0, 9], '\r\n', true)), [[0, 0], [3, 5], [7, 7]]));
test('Enter inside an instruction drops it', () => assert.deepEqual(linesAfter(change([2, 5], [2, 5], '\n', true)), [[0, 0], [7, 7]]));
test('Enter in the middle of a line drops it', () => assert.deepEqual(linesAfter(change([6, 4], [6, 4], '\n')), [[0, 0], [2, 4]]));
test('whole lines pasted above an instruction move it', () => assert.deepEqual(linesAfter(change([2, 0], [2, 0], 'a\nb\n')), [[0, 0], [4, 6], [8, 8]]));
test('a whole line removed between moves what is below up', () => assert.deepEqual(linesAfter(change([1, 0], [2, 0], '')), [[0, 0], [1, 3], [5, 5]]));
test('everything replaced drops everything', () => assert.deepEqual(linesAfter(change([0, 0], [7, 0], 'FROM a\n')), []));
test('several changes, from the bottom up as the editor sends them', () => assert.deepEqual(linesAfter(change([6, 0], [6, 0], 'x'), change([1, 0], [1, 0], '\n')), [[0, 0], [3, 5]]));

test('what survives still stands at the same text, and what was not touched survives', () => {
  const line = fc.constantFrom('', 'a', 'bc', 'def');
  fc.assert(fc.property(fc.array(line, { minLength: 3, maxLength: 12 }), fc.nat(), fc.nat(), fc.array(line, { minLength: 1, maxLength: 4 }), fc.boolean(), (lines, a, b, inserted, insertOnly) => {
    const text = lines.join('\n');
    const from = Math.min(a % (text.length + 1), b % (text.length + 1));
    const to = insertOnly ? from : Math.max(a % (text.length + 1), b % (text.length + 1));
    const position = (offset: number) => { const before = text.slice(0, offset).split('\n'); return [before.length - 1, before.at(-1)!.length] as const; };
    const replacement = inserted.join('\n');
    const [startLine] = position(from);
    const newLines = (text.slice(0, from) + replacement + text.slice(to)).split('\n');
    const atLineEnd = inserted.length > 1 && newLines[startLine + inserted.length - 1] === inserted.at(-1);
    const marks = lines.map((content, index) => ({ ...annotate(index, index), error: `${index} ${content}` }));
    const kept = afterEdit(marks, [change(position(from), position(to), replacement, atLineEnd)]);
    for (const mark of kept) assert.equal(newLines[mark.line], mark.error!.slice(mark.error!.indexOf(' ') + 1));
    const keptOriginals = new Set(kept.map(mark => Number(mark.error!.split(' ')[0])));
    const [firstTouched, lastTouched] = [position(from)[0], position(to)[0]];
    for (let index = 0; index < lines.length; index++) if (index < firstTouched || index > lastTouched) assert.ok(keptOriginals.has(index), `line ${index} was dropped`);
  }), { numRuns: 2000 });
});

// Lines, positions and edits of plain texts.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { applyEdits, findConflict, sortEdits } from '../../../server/src/core/text/edits.js';
import { escapePattern } from '../../../server/src/core/text/patterns.js';
import { contains, LineIndex, lineEndOf, overlaps } from '../../../server/src/core/text/offsets.js';

test('lines end at \\n, \\r\\n and a lone \\r', () => {
  const lines = new LineIndex('a\nbb\r\nccc\rd');
  assert.equal(lines.lineCount, 4);
  assert.deepEqual([0, 1, 2, 3].map(line => [lines.lineStart(line), lines.lineEnd(line), lines.nextLineStart(line)]), [[0, 1, 2], [2, 4, 6], [6, 9, 10], [10, 11, 11]]);
});

test('positions outside the text are clamped', () => {
  const lines = new LineIndex('ab\ncd');
  assert.deepEqual(lines.positionAt(99), { line: 1, character: 2 });
  assert.equal(lines.offsetAt({ line: 0, character: 99 }), 2);
  assert.equal(lines.offsetAt({ line: 9, character: 0 }), 5);
  assert.equal(lines.offsetAt({ line: -1, character: 4 }), 0);
});

test('an offset survives the way to a position and back', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('a', '\n', '\r\n', '\r', 'ü', '😀')).map(parts => parts.join('')), fc.nat(), (text, at) => {
    const lines = new LineIndex(text);
    const offset = at % (text.length + 1);
    const position = lines.positionAt(offset);
    // Between \r and \n there is no place of its own.
    const expected = Math.min(offset, lines.lineEnd(position.line));
    assert.equal(lines.offsetAt(position), expected);
  }));
});

test('the line end of a text is that of most lines', () => {
  assert.deepEqual(['', 'a', 'a\nb', 'a\r\nb', 'a\r\nb\nc\r\n'].map(lineEndOf), ['\n', '\n', '\n', '\r\n', '\r\n']);
});

test('ranges that only touch do not overlap', () => {
  assert.equal(overlaps({ from: 0, to: 2 }, { from: 2, to: 3 }), false);
  assert.equal(overlaps({ from: 0, to: 3 }, { from: 2, to: 4 }), true);
  assert.equal(contains({ from: 0, to: 3 }, { from: 3, to: 3 }), true);
  assert.equal(contains({ from: 1, to: 3 }, { from: 0, to: 2 }), false);
});

test('edits apply at the places they were made for, insertions in the order given', () => {
  const edits = [{ range: { from: 3, to: 5 }, newText: 'X' }, { range: { from: 0, to: 0 }, newText: '1' }, { range: { from: 0, to: 0 }, newText: '2' }];
  assert.equal(applyEdits('abcdef', edits), '12abcXf');
  assert.deepEqual(sortEdits(edits).map(edit => edit.newText), ['1', '2', 'X']);
});

test('edits of the same characters conflict', () => {
  const first = { range: { from: 0, to: 3 }, newText: '' };
  assert.deepEqual(findConflict([{ range: { from: 2, to: 4 }, newText: '' }, first])?.[0], first);
  assert.equal(findConflict([first, { range: { from: 3, to: 4 }, newText: '' }]), undefined);
  assert.notEqual(findConflict([first, { range: { from: 1, to: 1 }, newText: 'x' }]), undefined);
});

test('any text is matched by its own pattern, and by nothing beside it', () => {
  fc.assert(fc.property(fc.string(), text => {
    assert.match(text, new RegExp(`^${escapePattern(text)}$`));
    assert.doesNotMatch(`${text}x`, new RegExp(`^${escapePattern(text)}$`));
  }));
});

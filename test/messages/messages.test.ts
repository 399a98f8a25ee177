// The catalogue: templates become sentences, in English or by another catalogue.
import assert from 'node:assert/strict';
import test from 'node:test';
import { dataSize, defineMessages, duration, render, roundDuration } from '../../server/src/messages/index.js';

const messages = defineMessages('sample', {
  plain: 'Nothing to do',
  named: '{file} has {count} lines',
  files: { one: '{count} file', other: '{count} files' },
  nested: 'It took {time} in {files}',
});

test('a message without placeholders is its sentence', () => {
  assert.equal(render(messages.plain()), 'Nothing to do');
});

test('placeholders take texts, numbers, messages and lists', () => {
  assert.equal(render(messages.named({ file: 'a.txt', count: 3 })), 'a.txt has 3 lines');
  assert.equal(render(messages.nested({ time: duration(65_000), files: messages.files({ count: 1 }) })), 'It took 1 min 5 s in 1 file');
  assert.equal(render(messages.named({ file: ['a', 'b', 'c'], count: 1 })), 'a, b, and c has 1 lines');
});

test('the count chooses the plural form', () => {
  assert.deepEqual([0, 1, 2].map(count => render(messages.files({ count }))), ['0 files', '1 file', '2 files']);
});

test('English lists and counts read as Unicode has them', () => {
  const lists = new Intl.ListFormat('en', { type: 'conjunction' });
  const plurals = new Intl.PluralRules('en');
  for (let count = 1; count < 6; count++) {
    const items = Array.from({ length: count }, (_, index) => `item ${index}`);
    assert.equal(render(messages.named({ file: items, count: 1 })), `${lists.format(items)} has 1 lines`);
  }
  for (const count of [0, 0.1, 0.5, 1, 1.1, 1.5, 2, 11, 21, 1_000_000]) assert.equal(render(messages.files({ count })), `${count} ${plurals.select(count) === 'one' ? 'file' : 'files'}`);
});

test('another catalogue translates what it has, units included, and leaves the rest in English', () => {
  const german = { locale: 'de', templates: { 'sample.files': { one: '{count} Datei', other: '{count} Dateien' }, 'units.seconds': '{seconds} Sek.' } };
  assert.equal(render(messages.nested({ time: duration(12_000), files: messages.files({ count: 2 }) }), german), 'It took 12 Sek. in 2 Dateien');
});

test('a value is never read as a template', () => {
  assert.equal(render(messages.named({ file: '{count}', count: 2 })), '{count} has 2 lines');
});

test('durations say what matters', () => {
  const shown = [0, 40, 300, 9_940, 12_400, 59_700, 60_000, 1_084_000, 5_400_000].map(value => render(duration(value)));
  assert.deepEqual(shown, ['under 1 s', 'under 1 s', '0.3 s', '9.9 s', '12 s', '1 min 0 s', '1 min 0 s', '18 min 4 s', '1 h 30 min']);
  assert.deepEqual([300, 48_200, 1_084_000, 5_400_000].map(value => render(roundDuration(value))), ['1 s', '48 s', '18 min', '1 h 30 min']);
});

test('sizes use decimal units', () => {
  assert.deepEqual([1, 999, 1_234, 1_200_000, 2_500_000_000].map(value => render(dataSize(value))), ['1 byte', '999 bytes', '1.2 kB', '1.2 MB', '2.5 GB']);
});

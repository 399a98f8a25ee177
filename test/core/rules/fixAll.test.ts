// Fixing everything: to the end, without conflicts, over several files, and never for ever.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixAll } from '../../../server/src/core/fixAll.js';
import { defineRule, type Finding, type Rule } from '../../../server/src/core/rules/rule.js';
import { defineMessages } from '../../../server/src/messages/index.js';

const messages = defineMessages('test', { fix: 'Fix it', other: 'Fix it differently' });
const safe = defineRule({ id: 'safe', since: '0.1.0', category: 'order', severity: 'warning', fix: 'safe', check: () => {} });
const unsafe = defineRule({ ...safe, id: 'unsafe', fix: 'unsafe' });
const file = '/project/Dockerfile';

interface Replacement { readonly find: string; readonly put: string; readonly rule?: Rule; readonly also?: { readonly location: string; readonly put: string } }

/** A stand-in for an analysis: one finding per place where `find` stands. */
function analysisOf(start: string, replacements: readonly Replacement[]) {
  return (texts: ReadonlyMap<string, string>): readonly Finding[] => {
    const text = texts.get(file) ?? start;
    return replacements.flatMap(({ find, put, rule = safe, also }) => [...text.matchAll(new RegExp(find, 'g'))].map(match => {
      const range = { from: match.index, to: match.index + match[0].length };
      const other = also && { location: also.location, text: texts.get(also.location) ?? '', creates: !texts.has(also.location), edits: [{ range: { from: 0, to: 0 }, newText: also.put }] };
      return { rule, severity: 'warning', range, message: messages.fix(), fix: () => ({ title: messages.fix(), files: [{ location: file, text, creates: false, edits: [{ range, newText: put }] }, ...(other ? [other] : [])] }) } as const;
    }));
  };
}

test('goes on while a fix makes room for another', () => {
  const result = fixAll(analysisOf('a a', [{ find: 'a', put: 'b' }, { find: 'b', put: 'c' }]));
  assert.equal(result.texts.get(file), 'c c');
  assert.equal(result.applied.length, 4);
});

test('of two fixes that meet, the first is applied and the other judged anew', () => {
  assert.equal(fixAll(analysisOf('xyz', [{ find: 'xy', put: '1' }, { find: 'yz', put: '2' }])).texts.get(file), '1z');
});

test('leaves fixes alone that are not safe', () => {
  const result = fixAll(analysisOf('a b', [{ find: 'a', put: '1', rule: unsafe }, { find: 'b', put: '2' }]));
  assert.equal(result.texts.get(file), 'a 2');
});

test('leaves fixes alone that change the image, and rules that were not asked for', () => {
  const analysed = analysisOf('a b', [{ find: 'a', put: '1' }, { find: 'b', put: '2' }])(new Map());
  const changing = analysed.map(finding => ({ ...finding, fix: () => ({ ...finding.fix!()!, changes: messages.fix() }) }));
  assert.equal(fixAll(() => changing).applied.length, 0);
  assert.equal(fixAll(() => analysed, { only: new Set(['other']) }).applied.length, 0);
});

test('a person may choose fixes that are not safe, change the image or are alternatives', () => {
  const analysed = (texts: ReadonlyMap<string, string>) => analysisOf('a b', [{ find: 'a', put: '1', rule: unsafe }, { find: 'b', put: '2' }])(texts).map(finding => {
    const fix = finding.fix!()!;
    return { ...finding, fix: () => ({ ...fix, changes: messages.fix() }), alternatives: [() => undefined, () => ({ ...fix, title: messages.other(), files: fix.files.map(found => ({ ...found, edits: found.edits.map(edit => ({ ...edit, newText: `${edit.newText}!` })) })) })] };
  });
  assert.equal(fixAll(analysed, { choose: fix => fix.title.id === messages.fix().id }).texts.get(file), '1 2');
  assert.equal(fixAll(analysed, { choose: fix => fix.title.id === messages.other().id }).texts.get(file), '1! 2!');
  assert.equal(fixAll(analysed, { choose: () => false }).texts.size, 0);
});

test('touches and creates other files', () => {
  const result = fixAll(analysisOf('a a', [{ find: 'a', put: 'b', also: { location: '/project/.dockerignore', put: '.git\n' } }]));
  assert.equal(result.texts.get('/project/.dockerignore'), '.git\n.git\n');
  assert.deepEqual([...result.created], ['/project/.dockerignore']);
});

test('ends when two rules undo each other', () => {
  const result = fixAll(analysisOf('a', [{ find: 'a', put: 'b' }, { find: 'b', put: 'a' }]));
  assert.ok(['a', 'b'].includes(result.texts.get(file)!));
  assert.ok(result.applied.length <= 10);
});

test('nothing to do touches nothing', () => {
  const result = fixAll(() => []);
  assert.equal(result.texts.size, 0);
  assert.equal(result.applied.length, 0);
});

// The comparison behind the corpus run must see what it is there for.
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { applyEdits, type TextEdit } from '../../server/src/core/text/edits.js';
import { compareStructure } from './structure.js';

const text = 'FROM a\nCOPY . .\nRUN one \\\n  # why\n  && two\nRUN three\nFROM b\nRUN three\n';
const edit = (part: string, newText: string): TextEdit => ({ range: { from: text.indexOf(part), to: text.indexOf(part) + part.length }, newText });

function compare(...edits: TextEdit[]) {
  return compareStructure(parseDockerfile(text), parseDockerfile(applyEdits(text, edits)), { location: '/Dockerfile', text, creates: false, edits });
}

test('a moved, a changed and an added instruction are what a fix may do', () => {
  assert.deepEqual(compare(edit('COPY . .\n', ''), edit('RUN three\n', 'RUN three\nCOPY . .\n')), { problems: [], shape: 'only moved' });
  assert.deepEqual(compare(edit('RUN three', 'RUN four')), { problems: [], shape: 'RUN -> RUN' });
  assert.deepEqual(compare(edit('COPY . .', 'COPY x .\nRUN y\nCOPY . .')), { problems: [], shape: 'nothing -> COPY RUN' });
});

test('a continuation that swallows the next instruction is seen', () => {
  const { problems, shape } = compare(edit('  && two', ''));
  assert.deepEqual(problems.length, 1);
  assert.match(problems[0] ?? '', /stage 1 lost an instruction that no edit touches/);
  assert.equal(shape, '2 RUN -> RUN');
});

test('so is a stage that goes, and an instruction that changes its stage', () => {
  assert.match(compare(edit('FROM b\n', '')).problems.join(), /not as many stages/);
  assert.deepEqual(compare(edit('RUN three\nFROM b\n', 'FROM b\nRUN three\n')).problems, []);
});

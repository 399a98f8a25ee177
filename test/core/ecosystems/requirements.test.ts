// Requirements files as pip reads them, line by line.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readRequirements, requirementLines } from '../../../server/src/core/ecosystems/shared/requirements.js';

test('lines are joined, comments and empty lines dropped', () => {
  const text = '# all\n\nrequests==2.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb  # pinned\r\nflask # web\nurl#egg=x\n  # indented\nlast \\';
  assert.deepEqual(requirementLines(text), ['requests==2.0     --hash=sha256:aa     --hash=sha256:bb', 'flask', 'url#egg=x', 'last']);
});

const rows: readonly (readonly [line: string, ...references: readonly string[]])[] = [
  ['-r base.txt', 'include base.txt'],
  ['-rbase.txt', 'include base.txt'],
  ['--requirement base.txt', 'include base.txt'],
  ['--requirement=../base.txt', 'include ../base.txt'],
  ['-r "a b.txt"', 'include a b.txt'],
  ['-c constraints.txt', 'constraint constraints.txt'],
  ['--constraint=c.txt', 'constraint c.txt'],
  ['-r https://e.org/r.txt'],
  ['-e .', 'editable .'],
  ['-e ./lib[dev]', 'editable ./lib[dev]'],
  ['--editable=../lib', 'editable ../lib'],
  ['-e git+https://e.org/a.git#egg=a'],
  ['git+ssh://git@e.org/a.git@v1'],
  ['./lib', 'local ./lib'],
  ['.', 'local .'],
  ['.[dev]', 'local .[dev]'],
  ['../shared', 'local ../shared'],
  ['/opt/lib', 'local /opt/lib'],
  ['libs/shared', 'local libs/shared'],
  ['wheels/a-1.0-py3-none-any.whl', 'local wheels/a-1.0-py3-none-any.whl'],
  ['a-1.0.tar.gz --hash=sha256:aa', 'local a-1.0.tar.gz'],
  ['file:./lib', 'local file:./lib'],
  ['file:///src/lib', 'local file:///src/lib'],
  ['lib @ file:./lib', 'local file:./lib'],
  ['lib[x] @ https://e.org/lib.whl'],
  ['https://e.org/lib.whl'],
  ['-f ./wheels', 'local ./wheels'],
  ['--find-links https://e.org/x'],
  ['-i https://e.org/simple'],
  ['--index-url=https://e.org/simple'],
  ['--extra-index-url https://e.org/simple/a'],
  ['--no-binary :all:'],
  ['--pre'],
  ['requests'],
  ['requests[security]>=2,<3 ; python_version < "3.9"'],
  ['Django~=4.2'],
  ['torch==2.0+cpu'],
  ['-r ${DIR}/a.txt', 'include ${DIR}/a.txt'],
];

test('what a line refers to', () => {
  for (const [line, ...references] of rows) {
    for (const text of [line, `${line}\r\n`, `x==1\n  ${line}  # why\ny==1`, `\n${line}\n\n`]) assert.deepEqual(readRequirements(text).map(({ kind, path }) => `${kind} ${path}`), references, text);
  }
});

test('any text can be read', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('-r ', '-e', ' ', '\\\n', '\n', '#', '"', '[', '@ ', 'file:', './', 'a', '=', ';', '--hash=', '\u0000')), parts => {
    readRequirements(parts.join(''));
  }), { numRuns: 500 });
});

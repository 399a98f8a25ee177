// Edits of whole instructions: what moves along, what stays, and that a file's form survives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyLike } from '../../../server/src/core/fixes/copyText.js';
import { ignoreFileEdit } from '../../../server/src/core/fixes/ignoreFileEdit.js';
import { insertAfter, insertBefore, insertBelowComments, moveInstruction, moveInstructions, moveInstructionsBelow, removeInstruction, replaceArguments } from '../../../server/src/core/fixes/instructionEdits.js';
import type { DockerfileSyntax, Instruction } from '../../../server/src/core/syntax/instruction.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { applyEdits, findConflict, type TextEdit } from '../../../server/src/core/text/edits.js';
import { memoryContext } from '../../harness/memoryContext.js';

function edit(text: string, make: (syntax: DockerfileSyntax, find: (keyword: string) => Instruction) => TextEdit | readonly TextEdit[]): string {
  const syntax = parseDockerfile(text);
  const edits = [make(syntax, keyword => syntax.instructions.find(instruction => instruction.keyword === keyword)!)].flat();
  assert.equal(findConflict(edits), undefined);
  return applyEdits(text, edits);
}

test('a line is inserted above the comments of an instruction, or below them', () => {
  const text = 'FROM a\n\n# why\n# so\nRUN x\n';
  assert.equal(edit(text, (syntax, find) => insertBefore(syntax, find('RUN'), 'COPY b c')), 'FROM a\n\nCOPY b c\n# why\n# so\nRUN x\n');
  assert.equal(edit(text, (syntax, find) => insertBelowComments(syntax, find('RUN'), 'COPY b c')), 'FROM a\n\n# why\n# so\nCOPY b c\nRUN x\n');
});

test('a comment that steers a tool stays directly above its instruction', () => {
  const text = 'FROM a\n# hadolint ignore=DL3042\nRUN x\n';
  assert.equal(edit(text, (syntax, find) => insertBelowComments(syntax, find('RUN'), 'COPY b c')), 'FROM a\nCOPY b c\n# hadolint ignore=DL3042\nRUN x\n');
});

test('directives and the comment for the whole file never move', () => {
  const text = '# syntax=docker/dockerfile:1\n# layerwise ignore-file=unpinned-base\nARG V=1\nFROM a:$V\n';
  assert.equal(edit(text, (syntax, find) => insertBefore(syntax, find('ARG'), 'ARG W')), '# syntax=docker/dockerfile:1\n# layerwise ignore-file=unpinned-base\nARG W\nARG V=1\nFROM a:$V\n');
});

test('a file without a final line end stays without one', () => {
  assert.equal(edit('FROM a\nRUN x', (syntax, find) => insertAfter(syntax, find('RUN'), 'COPY b c')), 'FROM a\nRUN x\nCOPY b c');
  assert.equal(edit('FROM a\nCOPY b c\n\nRUN x', (syntax, find) => moveInstruction(syntax, find('RUN'), find('COPY'))), 'FROM a\nRUN x\n\nCOPY b c');
  assert.equal(edit('FROM a\n\nRUN x', (syntax, find) => removeInstruction(syntax, find('RUN'))), 'FROM a');
});

test('Windows line ends are kept', () => {
  assert.equal(edit('FROM a\r\nCOPY b c\r\nRUN x\r\n', (syntax, find) => [insertBefore(syntax, find('COPY'), 'ARG V\nARG W'), ...moveInstruction(syntax, find('RUN'), find('COPY'))]), 'FROM a\r\nARG V\r\nARG W\r\nRUN x\r\nCOPY b c\r\n');
});

test('blank lines keep groups apart after a move', () => {
  const text = 'FROM a\n\n# sources\nCOPY b c\n\n# packages\nRUN x \\\n  y\n\nCMD z\n';
  const moved = 'FROM a\n\n# packages\nRUN x \\\n  y\n\n# sources\nCOPY b c\n\nCMD z\n';
  assert.equal(edit(text, (syntax, find) => moveInstruction(syntax, find('RUN'), find('COPY'))), moved);
  assert.equal(edit(text, (syntax, find) => moveInstructionsBelow(syntax, [find('COPY')], find('RUN'))), moved);
});

test('an instruction goes with its comments and the blank lines below', () => {
  assert.equal(edit('FROM a\n# x\nRUN x\n\nCMD z\n', (syntax, find) => removeInstruction(syntax, find('RUN'))), 'FROM a\nCMD z\n');
});

test('arguments are replaced behind keyword and flags', () => {
  assert.equal(edit('FROM a\ncopy --link b \\\n  c\n', (_, find) => replaceArguments(find('COPY'), 'd e')), 'FROM a\ncopy --link d e\n');
});

test('a COPY is written in the style of another', () => {
  const like = (text: string, sources: readonly string[], folder = '') => {
    const syntax = parseDockerfile(`FROM a\n${text}\n`);
    return copyLike(syntax.instructions[1]!, syntax.text, { sources, folder });
  };
  assert.equal(like('COPY . .', ['a', 'b']), 'COPY a b ./');
  assert.equal(like('copy --chown=me --exclude=x --link . /app', ['a']), 'copy --chown=me --link a /app/');
  assert.equal(like('COPY . ./', ['r/a'], 'r'), 'COPY r/a ./r/');
  assert.equal(like('COPY --chmod=644 [".", "/my app"]', ['a']), 'COPY --chmod=644 ["a", "/my app/"]');
  assert.equal(like('ADD . $HOME', ['my file']), 'COPY ["my file", "$HOME/"]');
});

test('the ignore file is made, extended, or left alone', () => {
  assert.deepEqual(ignoreFileEdit(memoryContext({ files: { a: '' } }), ['node_modules']), { location: '/context/.dockerignore', text: '', creates: true, edits: [{ range: { from: 0, to: 0 }, newText: 'node_modules\n' }] });
  const extended = ignoreFileEdit(memoryContext({ files: { a: '' }, ignore: '.git' }), ['node_modules']);
  assert.equal(extended && applyEdits(extended.text, extended.edits), '.git\nnode_modules\n');
  assert.equal(ignoreFileEdit(memoryContext({ files: { a: '' }, ignore: 'node_modules\n' }), ['node_modules']), undefined);
});

test('moves lose nothing, overlap nowhere and keep the form of the file', () => {
  const piece = fc.tuple(fc.constantFrom('', '\n', '\n\n'), fc.array(fc.constantFrom('# one', '# two'), { maxLength: 2 }), fc.constantFrom('RUN x', 'RUN a \\\n  # in\n  b', 'COPY b c', 'ENV A=1', 'RUN <<EOF\nhi\nEOF'));
  fc.assert(fc.property(fc.array(piece, { minLength: 2, maxLength: 7 }), fc.boolean(), fc.boolean(), fc.nat(), fc.nat(), (pieces, crlf, ended, first, second) => {
    const plain = `FROM a\n${pieces.map(([blank, comments, text]) => `${blank}${comments.map(comment => `${comment}\n`).join('')}${text}\n`).join('')}`;
    const withEnd = ended ? plain : plain.trimEnd();
    const text = crlf ? withEnd.replace(/\n/g, '\r\n') : withEnd;
    const syntax = parseDockerfile(text);
    const [low, high] = [1 + (first % pieces.length), 1 + (second % pieces.length)].sort((a, b) => a - b) as [number, number];
    if (low === high) return;
    const below = syntax.instructions.slice(low + 1, high + 1);
    for (const edits of [moveInstructions(syntax, below, syntax.instructions[low]!), moveInstructionsBelow(syntax, syntax.instructions.slice(low, high), syntax.instructions[high]!)]) {
      assert.equal(findConflict(edits), undefined);
      const after = applyEdits(text, edits);
      const again = parseDockerfile(after);
      const sorted = (of: DockerfileSyntax) => of.instructions.map(instruction => instruction.text).sort();
      assert.deepEqual(sorted(again), sorted(syntax));
      assert.equal(again.comments.length, syntax.comments.length);
      assert.equal(/[\r\n]$/.test(after), ended);
      if (crlf) assert.doesNotMatch(after, /(?<!\r)\n/);
      else assert.doesNotMatch(after, /\r/);
    }
  }), { numRuns: 300 });
});

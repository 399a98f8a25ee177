// Text -> instructions. Boundaries are BuildKit's own; each example says what BuildKit would see.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { DockerfileSyntax, Instruction } from '../../../server/src/core/syntax/instruction.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';

const file = (...lines: string[]) => `${lines.join('\n')}\n`;
const heads = (syntax: DockerfileSyntax) => syntax.instructions.map(found => found.logicalText);
const only = (...lines: string[]): { readonly text: string; readonly found: Instruction } => {
  const text = file('FROM a', ...lines);
  const found = parseDockerfile(text).instructions[1];
  assert.ok(found);
  return { text, found };
};
const slice = (text: string, range: { from: number; to: number } | undefined) => (range ? text.slice(range.from, range.to) : undefined);

test('an instruction is a line, whatever its case and indentation', () => {
  assert.deepEqual(parseDockerfile(file('from a', '  run echo x', '', 'CoPy a b')).instructions.map(found => [found.keyword, found.text]), [['FROM', 'from a'], ['RUN', 'run echo x'], ['COPY', 'CoPy a b']]);
});

test('continuations are joined; comment and blank lines inside are dropped but remembered', () => {
  const { found, text } = only('RUN apt-get update && \\', '  # why', '', '    apt-get install -y git');
  assert.equal(found.logicalText, 'RUN apt-get update &&     apt-get install -y git');
  assert.deepEqual(found.innerComments.map(range => slice(text, range)), ['  # why\n', '\n']);
  assert.equal(slice(text, found.argumentsRange), 'apt-get update && \\\n  # why\n\n    apt-get install -y git');
});

test('a doubled backslash at the end is no continuation, blanks behind one are', () => {
  assert.deepEqual(heads(parseDockerfile('FROM a\nRUN echo \\\\\nRUN b \\  \n  c\n')), ['FROM a', 'RUN echo \\\\', 'RUN b   c']);
});

test('a backtick continues lines only where the directive says so', () => {
  assert.deepEqual(heads(parseDockerfile('# escape=`\nFROM a\nRUN dir `\n  c:\\\n')), ['FROM a', 'RUN dir   c:\\']);
  assert.deepEqual(heads(parseDockerfile('# comment\n# escape=`\nFROM a\nRUN dir `\n')), ['FROM a', 'RUN dir `']);
});

test('directives end at the first line that is none', () => {
  const directives = (text: string) => parseDockerfile(text).directives.map(found => `${found.name}=${found.value}`);
  assert.deepEqual(directives('# syntax=docker/dockerfile:1\n# check=skip=all\nFROM a\n'), ['syntax=docker/dockerfile:1', 'check=skip=all']);
  assert.deepEqual(directives('# foo=bar\n# escape=`\nFROM a\n'), []);
  assert.deepEqual(directives('\n# escape=`\nFROM a\n'), []);
  assert.deepEqual(directives('\uFEFF# syntax=x\nFROM a\n'), ['syntax=x']);
});

test('a comment that looks like a directive further down stays a comment', () => {
  assert.deepEqual(parseDockerfile('# syntax=x\n# see a=b\nFROM a\n# end\n').comments.map(found => found.text), ['see a=b', 'end']);
});

test('flags come apart from arguments, quotes gone', () => {
  const { found, text } = only('COPY --from=builder --chown="1:1" --link a b/ /x/');
  assert.deepEqual(found.flags.map(flag => [flag.name, flag.value, slice(text, flag.range)]), [['from', 'builder', '--from=builder'], ['chown', '1:1', '--chown="1:1"'], ['link', undefined, '--link']]);
  assert.deepEqual(found.args.map(arg => slice(text, arg.range)), ['a', 'b/', '/x/']);
});

test('the JSON form needs to be JSON', () => {
  const { found, text } = only('COPY ["a b", "/x/"]');
  assert.deepEqual([found.json, found.args.map(arg => [arg.text, slice(text, arg.range)])], [true, [['a b', '"a b"'], ['/x/', '"/x/"']]]);
  assert.equal(only('RUN [ "$(x)" == "2" ]').found.json, false);
  assert.equal(only("RUN ['a']").found.json, false);
});

test('assignments of ENV, ARG and LABEL', () => {
  const read = (line: string) => { const { found, text } = only(line); return found.assignments.map(item => [item.name, item.rawValue, slice(text, item.valueRange)]); };
  assert.deepEqual(read('ENV A=1 B="two words" C=$D'), [['A', '1', '1'], ['B', '"two words"', '"two words"'], ['C', '$D', '$D']]);
  assert.deepEqual(read('ENV A the rest of it'), [['A', 'the rest of it', 'the rest of it']]);
  assert.deepEqual(read('ARG A'), [['A', undefined, undefined]]);
  assert.deepEqual(read('ARG A B=2 C'), [['A', undefined, undefined], ['B', '2', '2'], ['C', undefined, undefined]]);
  assert.deepEqual(read('ARG A= B'), [['A', '', ''], ['B', undefined, undefined]]);
});

test('here-documents belong to their instruction', () => {
  const { found, text } = only('RUN <<EOF cat <<-"B C" > /x', 'echo hi', 'EOF', '\tone', '\tB C');
  assert.deepEqual(found.heredocs.map(item => [item.delimiter, item.quoted, item.chomp, slice(text, item.markerRange)]), [['EOF', false, false, '<<EOF'], ['B C', true, true, '<<-"B C"']]);
  assert.deepEqual(found.heredocs.map(item => slice(text, item.bodyRange)), ['echo hi\n', '\tone\n']);
  assert.ok(found.text.endsWith('\tB C'));
});

test('a descriptor may stand before a marker; a quoted shift is no marker', () => {
  assert.equal(only('RUN cat 3<<EOF', 'x', 'EOF').found.heredocs.length, 1);
  assert.equal(only('RUN python -c "print(1 <<b)"').found.heredocs.length, 0);
  assert.equal(only('RUN ["cat", "<<EOF"]').found.heredocs.length, 0);
  assert.equal(only('LABEL m="A <<a@b>>"').found.heredocs.length, 0);
});

test('a here-document without an end takes the rest of the file and is a problem', () => {
  const syntax = parseDockerfile(file('FROM a', 'RUN <<EOF', 'x', 'COPY a b'));
  assert.deepEqual([syntax.instructions.length, syntax.problems.map(found => found.kind)], [2, ['unterminated-heredoc']]);
});

test('ONBUILD holds an instruction', () => {
  const { found, text } = only('ONBUILD COPY --chown=1 . /x');
  assert.deepEqual([found.trigger?.keyword, slice(text, found.trigger?.range), found.trigger?.flags[0]?.name, found.trigger?.args.map(arg => slice(text, arg.range))], ['COPY', 'COPY --chown=1 . /x', 'chown', ['.', '/x']]);
});

test('templates and other languages are told from Dockerfiles', () => {
  const kind = (...lines: string[]) => parseDockerfile(file(...lines)).kind;
  assert.equal(kind('FROM a', "RUN docker ps --format '{{.ID}}' && printf '100%%'"), 'dockerfile');
  assert.equal(kind('FROM {{ base }}', 'RUN x'), 'template');
  assert.equal(kind('{% if x %}', 'FROM a', '{% endif %}'), 'template');
  assert.equal(kind('FROM a:%%VERSION%%'), 'template');
  assert.equal(kind('defmodule X do', '  @x 1', 'end'), 'other');
  assert.equal(kind('# only a comment'), 'other');
});

test('what BuildKit refuses is a problem with a place', () => {
  const problems = (text: string) => parseDockerfile(text).problems.map(found => found.kind);
  assert.deepEqual(problems(''), ['empty']);
  assert.deepEqual(problems('RUN x\n'), ['missing-from']);
  assert.deepEqual(problems('FROM a\nFOO x\n'), ['unknown-instruction']);
  assert.deepEqual(problems(`FROM a\nRUN ${'x'.repeat(70_000)}\n`), ['line-too-long']);
});

test('unchanged instructions keep their identity above an edit and their parts below it', () => {
  const before = parseDockerfile(file('FROM a', 'ENV A=1', 'RUN one', 'RUN two'));
  const after = parseDockerfile(file('FROM a', 'ENV A=1', 'RUN one more', 'RUN two'), before);
  assert.equal(after.instructions[1], before.instructions[1]);
  assert.deepEqual(after.instructions[3]?.args.map(arg => slice(after.text, arg.range)), ['two']);
});

const pieces = fc.constantFrom('FROM a\n', 'RUN echo \\\n', '# c\n', '\n', 'COPY --x=y a b\n', 'RUN <<E\n', 'E\n', 'ENV A="1 2" \\\n', "'", '"', '`', '\\', '<<', '[', ']', '$', '{', '}', '\r\n', '\t', 'é', '😀', 'ONBUILD ', 'ARG X\n', '# escape=`\n');

test('any text parses; ranges slice to their text; a reparse equals a parse', () => {
  fc.assert(fc.property(fc.array(pieces), fc.array(pieces), (a, b) => {
    const first = parseDockerfile(a.join(''));
    const text = b.join('');
    const again = parseDockerfile(text, first);
    const fresh = parseDockerfile(text);
    const plain = (syntax: DockerfileSyntax) => syntax.instructions.map(found => ({ range: found.range, flags: found.flags, args: found.args, assignments: found.assignments, heredocs: found.heredocs, logical: found.logicalText, trigger: found.trigger?.text }));
    assert.deepEqual(plain(again), plain(fresh));
    for (const found of fresh.instructions) assert.equal(found.text, text.slice(found.range.from, found.range.to));
  }), { numRuns: 2000 });
});

test('LF and CRLF files say the same', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('FROM a', 'RUN echo \\', '  b', '# c', '', 'RUN <<E', 'E', 'COPY a b')), lines => {
    const lf = parseDockerfile(lines.join('\n'));
    const crlf = parseDockerfile(lines.join('\r\n'));
    assert.deepEqual(heads(crlf), heads(lf));
    assert.deepEqual(crlf.instructions.map(found => found.args.map(arg => arg.text)), lf.instructions.map(found => found.args.map(arg => arg.text)));
  }));
});

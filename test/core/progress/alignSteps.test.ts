// A build's marks on an edited Dockerfile: `cached`, `ran` ..., with a `*` where the mark is of an older text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alignSteps } from '../../../server/src/core/progress/alignSteps.js';
import type { BuildRecord } from '../../../server/src/core/progress/record.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';

/** A record in which every step ran and remembers its line as its time. */
function recordOf(text: string): BuildRecord {
  const syntax = parseDockerfile(text);
  let stageIndex = -1;
  const steps = syntax.instructions.flatMap((instruction, instructionIndex) => {
    if (instruction.keyword === 'FROM') stageIndex++;
    if (!['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR'].includes(instruction.keyword)) return [];
    const line = syntax.lines.lineAt(instruction.range.from);
    return [{ stageIndex, stage: undefined, instructionIndex, text: instruction.logicalText, line, endLine: line, outcome: 'ran' as const, milliseconds: line + 1, startedAt: undefined, layerBytes: undefined, error: undefined, logTail: [], placedBy: 'provenance' as const }];
  });
  return { version: 1, id: 'x', dockerfile: '/d', context: '/', target: undefined, dockerfileText: text, startedAt: 0, finishedAt: 1, status: 'succeeded', engine: { kind: 'docker', version: undefined, builder: undefined }, steps, error: undefined };
}

/** `line now ← line then`, both from 1. */
function marks(built: string, now: string): readonly string[] {
  const syntax = parseDockerfile(now);
  return alignSteps(recordOf(built), syntax).map(({ step, instruction, instructionIndex, stale }) => {
    assert.equal(syntax.instructions[instructionIndex], instruction);
    return `${syntax.lines.lineAt(instruction.range.from) + 1}←${step.line + 1}${stale ? '*' : ''}`;
  });
}

const built = 'FROM b\nRUN one\nRUN two\nCOPY a b\nRUN three\n';

test('an untouched file keeps every mark', () => {
  assert.deepEqual(marks(built, built), ['1←1', '2←2', '3←3', '4←4', '5←5']);
});

test('marks follow lines put in and taken out above them', () => {
  assert.deepEqual(marks(built, '# comment\nFROM b\nENV A=1\nRUN one\nRUN two\nCOPY a b\nRUN three\n'), ['2←1', '4←2', '5←3', '6←4', '7←5']);
  assert.deepEqual(marks(built, 'FROM b\nRUN two\nCOPY a b\nRUN three\n'), ['1←1', '2←3', '3←4', '4←5']);
});

test('an edited line keeps its mark as an older one', () => {
  assert.deepEqual(marks(built, 'FROM b\nRUN one\nRUN two --more\nCOPY a b\nRUN three\n'), ['1←1', '2←2', '3←3*', '4←4', '5←5']);
  assert.deepEqual(marks(built, 'FROM b:2\nRUN one\nRUN two\nCOPY a b\nRUN three\n')[0], '1←1*');
});

test('a line that a fix moved keeps its mark, and what came in its place has none', () => {
  assert.deepEqual([...marks('FROM b\nCOPY . .\nRUN pip install -r r.txt\n', 'FROM b\nCOPY r.txt ./\nRUN pip install -r r.txt\nCOPY . .\n')].sort(), ['1←1', '3←3', '4←2']);
});

test('a line that became another instruction, or two, has no mark', () => {
  assert.deepEqual(marks(built, 'FROM b\nRUN one\nWORKDIR /x\nCOPY a b\nRUN three\n'), ['1←1', '2←2', '4←4', '5←5']);
  assert.deepEqual(marks(built, 'FROM b\nRUN one\nRUN tw\nRUN o\nCOPY a b\nRUN three\n'), ['1←1', '2←2', '5←4', '6←5']);
});

test('a moved line is where it is now or nowhere, never on another text', () => {
  const moved = marks(built, 'FROM b\nCOPY a b\nRUN one\nRUN two\nRUN three\n');
  assert.ok(moved.includes('3←2') && moved.includes('4←3') && moved.includes('5←5') && !moved.includes('2←4*'), moved.join(' '));
});

test('equal lines keep their order, equal texts of two stages their stage', () => {
  assert.deepEqual(marks('FROM b\nRUN x\nRUN x\n', 'FROM b\nENV A=1\nRUN x\nRUN x\nRUN x\n').slice(0, 3), ['1←1', '3←2', '4←3']);
  const stages = 'FROM b AS one\nRUN x\nFROM b AS two\nRUN x\n';
  assert.deepEqual(marks(stages, 'FROM b AS two\nRUN x\nFROM b AS one\nRUN x\n'), ['1←3', '2←4', '3←1', '4←2']);
  assert.deepEqual(marks(stages, 'FROM b AS renamed\nRUN x\nFROM b AS two\nRUN x\n'), ['1←1*', '2←2', '3←3', '4←4']);
  assert.deepEqual(marks('FROM a\nRUN x\nFROM b\nRUN y\n', 'FROM new\nRUN z\nFROM a\nRUN x\nFROM b\nRUN y\n').filter(mark => !mark.startsWith('1') && !mark.startsWith('2')), ['3←1', '4←2', '5←3', '6←4']);
});

test('an edited body of a here-document is another text', () => {
  assert.deepEqual(marks('FROM b\nRUN <<E\none\nE\nRUN x\n', 'FROM b\nRUN <<E\ntwo\nE\nRUN x\n'), ['1←1', '2←2*', '5←5']);
});

test('another line end is no edit, and comments inside a continuation neither', () => {
  assert.deepEqual(marks(built, built.replaceAll('\n', '\r\n')), ['1←1', '2←2', '3←3', '4←4', '5←5']);
  assert.deepEqual(marks('FROM b\nRUN a \\\n  b\n', 'FROM b\nRUN a \\\n  # why\n  b\n'), ['1←1', '2←2']);
});

test('a record that does not belong to its own text has no marks', () => {
  const record = recordOf(built);
  assert.deepEqual(alignSteps({ ...record, dockerfileText: 'FROM z\nRUN z\n' }, parseDockerfile(built)), []);
});

test('whatever is edited: no mark on a line twice, none that is not stale on another text, order kept inside a stage', () => {
  const line = fc.constantFrom('FROM a', 'FROM b AS s', 'RUN x', 'RUN y', 'COPY a b', 'ENV A=1', 'WORKDIR /w', '# c', '');
  fc.assert(fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 12 }), (before, after) => {
    const aligned = alignSteps(recordOf(before.join('\n')), parseDockerfile(after.join('\n')));
    assert.equal(new Set(aligned.map(({ instructionIndex }) => instructionIndex)).size, aligned.length);
    assert.equal(new Set(aligned.map(({ step }) => step.instructionIndex)).size, aligned.length);
    for (const { step, instruction, stale } of aligned) assert.equal(stale, step.text !== instruction.logicalText);
  }));
});

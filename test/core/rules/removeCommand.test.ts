// A command or word is taken out of a RUN only where what is left still ends where it ended.
import assert from 'node:assert/strict';
import test from 'node:test';
import { removeCommand, removeWords } from '../../../server/src/core/rules/removeCommand.js';
import { parseRun } from '../../../server/src/core/shell/parseRun.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { applyEdits } from '../../../server/src/core/text/edits.js';

const commandsOf = (text: string) => {
  const instruction = parseDockerfile(text).instructions[1]!;
  return { instruction, commands: parseRun(instruction, undefined).commands };
};

/** The text without its last command; `undefined`: refused. */
function withoutLast(lines: readonly string[], lineEnd = '\n'): readonly string[] | undefined {
  const text = ['FROM a', ...lines, 'RUN next', ''].join(lineEnd);
  const { instruction, commands } = commandsOf(text);
  const edit = removeCommand(commands.at(-1)!, instruction, text);
  return edit && applyEdits(text, [edit]).split(lineEnd).slice(1, -2);
}

test('the last command goes with its continuation', () => {
  for (const lineEnd of ['\n', '\r\n']) {
    assert.deepEqual(withoutLast(['RUN one && rm x'], lineEnd), ['RUN one']);
    assert.deepEqual(withoutLast(['RUN one \\', '  && rm x'], lineEnd), ['RUN one']);
    assert.deepEqual(withoutLast(['RUN one && \\', '  rm x'], lineEnd), ['RUN one']);
  }
});

test('not behind a comment or an empty line: the continuation above would swallow the next instruction', () => {
  for (const lineEnd of ['\n', '\r\n']) {
    for (const between of ['# a comment', '    # a comment', '', '  ']) assert.equal(withoutLast(['RUN one \\', between, '  && rm x'], lineEnd), undefined, JSON.stringify(between));
  }
});

test('the last word of a command likewise', () => {
  const remove = (lines: readonly string[]) => {
    const text = ['FROM a', ...lines, 'RUN next', ''].join('\n');
    const edits = removeWords([commandsOf(text).commands[0]!.args.at(-1)!], text);
    return edits && applyEdits(text, edits).split('\n').slice(1, -2);
  };
  assert.deepEqual(remove(['RUN install a \\', '  b']), ['RUN install a']);
  assert.equal(remove(['RUN install a \\', '# why', '  b']), undefined);
  assert.deepEqual(remove(['RUN install a \\', '# why', '  b \\', '  && c']), ['RUN install a \\', '# why', ' \\', '  && c']);
});

// Whatever stands in a RUN: no exception, and every word is where it says.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseRun } from '../../../server/src/core/shell/parseRun.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { recogniseInstall } from '../../../server/src/core/ecosystems/recognise.js';
import { wordsOf } from './runs.js';

const pieces = fc.constantFrom(
  'npm ci', 'apt-get install -y git', 'cd a', 'sudo -E ', 'sh -c "', "sh -c '", '["sh","-c","a"]', '[', ']', '"', "'", '`', '$(', ')', '${X:-', '}', '{ ', '; }', '(', '&&', '||', '|', ';', ';;', '&', '>', '>>', '<<EOF', '<<-\'E\'', '\nEOF\n',
  ' \\\n', ' \\\r\n', '\n', '\r\n', '# c\n', '  # c\n', '\\', '\\\\', '\t', ' ', '$X', '*', '[a]', '{a,b}', '~', '=', 'A=1 ', 'env ', 'xargs -I {} ', 'timeout ', 'if ', 'then ', 'fi', 'for x in ', 'do ', 'done', 'case x in ', 'esac', 'f() ', '$\'', '"\\""', '-r', '-', '--', 'pip install ', '#!', '/bin/bash', 'é', '😀', '\u0000', '\uFEFF',
);
const shells = fc.constantFrom(undefined, ['/bin/bash', '-c'], ['powershell'], [], ['']);

test('mutated texts never throw, and ranges slice to the words as written', () => {
  fc.assert(fc.property(fc.array(pieces, { maxLength: 25 }), shells, fc.constantFrom('', '# escape=`\n'), (parts, shell, head) => {
    const text = `${head}FROM a\nRUN ${parts.join('')}\n`;
    for (const instruction of parseDockerfile(text).instructions) {
      if (instruction.keyword !== 'RUN') continue;
      const script = parseRun(instruction, shell);
      for (const word of wordsOf(script)) assert.equal(text.slice(word.range.from, word.range.to), word.text);
      for (const command of script.commands) {
        assert.ok(command.range.from >= instruction.range.from && command.range.to <= instruction.range.to && command.range.from <= command.range.to);
        recogniseInstall(command);
      }
    }
  }), { numRuns: 3000 });
});

test('a RUN cut anywhere can still be read', () => {
  const whole = 'FROM a\nRUN --mount=type=cache,target=/x set -eux; \\\n  # c\n  cd "a b" && sudo -E sh -c "npm ci || { echo \\"no\\"; exit 1; }" \\\n\n  && for x in a b; do (cd $x && pip install -r r.txt); done\nRUN <<-\'EOF\'\n\tnpm ci\n\tEOF\nRUN ["sh", "-c", "npm \\"ci\\""]\n';
  for (let end = 0; end <= whole.length; end++) {
    const text = whole.slice(0, end);
    for (const instruction of parseDockerfile(text).instructions) {
      if (instruction.keyword !== 'RUN') continue;
      for (const word of wordsOf(parseRun(instruction, undefined))) assert.equal(text.slice(word.range.from, word.range.to), word.text);
    }
  }
});

test('nesting without end is given up, not followed', () => {
  for (const open of ['$(', '"$(', '(', '{ ', 'if ', 'sh -c $(']) {
    const [instruction] = parseDockerfile(`RUN ${open.repeat(5000)}npm ci\n`).instructions;
    assert.ok(instruction);
    assert.notEqual(parseRun(instruction, undefined).unreadable, undefined, open);
  }
});

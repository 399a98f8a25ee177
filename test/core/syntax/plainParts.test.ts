// A plain instruction is split as the parser splits it, whatever its words are.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseWhole } from '../../../server/src/core/syntax/instructionParts.js';
import { plainPartsOf } from '../../../server/src/core/syntax/plainParts.js';

const keyword = fc.constantFrom('FROM', 'from', 'COPY', 'ADD', 'ARG', 'ENV', 'LABEL', 'WORKDIR', 'USER', 'EXPOSE', 'VOLUME', 'STOPSIGNAL', 'MAINTAINER', 'RUN', 'CMD', 'FOO');
const word = fc.constantFrom(
  'a', '.', '/a/b', 'A=1', 'A=', '=', 'A=b=c', 'A:-1', '$A', '${A}', 'A=$B', 'A=${B:-c}', 'a.b="c <d@e>"', 'a-b=c', '--from=x', '--platform=$P', '--chown=${U}:${G}', '--link', '--', '--x=', '--x="a"', '--x=a=b', '--From=a', 'a--b', 'AS',
  '80/tcp', '*', 'é', 'x,y', '!', '~', '(', ';', '&&', '|', '{', '}', '\'q\'', '"q"', '""', 'A="b"', 'A="b', 'c"', 'A=\'b', 'c\'', 'A="b\'c"', 'x"y', 'A=""', '=b', 'A==b', '\\', '\\x', '`', '[', ']', '["a"]', 'a[b]', '#', '#a', 'A=#', '<<E', '>', 'a\n', '\u00A0', '\u2003x', 'A=\u00A0',
);
const blank = fc.constantFrom(' ', '  ', '\t', ' \t ', ' \\\n', ' \\\n  ', ' \\ \n\t', ' \\\r\n ', '\\\n', ' \\\n\n ', ' \\\n# c\n ', ' `\n ');

test('as the parser does, or not at all', () => {
  let plain = 0;
  fc.assert(fc.property(keyword, fc.array(fc.tuple(blank, word), { maxLength: 5 }), fc.constantFrom('', ' ', '\t'), (first, rest, end) => {
    const head = first + rest.map(([space, text]) => space + text).join('') + end;
    for (const escape of ['\\', '`'] as const) {
      const parts = plainPartsOf(head, escape);
      if (!parts) continue;
      plain++;
      assert.deepEqual(parts, { ...parseWhole(head, escape) }, JSON.stringify(head));
    }
  }), { numRuns: 20_000 });
  assert.ok(plain > 2000, `${plain} were plain`);
});

test('the common forms are plain', () => {
  const heads = [
    'FROM node:20 AS build', 'FROM ${BASE}', 'FROM --platform=linux/amd64 node', 'COPY --from=build --chown=1000 /a /b', 'COPY . .', 'COPY a \\\n b', 'ENV A=1 B=2', 'ENV A b', 'ENV A=', 'ENV A="b c" \\\n  D=${E}', 'ARG A', 'ARG A=1', 'ARG A="1"',
    'LABEL maintainer="a <b@c>"', 'LABEL maintainer "a <b@c>"', 'WORKDIR /app', 'USER $UID', 'EXPOSE 80 443',
  ];
  assert.deepEqual(heads.filter(head => !plainPartsOf(head, '\\')), []);
  const others = ['FROM "a"', 'COPY ["a", "b"]', 'COPY --from=x ["a", "b"]', 'COPY --link a b', 'RUN x', 'ENV A="b \\\n c"', 'ENV A=b\\ c', 'ENV A=b"c d"', 'COPY a \\\n# c\n b'];
  assert.deepEqual(others.filter(head => plainPartsOf(head, '\\')), []);
});

// A plain instruction is split as the parser splits it, whatever its words are.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseWhole } from '../../../server/src/core/syntax/instructionParts.js';
import { plainPartsOf } from '../../../server/src/core/syntax/plainParts.js';

const keyword = fc.constantFrom('FROM', 'from', 'COPY', 'ADD', 'ARG', 'ENV', 'LABEL', 'WORKDIR', 'USER', 'EXPOSE', 'VOLUME', 'STOPSIGNAL', 'MAINTAINER', 'RUN', 'CMD', 'FOO');
const word = fc.constantFrom('a', '.', '/a/b', 'A=1', 'A=', '=', 'A=b=c', 'A:-1', '$A', '${A}', 'A=$B', '--from=x', '--platform=$P', '--link', '--', '--x=', '--x=a=b', '--From=a', 'a--b', 'AS', '80/tcp', '*', 'é', 'a.b=c', 'x,y', '!', '~', '(', ';', '&&', '|', '\'q\'', '"q"', '\\', '`', '[', ']', '#', '<<E', 'a\n', '\u00A0', '\u2003x');
const blank = fc.constantFrom(' ', '  ', '\t', ' \t ');

test('as the parser does, or not at all', () => {
  let plain = 0;
  fc.assert(fc.property(keyword, fc.array(fc.tuple(blank, word), { maxLength: 5 }), fc.constantFrom('', ' ', '\t'), (first, rest, end) => {
    const head = first + rest.map(([space, text]) => space + text).join('') + end;
    const parts = plainPartsOf(head);
    if (!parts) return;
    plain++;
    for (const escape of ['\\', '`'] as const) assert.deepEqual(parts, { ...parseWhole(head, escape) }, head);
  }), { numRuns: 5000 });
  assert.ok(plain > 200, `${plain} were plain`);
});

test('the common forms are plain', () => {
  const heads = ['FROM node:20 AS build', 'FROM --platform=linux/amd64 node', 'COPY --from=build --chown=1000 /a /b', 'COPY . .', 'ENV A=1 B=2', 'ARG A', 'ARG A=1', 'WORKDIR /app', 'USER $UID', 'EXPOSE 80 443'];
  assert.deepEqual(heads.filter(head => !plainPartsOf(head)), []);
  assert.deepEqual(['FROM "a"', 'COPY ["a", "b"]', 'ENV A b', 'ENV A=', 'COPY --link a b', 'RUN x', 'COPY a \\\n b'].filter(head => plainPartsOf(head)), []);
});

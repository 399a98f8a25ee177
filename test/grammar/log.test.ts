// How a build's log is coloured, line by line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenize } from './tokenize.js';

/** Texts with the first word of their innermost scope, and no spaces at the ends. */
async function colours(line: string): Promise<readonly string[]> {
  const [tokens = []] = await tokenize('text.layerwise-log', line);
  return tokens.map(([text, ...scopes]) => `${text.trim()}: ${scopes.at(-1)?.replace('.layerwise-log', '')}`);
}

const lines: readonly [string, readonly string[]][] = [
  ['#7 [build 2/4] RUN pip install -r requirements.txt', ['#7: constant.numeric.step', '[build 2/4]: entity.name.section', 'RUN: keyword.control']],
  ['#1 [internal] load build definition from Dockerfile', ['#1: constant.numeric.step', '[internal]: entity.name.section']],
  ['#7 CACHED', ['#7: constant.numeric.step', 'CACHED: markup.inserted.cached']],
  ['#7 DONE 12.3s', ['#7: constant.numeric.step', 'DONE: keyword.other.done', '12.3s: constant.numeric.duration']],
  ['#7 CANCELED', ['#7: constant.numeric.step', 'CANCELED: markup.changed.canceled']],
  ['#7 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1', ['#7: constant.numeric.step', 'ERROR:: markup.deleted.error', 'process "/bin/sh -c false" did not complete successfully: exit code: 1: markup.deleted.error']],
  ['#7 1.523 Collecting flask', ['#7: constant.numeric.step', '1.523: comment.line.time']],
  ['#7 1.523 WARNING: running as root', ['#7: constant.numeric.step', '1.523: comment.line.time', 'WARNING:: markup.changed.warning']],
  ['#7 sha256:0123456789ab 2.1MB / 3.4MB', ['#7: constant.numeric.step', 'sha256:0123456789ab: constant.other.digest']],
  [' > [4/4] RUN false:', ['[4/4]: entity.name.section', 'RUN: keyword.control']],
  ['Dockerfile:5', ['Dockerfile: markup.underline.link', '5: constant.numeric.line']],
  ['   5 | >>> RUN false', ['5: constant.numeric.line', '|: punctuation.separator', '>>>: markup.deleted.error', 'RUN: keyword.control']],
  ['   4 |     COPY . .', ['4: constant.numeric.line', '|: punctuation.separator', 'COPY: keyword.control']],
  ['--------------------', ['--------------------: comment.line.rule']],
  ['ERROR: failed to solve: exit code: 1', ['ERROR: failed to solve: exit code: 1: markup.deleted.error']],
  ['Step 3/7 : RUN pip install', ['Step: keyword.other.step', '3/7: constant.numeric.step', 'RUN: keyword.control']],
  [' ---> Using cache', ['Using cache: markup.inserted.cached']],
  [' ---> Running in 0123456789ab', ['Running in: keyword.other.running', '0123456789ab: constant.other.digest']],
  ['Hello from a program', []],
];

for (const [line, expected] of lines) {
  test(line.trim(), async () => {
    const found = await colours(line);
    assert.deepEqual(found.filter(token => !token.startsWith(':')), expected);
  });
}

test('one line does not colour the next', async () => {
  const [, second] = await tokenize('text.layerwise-log', '#7 1.0 "never closed\nplain');
  assert.deepEqual(second, []);
});

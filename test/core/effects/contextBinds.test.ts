// What a RUN sees of the context by bind mounts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindPlacements, contextBinds, isBound } from '../../../server/src/core/effects/contextBinds.js';
import { example } from './example.js';

const binds = (mount: string) => {
  const { step } = example(`FROM a\nARG UNSET\nARG SET=src\nWORKDIR /app\nRUN --mount=${mount} true\n`);
  return contextBinds(step('RUN'))?.map(({ source, target }) => `${source} -> ${target}`);
};

test('binds of the context are those without an origin of their own', () => {
  assert.deepEqual(binds('type=bind,target=.'), [' -> /app']);
  assert.deepEqual(binds('source=a.txt,target=b.txt'), ['a.txt -> /app/b.txt']);
  assert.deepEqual(binds('type=bind,src=./src/,dst=/x,rw'), ['src -> /x']);
  assert.deepEqual(binds('type=bind,source=$SET,target=/x'), ['src -> /x']);
  assert.deepEqual(binds('type=bind,from=build,source=/out,target=/x'), []);
  assert.deepEqual(binds('type=cache,target=/x'), []);
});

test('a bind that only the build knows makes all unknown', () => {
  assert.equal(binds('type=bind,source=$UNSET,target=/x'), undefined);
  assert.equal(binds('type=bind,source=a.txt,target=$UNSET'), undefined);
});

test('a bound file lies where the mount says, a bound folder with all it holds', () => {
  const { facts, step } = example('FROM a\nWORKDIR /app\nRUN --mount=type=bind,source=src,target=/x --mount=type=bind,source=a.txt,target=/y true\n', { 'src/b.txt': '', 'a.txt': '' });
  assert.deepEqual(bindPlacements(step('RUN'), facts.context).map(placement => placement.kind), ['folder', 'file']);
  const bound = (path: string, source: string) => isBound(step('RUN'), path, source, facts.context);
  assert.ok(bound('/x/b.txt', 'src/b.txt') && bound('/y', 'a.txt'));
  assert.ok(!bound('/y', 'src/b.txt') && !bound('/app/a.txt', 'a.txt'));
});

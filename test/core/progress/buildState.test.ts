// Events of a build folded into one state: the last report of a start counts, and memory stays bounded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuildState } from '../../../server/src/core/progress/buildState.js';
import { LogTail } from '../../../server/src/core/progress/logTail.js';
import type { Vertex } from '../../../server/src/core/progress/events.js';

const vertex = (part: Partial<Vertex>): Vertex => ({ digest: 'a', inputs: [], name: 'n', startedAt: undefined, completedAt: undefined, cached: false, error: undefined, group: undefined, ...part });

test('the last state of a start counts, another start is another interval', () => {
  const state = new BuildState();
  for (const part of [{}, { startedAt: 1 }, { startedAt: 1, completedAt: 2 }, { startedAt: 5, cached: true }, { startedAt: 5, completedAt: 5.1, cached: true }]) state.apply({ kind: 'vertex', vertex: vertex(part) });
  assert.deepEqual(state.vertices.get('a')?.intervals.map(({ startedAt, completedAt, cached }) => [startedAt, completedAt, cached]), [[1, 2, false], [5, 5.1, true]]);
  assert.equal(state.vertices.get('a')?.impliedAt, undefined);
});

test('CACHED that takes no time at all is an inference and no start', () => {
  const state = new BuildState();
  state.apply({ kind: 'vertex', vertex: vertex({ startedAt: 7, completedAt: 7, cached: true }) });
  assert.deepEqual([state.vertices.get('a')?.impliedAt, state.vertices.get('a')?.intervals], [7, []]);
});

test('a log tail is the last 20 lines as they were seen', () => {
  const tail = new LogTail();
  for (let n = 1; n <= 30; n++) tail.append(`line ${n}\r\n`);
  tail.append('\u001b[32m10%\r50%\r\u001b[1m100%\u001b[0m\r\nunfinished\u0007');
  const lines = tail.lines();
  assert.equal(lines.length, 20);
  assert.deepEqual(lines.slice(-3), ['line 30', '100%', 'unfinished']);
});

test('a log tail of endless output stays small', () => {
  const tail = new LogTail();
  for (let n = 0; n < 200; n++) tail.append('x'.repeat(100_000));
  assert.equal(tail.lines().length, 1);
  assert.ok((tail.lines()[0]?.length ?? 0) <= 2001);
});

test('events of unknown vertices are passed over', () => {
  const state = new BuildState();
  state.apply({ kind: 'log', vertex: 'nobody', stream: 'stdout', text: 'x', at: undefined });
  state.apply({ kind: 'status', vertex: 'nobody', id: 'x', current: 1, total: 2 });
  assert.equal(state.vertices.size, 0);
});

// Plain progress text, of every version of the engine, read into events.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { BuildState } from '../../../server/src/core/progress/buildState.js';
import type { ProgressEvent } from '../../../server/src/core/progress/events.js';
import { createPlainDecoder } from '../../../server/src/core/progress/plain.js';
import { decodePlain } from './table.js';

declare const __ROOT__: string;
const stream = (name: string) => readFileSync(path.join(__ROOT__, 'test/fixtures/streams', name), 'utf8');

const stateOf = (text: string) => {
  const state = new BuildState();
  for (const event of decodePlain(text)) state.apply(event);
  return state;
};
const names = (state: BuildState) => [...state.vertices.values()].map(({ name, intervals }) => `${name} ${intervals.at(-1)?.cached ? 'CACHED' : (intervals.at(-1)?.error ?? 'DONE')}`);

test('a recorded stream is the same events however it is cut', () => {
  const text = stream('multiStage/touched/plain.txt');
  const whole = decodePlain(text);
  fc.assert(fc.property(fc.integer({ min: 1, max: 400 }), size => {
    const decoder = createPlainDecoder();
    const events: ProgressEvent[] = [];
    for (let at = 0; at < text.length; at += size) events.push(...decoder.push(text.slice(at, at + size), 1_000_000));
    assert.deepEqual([...events, ...decoder.finish(1_000_000)], whole);
  }), { numRuns: 30 });
});

test('a vertex that is opened again has the last word', () => {
  const state = stateOf('#4 [build 1/6] FROM x\n#4 DONE 0.0s\n\n#5 [build 2/6] RUN y\n#5 DONE 1.5s\n\n#4 [build 1/6] FROM x\n#4 CACHED\n');
  assert.deepEqual(names(state), ['[build 1/6] FROM x CACHED', '[build 2/6] RUN y DONE']);
});

test('output that switches between two steps stays with its step', () => {
  const state = stateOf('#1 [a 2/2] RUN one\n#1 0.100 first\n#1 ...\n\n#2 [b 2/2] RUN two\n#2 0.10 other\n#2 DONE 0.2s\n\n#1 [a 2/2] RUN one\n#1 12.3 second\n#1 DONE 12.4s\n');
  assert.deepEqual([...state.vertices.values()].map(vertex => vertex.log.lines()), [['first', 'second'], ['other']]);
});

test('a duration counts back from the arrival', () => {
  const [, done] = decodePlain('#7 [2/2] RUN x\n#7 DONE 2.5s\n', 50_000);
  assert.ok(done?.kind === 'vertex');
  assert.deepEqual([done.vertex.startedAt, done.vertex.completedAt], [47_500, 50_000]);
});

test('transfers have amounts', () => {
  const events = decodePlain('#6 [internal] load build context\n#6 transferring context: 1.21MB 0.1s done\n#6 sha256:abc 5.24MB / 31.36MB 0.3s\n#6 extracting sha256:abc\n#6 WARN: careful\n');
  assert.deepEqual(events.slice(1), [
    { kind: 'status', vertex: '#6', id: 'transferring context:', current: 1_210_000, total: 0 },
    { kind: 'status', vertex: '#6', id: 'sha256:abc', current: 5_240_000, total: 31_360_000 },
    { kind: 'status', vertex: '#6', id: 'extracting sha256:abc', current: 0, total: 0 },
    { kind: 'text', text: 'WARN: careful' },
  ]);
});

test('Docker 20.10 prints a digest below each header, which is no status', () => {
  const state = stateOf(stream('oldEngine/failed/plain.txt'));
  const run = [...state.vertices.values()].find(vertex => vertex.name.endsWith('RUN ls /out'));
  assert.deepEqual(run?.log.lines(), ['app.out']);
  assert.equal(run?.transfers.size, 0);
  assert.equal([...state.vertices.values()].find(vertex => vertex.name.includes('RUN cat /out/fails'))?.intervals.at(-1)?.error, 'executor failed running [/bin/sh -c cat /out/fails]: exit code: 1');
});

test('the report after a failure is text', () => {
  const texts = decodePlain(stream('failingRun/plain.txt')).flatMap(event => (event.kind === 'text' ? [event.text] : []));
  assert.ok(texts.includes('#0 building with "default" instance using docker driver'));
  assert.ok(texts.includes('   5 | >>> RUN echo "about to fail" && \\'));
});

test('no input makes it throw', () => {
  const line = fc.oneof(fc.string(), fc.tuple(fc.nat(3), fc.constantFrom('DONE', 'DONE 1s', 'CACHED', 'CANCELED', 'ERROR: x', '...', '1.2 log', '[1/2] RUN x', 'sha256:1 2B / 3kB done')).map(([n, rest]) => `#${n} ${rest}`));
  fc.assert(fc.property(fc.array(line), lines => { stateOf(lines.join('\n')); }));
});

test('Docker 20.10 puts the end of a step behind output without a line end', () => {
  const state = stateOf('#5 [3/4] RUN printf 1\n#5 sha256:0c4d4a6bf48f8ef6d7886a31e0c49438863b29dcb19a0d432f75b9eea376d22c\n#5 0.323 1#5 DONE 0.3s\n');
  assert.deepEqual(names(state), ['[3/4] RUN printf 1 DONE']);
  assert.deepEqual([...state.vertices.values()][0]?.log.lines(), ['1']);
  assert.deepEqual(stateOf('#5 [3/4] RUN x\n#5 0.323 see #5 DONE it is not\n').vertices.get('#5')?.intervals.at(-1)?.completedAt, undefined);
});

// Build records written, read again, and refused when they are none.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import { buildId, createBuildRecord } from '../../../server/src/core/progress/buildRecord.js';
import { BuildState } from '../../../server/src/core/progress/buildState.js';
import type { BuildRequest } from '../../../server/src/core/progress/engine.js';
import { createMask } from '../../../server/src/core/progress/maskValues.js';
import type { BuildRecord } from '../../../server/src/core/progress/record.js';
import { formatRecord, parseRecord } from '../../../server/src/core/progress/recordCodec.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { decodeRawjson } from './table.js';

declare const __ROOT__: string;
const read = (name: string) => readFileSync(path.join(__ROOT__, 'test/fixtures/streams', name), 'utf8');

function recordOf(args: BuildRequest['args'] = []): BuildRecord {
  const syntax = parseDockerfile(read('failingRun/Dockerfile'));
  const plan = derivePlan(syntax, { dockerfile: '/p/Dockerfile', context: '/p', target: undefined, args: new Map(args), platform: undefined, namedContexts: new Map() });
  const state = new BuildState();
  for (const event of decodeRawjson(read('failingRun/rawjson.txt'))) state.apply(event);
  const request: BuildRequest = { dockerfile: '/p/Dockerfile', context: '/p', target: undefined, args, tags: [], platform: undefined, noCache: false, builder: undefined, extraArguments: [] };
  return createBuildRecord({
    id: buildId(Date.UTC(2026, 10, 25, 0, 35, 42, 123), '4f9c'), request, syntax, plan, state, end: { status: 'failed', provenance: undefined, error: 'process "cat /no/such/file" did not complete successfully' },
    engine: { kind: 'docker', clientVersion: '0.29.1', engineVersion: '28.5.2', builder: 'default' }, startedAt: 1000, finishedAt: 2000,
  });
}

test('a record holds the build and survives the disk', () => {
  const record = recordOf();
  assert.equal(record.id, '20261125T003542123Z-4f9c');
  assert.deepEqual(record.steps.map(step => step.outcome), ['ran', 'ran', 'ran', 'failed']);
  assert.deepEqual(parseRecord(formatRecord(record)), { ok: true, record });
});

test('values of build arguments are not in it', () => {
  const text = JSON.stringify(recordOf([['PLACE', '/no/such/file'], ['WORD', 'goes'], ['SHORT', 'to']]).steps.map(step => [step.error, step.logTail]));
  assert.doesNotMatch(text, /\/no\/such\/file|goes/);
  assert.match(text, /\$PLACE/);
  assert.match(text, /this \$WORD well/);
  assert.match(text, /about to fail/);
});

test('a mask replaces whole words, longest first, and no everyday ones', () => {
  const mask = createMask([['A', 'main'], ['B', 'main.c+'], ['C', '1.2'], ['D', undefined]]);
  assert.equal(mask('main remainder main.c+ 1.2 domain main-x'), '$A remainder $B 1.2 domain $A-x');
  assert.equal(createMask([])('anything'), 'anything');
});

test('fields of a later version are kept, a later format is refused', () => {
  const record = JSON.parse(formatRecord(recordOf())) as Record<string, unknown>;
  const parsed = parseRecord(JSON.stringify({ ...record, fingerprints: [1, 2] }));
  assert.ok(parsed.ok);
  assert.deepEqual((parsed.record as unknown as Record<string, unknown>)['fingerprints'], [1, 2]);
  assert.deepEqual(parseRecord(JSON.stringify({ ...record, version: 2 })), { ok: false, problem: { kind: 'unknown-version', path: undefined } });
});

test('a broken record is told where it is broken', () => {
  const record = recordOf();
  assert.deepEqual(parseRecord('{'), { ok: false, problem: { kind: 'not-json', path: undefined } });
  assert.deepEqual(parseRecord('null'), { ok: false, problem: { kind: 'invalid', path: undefined } });
  const broken = { ...record, steps: record.steps.map((step, at) => (at === 2 ? { ...step, outcome: 'guessed' } : step)) };
  assert.deepEqual(parseRecord(JSON.stringify(broken)), { ok: false, problem: { kind: 'invalid', path: 'steps.2.outcome' } });
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.nat(400).map(cut => formatRecord(record).slice(0, cut))), text => { assert.equal(parseRecord(text).ok, false); }));
});

// What builds have told of a file's steps: the newest that knows something counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { Costs } from '../../server/src/project/costs.js';
import { sampleSetup } from '../harness/plan.js';
import { sampleRecord } from '../harness/records.js';

const text = 'FROM python AS build\nRUN make\nFROM ghcr.io/owner/base:1\nRUN pip install flask\n';
const plan = derivePlan(parseDockerfile(text), sampleSetup);
const stepsOf = (stage: number) => plan.stages[stage]!.steps;
const older = { ...sampleRecord(text, { 'RUN make': { outcome: 'ran', milliseconds: 5000, logTail: ['old'] }, 'RUN pip install flask': { outcome: 'ran', logTail: ['Successfully installed flask-3.0'] } }), bases: [{ reference: 'docker.io/library/python:latest', digest: 'sha256:old' }, { reference: 'ghcr.io/owner/base:1', digest: 'sha256:base' }], fetched: [{ address: 'https://example.com/a', digest: 'sha256:a' }] };
const newer = { ...sampleRecord(text, { 'RUN make': { outcome: 'ran', milliseconds: 4000, logTail: ['new'] }, 'RUN pip install flask': { outcome: 'cached' } }), bases: [{ reference: 'docker.io/library/python:latest', digest: 'sha256:new' }] };
const costs = new Costs([newer, older, sampleRecord(text, {})]);

test('bases are found by any spelling of their reference', () => {
  assert.equal(costs.baseDigest(stepsOf(0)[0]!), 'sha256:new');
  assert.equal(costs.baseDigest(stepsOf(1)[0]!), 'sha256:base');
  assert.equal(new Costs([]).baseDigest(stepsOf(0)[0]!), undefined);
});

test('a step that was cached says nothing: what it printed when it ran counts', () => {
  assert.deepEqual([costs.logTail(stepsOf(0)[1]!), costs.logTail(stepsOf(1)[1]!)], [['new'], ['Successfully installed flask-3.0']]);
  assert.equal(costs.lastRun(stepsOf(0)[1]!), 4000);
});

test('fetched files are found by their address', () => {
  assert.deepEqual(['https://example.com/a', 'https://example.com/b'].map(address => costs.fetchedDigest(address)), ['sha256:a', undefined]);
});

// What a build command or task is given, and what its terminal shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endLine, Tail, toTerminal } from '../../../client/src/builds/logText.js';
import { readBuildRequest } from '../../../client/src/builds/request.js';
import { exitCodeOf, readTaskDefinition } from '../../../client/src/builds/taskDefinition.js';
import { RestartPolicy } from '../../../client/src/restartPolicy.js';

test('a command reads a Uri, a CodeLens argument, or nothing', () => {
  const uri = { scheme: 'file', path: '/app/Dockerfile', toString: () => 'file:///app/Dockerfile' };
  assert.deepEqual(readBuildRequest(uri), { uri: 'file:///app/Dockerfile' });
  assert.deepEqual(readBuildRequest({ uri: 'file:///app/Dockerfile', target: 'dev' }), { uri: 'file:///app/Dockerfile', target: 'dev' });
  assert.deepEqual(readBuildRequest({ uri: 'file:///a', noCache: true, target: 3 }), { uri: 'file:///a', noCache: true });
  assert.deepEqual(readBuildRequest('file:///app/Dockerfile'), { uri: 'file:///app/Dockerfile' });
  for (const nothing of [undefined, null, 7, [], {}]) assert.deepEqual(readBuildRequest(nothing), {});
});

test('a task needs a Dockerfile and turns scalar arguments into text', () => {
  assert.equal(readTaskDefinition({ type: 'layerwise' }), undefined);
  assert.equal(readTaskDefinition({ type: 'layerwise', dockerfile: '' }), undefined);
  assert.deepEqual(readTaskDefinition({ type: 'layerwise', dockerfile: 'Dockerfile', context: '', target: 'dev', args: { A: 1, B: true, C: 'x', D: {} } }), { dockerfile: 'Dockerfile', target: 'dev', args: { A: '1', B: 'true', C: 'x' } });
});

test('a task exits as a process would', () => {
  assert.deepEqual((['succeeded', 'failed', 'refused', 'busy', 'canceled'] as const).map(exitCodeOf), [0, 1, 1, 1, 130]);
});

test('a terminal gets carriage returns, once', () => {
  assert.equal(toTerminal('a\nb\r\nc'), 'a\r\nb\r\nc');
  assert.equal(endLine('Built', true), '\r\n\u001B[1;32mBuilt\u001B[0m\r\n');
  assert.equal(endLine('Failed', false), '\r\n\u001B[1;31mFailed\u001B[0m\r\n');
});

test('a long log keeps its end', () => {
  const tail = new Tail(10);
  for (let chunk = 0; chunk < 1000; chunk++) tail.add(`${chunk % 10}`);
  tail.add('abc');
  assert.equal(tail.text, '3456789abc');
  tail.clear();
  assert.equal(tail.text, '');
});

test('the server is started again until it stops too often', () => {
  const policy = new RestartPolicy();
  const second = 1000;
  assert.deepEqual([0, 1, 2, 3, 4].map(at => policy.shouldRestart(at * second)), [true, true, true, true, false]);
  policy.reset();
  assert.equal(policy.shouldRestart(5 * second), true);
  const patient = new RestartPolicy();
  assert.ok([0, 1, 2, 3, 4, 5, 6].every(minute => patient.shouldRestart(minute * 60 * second)));
});

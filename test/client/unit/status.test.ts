// The words of the status bar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { obstacleReason, obstacleSentence, obstacleTo } from '../../../client/src/builds/obstacle.js';
import { statusWords } from '../../../client/src/statusModel.js';
import { render, type Message } from '../../../server/src/messages/index.js';
import type { BuildSummary } from '../../../server/src/protocol/index.js';

const now = 1_700_000_000_000;
const succeeded: BuildSummary = { status: 'succeeded', cached: 5, total: 8, milliseconds: 48_000, savedMilliseconds: 17 * 60_000 };

function texts(summary: BuildSummary | undefined, obstacle?: Message) {
  const { text, tooltip, spoken } = statusWords(summary, obstacle, now);
  return { text: render(text), tooltip: render(tooltip), spoken: render(spoken) };
}

test('a build that succeeded', () => {
  const { text, tooltip, spoken } = texts(succeeded);
  assert.equal(text, '5/8 cached · 48 s');
  assert.equal(tooltip, 'Layerwise: 5 of 8 steps were cached; the last build took 48 s and saved 17 min');
  assert.equal(spoken, tooltip);
});

test('nothing is said of savings that are none', () => {
  assert.equal(texts({ ...succeeded, cached: 0, total: 1, savedMilliseconds: 0 }).tooltip, 'Layerwise: 0 of 1 step was cached; the last build took 48 s');
});

test('a build that is running', () => {
  const running: BuildSummary = { ...succeeded, status: 'running', current: { index: 4, count: 8, name: 'pip install', startedAt: now - 12_900 } };
  assert.equal(texts(running).text, '4/8 · pip install · 12 s');
  assert.equal(texts({ ...running, current: { index: 4, count: 8, name: 'pip install', startedAt: now } }).text, '4/8 · pip install');
  assert.equal(texts({ status: 'running', cached: 0, total: 0, milliseconds: 0, savedMilliseconds: 0 }).text, 'building');
});

test('a long step is shortened and stays on one line', () => {
  const current = { index: 1, count: 2, name: `RUN  apt-get\n install ${'x'.repeat(80)}`, startedAt: now };
  assert.equal(texts({ ...succeeded, status: 'running', current }).text, `1/2 · RUN apt-get install ${'x'.repeat(19)}…`);
});

test('other ends', () => {
  assert.equal(texts({ ...succeeded, status: 'failed', milliseconds: 3_000 }).text, 'failed · 3 s');
  assert.equal(texts({ ...succeeded, status: 'canceled' }).text, 'canceled');
  assert.equal(texts(undefined).text, 'not built yet');
});

test('hints only, and why', () => {
  assert.equal(texts(succeeded, obstacleReason('untrusted')).text, 'hints only');
  assert.match(texts(undefined, obstacleReason('untrusted')).tooltip, /builds nothing: a build runs the commands of this folder, which you have not trusted yet$/);
});

test('what stands in the way of a build', () => {
  assert.equal(obstacleTo({ isBrowser: true, isTrusted: false, scheme: 'file' }), 'browser');
  assert.equal(obstacleTo({ isBrowser: false, isTrusted: false, scheme: 'untitled' }), 'untrusted');
  assert.equal(obstacleTo({ isBrowser: false, isTrusted: true, scheme: 'untitled' }), 'unsaved');
  assert.equal(obstacleTo({ isBrowser: false, isTrusted: true, scheme: 'vscode-vfs' }), 'remoteFile');
  assert.equal(obstacleTo({ isBrowser: false, isTrusted: true, scheme: 'file' }), undefined);
  assert.equal(obstacleTo({ isBrowser: false, isTrusted: true }), undefined);
  assert.equal(render(obstacleSentence('unsaved')), 'Nothing was built: this Dockerfile has not been saved to a file yet.');
});

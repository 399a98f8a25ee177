// Image references: what the engine takes and refuses, and that no text makes the reading slow.
import assert from 'node:assert/strict';
import test from 'node:test';
import { canonicalReference, parseImageReference } from '../../../server/src/core/plan/imageReference.js';

const digest = `sha256:${'0a'.repeat(32)}`;

test('what the engine takes', () => {
  const taken = ['python', 'python:3.12-slim', 'a/b', 'A.b/c', 'UPPER/name', 'localhost/x', 'localhost:5000/a/b:1', '[::1]:5000/a', 'a__b', 'a--b', 'a.b/c_d/e-f', `a:1@${digest}`, 'x:_', '10.0.0.1/a'];
  assert.deepEqual(taken.filter(text => parseImageReference(text) === undefined), []);
});

test('what the engine refuses', () => {
  const refused = ['', 'Bad', 'a/Bad', 'a:b:c', 'a:', 'a@', 'a@sha256:12', ':x', '/a', 'a/', 'a//b', 'a___b', 'a..b', '-a', 'a-', 'a:-x', 'a b', 'a:$X', '0'.repeat(64), `a:${'x'.repeat(129)}`, 'a/'.repeat(130) + 'a', 'é'];
  assert.deepEqual(refused.filter(text => parseImageReference(text) !== undefined), []);
});

test('two spellings of one image have one canonical reference', () => {
  const canonical = (...texts: string[]) => [...new Set(texts.map(canonicalReference))];
  assert.deepEqual(canonical('node', 'node:latest', 'library/node', 'docker.io/node', 'docker.io/library/node:latest', 'index.docker.io/node', `node@${digest}`), ['docker.io/library/node:latest']);
  assert.deepEqual(canonical('owner/name:1', 'docker.io/owner/name:1'), ['docker.io/owner/name:1']);
  assert.deepEqual(canonical('ghcr.io/owner/name:1'), ['ghcr.io/owner/name:1']);
  assert.equal(canonicalReference('Bad'), undefined);
});

test('a long name that ends badly is refused at once', () => {
  const startedAt = performance.now();
  for (const end of ['$', ':$', '-', '/']) assert.equal(parseImageReference(`owner/${'fmw-infrastructure'.repeat(5000)}${end}`), undefined);
  assert.ok(performance.now() - startedAt < 1000);
});

// What a build tells of the images and files it got from outside, so that they can be pinned to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BuildState } from '../../../server/src/core/progress/buildState.js';
import { readProvenance, withoutValues } from '../../../server/src/core/progress/provenance.js';
import { resolvedBases } from '../../../server/src/core/progress/resolvedBases.js';

const sha = (digit: string) => `sha256:${digit.repeat(64)}`;

function stateOf(...names: readonly string[]): BuildState {
  const state = new BuildState();
  names.forEach((name, index) => { state.apply({ kind: 'vertex', vertex: { digest: sha(String(index)), name, inputs: [], startedAt: 1, completedAt: 2, cached: false, error: undefined, group: undefined } }); });
  return state;
}

test('a base is told with the digest that the engine resolved, however it is spelled', () => {
  const state = stateOf(`[build 1/6] FROM docker.io/library/golang:1.22@${sha('a')}`, `[linux/amd64 stage-1 1/2] FROM ghcr.io/owner/base:latest@${sha('b')}`, `FROM docker.io/library/busybox:latest@${sha('c')}`, '[build 2/6] RUN make');
  assert.deepEqual(resolvedBases(state), [
    { reference: 'docker.io/library/golang:1.22', digest: sha('a') }, { reference: 'ghcr.io/owner/base:latest', digest: sha('b') }, { reference: 'docker.io/library/busybox:latest', digest: sha('c') },
  ]);
});

test('a local image has no digest, and of two nothing is said', () => {
  assert.deepEqual(resolvedBases(stateOf('[1/2] FROM docker.io/team/local:latest', '[2/2] RUN echo FROM x@y')), []);
  assert.deepEqual(resolvedBases(stateOf(`[a 1/2] FROM docker.io/library/a:1@${sha('a')}`, `[b 1/2] FROM docker.io/library/a:1@${sha('b')}`)), []);
});

test('fetched files come from both layouts, also without the values of the build', () => {
  const materials = [
    { uri: 'https://example.com/a.tgz', digest: { sha256: 'a'.repeat(64) } }, { uri: 'pkg:docker/busybox@1?platform=linux%2Famd64', digest: { sha256: 'b'.repeat(64) } },
    { uri: 'https://example.com/r.git#v1', digest: { sha1: 'c'.repeat(40) } }, { uri: 'https://example.com/odd', digest: { sha256: 'x' } },
  ];
  const fetched = [{ address: 'https://example.com/a.tgz', digest: sha('a') }];
  for (const value of [{ materials }, { buildDefinition: { resolvedDependencies: materials } }]) {
    assert.deepEqual(readProvenance(value).fetchedFiles, fetched);
    assert.deepEqual(readProvenance(withoutValues(value)).fetchedFiles, fetched);
  }
});

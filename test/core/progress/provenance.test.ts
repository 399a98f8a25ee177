// The engine's own account of a build, in both layouts, read into lines of the Dockerfile.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readProvenance, withoutValues } from '../../../server/src/core/progress/provenance.js';
import { decodeRawjson } from './table.js';

declare const __ROOT__: string;
const read = (name: string) => readFileSync(path.join(__ROOT__, 'test/fixtures/streams', name), 'utf8');

for (const suffix of ['', '-v1']) {
  test(`the ${suffix === '' ? 'v0.2' : 'v1'} layout gives lines of every step and the text`, () => {
    const value: unknown = JSON.parse(read(`multiStage/first/provenance${suffix}.json`));
    const names = new Map(decodeRawjson(read(`multiStage/first/rawjson${suffix}.txt`)).flatMap(event => (event.kind === 'vertex' ? [[event.vertex.digest, event.vertex.name] as const] : [])));
    for (const provenance of [readProvenance(value), readProvenance(withoutValues(value)), readProvenance({ predicateType: 'x', predicate: value }), readProvenance({ 'buildx.build.ref': 'r', 'buildx.build.provenance/linux/amd64': value })]) {
      const lines = [...names].map(([digest, name]) => [name, provenance.linesOf(digest).map(({ line, endLine }) => `${line + 1}-${endLine + 1}`).join(' ')] as const).filter(([, range]) => range !== '');
      assert.equal(lines.length, 8);
      assert.match(lines.find(([name]) => name.includes('RUN <<EOF'))?.[1] ?? '', /^\d+-\d+$/);
      assert.match(lines.find(([name]) => name.includes('FROM '))?.[1] ?? '', /^\d+-\d+ \d+-\d+$/);
      assert.equal(provenance.dockerfileText, read('multiStage/Dockerfile'));
      assert.deepEqual(provenance.problems, []);
    }
  });
}

test('layer sizes are those of the step alone, and unknown where the store does not know', () => {
  const value = (sizes: readonly number[]) => ({
    buildConfig: { digestMapping: { a: 'step0', b: 'step1' }, llbDefinition: [{ id: 'step0' }, { id: 'step1', inputs: ['step0:0', 'step7:0'] }] },
    buildkit_metadata: { source: { locations: {} }, layers: { 'step0:0': [[{ digest: 'l0', size: sizes[0] }]], 'step1:0': [[{ digest: 'l0', size: sizes[0] }, { digest: 'l1', size: sizes[1] }]] } },
  });
  assert.deepEqual(['a', 'b', 'c'].map(readProvenance(value([100, 7])).layerBytesOf), [100, 7, undefined]);
  assert.equal(readProvenance(value([-1, -1])).layerBytesOf('b'), undefined);
});

test('nothing that a build argument could hide in is kept', () => {
  const secret = 'hunter2hunter2';
  const kept = withoutValues({
    invocation: { parameters: { args: { 'build-arg:TOKEN': secret } } },
    buildConfig: { digestMapping: { a: 'step0' }, llbDefinition: [{ id: 'step0', op: { Op: { exec: { meta: { env: [`TOKEN=${secret}`] } } } }, inputs: [] }] },
    metadata: { 'https://mobyproject.org/buildkit@v1#metadata': { source: { locations: {}, infos: [{ filename: 'Dockerfile', data: '', llbDefinition: [{ op: secret }] }] }, layers: {}, sysUsage: secret } },
  });
  assert.doesNotMatch(JSON.stringify(kept), new RegExp(secret));
});

test('what is missing is named', () => {
  const kinds = (value: unknown) => readProvenance(value).problems.map(problem => problem.kind);
  assert.deepEqual(kinds(undefined), ['not-an-object']);
  assert.deepEqual(kinds('text'), ['not-an-object']);
  assert.deepEqual(kinds({}), ['no-build-config', 'no-locations']);
  assert.deepEqual(kinds({ buildConfig: { digestMapping: {} } }), ['no-locations']);
});

test('no value makes it throw', () => {
  const part = fc.jsonValue();
  fc.assert(fc.property(part, part, part, (a, b, c) => {
    const value = { buildConfig: { digestMapping: { x: 'step0', y: a }, llbDefinition: b }, buildkit_metadata: { source: { locations: { step0: { locations: c } }, infos: a }, layers: { 'step0:0': b } } };
    for (const each of [a, value, withoutValues(value)]) {
      const provenance = readProvenance(each);
      provenance.linesOf('x');
      provenance.layerBytesOf('x');
    }
  }));
});

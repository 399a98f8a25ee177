// What is pinned to what the last build had stays the very same: the cache holds, also when the tag moves on or the server is gone.
import assert from 'node:assert/strict';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { analyse } from '../../server/src/core/analysis.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import { createBuildRecord } from '../../server/src/core/progress/buildRecord.js';
import { BuildState } from '../../server/src/core/progress/buildState.js';
import type { BuildRequest } from '../../server/src/core/progress/engine.js';
import { formatRecord, parseRecord } from '../../server/src/core/progress/recordCodec.js';
import type { BuildRecord } from '../../server/src/core/progress/record.js';
import { remoteAddWithoutChecksum } from '../../server/src/core/rules/remote-add-without-checksum.js';
import { unpinnedPackages } from '../../server/src/core/rules/unpinned-packages.js';
import { unpinnedBase } from '../../server/src/core/rules/unpinned-base.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { applyEdits } from '../../server/src/core/text/edits.js';
import { createDockerEngine } from '../../server/src/engines/docker.js';
import { Costs } from '../../server/src/project/costs.js';
import { makeContext, type BuildContext } from '../harness/engine/build.js';
import { docker, freshBase, useEngine, type BaseKind, type TestEngine } from '../harness/engine/engine.js';
import { startRegistry, type TestRegistry } from '../harness/engine/registry.js';

let engine: TestEngine;
let registry: TestRegistry;
before(async () => { [engine, registry] = await Promise.all([useEngine(), startRegistry()]); });
after(() => registry.close());

async function run(...args: string[]): Promise<void> {
  const result = await docker(engine, ...args);
  assert.equal(result.code, 0, result.stderr);
}

/** Puts a new image under the tag, in the registry only. */
async function publish(reference: string): Promise<void> {
  await run('tag', await freshBase(engine), reference);
  await run('push', reference);
  await run('rmi', reference);
}

function planOf(context: BuildContext) {
  const dockerfile = path.join(context.dir, 'Dockerfile');
  const syntax = parseDockerfile(readFileSync(dockerfile, 'utf8'));
  return { syntax, plan: derivePlan(syntax, { dockerfile, context: context.dir, target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() }) };
}

async function build(context: BuildContext, ...extraArguments: string[]): Promise<BuildRecord> {
  const { record, error } = await tryBuild(context, ...extraArguments);
  assert.equal(record.status, 'succeeded', error);
  return record;
}

async function tryBuild(context: BuildContext, ...extraArguments: string[]): Promise<{ readonly record: BuildRecord; readonly error: string | undefined }> {
  const { syntax, plan } = planOf(context);
  const request: BuildRequest = { dockerfile: path.join(context.dir, 'Dockerfile'), context: context.dir, target: undefined, args: [], tags: [], platform: undefined, noCache: false, builder: undefined, extraArguments };
  const state = new BuildState();
  const end = await createDockerEngine({ docker: 'docker', env: engine.env }).build(request, { event: event => { state.apply(event); }, output: () => undefined }, { isCancelled: false, onCancel: () => () => undefined });
  return { record: createBuildRecord({ id: 'x', request, syntax, plan, state, end, engine: undefined, startedAt: 0, finishedAt: 1 }), error: end.error };
}

const outcomeOf = (record: BuildRecord, keyword: string) => record.steps.find(step => step.text.startsWith(keyword))?.outcome;

test('the digest of the last build pins the image that it had', async () => {
  const reference = `${registry.host}/team/base`;
  await publish(`${reference}:latest`);
  const context = makeContext({ Dockerfile: `FROM ${reference}\nRUN echo one > /one\n` });
  const first = await build(context);
  assert.equal(outcomeOf(first, 'RUN'), 'ran');
  const stored = parseRecord(formatRecord(first));
  assert.ok(stored.ok);
  assert.deepEqual(stored.record.bases?.map(base => base.reference), [`${reference}:latest`]);

  const finding = analyse({ ...planOf(context), context: undefined, cost: new Costs([stored.record]), settings: { levels: new Map() } }, [unpinnedBase], crash => { throw crash.error; })[0];
  const [file] = finding?.fix?.()?.files ?? [];
  assert.ok(file, 'a fix');
  context.write({ Dockerfile: applyEdits(file.text, file.edits) });
  assert.match(readFileSync(path.join(context.dir, 'Dockerfile'), 'utf8'), /^FROM \S+@sha256:[0-9a-f]{64}\n/);
  assert.equal(outcomeOf(await build(context), 'RUN'), 'cached', 'the pinned base is the same image');

  await publish(`${reference}:latest`);
  assert.equal(outcomeOf(await build(context, '--pull'), 'RUN'), 'cached', 'the tag moved and the pin did not');
  context.write({ Dockerfile: file.text });
  assert.equal(outcomeOf(await build(context, '--pull'), 'RUN'), 'ran', 'without the pin the step runs again');
});

test('a base that only this machine has tells no digest', async () => {
  const record = await build(makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN echo two\n` }));
  assert.deepEqual(record.bases, []);
});

test('the checksum of the last build pins the file that it fetched', async () => {
  const server = createServer((_request, response) => { response.end('one\n'); });
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.txt`;
  const naive = `FROM ${await freshBase(engine)}\nADD ${address} /file.txt\nRUN cat /file.txt\n`;
  const context = makeContext({ Dockerfile: naive });
  const record = await build(context);
  assert.deepEqual(record.fetched?.map(file => file.address), [address]);

  // The line would have the engine fetch a syntax that it brings along itself.
  const syntax = parseDockerfile(`# syntax=docker/dockerfile:1\n${naive}`);
  const plan = derivePlan(syntax, planOf(context).plan.setup);
  const finding = analyse({ syntax, plan, context: undefined, cost: new Costs([record]), settings: { levels: new Map() } }, [remoteAddWithoutChecksum], crash => { throw crash.error; })[0];
  const [file] = finding?.fix?.()?.files ?? [];
  assert.ok(file, 'a fix');
  context.write({ Dockerfile: applyEdits(file.text, file.edits).replace(/^#.*\n/, '') });
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));

  const pinned = await build(context);
  assert.deepEqual(['ADD', 'RUN'].map(keyword => outcomeOf(pinned, keyword)), ['cached', 'cached'], 'the same content, and nobody was asked');
  context.write({ Dockerfile: naive });
  assert.equal((await tryBuild(context)).record.status, 'failed', 'without the checksum the server is asked');
});

const installs: readonly (readonly [BaseKind, string, RegExp])[] = [
  ['debian', 'apt-get update && apt-get install -y --no-install-recommends tree', /^(?:Setting up|Unpacking) tree \((\S+)\)/],
  ['python', 'pip install --no-cache-dir six', /^Successfully installed six-(\S+)/],
];

for (const [base, command, told] of installs) {
  test(`the versions of the last build pin what '${command}' installed`, async () => {
    const network = '--network=host';
    const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine, base)}\nRUN ${command}\n` });
    const first = await build(context, network);
    const finding = analyse({ ...planOf(context), context: undefined, cost: new Costs([first]), settings: { levels: new Map([[unpinnedPackages.id, 'hint']]) } }, [unpinnedPackages], crash => { throw crash.error; })[0];
    const [file] = finding?.fix?.()?.files ?? [];
    assert.ok(file, 'a fix');
    context.write({ Dockerfile: applyEdits(file.text, file.edits) });
    const versions = (record: BuildRecord) => record.steps.flatMap(step => step.logTail).flatMap(line => told.exec(line)?.[1] ?? []);
    assert.deepEqual(versions(await build(context, network)), versions(first));
    assert.ok(readFileSync(path.join(context.dir, 'Dockerfile'), 'utf8').includes(`=${versions(first)[0] ?? 'no version'}`));
  });
}

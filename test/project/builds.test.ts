// Builds from their start to their record. The engine is a fake here, for what a real one does not do on demand: to refuse,
// to reject, never to end, to report in odd order; what it reports was recorded from a real one. Real builds: test/engine.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { BuildEnd, BuildRequest, BuildSink, Cancellation, Engine } from '../../server/src/core/progress/engine.js';
import { createRawjsonDecoder } from '../../server/src/core/progress/rawjson.js';
import { defineMessages } from '../../server/src/messages/index.js';
import { annotationsOf, currentSteps, stepCount, summaryOf } from '../../server/src/project/annotate.js';
import { Builds, type BuildListener, type BuildOrder, type RunningBuild } from '../../server/src/project/builds.js';
import { CancellationSource } from '../../server/src/project/events.js';
import { Project } from '../../server/src/project/project.js';
import { createNodeStorage } from '../../server/src/node/storage.js';
import { memoryHost, type MemoryHost } from '../harness/memoryHost.js';

declare const __ROOT__: string;
const read = (name: string) => readFileSync(path.join(__ROOT__, 'test/fixtures/streams', name), 'utf8');
const folders: string[] = [];
after(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

const location = '/project/Dockerfile';
const order: BuildOrder = { dockerfile: location, context: '/project', target: undefined, args: new Map(), tags: [], platform: undefined, noCache: false, builder: undefined, extraArguments: [] };
const succeeded: BuildEnd = { status: 'succeeded', provenance: undefined, error: undefined };
const info = { kind: 'docker', clientVersion: '0.29.1', engineVersion: '28.5.2', builder: 'default' } as const;

/** One build of the fake engine: the test says what it reports and how it ends. */
interface Job {
  readonly request: BuildRequest;
  readonly sink: BuildSink;
  readonly cancellation: Cancellation;
  readonly end: (end: BuildEnd) => void;
  readonly reject: (error: Error) => void;
}

function fakeEngine(): Engine & { readonly jobs: Job[] } {
  const jobs: Job[] = [];
  return {
    jobs,
    probe: async () => ({ ok: true, info }),
    build: (request, sink, cancellation) => new Promise((end, reject) => { jobs.push({ request, sink, cancellation, end, reject }); }),
  };
}

const silent: BuildListener = { output: () => undefined, progress: () => undefined };

function open(text: string, options: { readonly host?: MemoryHost; readonly engine?: Engine } = {}) {
  const host = options.host ?? memoryHost({ [location]: text });
  const engine = fakeEngine();
  const project = new Project(host);
  return { host, engine, project, builds: new Builds(host, options.engine ?? engine, project.records), dockerfile: project.open(location, text, 1) };
}

/** Waits until the fake engine was asked for its nth build. */
async function job(engine: ReturnType<typeof fakeEngine>, index = 0): Promise<Job> {
  for (let round = 0; round < 200; round++) {
    const found = engine.jobs[index];
    if (found) return found;
    await new Promise(resolve => { setTimeout(resolve, 5); });
  }
  throw new Error('the engine was not asked');
}

function feed({ sink }: Job, stream: string): void {
  const decoder = createRawjsonDecoder();
  for (const event of [...decoder.push(stream, 0), ...decoder.finish(0)]) sink.event(event);
}

test('a recorded build becomes a record with an outcome per step, and is remembered', async () => {
  const { host, engine, builds, dockerfile } = open(read('multiStage/Dockerfile'));
  const building = builds.build({ ...order, args: new Map([['TARGET_NAME', 'app']]) }, silent, new CancellationSource());
  const running = await job(engine);
  assert.deepEqual(running.request.args, [['TARGET_NAME', 'app']]);
  feed(running, read('multiStage/touched/rawjson.txt'));
  host.now += 5000;
  running.end({ ...succeeded, provenance: JSON.parse(read('multiStage/touched/provenance.json')) });
  const outcome = await building;
  assert.ok(outcome.kind === 'built');
  assert.deepEqual([outcome.record.status, outcome.record.finishedAt - outcome.record.startedAt, outcome.record.engine], ['succeeded', 5000, { kind: 'docker', version: '28.5.2', builder: 'default' }]);
  assert.deepEqual(outcome.record.steps.map(step => step.outcome), ['cached', 'cached', 'cached', 'cached', 'ran', 'ran', 'cached', 'ran', 'ran']);
  await dockerfile.reloadRecords();
  assert.equal(dockerfile.records[0]?.id, outcome.record.id);
  const summary = summaryOf(dockerfile, host.now);
  assert.deepEqual([summary?.status, summary?.cached, summary?.total, summary?.milliseconds], ['succeeded', 5, 9, 5000]);
});

test('while it runs the lines follow, at most ten times a second, and nothing follows after the end', async () => {
  const { host, engine, builds, dockerfile } = open(read('multiStage/Dockerfile'));
  const seen: string[] = [];
  const listener = { output: () => undefined, progress: (build: RunningBuild) => { seen.push(build.steps.map(step => step.outcome).join(' ')); } };
  const building = builds.build(order, listener, new CancellationSource());
  const running = await job(engine);
  const lines = read('multiStage/first/rawjson.txt').split('\n');
  const half = Math.floor(lines.length * 0.65);
  feed(running, lines.slice(0, half).join('\n'));
  await new Promise(resolve => { setTimeout(resolve, 150); });
  assert.equal(seen.length, 1, 'one report for many events');
  const build = builds.runningOf(location);
  assert.ok(build);
  assert.equal(builds.running(location, undefined), build);
  assert.equal(builds.running(location, 'other'), undefined);
  assert.ok(build.steps.some(step => step.outcome === 'ran') && build.steps.some(step => step.outcome === 'waiting'), seen[0]);
  const summary = summaryOf(dockerfile, host.now + 3000, build);
  assert.deepEqual([summary?.status, summary?.milliseconds], ['running', 3000]);
  const shown = annotationsOf(currentSteps(dockerfile, build), dockerfile.costs);
  assert.ok(shown.length > 0 && shown.length < build.steps.length, 'what waits carries nothing');
  feed(running, lines.slice(half).join('\n'));
  running.end(succeeded);
  await building;
  feed(running, lines.join('\n'));
  await new Promise(resolve => { setTimeout(resolve, 150); });
  assert.equal(seen.length, 1, 'a report that was due is not made any more');
  assert.equal(builds.runningOf(location), undefined);
});

test('a running step says what it took the last time', async () => {
  const text = 'FROM a\nRUN make\n';
  const { host, engine, builds, dockerfile } = open(text);
  const vertex = (fields: { startedAt?: number; completedAt?: number }) => ({ kind: 'vertex', vertex: { digest: 'sha256:1', inputs: ['sha256:0'], name: '[2/2] RUN make', startedAt: undefined, completedAt: undefined, cached: false, error: undefined, group: undefined, ...fields } }) as const;
  const first = builds.build(order, silent, new CancellationSource());
  (await job(engine)).sink.event(vertex({ startedAt: host.now, completedAt: host.now + 90_000 }));
  engine.jobs[0]?.end(succeeded);
  await first;
  await dockerfile.reloadRecords();
  const second = builds.build(order, silent, new CancellationSource());
  (await job(engine, 1)).sink.event(vertex({ startedAt: host.now + 1000 }));
  const running = builds.runningOf(location);
  assert.deepEqual(annotationsOf(currentSteps(dockerfile, running), dockerfile.costs), [{ line: 1, endLine: 1, state: 'running', stale: false, startedAt: host.now + 1000, expectedMilliseconds: 90_000 }]);
  assert.deepEqual(summaryOf(dockerfile, host.now + 4000, running)?.current, { index: 1, count: 2, name: 'make', startedAt: host.now + 1000 });
  assert.equal(running && stepCount(running), 2);
  engine.jobs[1]?.end({ status: 'failed', provenance: undefined, error: 'connection lost' });
  assert.deepEqual(await second.then(outcome => outcome.kind === 'built' && [outcome.record.status, outcome.record.error]), ['failed', 'connection lost']);
});

test('events in odd order, twice, and of steps that nobody announced, hurt nothing', async () => {
  const { engine, builds } = open(read('multiStage/Dockerfile'));
  const building = builds.build(order, silent, new CancellationSource());
  const running = await job(engine);
  const lines = read('multiStage/first/rawjson.txt').split('\n');
  running.sink.event({ kind: 'log', vertex: 'sha256:unknown', stream: 'stdout', text: 'x', at: undefined });
  running.sink.event({ kind: 'status', vertex: 'sha256:unknown', id: 'x', current: Number.NaN, total: -1 });
  feed(running, [...lines].reverse().join('\n'));
  feed(running, lines.join('\n'));
  assert.ok((builds.runningOf(location)?.steps.length ?? 0) > 0);
  running.end(succeeded);
  assert.equal((await building).kind, 'built');
});

test('a build that never ends by itself ends when it is cancelled, by its caller or by its handle', async () => {
  const { engine, builds, dockerfile } = open('FROM a\nRUN make\n');
  const source = new CancellationSource();
  for (const [index, cancel] of [() => { source.cancel(); }, () => { builds.runningOf(location)?.cancel(); }, () => { builds.cancelAll(); }].entries()) {
    const building = builds.build(order, silent, index === 0 ? source : new CancellationSource());
    const running = await job(engine, index);
    running.cancellation.onCancel(() => { running.end({ status: 'canceled', provenance: undefined, error: undefined }); });
    assert.ok(builds.runningOf(location));
    cancel();
    const outcome = await building;
    assert.ok(outcome.kind === 'built' && outcome.record.status === 'canceled');
    assert.equal(builds.runningOf(location), undefined);
  }
  await dockerfile.reloadRecords();
  assert.equal(summaryOf(dockerfile, 0)?.status, 'canceled');
});

test('an engine that breaks its word and rejects leaves no build behind', async () => {
  const { engine, builds, host } = open('FROM a\n');
  const building = builds.build(order, silent, new CancellationSource());
  const waiting = builds.running(location, undefined)?.end.catch((error: unknown) => String(error));
  (await job(engine)).reject(new Error('planted'));
  await assert.rejects(building, /planted/);
  assert.match(String(await waiting), /planted/);
  assert.equal(builds.runningOf(location), undefined);
  assert.equal(host.stored.size, 0, 'nothing is claimed of it');
});

test('an engine that cannot build says why, and nothing is started', async () => {
  const messages = defineMessages('test-builds', { dead: 'The engine is not running' });
  const problem = { kind: 'not-running', message: messages.dead(), detail: 'dial unix' } as const;
  const engine: Engine = { probe: async () => ({ ok: false, problem }), build: () => assert.fail('built') };
  const { builds, host } = open('FROM a\n', { engine });
  assert.deepEqual(await builds.build(order, silent, new CancellationSource()), { kind: 'refused', problem });
  assert.equal(host.stored.size, 0);
});

test('a Dockerfile that is not on the disk is said to be so; what counts is the disk, not the editor', async () => {
  const { engine, builds, host } = open('FROM a\nRUN edited but not saved\n');
  host.texts.set(location, 'FROM a\nRUN saved\n');
  const building = builds.build(order, silent, new CancellationSource());
  (await job(engine)).end(succeeded);
  const outcome = await building;
  assert.ok(outcome.kind === 'built');
  assert.equal(outcome.record.dockerfileText, 'FROM a\nRUN saved\n');
  host.texts.delete(location);
  assert.deepEqual(await builds.build(order, silent, new CancellationSource()), { kind: 'unreadable' });
  assert.equal(engine.jobs.length, 1);
});

test('who waits for a build waits for its record too, and can build at once then', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-builds-'));
  folders.push(folder);
  const host = { ...memoryHost({ [location]: 'FROM a\n' }), storage: createNodeStorage(folder) };
  const { engine, builds, project } = open('FROM a\n', { host });
  void builds.build(order, silent, new CancellationSource());
  const first = builds.running(location, undefined);
  assert.ok(first);
  (await job(engine)).end(succeeded);
  await first.end;
  assert.equal(builds.running(location, undefined), undefined, 'a loop that waits for its end comes to one');
  assert.equal((await project.records.newest(location)).length, 1);
});

test('listeners hear of start and end of every build, of other targets side by side too', async () => {
  const { engine, builds } = open('FROM a AS one\nFROM one AS two\n');
  let changes = 0;
  const stop = builds.changed.subscribe(changed => { changes += changed === location ? 1 : 0; });
  const both = ['one', 'two'].map(target => builds.build({ ...order, target }, silent, new CancellationSource()));
  assert.equal(changes, 2);
  await job(engine, 1);
  assert.ok(builds.running(location, 'one') && builds.running(location, 'two'));
  for (const { end } of engine.jobs) end(succeeded);
  await Promise.all(both);
  assert.equal(changes, 4);
  stop();
});

test('values of build arguments are in no record', async () => {
  const { engine, builds, host } = open('FROM a\nRUN make\n');
  const building = builds.build({ ...order, args: new Map([['TOKEN', 'very-secret-value']]) }, silent, new CancellationSource());
  (await job(engine)).end({ status: 'failed', provenance: undefined, error: 'login with very-secret-value failed' });
  await building;
  assert.ok(host.stored.size > 0);
  assert.doesNotMatch([...host.stored.values()].join(), /very-secret-value/);
});

// Real builds through the Docker engine: what each line's record says must be what the engine did.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { BuildState } from '../../server/src/core/progress/buildState.js';
import { buildId, createBuildRecord } from '../../server/src/core/progress/buildRecord.js';
import type { BuildEnd, BuildRequest, Cancellation } from '../../server/src/core/progress/engine.js';
import type { BuildRecord } from '../../server/src/core/progress/record.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { createDockerEngine } from '../../server/src/engines/docker.js';
import { render } from '../../server/src/messages/index.js';
import { makeContext, type BuildContext } from '../harness/engine/build.js';
import { freshBase, useEngine, type TestEngine } from '../harness/engine/engine.js';

interface Run {
  readonly end: BuildEnd;
  readonly record: BuildRecord;
  /** `RUN echo hi → cached`, one line per step instruction. */
  readonly table: readonly string[];
  /** The terminal's text without colours. */
  readonly log: string;
}

const never: Cancellation = { isCancelled: false, onCancel: () => () => undefined };

async function build(engine: TestEngine, context: BuildContext, request: Partial<BuildRequest> = {}, cancellation: Cancellation = never, onLog: (log: string) => void = () => undefined): Promise<Run> {
  const full: BuildRequest = {
    dockerfile: path.join(context.dir, 'Dockerfile'), context: context.dir, target: undefined, args: [], tags: [], platform: undefined, noCache: false, builder: undefined, extraArguments: [], ...request,
  };
  const syntax = parseDockerfile(readFileSync(full.dockerfile, 'utf8'));
  const plan = derivePlan(syntax, { dockerfile: full.dockerfile, context: full.context, target: full.target, args: new Map(full.args), platform: full.platform, namedContexts: new Map() });
  const state = new BuildState();
  let log = '';
  const startedAt = Date.now();
  const end = await createDockerEngine({ docker: 'docker', env: engine.env }).build(full, { event: event => { state.apply(event); }, output: text => { log += text; onLog(log); } }, cancellation);
  const record = createBuildRecord({ id: buildId(startedAt, 'test'), request: full, syntax, plan, state, end, engine: undefined, startedAt, finishedAt: Date.now() });
  const steps = new Map(record.steps.map(step => [step.instructionIndex, step.outcome]));
  const table = syntax.instructions.flatMap((instruction, index) => (['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR'].includes(instruction.keyword) ? [`${instruction.keyword} ${instruction.args.map(arg => arg.text).join(' ')} → ${steps.get(index) ?? '-'}`] : []));
  return { end, record, table, log: stripVTControlCharacters(log) };
}

/** Processes whose command line or environment names the folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name) && name !== String(process.pid)).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  });
}

const allMetadataFolders = () => readdirSync(tmpdir()).filter(name => name.startsWith('layerwise-build-'));
/** Those of a process that was killed before these tests began are not theirs. */
const foreignFolders = new Set(allMetadataFolders());
const metadataFolders = () => allMetadataFolders().filter(name => !foreignFolders.has(name));
const withoutFrom = (table: readonly string[]) => table.filter(line => !line.startsWith('FROM'));

test('first build, the same again, and after a touched file', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nWORKDIR /app\nCOPY package.txt .\nRUN echo install && sleep 0.3\nCOPY src src\nRUN cat src/a\n`, 'package.txt': '1', 'src/a': 'one\n' });
  const first = await build(engine, context);
  assert.equal(first.end.status, 'succeeded', first.log);
  assert.deepEqual(withoutFrom(first.table), ['WORKDIR /app → ran', 'COPY package.txt . → ran', 'RUN echo install && sleep 0.3 → ran', 'COPY src src → ran', 'RUN cat src/a → ran']);
  const install = first.record.steps.find(step => step.text.startsWith('RUN echo install'));
  assert.ok((install?.milliseconds ?? 0) >= 300 && (install?.milliseconds ?? 0) < 10_000, `${install?.milliseconds} ms`);
  assert.deepEqual([install?.line, install?.logTail, install?.placedBy], [3, ['install'], 'provenance']);
  assert.match(first.log, /DONE \[4\/6\] RUN echo install/);

  const again = await build(engine, context);
  assert.deepEqual(withoutFrom(again.table), ['WORKDIR /app → cached', 'COPY package.txt . → cached', 'RUN echo install && sleep 0.3 → cached', 'COPY src src → cached', 'RUN cat src/a → cached']);
  assert.ok(again.record.steps.every(step => step.milliseconds === undefined));

  context.write({ 'src/a': 'two!\n' });
  const touched = await build(engine, context);
  assert.deepEqual(withoutFrom(touched.table), ['WORKDIR /app → cached', 'COPY package.txt . → cached', 'RUN echo install && sleep 0.3 → cached', 'COPY src src → ran', 'RUN cat src/a → ran']);
  assert.deepEqual(metadataFolders(), []);
});

test('a failing RUN has its error and output, what was loaded above it is cached', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN echo one\nRUN echo two\nRUN echo about to fail && exit 7\nRUN echo never\n` });
  await build(engine, context);
  const { end, record, table, log } = await build(engine, context);
  assert.equal(end.status, 'failed');
  assert.match(end.error ?? '', /exit code: 7/);
  assert.deepEqual(withoutFrom(table), ['RUN echo one → cached', 'RUN echo two → cached', 'RUN echo about to fail && exit 7 → failed', 'RUN echo never → -']);
  const failed = record.steps.find(step => step.outcome === 'failed');
  assert.match(failed?.error ?? '', /exit code: 7$/);
  assert.deepEqual(failed?.logTail, ['about to fail']);
  assert.match(log, />>> RUN echo about to fail/);
});

test('a COPY without its file makes nothing above it cached that never ran', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN sleep 5\nRUN echo never reached\nCOPY missing.txt /\nRUN echo never either\n` });
  const { end, table, record } = await build(engine, context);
  assert.equal(end.status, 'failed');
  assert.equal(table.filter(line => line.endsWith('→ cached') && !line.startsWith('FROM')).length, 0, table.join('\n'));
  assert.ok(table.includes('COPY missing.txt / → failed'));
  assert.ok(table.includes('RUN echo never reached → -'));
  assert.match(record.steps.find(step => step.outcome === 'failed')?.error ?? '', /missing\.txt.*not found/);
});

test('a cancelled build ends soon and leaves no process and no file', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN echo started && sleep 60\nRUN echo never\n` });
  const callbacks = new Set<() => void>();
  let isCancelled = false;
  const cancellation: Cancellation = { get isCancelled() { return isCancelled; }, onCancel: callback => { callbacks.add(callback); return () => callbacks.delete(callback); } };
  let cancelledAt = 0;
  const { end, table } = await build(engine, context, {}, cancellation, log => {
    if (isCancelled || !log.includes('  started')) return;
    isCancelled = true;
    cancelledAt = Date.now();
    for (const callback of callbacks) callback();
  });
  assert.equal(end.status, 'canceled');
  assert.ok(Date.now() - cancelledAt < 9000, 'the interrupt was enough');
  assert.deepEqual(withoutFrom(table), ['RUN echo started && sleep 60 → canceled', 'RUN echo never → -']);
  assert.deepEqual(processesOf(context.dir), []);
  assert.deepEqual(metadataFolders(), []);
  assert.equal(callbacks.size, 0);
});

test('stages: one not needed, one found without being looked at', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const context = makeContext({ Dockerfile: `FROM ${base} AS deps\nRUN echo deps > /deps\nFROM ${base} AS unused\nWORKDIR /\nRUN echo unused\nFROM ${base}\nCOPY --from=deps /deps /\nRUN cat /deps\n` });
  const first = await build(engine, context);
  assert.deepEqual(withoutFrom(first.table), ['RUN echo deps > /deps → ran', 'WORKDIR / → -', 'RUN echo unused → skipped', 'COPY /deps / → ran', 'RUN cat /deps → ran']);
  const again = await build(engine, context);
  assert.deepEqual(withoutFrom(again.table), ['RUN echo deps > /deps → skipped', 'WORKDIR / → -', 'RUN echo unused → skipped', 'COPY /deps / → cached', 'RUN cat /deps → cached']);
  const target = await build(engine, context, { target: 'deps' });
  assert.equal(withoutFrom(target.table)[0], 'RUN echo deps > /deps → cached');
});

test('a stage that ran and gave equal files heals behind COPY --from', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const text = (word: string) => `FROM ${base} AS made\nRUN echo ${word} > /noise; echo same > /f\nFROM ${base}\nCOPY --from=made /f /f\nRUN cat /f\n`;
  const context = makeContext({ Dockerfile: text('one') });
  await build(engine, context);
  context.write({ Dockerfile: text('two') });
  assert.deepEqual(withoutFrom((await build(engine, context)).table), ['RUN echo two > /noise; echo same > /f → ran', 'COPY /f /f → cached', 'RUN cat /f → cached']);
});

test('equal work in two stages is told on both lines, with and without the source map', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const dockerfile = (last: string) => `FROM ${base} AS one\nRUN echo same > /same\nRUN echo one > /one\nFROM ${base} AS two\nRUN echo same > /same\nRUN echo two > /two\nFROM ${base}\nCOPY --from=one /one /\nCOPY --from=two /two /\n${last}`;
  const context = makeContext({ Dockerfile: dockerfile('') });
  const first = await build(engine, context);
  assert.deepEqual(withoutFrom(first.table), ['RUN echo same > /same → ran', 'RUN echo one > /one → ran', 'RUN echo same > /same → ran', 'RUN echo two > /two → ran', 'COPY /one / → ran', 'COPY /two / → ran']);
  context.write({ Dockerfile: dockerfile('RUN exit 3\n') });
  const failed = await build(engine, context, { noCache: true });
  assert.deepEqual(withoutFrom(failed.table).slice(0, 4), withoutFrom(first.table).slice(0, 4));
  assert.ok(failed.record.steps.every(step => step.placedBy === 'numbering'));
});

test('equal copies of different files are never called cached when one of them ran', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const context = makeContext({ Dockerfile: `FROM ${base} AS one\nCOPY x/same.txt /to/\nRUN echo one > /one\nFROM ${base} AS two\nCOPY y/same.txt /to/\nRUN echo two > /two\nFROM ${base}\nCOPY --from=one /one /\nCOPY --from=two /two /\n`, 'x/same.txt': 'equal', 'y/same.txt': 'equal' });
  const { table, end } = await build(engine, context);
  assert.equal(end.status, 'succeeded');
  assert.deepEqual(withoutFrom(table).filter(line => /→ (cached|skipped)/.test(line)), [], table.join('\n'));
});

test('here-documents, variables in names, continuations with comments and padding', async () => {
  const engine = await useEngine();
  const lines = [
    'ARG BASE', 'FROM ${BASE} AS Build', 'ARG WHO=nobody', 'ENV DIR=/data', 'WORKDIR $DIR/in', 'RUN <<EOF', 'set -e', 'echo first', 'EOF', 'COPY <<"END" /made', 'body $WHO', 'END',
    'RUN echo "hello ${WHO}" \\', '  # a comment', '', '  && true', 'copy ["a b.txt", "./"]', ...Array.from({ length: 6 }, (_, n) => `RUN echo ${n}`),
  ];
  const context = makeContext({ Dockerfile: `${lines.join('\n')}\n`, 'a b.txt': 'x' });
  const args = [['BASE', await freshBase(engine)], ['WHO', 'topsecretvalue']] as const;
  const first = await build(engine, context, { args });
  assert.equal(first.end.status, 'succeeded', first.log);
  assert.equal(withoutFrom(first.table).every(line => line.endsWith('→ ran')), true, first.table.join('\n'));
  assert.equal(withoutFrom(first.table).length, 11);
  context.write({ Dockerfile: `${lines.join('\n')}\nRUN exit 1\n` });
  const failed = await build(engine, context, { args });
  assert.equal(withoutFrom(failed.table).filter(line => line.endsWith('→ cached')).length, 11, failed.table.join('\n'));
  for (const run of [first, failed]) {
    assert.doesNotMatch(run.log, /topsecretvalue/);
    assert.doesNotMatch(JSON.stringify([run.record, run.end]), /topsecretvalue/);
    assert.match(run.log, /hello \$WHO/);
  }
});

test('ONBUILD of the base has no line and moves no other', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const tag = `layerwise-test/onbuild:${process.pid}`;
  assert.equal((await build(engine, makeContext({ Dockerfile: `FROM ${base}\nONBUILD RUN echo trigger\nONBUILD RUN echo same\n` }), { tags: [tag] })).end.status, 'succeeded');
  const context = makeContext({ Dockerfile: `FROM ${tag}\nRUN echo same\nRUN echo last\n` });
  const first = await build(engine, context);
  assert.deepEqual(first.table.slice(1), ['RUN echo same → ran', 'RUN echo last → ran']);
  context.write({ Dockerfile: `FROM ${tag}\nRUN echo same\nRUN exit 2\n` });
  const failed = await build(engine, context);
  assert.deepEqual(failed.table.slice(1), ['RUN echo same → cached', 'RUN exit 2 → failed']);
});

test('a first step on an empty image is not taken for work when it was found', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: 'FROM scratch\nWORKDIR /unique-place\nCOPY a /\n', a: String(Math.random()) });
  assert.deepEqual((await build(engine, context)).table.slice(2), ['COPY a / → ran']);
  assert.deepEqual((await build(engine, context)).table, ['FROM scratch → -', 'WORKDIR /unique-place → cached', 'COPY a / → cached']);
});

test('a base that does not exist fails on its FROM', async () => {
  const engine = await useEngine();
  const { end, table } = await build(engine, makeContext({ Dockerfile: 'FROM localhost:1/no/such:image\nRUN true\n' }));
  assert.equal(end.status, 'failed');
  assert.deepEqual(table, ['FROM localhost:1/no/such:image → failed', 'RUN true → -']);
});

test('the containerd store: COPY --link is one line', async () => {
  const engine = await useEngine({ containerdSnapshotter: true });
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN echo below\nCOPY --link a.txt /new/\nRUN cat /new/a.txt\n`, 'a.txt': 'a' });
  const first = await build(engine, context);
  assert.deepEqual(withoutFrom(first.table), ['RUN echo below → ran', 'COPY a.txt /new/ → ran', 'RUN cat /new/a.txt → ran'], first.log);
  assert.ok((first.record.steps.find(step => step.text.startsWith('COPY'))?.layerBytes ?? 0) > 0, 'this store knows the sizes of layers');
  assert.deepEqual(withoutFrom((await build(engine, context)).table), ['RUN echo below → cached', 'COPY a.txt /new/ → cached', 'RUN cat /new/a.txt → cached']);
});

test('without a source map in the metadata file lines come from the numbers', async () => {
  const engine = await useEngine({ version: 'stable' });
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)} AS a\nRUN echo one\nCOPY f /f\nFROM a\nWORKDIR /\nRUN cat /f\n`, f: '1' });
  const first = await build(engine, context);
  assert.deepEqual(withoutFrom(first.table), ['RUN echo one → ran', 'COPY f /f → ran', 'WORKDIR / → -', 'RUN cat /f → ran'], first.log);
  assert.ok(first.record.steps.every(step => step.placedBy === 'numbering'));
  context.write({ f: '22' });
  assert.deepEqual(withoutFrom((await build(engine, context)).table), ['RUN echo one → cached', 'COPY f /f → ran', 'WORKDIR / → -', 'RUN cat /f → ran']);
});

test('Docker 20.10 without buildx', async () => {
  const engine = await useEngine({ version: '20.10' });
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN echo one\nCOPY f /f\nRUN cat /f\n`, f: '1' });
  const probe = await createDockerEngine({ docker: 'docker', env: engine.env }).probe(undefined);
  assert.deepEqual(probe.ok && [probe.info.engineVersion?.slice(0, 5), probe.info.clientVersion], ['20.10', undefined]);
  assert.deepEqual(withoutFrom((await build(engine, context)).table), ['RUN echo one → ran', 'COPY f /f → ran', 'RUN cat /f → ran']);
  assert.deepEqual(withoutFrom((await build(engine, context)).table), ['RUN echo one → cached', 'COPY f /f → cached', 'RUN cat /f → cached']);
  context.write({ f: '22' });
  assert.deepEqual(withoutFrom((await build(engine, context)).table), ['RUN echo one → cached', 'COPY f /f → ran', 'RUN cat /f → ran']);
});

test('a probe tells versions and builder', async () => {
  const engine = await useEngine();
  const state = await createDockerEngine({ docker: 'docker', env: engine.env }).probe(undefined);
  assert.ok(state.ok);
  assert.match(state.info.engineVersion ?? '', /^28\./);
  assert.match(state.info.clientVersion ?? '', /^0\.\d+\.\d+$/);
  assert.equal(state.info.builder, 'default');
});

test('what can go wrong is told with what to do', async () => {
  const engine = await useEngine();
  const problem = async (docker: string, env: NodeJS.ProcessEnv, builder?: string) => {
    const state = await createDockerEngine({ docker, env }).probe(builder);
    assert.ok(!state.ok);
    return `${state.problem.kind}: ${render(state.problem.message)}`;
  };
  assert.match(await problem('/no/such/docker', engine.env), /^missing: '\/no\/such\/docker' was not found: install Docker/);
  assert.match(await problem('docker', { ...engine.env, DOCKER_HOST: 'unix:///no/such.sock' }), /^not-running: Docker does not answer at unix:\/\/\/no\/such\.sock/);
  assert.match(await problem('docker', engine.env, 'nobody'), /^unknown-builder: There is no builder 'nobody'/);
  assert.match(await problem('docker', { ...engine.env, DOCKER_CONFIG: '/no/such/config' }), /^no-buildkit: Docker 28\.\S+ builds only with its buildx plugin/);

  const context = makeContext({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const missing = await createDockerEngine({ docker: '/no/such/docker', env: engine.env }).build({ dockerfile: path.join(context.dir, 'Dockerfile'), context: context.dir, target: undefined, args: [], tags: [], platform: undefined, noCache: false, builder: undefined, extraArguments: [] }, { event: () => undefined, output: () => undefined }, never);
  assert.deepEqual([missing.status, missing.error?.includes('was not found')], ['failed', true]);
  const dead = await build({ ...engine, env: { ...engine.env, DOCKER_HOST: 'unix:///no/such.sock' } }, context);
  assert.equal(dead.end.status, 'failed');
  assert.match(dead.end.error ?? '', /no\/such\.sock/);
  assert.deepEqual(dead.record.steps, []);
});

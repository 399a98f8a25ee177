// The Docker engine without a Docker: command lines, processes, what is shown. Stand-ins for the docker program print
// what the real one was seen to print where a machine can't be brought into that state; real builds are in test/engine.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { BuildRequest, Cancellation } from '../../server/src/core/progress/engine.js';
import type { ProgressEvent } from '../../server/src/core/progress/events.js';
import { argumentValues, createMask } from '../../server/src/core/progress/maskValues.js';
import { createDockerEngine } from '../../server/src/engines/docker.js';
import { buildCommand } from '../../server/src/engines/dockerCommand.js';
import { runProcess } from '../../server/src/engines/process.js';
import { TerminalLog } from '../../server/src/engines/terminalLog.js';
import { findVersion, isAtLeast } from '../../server/src/engines/versions.js';
import { render } from '../../server/src/messages/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'layerwise-engines-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });

const request: BuildRequest = { dockerfile: '/p/Dockerfile', context: '/p', target: undefined, args: [], tags: [], platform: undefined, noCache: false, builder: undefined, extraArguments: [] };
const never: Cancellation = { isCancelled: false, onCancel: () => () => undefined };

/** A cancellation and the function that pulls it. */
function cancellable(): [Cancellation, () => void] {
  let isCancelled = false;
  const callbacks: (() => void)[] = [];
  return [{ get isCancelled() { return isCancelled; }, onCancel: callback => { callbacks.push(callback); return () => undefined; } }, () => { isCancelled = true; callbacks.forEach(callback => { callback(); }); }];
}

/** A docker program that answers by its first two words. */
function standIn(name: string, cases: Readonly<Record<string, string>>): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\ncase "$1 $2" in\n${Object.entries(cases).map(([words, script]) => `${JSON.stringify(words)}*) ${script} ;;`).join('\n')}\n*) exit 64 ;;\nesac\n`);
  chmodSync(file, 0o755);
  return file;
}

test('the command line of a build', () => {
  const full: BuildRequest = { ...request, target: 'final', args: [['A', '1'], ['FROM_ENV', undefined]], tags: ['t:1', 't:2'], platform: 'linux/arm64', noCache: true, builder: 'mine', extraArguments: ['--network=host', '--build-arg', 'B=2'] };
  const { args, shown } = buildCommand(full, 'rawjson', '/tmp/m.json');
  assert.deepEqual(args, [
    'buildx', 'build', '--progress=rawjson', '--metadata-file', '/tmp/m.json', '-f', '/p/Dockerfile', '--target', 'final', '--build-arg', 'A=1', '--build-arg', 'FROM_ENV', '-t', 't:1', '-t', 't:2',
    '--platform', 'linux/arm64', '--no-cache', '--builder', 'mine', '--network=host', '--build-arg', 'B=2', '/p',
  ]);
  assert.deepEqual(shown.filter(word => word.includes('=')), ['A=…', '--network=host', 'B=…']);
  assert.deepEqual(buildCommand(request, 'classic', '/tmp/m.json').args, ['build', '--progress=plain', '-f', '/p/Dockerfile', '/p']);
  assert.deepEqual(argumentValues({ ...full, extraArguments: ['--build-arg=C=3', '--build-arg', 'D'] }, { FROM_ENV: 'e', D: 'd' }), [['A', '1'], ['FROM_ENV', 'e'], ['C', '3'], ['D', 'd']]);
});

test('versions as they are printed', () => {
  assert.equal(findVersion('github.com/docker/buildx v0.29.1+ds1 0.29.1+ds1-4'), '0.29.1');
  assert.equal(findVersion('28.5.2+dfsg4'), '28.5.2');
  assert.equal(findVersion('24.0.7, build afdd53b'), '24.0.7');
  assert.equal(findVersion('dev'), undefined);
  assert.deepEqual([isAtLeast('0.11.2', '0.12.0'), isAtLeast('0.12.0', '0.12.0'), isAtLeast(undefined, '0.12.0')], [false, true, true]);
});

test('problems are told by kind, with what to do', async () => {
  const probe = async (name: string, cases: Readonly<Record<string, string>>, builder?: string) => {
    const state = await createDockerEngine({ docker: standIn(name, cases), env: { PATH: process.env['PATH'] } }).probe(builder);
    return state.ok ? `${state.info.clientVersion} ${state.info.engineVersion} ${state.info.builder}` : `${state.problem.kind}: ${render(state.problem.message)}`;
  };
  const version = (client: string, server: string) => `echo '{"Client":{"Version":"${client}"},"Server":{"Version":"${server}"}}'`;
  const buildx = { 'buildx version': 'echo "github.com/docker/buildx v0.29.1 abc"', 'buildx inspect': 'printf "Name:   default\\nDriver: docker\\n"' };
  assert.equal(await probe('fine', { 'version --format': version('28.5.2', '28.5.2'), ...buildx }), '0.29.1 28.5.2 default');
  assert.match(await probe('denied', { 'version --format': `echo '{"Client":{"Version":"28.5.2"},"Server":null}'; echo "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock" >&2; exit 1` }), /^denied: No permission to talk to Docker: add your user to the group 'docker'/);
  assert.match(await probe('silent', { 'version --format': `echo '{"Client":{"Version":"28.5.2"},"Server":null}'; echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" >&2; exit 1` }), /^not-running: Docker does not answer: start it/);
  assert.match(await probe('no-plugin', { 'version --format': version('28.5.2', '28.5.2'), 'buildx version': 'exit 1' }), /^no-buildkit: Docker 28\.5\.2 builds only with its buildx plugin/);
  assert.equal(await probe('old', { 'version --format': version('20.10.24', '20.10.24'), 'buildx version': 'exit 1' }), 'undefined 20.10.24 undefined');
  assert.match(await probe('older', { 'version --format': version('18.06.1', '18.06.1'), 'buildx version': 'exit 1' }), /^no-buildkit: Docker 18\.06\.1 has no BuildKit/);
  assert.match(await probe('stranger', { 'version --format': version('28.5.2', '28.5.2'), 'buildx version': buildx['buildx version'], 'buildx inspect': 'echo "ERROR: no builder \\"x\\" found" >&2; exit 1' }, 'x'), /^unknown-builder: There is no builder 'x'/);
  assert.match(await probe('broken', { 'version --format': 'echo "segmentation fault" >&2; exit 139' }), /^other: .*segmentation fault/);
});

test('a buildx without rawjson is asked for plain text, and metadata without provenance is no fault', async () => {
  const docker = standIn('buildx-0.11', {
    'buildx version': 'echo "github.com/docker/buildx v0.11.2 abc"',
    'buildx build': `case "$3" in --progress=plain) printf '#1 [2/2] RUN x\\n#1 0.1 hello\\n#1 DONE 0.2s\\n' >&2; echo '{"containerimage.digest":"sha256:0"}' > "$5";; *) exit 9;; esac`,
  });
  const events: ProgressEvent[] = [];
  const end = await createDockerEngine({ docker, env: { PATH: process.env['PATH'] } }).build(request, { event: event => { events.push(event); }, output: () => undefined }, never);
  assert.deepEqual(end, { status: 'succeeded', provenance: undefined, error: undefined });
  assert.deepEqual(events.map(event => event.kind), ['vertex', 'log', 'vertex']);
});

test('values of build arguments are neither in the output nor in the error', async () => {
  const docker = standIn('leaky', { 'buildx version': 'echo "github.com/docker/buildx v0.29.1 abc"', 'buildx build': 'echo "[2/2] RUN use opensesame" >&2; echo "ERROR: failed to use opensesame" >&2; exit 1' });
  let output = '';
  const end = await createDockerEngine({ docker, env: { PATH: process.env['PATH'], FROM_ENV: 'opensesame' } }).build({ ...request, args: [['FROM_ENV', undefined]] }, { event: () => undefined, output: text => { output += text; } }, never);
  assert.equal(end.error, 'failed to use $FROM_ENV');
  assert.doesNotMatch(output, /opensesame/);
  assert.match(stripVTControlCharacters(output), /RUN use \$FROM_ENV/);
});

/** Waits until a process is gone or a second has passed. */
async function isGone(pid: number): Promise<boolean> {
  for (let turn = 0; turn < 50; turn++) {
    try {
      if (/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return true;
    } catch {
      return true;
    }
    await setTimeout(20);
  }
  return false;
}

test('cancelling insists: a program that ignores it is ended with all it started', async () => {
  const [cancellation, cancel] = cancellable();
  let pids: readonly number[] = [];
  const startedAt = Date.now();
  const end = await runProcess('/bin/sh', ['-c', 'trap "" INT TERM; sleep 60 & echo $$ $!; wait; sleep 60'], {
    env: { PATH: process.env['PATH'] }, cancellation, patience: 150, stderr: () => undefined,
    stdout: text => {
      pids = text.trim().split(' ').map(Number);
      cancel();
    },
  });
  assert.equal(end.signal, 'SIGKILL');
  const waited = Date.now() - startedAt;
  assert.ok(waited >= 300 && waited < 5000, `${waited} ms`);
  assert.equal(pids.length, 2);
  for (const pid of pids) assert.ok(await isGone(pid), `process ${pid}`);
});

test('a program that is cancelled before it starts, times out, or is not there', async () => {
  const [cancellation, cancel] = cancellable();
  cancel();
  const end = await createDockerEngine({ docker: '/no/such/docker', env: {} }).build(request, { event: () => undefined, output: () => undefined }, cancellation);
  assert.equal(end.status, 'canceled');
  const quiet = { env: { PATH: process.env['PATH'] }, stdout: () => undefined, stderr: () => undefined, cancellation: undefined };
  assert.equal((await runProcess('sleep', ['60'], { ...quiet, timeout: 50 })).signal, 'SIGINT');
  assert.equal((await runProcess('/no/such/program', [], quiet)).startError?.code, 'ENOENT');
  assert.deepEqual(await runProcess('/bin/sh', ['-c', 'cat; exit 3'], quiet), { code: 3, signal: null, startError: undefined });
});

test('a program whose child keeps the pipes open does not hang the build', async () => {
  let pid = 0;
  const end = await runProcess('/bin/sh', ['-c', 'sleep 60 & echo $!; exit 4'], { env: { PATH: process.env['PATH'] }, cancellation: undefined, stdout: text => { pid = Number(text); }, stderr: () => undefined });
  assert.equal(end.code, 4);
  assert.ok(await isGone(pid));
});

test('a large output flows through with the memory of its last lines', async () => {
  let length = 0;
  const before = process.memoryUsage().rss;
  const end = await runProcess('/bin/sh', ['-c', 'yes "a line of output that says nothing in particular" | head -c 100000000'], { env: { PATH: process.env['PATH'] }, cancellation: undefined, stdout: text => { length += text.length; }, stderr: () => undefined });
  assert.equal(end.code, 0);
  assert.equal(length, 100_000_000);
  assert.ok(process.memoryUsage().rss - before < 150_000_000);
});

test('the terminal shows steps, output, outcomes and errors, and nothing that was only inferred', () => {
  let text = '';
  const log = new TerminalLog(part => { text += part; }, createMask([['TOKEN', 'hunter2']]));
  const vertex = (digest: string, name: string, part: object): ProgressEvent => ({ kind: 'vertex', vertex: { digest, name, inputs: [], startedAt: undefined, completedAt: undefined, cached: false, error: undefined, group: undefined, ...part } });
  const say = (digest: string, said: string): ProgressEvent => ({ kind: 'log', vertex: digest, stream: 'stdout', text: said, at: undefined });
  log.command(['docker', 'buildx', 'build', '/a b']);
  for (const event of [
    vertex('i', '[internal] load build context', { startedAt: 1 }), vertex('i', '[internal] load build context', { startedAt: 1, completedAt: 2 }),
    vertex('0', '[1/5] RUN zero', { startedAt: 5, completedAt: 5, cached: true }), vertex('1', '[2/5] RUN one', { startedAt: 5, completedAt: 6, cached: true }),
    vertex('2', '[3/5] RUN hunter2', { startedAt: 1000 }), say('2', 'half'), say('2', ' a line\n10%\r90%\r\n'), vertex('3', '[4/5] RUN three', { startedAt: 1000 }), say('3', 'other\n'), say('2', 'again'),
    vertex('2', '[3/5] RUN hunter2', { startedAt: 1000, completedAt: 2500 }),
    vertex('x', '[x 1/1] RUN never ran', { startedAt: 3000, completedAt: 3000, cached: true }), vertex('3', '[4/5] RUN three', { startedAt: 1000, completedAt: 3000, error: 'exit code: 1' }), vertex('4', '[5/5] COPY a b', { startedAt: 3000, completedAt: 3000, error: 'not found' }),
    { kind: 'text', text: 'ERROR: failed' } as const,
  ]) log.event(event);
  log.finish();
  assert.equal(stripVTControlCharacters(text), [
    "$ docker buildx build '/a b'", 'CACHED [1/5] RUN zero', 'CACHED [2/5] RUN one', '[3/5] RUN $TOKEN', '  half a line', '  90%', '[4/5] RUN three', '  other', '[3/5] RUN $TOKEN', '  again', 'DONE [3/5] RUN $TOKEN 1.5s',
    'ERROR [4/5] RUN three: exit code: 1', 'ERROR [5/5] COPY a b: not found', 'ERROR: failed', '',
  ].join('\n'));
  assert.match(text, /\u001b\[36m/);
});

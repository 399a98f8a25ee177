// Proves the private engine and its harness by real builds: if one of these fails, no other engine test can be believed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { buildImage, buildWithMetadata, makeContext } from '../harness/engine/build.js';
import { docker, freshBase, useEngine } from '../harness/engine/engine.js';
import { compareConfigs, compareImages, imageConfig, imageContents } from '../harness/engine/image.js';

/** The repository's folder, put in by the bundler of the test runner. */
declare const __ROOT__: string;

interface Vertex { readonly digest: string; readonly name: string; readonly cached?: boolean; readonly started?: string; readonly completed?: string }

/** The last state of every numbered step of a rawjson stream. */
function stepsOf(stream: string): ReadonlyMap<string, Vertex> {
  const objects = stream.split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as { readonly vertexes?: readonly Vertex[] });
  const last = new Map(objects.flatMap(o => o.vertexes ?? []).map(v => [v.digest, v]));
  return new Map([...last.values()].filter(v => /^\[.*\d+\/\d+\] /.test(v.name)).map(v => [v.name.replace(/^\[.*?\] /, ''), v]));
}

const script = (name: string) => pathToFileURL(path.join(__ROOT__, 'scripts/engine', name)).href;
const tag = (name: string) => `layerwise-test/${name}:${process.pid}`;

test('a plain RUN works and a second build is all cached', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nWORKDIR /app\nCOPY a.txt .\nRUN echo "said by the step" && cat a.txt\n`, 'a.txt': 'one\n' });

  const first = await buildImage(engine, context);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stderr, /^#\d+ [\d.]+ said by the step$/m);

  const second = await buildImage(engine, context, { progress: 'rawjson' });
  const steps = stepsOf(second.stderr);
  assert.deepEqual([...steps.keys()].filter(name => !name.startsWith('FROM')).sort(), ['COPY a.txt .', 'RUN echo "said by the step" && cat a.txt', 'WORKDIR /app']);
  for (const [name, step] of steps) if (!name.startsWith('FROM')) assert.equal(step.cached, true, name);
});

test('two bases share no cache, whatever was built before', async () => {
  const engine = await useEngine();
  for (let i = 0; i < 2; i++) {
    const built = await buildImage(engine, makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN echo same\n` }), { progress: 'rawjson' });
    assert.equal(stepsOf(built.stderr).get('RUN echo same')?.cached ?? false, false);
  }
});

test('a failed build gives its exit code and the excerpt', async () => {
  const engine = await useEngine();
  const built = await buildWithMetadata(engine, makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN exit 7\n` }));
  assert.notEqual(built.code, 0);
  assert.match(built.stderr, /exit code: 7/);
  assert.equal(built.metadata, undefined);
});

test('the metadata file has the provenance with lines of every step', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\n\nRUN echo a && \\\n    echo b\n` });
  const { code, stderr, metadata } = await buildWithMetadata(engine, context);
  assert.equal(code, 0, stderr);
  const provenance = metadata?.['buildx.build.provenance'] as {
    readonly buildConfig: { readonly digestMapping: Readonly<Record<string, string>> };
    readonly metadata: Readonly<Record<string, { readonly source: { readonly locations: Readonly<Record<string, { readonly locations: readonly { readonly ranges: readonly { readonly start: { readonly line: number } }[] }[] }>> } }>>;
  };
  const run = [...stepsOf(stderr)].find(([name]) => name.startsWith('RUN'))?.[1];
  const step = provenance.buildConfig.digestMapping[run?.digest ?? ''];
  const places = provenance.metadata['https://mobyproject.org/buildkit@v1#metadata']?.source.locations[step ?? ''];
  assert.deepEqual(places?.locations.flatMap(l => l.ranges.map(r => r.start.line)), [3, 4]);
});

test('equal images are equal and one changed permission bit is told', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const dockerfile = (mode: string) => `FROM ${base}\nRUN mkdir /d && echo x > /d/f && chmod ${mode} /d/f && ln -s f /d/link && ln /d/f /d/hard\n`;
  const contents = async (name: string, mode: string) => {
    const built = await buildImage(engine, makeContext({ Dockerfile: dockerfile(mode) }), { tag: tag(name), args: ['--no-cache'] });
    assert.equal(built.code, 0, built.stderr);
    return imageContents(engine, tag(name));
  };
  const [first, same, other] = [await contents('mode-a', '640'), await contents('mode-b', '640'), await contents('mode-c', '641')];
  assert.deepEqual(compareImages(first, same), []);
  assert.deepEqual(compareImages(first, other, { ignore: [/hard$/] }), [{ path: '/d/f', what: 'mode 0640 and 0641' }]);
  assert.deepEqual(first.find(f => f.path === '/d/link'), { path: '/d/link', type: 'symlink', mode: 0o777, uid: 0, gid: 0, size: 0, linkTarget: 'f' });
  assert.equal(first.some(f => f.path === '/.dockerenv' || f.path.startsWith('/proc/')), false, 'files of a running container are no part of an image');
});

test('deleted files, replaced folders and owners are shown as they are', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: [
    `FROM ${await freshBase(engine)}`,
    'RUN mkdir -p /keep /gone /again/deep /turned && touch /keep/stays /keep/goes /gone/x /again/old /again/deep/old /turned/inside',
    'RUN rm /keep/goes && rm -r /gone && rm -r /again && mkdir /again && touch /again/new && rm -r /turned && echo file > /turned',
    'COPY --chown=12:34 --chmod=4755 tool /bin/tool',
  ].join('\n'), tool: { text: '#!/bin/sh\n', mode: 0o600 } });
  const built = await buildImage(engine, context, { tag: tag('whiteouts') });
  assert.equal(built.code, 0, built.stderr);
  const files = await imageContents(engine, tag('whiteouts'));
  assert.deepEqual(files.map(f => f.path).filter(p => /^\/(keep|gone|again|turned)/.test(p)), ['/again', '/again/new', '/keep', '/keep/stays', '/turned']);
  assert.equal(files.find(f => f.path === '/turned')?.type, 'file');
  const tool = files.find(f => f.path === '/bin/tool');
  assert.deepEqual([tool?.mode, tool?.uid, tool?.gid, tool?.size], [0o4755, 12, 34, 10]);
});

test('configurations are compared field by field', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  for (const cmd of ['one', 'two']) assert.equal((await buildImage(engine, makeContext({ Dockerfile: `FROM ${base}\nENV A=1\nCMD ["${cmd}"]\n` }), { tag: tag(cmd) })).code, 0);
  assert.deepEqual(compareConfigs(await imageConfig(engine, tag('one')), await imageConfig(engine, tag('two'))), [{ path: 'Cmd', what: '["one"] and ["two"]' }]);
});

test('pip installs on the python base', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine, 'python')}\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN python -c 'import six; print("six", six.__version__)'\n`, 'requirements.txt': 'six==1.16.0\n' });
  const built = await buildImage(engine, context, { args: ['--network=host'] });
  assert.equal(built.code, 0, built.stderr);
  assert.match(built.stderr, /six 1\.16\.0/);
});

test('npm ci installs on the node base', async () => {
  const engine = await useEngine();
  const lock = { name: 'tiny', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: 'tiny', version: '1.0.0', dependencies: { 'is-number': '7.0.0' } }, 'node_modules/is-number': { version: '7.0.0', license: 'MIT' } } };
  const context = makeContext({
    Dockerfile: `FROM ${await freshBase(engine, 'node')}\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci --no-audit --no-fund\nRUN node -e 'console.log("is-number", require("is-number")(5))'\n`,
    'package.json': JSON.stringify({ name: 'tiny', version: '1.0.0', dependencies: { 'is-number': '7.0.0' } }), 'package-lock.json': JSON.stringify(lock),
  });
  const built = await buildImage(engine, context, { args: ['--network=host'] });
  assert.equal(built.code, 0, built.stderr);
  assert.match(built.stderr, /is-number true/);
});

test('the containerd image store gives the same contents as the classic one', async () => {
  const [classic, store] = [await useEngine(), await useEngine({ containerdSnapshotter: true })];
  const dockerfile = (base: string) => `FROM ${base}\nCOPY --link --chown=5:6 a.txt /new/a.txt\nRUN rm -r /tmp && mkdir -m 700 /tmp\n`;
  const contents = [];
  for (const engine of [classic, store]) {
    const built = await buildImage(engine, makeContext({ Dockerfile: dockerfile(await freshBase(engine)), 'a.txt': 'a\n' }), { tag: tag('store') });
    assert.equal(built.code, 0, built.stderr);
    contents.push(await imageContents(engine, tag('store')));
  }
  assert.equal((await docker(store, 'info', '--format', '{{json .DriverStatus}}')).stdout.includes('containerd'), true);
  assert.deepEqual(compareImages(contents[0] ?? [], contents[1] ?? [], { ignore: [/^\/etc\/layerwise-nonce$/] }), []);
});

test('the distribution\'s own mirror is found among what else the apt folder names', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-apt-'));
  const { aptSources, ownMirror } = await import(script('apt.mjs')) as typeof import('../../scripts/engine/apt.mjs');
  mkdirSync(path.join(folder, 'sources.list.d'));
  const write = (name: string, ...lines: string[]) => writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);
  write('sources.list', '# deb http://comment.example/debian bookworm main', 'deb [arch=amd64 signed-by=/etc/key.gpg] https://vendor.example/linux/debian bookworm stable', 'deb-src http://source.example/debian bookworm main');
  write('sources.list.d/a.sources', 'Types: deb', 'URIs: http://off.example/debian', 'Suites: bookworm', 'Components: main', 'Enabled: no', '', 'Types: deb', 'URIs: http://security.example/debian-security', 'Suites: bookworm-security', 'Components: main');
  write('sources.list.d/b.list.disabled', 'deb http://disabled.example/debian bookworm main');
  write('sources.list.d/c.sources', 'Types: deb', '# http://snapshot.example/debian', 'URIs: http://own.example/debian/', 'Suites: bookworm', ' bookworm-updates', 'Components: main', 'Signed-By: /usr/share/keyrings/own.gpg');
  assert.deepEqual(ownMirror({ id: 'debian', codename: 'bookworm' }, aptSources(folder)), { uri: 'http://own.example/debian/', suites: ['bookworm', 'bookworm-updates'], components: ['main'], signedBy: '/usr/share/keyrings/own.gpg' });
  rmSync(path.join(folder, 'sources.list.d'), { recursive: true });
  assert.throws(() => ownMirror({ id: 'debian', codename: 'bookworm' }, aptSources(folder)), { name: 'EngineUnavailable', reason: 'noMirror' });
  rmSync(folder, { recursive: true });
});

test('a folder with other contents is refused and left as it is', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-foreign-'));
  writeFileSync(path.join(folder, 'thesis.txt'), 'years of work');
  const { startEngine } = await import(script('daemon.mjs')) as typeof import('../../scripts/engine/daemon.mjs');
  const { installEngine } = await import(script('install.mjs')) as typeof import('../../scripts/engine/install.mjs');
  await assert.rejects(startEngine({ engine: await installEngine(), dir: folder }), { name: 'EngineUnavailable', reason: 'start' });
  assert.deepEqual(readdirSync(folder), ['thesis.txt']);
  rmSync(folder, { recursive: true });
});

test('a killed process leaves neither daemon nor bridge nor data', async () => {
  const program = `const [{ startEngine }, { installEngine }] = [await import(process.argv[1]), await import(process.argv[2])];
    const started = await startEngine({ engine: await installEngine() });
    console.log(started.dir);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, script('daemon.mjs'), script('install.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const dir = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', code => reject(new Error(`ended with ${code} before the engine was up`)));
  });
  const { pid, bridge } = JSON.parse(readFileSync(path.join(dir, 'engine.json'), 'utf8')) as { readonly pid: number; readonly bridge: string };
  const alive = () => existsSync(`/proc/${pid}/stat`) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  assert.deepEqual([alive(), existsSync(`/sys/class/net/${bridge}`)], [true, true]);

  child.kill('SIGKILL');
  for (let i = 0; i < 200 && existsSync(dir); i++) await setTimeout(100);
  assert.deepEqual({ data: existsSync(dir), daemon: alive(), bridge: existsSync(`/sys/class/net/${bridge}`) }, { data: false, daemon: false, bridge: false });
});

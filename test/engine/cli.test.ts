// `layerwise build` against the real engine: the table, the JSON, exit codes and what is left behind.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { buildProgram, layerwise, root, type Result, type RunOptions } from '../cli/harness.js';
import { makeContext } from '../harness/engine/build.js';
import { readExamples, updateExample } from '../harness/consoleExamples.js';
import { docker, freshBase, useEngine } from '../harness/engine/engine.js';

before(buildProgram);

interface BuildAnswer {
  readonly version: number;
  readonly status: string;
  readonly seconds: number;
  readonly steps: readonly { readonly line: number; readonly endLine: number; readonly stage: string; readonly instruction: string; readonly outcome: string; readonly seconds: number | null; readonly error?: string }[];
}

async function build(folder: string, words: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { env } = await useEngine();
  return layerwise(folder, ['build', ...words], { ...options, env: { ...env, ...options.env } });
}

const json = ({ stdout }: Result) => JSON.parse(stdout) as BuildAnswer;
const table = ({ steps }: BuildAnswer) => steps.filter(({ instruction }) => !instruction.startsWith('FROM')).map(step => `${step.line}-${step.endLine} ${step.stage} ${step.outcome}`);
/** Times as they come out are replaced, so that the rest can be compared. */
const timeless = (text: string) => text.replace(/\d+(?:\.\d+)? m?s\b/g, '0 s').replace(/"seconds": [\d.]+/g, '"seconds": 0');

test('the table: what ran with its seconds, then all cached, then what an edit leaves cached', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nENV A=1\nCOPY package.txt .\nRUN sleep 1 && \\\n    echo installed\nCOPY src src\nCMD ["true"]\n`, 'package.txt': '1', 'src/a': 'one' });
  const rows = (result: Result) => result.stdout.trimEnd().split('\n').map(line => line.trim().replace(/ {2,}/g, ' | ')).filter(line => !line.includes('| FROM'));
  const first = await build(context.dir, ['.']);
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(rows(first).map(timeless), ['3 | COPY package.txt . | ran', '4 | RUN sleep 1 && echo installed | ran 0 s', '6 | COPY src src | ran', 'Built in 0 s · 0 of 3 steps cached']);
  assert.match(first.stdout, /echo installed +ran 1\.\d s/);
  assert.match(first.stderr, /^\$ docker buildx build /);
  assert.match(first.stderr, /^ {2}installed$/m);
  assert.doesNotMatch(first.stdout + first.stderr, /\u001b/);
  assert.deepEqual(rows(await build(context.dir, ['.'])).map(timeless), ['3 | COPY package.txt . | cached', '4 | RUN sleep 1 && echo installed | cached', '6 | COPY src src | cached', 'Built in 0 s · 3 of 3 steps cached']);
  context.write({ 'src/a': 'other' });
  assert.deepEqual(rows(await build(context.dir, ['.'])).slice(0, 2), ['3 | COPY package.txt . | cached', '4 | RUN sleep 1 && echo installed | cached']);
});

test('JSON has exactly the documented shape', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const context = makeContext({ 'docker/Dockerfile': `FROM ${base} AS deps\nRUN echo deps \\\n  > /deps\nFROM ${base} AS unused\nRUN echo unused\nFROM ${base}\nCOPY --from=deps /deps /\nRUN cat /deps\n` });
  const first = await build(context.dir, ['--format', 'json', '-f', 'docker/Dockerfile', '.']);
  assert.equal(first.code, 0, first.stderr);
  const answer = json(first);
  assert.deepEqual(Object.keys(answer), ['version', 'status', 'seconds', 'steps']);
  assert.deepEqual([answer.version, answer.status, answer.seconds > 0], [1, 'succeeded', true]);
  for (const step of answer.steps) assert.deepEqual(Object.keys(step), ['line', 'endLine', 'stage', 'instruction', 'outcome', 'seconds']);
  assert.deepEqual(table(answer), ['2-3 deps ran', '5-5 unused skipped', '7-7 2 ran', '8-8 2 ran']);
  const again = json(await build(context.dir, ['--format', 'json', '-f', 'docker/Dockerfile', '.']));
  assert.deepEqual(table(again), ['2-3 deps skipped', '5-5 unused skipped', '7-7 2 cached', '8-8 2 cached']);
  assert.ok(again.steps.every(({ seconds }) => seconds === null));
});

test('target, arguments, tag, --no-cache and words for the engine arrive', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)} AS first\nARG WHO=nobody\nARG MOOD\nRUN test "$WHO $MOOD" = "secretname cheerful"\nFROM first\nRUN exit 1\n` });
  const tag = `layerwise-test/cli:${process.pid}`;
  const words = ['--format', 'json', '--target', 'first', '--build-arg', 'WHO=secretname', '--build-arg', 'MOOD', '--tag', tag, '.', '--', '--label', 'from=words'];
  const first = await build(context.dir, words, { env: { MOOD: 'cheerful' } });
  assert.equal(first.code, 0, first.stderr);
  assert.equal((await docker(engine, 'image', 'inspect', '--format', '{{index .Config.Labels "from"}}', tag)).stdout.trim(), 'words');
  assert.doesNotMatch(first.stderr.replace('= "secretname cheerful"', ''), /secretname/);
  const again = json(await build(context.dir, [...words.slice(0, 2), '--no-cache', ...words.slice(2)], { env: { MOOD: 'cheerful' } }));
  assert.deepEqual(table(again), ['4-4 first ran', '6-6 1 skipped']);
});

test('a failing build: exit code 1, the step with its error, the end in words', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN echo fine\nRUN echo going down && exit 7\nRUN echo never\n` });
  const asJson = await build(context.dir, ['--format', 'json', '.']);
  assert.equal(asJson.code, 1);
  const answer = json(asJson);
  assert.equal(answer.status, 'failed');
  assert.deepEqual(table(answer), ['2-2 0 ran', '3-3 0 failed']);
  assert.match(answer.steps.find(({ outcome }) => outcome === 'failed')?.error ?? '', /exit code: 7/);
  const asText = await build(context.dir, ['.']);
  assert.equal(asText.code, 1);
  assert.match(asText.stdout, /^ *2 {2}RUN echo fine +cached *$[^]*^ *3 {2}RUN echo going down && exit 7 +failed after .* s *$[^]*^Failed after .*: .*exit code: 7.*$/m);
});

test('a Dockerfile that is no Dockerfile fails with the engine\'s words', async () => {
  const result = await build(makeContext({ Dockerfile: 'FROM scratch\nRUNN true\n' }).dir, ['.']);
  assert.equal(result.code, 1);
  assert.match(result.stdout, /^Failed after .*unknown instruction: RUNN/);
});

test('an engine that does not answer is a broken environment', async () => {
  const result = await build(makeContext({ Dockerfile: 'FROM scratch\n' }).dir, ['.'], { env: { DOCKER_HOST: 'unix:///no/such.sock' } });
  assert.deepEqual([result.code, result.stdout], [2, '']);
  assert.match(result.stderr, /^Docker does not answer at unix:\/\/\/no\/such\.sock[^\n]*\n$/);
});

const metadataFolders = () => readdirSync(tmpdir()).filter(name => name.startsWith('layerwise-build-'));
/** Those of a process that was killed before these tests began are not theirs. */
const foreignFolders = new Set(metadataFolders());

/** Processes whose command line names the folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name) && name !== String(process.pid)).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  });
}

test('Ctrl-C ends the build and leaves nothing, also when a runner passes it on again', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nRUN echo under way && sleep 60\nRUN echo never\n` });
  let interruptedAt = 0;
  const result = await build(context.dir, ['--format', 'json', '.'], {
    started: child => {
      let log = '';
      child.stderr?.on('data', (text: string) => {
        log += text;
        if (interruptedAt > 0 || !log.includes('  under way')) return;
        interruptedAt = Date.now();
        child.kill('SIGINT');
        setTimeout(() => child.kill('SIGINT'), 20);
      });
    },
  });
  assert.ok(interruptedAt > 0, result.stderr);
  assert.ok(Date.now() - interruptedAt < 9000, 'the interrupt was enough');
  assert.deepEqual([result.signal, result.code, json(result).status], [null, 1, 'canceled']);
  assert.deepEqual(table(json(result)), ['2-2 0 canceled']);
  assert.deepEqual(processesOf(context.dir), []);
  assert.deepEqual(metadataFolders().filter(name => !foreignFolders.has(name)), []);
});

test('the examples of the documentation', async t => {
  const engine = await useEngine();
  const page = path.join(root, 'docs/command-line.md');
  const examples = readExamples(page).filter(({ words }) => words[0] === 'build');
  assert.deepEqual(examples.map(({ words }) => words.includes('json')), [false, true]);
  const context = makeContext(examples[0]?.files ?? {});
  const base = ['--', '--build-context', `busybox:1.37=docker-image://${await freshBase(engine)}`];
  for (const example of examples) {
    await t.test(`layerwise ${example.words.join(' ')}`, async () => {
      const { stdout, stderr, code } = await build(context.dir, [...example.words.slice(1), ...base]);
      assert.equal(code, 1, stderr);
      if (!updateExample(page, example, stdout)) assert.equal(timeless(stdout), timeless(example.output));
    });
  }
  await docker(engine, 'image', 'rm', 'example');
});

// `layerwise prove` against the real engine: verdicts, JSON, exit codes, and that nothing of the user's is touched or left.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { buildProgram, layerwise, root, type Result, type RunOptions } from '../cli/harness.js';
import { readExamples, updateExample } from '../harness/consoleExamples.js';
import { makeContext, type BuildContext } from '../harness/engine/build.js';
import { docker, freshBase, useEngine } from '../harness/engine/engine.js';

before(buildProgram);

interface Edited { readonly seconds: number; readonly ran: readonly { readonly line: number; readonly instruction: string; readonly seconds: number | null }[] }
interface Answer {
  readonly version: number;
  readonly same: boolean;
  readonly differences: readonly { readonly path: string; readonly what: string }[];
  readonly expected: readonly { readonly path: string; readonly what: string }[];
  readonly unsteady: number | null;
  readonly fixes: readonly { readonly rule: string; readonly title: string }[];
  readonly touched: string | null;
  readonly before: Edited | null;
  readonly after: Edited | null;
}

async function prove(folder: string, words: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { env } = await useEngine();
  const marked = [...words, ...(words.includes('--') ? [] : ['--']), '--label', label];
  return layerwise(folder, ['prove', ...marked], { ...options, env: { ...env, TMPDIR: temporary, ...options.env } });
}

/** A folder and a mark of this process, so that what is left behind is told from what others do at the same time. */
const temporary = makeContext({}).dir;
const label = `layerwise-test=${process.pid}`;

const json = ({ stdout, stderr }: Result) => { assert.notEqual(stdout, '', stderr); return JSON.parse(stdout) as Answer; };
const ran = (edited: Edited | null) => edited?.ran.map(({ line, instruction }) => `${line} ${instruction}`);

/** A package manager that takes a while and leaves something that differs each time. */
const pip = "printf '#!/bin/sh\\nsleep 1; mkdir -p /packages; cp \"$3\" /packages/list; cat /proc/sys/kernel/random/uuid > /packages/stamp; touch /packages/$(cat /proc/sys/kernel/random/uuid).log\\n' > /bin/pip && chmod +x /bin/pip";
const project = (base: string, more = '') => ({ Dockerfile: `FROM ${base}\nRUN ${pip}\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt${more}\n`, 'requirements.txt': 'one\n', 'app.py': 'print()\n', 'tools/run.sh': { text: 'echo\n', mode: 0o751 } });

/** Everything in the folder with contents, modes and times. */
function seen(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort().map(name => {
    const at = statSync(path.join(folder, name));
    return `${name} ${at.mode} ${at.mtimeMs} ${at.isFile() ? readFileSync(path.join(folder, name), 'utf8') : ''}`;
  });
}

async function assertNothingLeft(context: BuildContext, before: readonly string[]): Promise<void> {
  assert.deepEqual(seen(context.dir), before);
  assert.deepEqual(readdirSync(temporary), []);
  assert.equal((await docker(await useEngine(), 'image', 'ls', '--quiet', '--filter', `label=${label}`)).stdout, '');
}

test('the same image, and an edit that costs less; unsteady files are left aside', async () => {
  const engine = await useEngine();
  const context = makeContext(project(await freshBase(engine)));
  const before = seen(context.dir);
  const result = await prove(context.dir, ['--rule', 'copy-before-install', '--format', 'json', '.']);
  const answer = json(result);
  assert.equal(result.code, 0, result.stdout);
  assert.deepEqual(Object.keys(answer), ['version', 'same', 'differences', 'expected', 'unsteady', 'fixes', 'touched', 'before', 'after']);
  assert.deepEqual([answer.version, answer.same, answer.differences, answer.touched], [1, true, [], 'app.py']);
  assert.deepEqual(answer.expected.map(({ path: at }) => at), ['/app/Dockerfile']);
  assert.equal(answer.unsteady, 3, 'the stamp and two names of logs');
  assert.deepEqual(ran(answer.before), ['4 COPY . .', '5 RUN pip install -r requirements.txt']);
  assert.deepEqual(ran(answer.after), ['6 COPY . .']);
  assert.ok((answer.before?.seconds ?? 0) > 1 && (answer.after?.seconds ?? 9) < (answer.before?.seconds ?? 0));
  assert.match(result.stderr, /once more, without its cache/);
  await assertNothingLeft(context, before);
  const again = json(await prove(context.dir, ['--rule', 'copy-before-install', '--format', 'json', '.']));
  assert.deepEqual(ran(again.before), ran(answer.before), 'what the first proof edited helps the second one nothing');
});

test('a fix that changes the image is told by path, with exit code 1', async () => {
  const engine = await useEngine();
  // What is mounted is not in the text of the step, so no analysis can know that this step looks at it.
  const context = makeContext(project(await freshBase(engine), ' && wc -l < /proc/self/mountinfo > /mounts'));
  const before = seen(context.dir);
  const result = await prove(context.dir, ['--rule', 'missing-cache-mount', '.']);
  assert.equal(result.code, 1, result.stderr);
  assert.match(result.stdout, /^The image is not the same: 1 difference$[^]*^ {2}\/mounts {2}content /m);
  await assertNothingLeft(context, before);
});

test('the file and the argument that are named are the ones that change', async () => {
  const engine = await useEngine();
  const context = makeContext({ ...project(await freshBase(engine)), 'docker/Dockerfile': `FROM ${await freshBase(engine)}\nRUN ${pip}\nARG COMMIT=one\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN echo $COMMIT > version\n` });
  const touched = json(await prove(context.dir, ['--rule', 'copy-before-install', '--touch', 'requirements.txt', '--format', 'json', '.']));
  assert.deepEqual([touched.touched, touched.after?.ran.length], ['requirements.txt', 3]);
  const argument = json(await prove(context.dir, ['-f', 'docker/Dockerfile', '--rule', 'volatile-argument', '--build-arg', 'COMMIT=two', '--touch-arg', 'COMMIT=three', '--format', 'json', '.']));
  assert.deepEqual([argument.same, argument.touched, ran(argument.after)], [true, 'COMMIT', ['7 RUN echo $COMMIT > version']]);
  assert.ok(ran(argument.before)?.some(step => step.includes('pip install')));
});

test('an ignore file that a fix makes counts in the copy, and what it leaves out is expected', async () => {
  const engine = await useEngine();
  const context = makeContext({ Dockerfile: `FROM ${await freshBase(engine)}\nWORKDIR /app\nCOPY . .\nRUN ls\n`, 'app.py': 'print()\n', '__pycache__/app.cpython-311.pyc': 'one' });
  const before = seen(context.dir);
  const answer = json(await prove(context.dir, ['--rule', 'weak-ignore-file', '--format', 'json', '.']));
  assert.deepEqual([answer.same, answer.differences], [true, []]);
  assert.ok(answer.expected.some(({ path: at }) => at === '/app/__pycache__'));
  await assertNothingLeft(context, before);
});

test('a Dockerfile outside of the context with an ignore file of its own, links and modes', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const context = makeContext({
    'build/Dockerfile': `FROM ${base}\nRUN ${pip}\nCOPY . /app\nWORKDIR /app\nRUN pip install -r requirements.txt\nRUN test ! -e secret.txt && test -x tools/run.sh && test "$(readlink link.py)" = app.py && stat -c %a locked > mode\n`,
    'build/Dockerfile.dockerignore': 'secret.txt\n', 'src/requirements.txt': 'one\n', 'src/app.py': 'print()\n', 'src/secret.txt': 'x', 'src/link.py': { link: 'app.py' }, 'src/tools/run.sh': { text: 'echo\n', mode: 0o751 },
    'src/locked/file': '', 'src/locked': { folderMode: 0o500 },
  });
  const before = seen(context.dir);
  const result = await prove(context.dir, ['-f', 'build/Dockerfile', '--rule', 'copy-before-install', '--format', 'json', 'src']);
  const answer = json(result);
  assert.deepEqual([answer.same, answer.differences, answer.expected], [true, [], []], result.stderr);
  assert.ok(!ran(answer.after)?.some(step => step.includes('pip install')) && ran(answer.before)?.some(step => step.includes('pip install')));
  await assertNothingLeft(context, before);
});

test('nothing to prove, nothing that builds, nobody who builds: exit code 2 and a sentence', async () => {
  const engine = await useEngine();
  const base = await freshBase(engine);
  const nothing = await prove(makeContext({ Dockerfile: `FROM ${base}\nRUN true\n` }).dir, ['.']);
  assert.deepEqual([nothing.code, nothing.stdout, nothing.stderr], [2, '', 'There is no fix to prove for Dockerfile.\n']);
  const broken = makeContext(project(base, ' && exit 3'));
  const before = seen(broken.dir);
  const result = await prove(broken.dir, ['.']);
  assert.deepEqual([result.code, result.stdout], [2, '']);
  assert.match(result.stderr, /does not build as it is\. .*exit code: 3/);
  await assertNothingLeft(broken, before);
  const deaf = await prove(makeContext(project(base)).dir, ['.'], { env: { DOCKER_HOST: 'unix:///no/such.sock' } });
  assert.equal(deaf.code, 2);
  assert.match(deaf.stderr, /Docker does not answer at/);
  const noFile = await prove(makeContext(project(base)).dir, ['--touch', 'no/such.py', '.']);
  assert.equal(noFile.code, 2);
  assert.match(noFile.stderr, /no\/such\.py is no file that the build is sent/);
});

test('Ctrl-C leaves neither folder nor image nor process', async () => {
  const engine = await useEngine();
  const context = makeContext(project(await freshBase(engine), ' && sleep 60'));
  mkdirSync(path.join(context.dir, 'locked'), { mode: 0o555 });
  const before = seen(context.dir);
  const started = Date.now();
  const result = await prove(context.dir, ['.'], {
    started: child => {
      child.stderr?.on('data', (text: string) => { if (text.includes('as it is')) setTimeout(() => child.kill('SIGINT'), 3000); });
    },
  });
  assert.ok(Date.now() - started < 40_000);
  assert.deepEqual([result.signal, result.code, result.stdout], [null, 2, '']);
  assert.match(result.stderr, /The proof was canceled\.\n$/);
  await assertNothingLeft(context, before);
});

test('the examples of the documentation', async t => {
  const engine = await useEngine();
  const page = path.join(root, 'docs/command-line.md');
  const examples = readExamples(page).filter(({ words }) => words[0] === 'prove');
  assert.deepEqual(examples.map(({ words }) => words.includes('json')), [false, true]);
  const context = makeContext(examples[0]?.files ?? {});
  const base = ['--', '--build-context', `busybox:1.37=docker-image://${await freshBase(engine)}`];
  const timeless = (text: string) => text.replace(/\d+(?:\.\d+)? m?s\b/g, '0 s').replace(/"seconds": [\d.]+/g, '"seconds": 0');
  for (const example of examples) {
    await t.test(`layerwise ${example.words.join(' ')}`, async () => {
      const { stdout, stderr, code } = await prove(context.dir, [...example.words.slice(1), ...base]);
      assert.equal(code, 0, stderr);
      if (!updateExample(page, example, stdout)) assert.equal(timeless(stdout), timeless(example.output));
    });
  }
});

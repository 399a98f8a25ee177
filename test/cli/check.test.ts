// `layerwise check` on real files: findings as text and JSON, exit codes, and files that are odd.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { buildProgram, layerwise, makeFolder, nobody, write } from './harness.js';

before(buildProgram);

interface Edit { readonly path: string; readonly range: Range; readonly newText: string }
interface Range { readonly start: { readonly line: number; readonly character: number }; readonly end: { readonly line: number; readonly character: number } }
interface CheckFinding { readonly rule: string; readonly severity: string; readonly message: string; readonly range: Range; readonly related: readonly { readonly message: string; readonly range: Range }[]; readonly fix: { readonly title: string; readonly safe: boolean; readonly gain: unknown; readonly edits: readonly Edit[] } | null; readonly blocked: string | null }
interface CheckAnswer { readonly version: number; readonly files: readonly { readonly path: string; readonly findings: readonly CheckFinding[] }[] }

const naive = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';
const project = { Dockerfile: naive, 'requirements.txt': 'numpy==1.26.4\n', 'main.py': 'print()\n', '.dockerignore': 'Dockerfile\n.dockerignore\n' };
const clean = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY main.py ./\n';
const json = (text: string) => JSON.parse(text) as CheckAnswer;

test('one line per finding, the totals last, and exit code 1', async () => {
  const { code, stdout, stderr } = await layerwise(makeFolder(project), ['check']);
  assert.equal(stderr, '');
  assert.equal(code, 1);
  const lines = stdout.trimEnd().split('\n');
  assert.match(lines[0] ?? '', /^Dockerfile:3:1 warning copy-before-install {2}'COPY \. \.' changes with every source edit/);
  assert.match(lines.at(-1) ?? '', /^2 findings in 1 file, 2 fixable with: layerwise fix$/);
  assert.ok(lines.slice(0, -1).every(line => /^Dockerfile:\d+:\d+ (?:warning|information|hint) [a-z-]+ {2}\S/.test(line)), stdout);
});

test('a file without findings is said to be clean, with exit code 0', async () => {
  const { code, stdout } = await layerwise(makeFolder({ Dockerfile: clean, 'main.py': '' }), ['check', 'Dockerfile']);
  assert.deepEqual([code, stdout], [0, 'Nothing found in 1 file\n']);
});

test('an empty file is clean', async () => {
  const { code, stdout } = await layerwise(makeFolder({ Dockerfile: '' }), ['check', 'Dockerfile']);
  assert.deepEqual([code, stdout], [0, 'Nothing found in 1 file\n']);
});

test('--fail-on moves the line between the exit codes 0 and 1', async () => {
  const folder = makeFolder({ ...project, Dockerfile: 'FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n' });
  const codes = [];
  for (const level of ['hint', 'information', 'warning', 'never']) codes.push((await layerwise(folder, ['check', '--fail-on', level])).code);
  assert.deepEqual(codes, [1, 0, 0, 0], 'there is one hint and no more');
  assert.equal((await layerwise(makeFolder(project), ['check', '--fail-on', 'never'])).code, 0);
});

test('JSON has exactly the documented shape, with positions from 0', async () => {
  const { code, stdout } = await layerwise(makeFolder(project), ['check', '--format', 'json']);
  assert.equal(code, 1);
  const answer = json(stdout);
  assert.deepEqual(Object.keys(answer), ['version', 'files']);
  assert.equal(answer.version, 1);
  assert.deepEqual(answer.files.map(file => [Object.keys(file), file.path]), [[['path', 'findings'], 'Dockerfile']]);
  const finding = answer.files[0]?.findings.find(({ rule }) => rule === 'copy-before-install');
  assert.ok(finding);
  assert.deepEqual(Object.keys(finding), ['rule', 'severity', 'message', 'range', 'related', 'fix', 'alternatives', 'blocked']);
  assert.deepEqual([finding.severity, finding.range, finding.blocked], ['warning', { start: { line: 2, character: 0 }, end: { line: 2, character: 8 } }, null]);
  assert.deepEqual(finding.related, [{ message: "'pip install' runs again whenever 'COPY . .' above brings a changed file", range: { start: { line: 3, character: 0 }, end: { line: 3, character: 35 } } }]);
  assert.deepEqual(Object.keys(finding.fix ?? {}), ['title', 'safe', 'changes', 'gain', 'edits']);
  assert.deepEqual([finding.fix?.safe, finding.fix?.gain], [true, { file: 'main.py', before: { steps: 2, seconds: null }, after: { steps: 1, seconds: null } }]);
  assert.equal(finding.fix?.title, "Copy requirements.txt before 'pip install'");
  for (const edit of finding.fix?.edits ?? []) assert.deepEqual(Object.keys(edit), ['path', 'range', 'newText']);
});

test('the edits of a fix lead to the text that `fix` writes', async () => {
  const folder = makeFolder(project);
  const answer = json((await layerwise(folder, ['check', '--rule', 'copy-before-install', '--format', 'json'])).stdout);
  const edits = answer.files[0]?.findings[0]?.fix?.edits ?? [];
  assert.ok(edits.length > 0 && edits.every(edit => edit.path === 'Dockerfile'));
  const starts = naive.split('\n').reduce<number[]>((all, line) => [...all, (all.at(-1) ?? 0) + line.length + 1], [0]);
  const offset = ({ line, character }: Range['start']) => (starts[line] ?? 0) + character;
  const applied = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((text, { range, newText }) => text.slice(0, offset(range.start)) + newText + text.slice(offset(range.end)), naive);
  await layerwise(folder, ['fix', '--rule', 'copy-before-install']);
  assert.equal(applied, readFileSync(path.join(folder, 'Dockerfile'), 'utf8'));
  assert.notEqual(applied, naive);
});

test('where no fix is safe, the reason stands in its place', async () => {
  const folder = makeFolder({ ...project, 'requirements.txt': '-e .\n', 'setup.py': '' });
  const { stdout } = await layerwise(folder, ['check', '--rule', 'copy-before-install', '--format', 'json']);
  const finding = json(stdout).files[0]?.findings[0];
  assert.equal(finding?.fix, null);
  assert.match(finding?.blocked ?? '', /^No automatic fix: /);
  const text = (await layerwise(folder, ['check', '--rule', 'copy-before-install'])).stdout.split('\n');
  assert.deepEqual([text[1], text[2]], [`  ${finding?.blocked}`, '1 finding in 1 file']);
});

test('--rule looks for that rule alone, and names the rules when there is no such one', async () => {
  const folder = makeFolder(project);
  const one = json((await layerwise(folder, ['check', '--rule', 'missing-cache-mount', '--format', 'json'])).stdout);
  assert.deepEqual(one.files[0]?.findings.map(({ rule }) => rule), ['missing-cache-mount']);
  const none = await layerwise(folder, ['check', '--rule', 'no-such-rule']);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /^There is no rule no-such-rule\. The rules are .*copy-before-install.*\n$/);
});

test('what other tools say too is left to them, unless the rule was asked for', async () => {
  const folder = makeFolder({ Dockerfile: 'FROM python\nRUN python --version\n' });
  const rulesOf = async (words: readonly string[]) => json((await layerwise(folder, ['check', '--format', 'json', ...words])).stdout).files[0]?.findings.map(({ rule }) => rule);
  assert.deepEqual(await rulesOf(['--other-tools', 'buildkit']), ['unpinned-base']);
  assert.deepEqual(await rulesOf(['--other-tools', 'buildkit,hadolint']), []);
  assert.deepEqual(await rulesOf(['--other-tools', 'hadolint', '--rule', 'unpinned-base']), ['unpinned-base']);
  const wrong = await layerwise(folder, ['check', '--other-tools', 'shellcheck']);
  assert.deepEqual([wrong.code, wrong.stderr], [2, 'shellcheck is not known. The tools are hadolint and buildkit.\n']);
});

test('a comment in the file silences a rule', async () => {
  const folder = makeFolder({ ...project, Dockerfile: naive.replace('COPY', '# layerwise ignore=copy-before-install\nCOPY') });
  const answer = json((await layerwise(folder, ['check', '--format', 'json'])).stdout);
  assert.equal(answer.files[0]?.findings.some(({ rule }) => rule === 'copy-before-install'), false);
});

test('--context says where the files to copy are', async () => {
  const folder = makeFolder({ 'docker/Dockerfile': naive, 'docker/run.sh': '', 'app/requirements.txt': 'numpy\n', 'app/main.py': '' });
  const fixOf = async (words: readonly string[]) => json((await layerwise(folder, ['check', 'docker/Dockerfile', '--rule', 'copy-before-install', '--format', 'json', ...words])).stdout).files[0]?.findings[0]?.fix;
  assert.ok(await fixOf(['--context', 'app']));
  assert.equal(await fixOf(['--context', 'docker']), null, 'requirements.txt is not in there');
});

test('lines and columns are right behind a byte order mark and with Windows line ends', async () => {
  const folder = makeFolder({ ...project, Dockerfile: `\uFEFF${naive.replaceAll('\n', '\r\n')}` });
  const { stdout } = await layerwise(folder, ['check', '--rule', 'copy-before-install']);
  assert.match(stdout, /^Dockerfile:3:1 warning/);
});

test('colour only where it is wanted', async () => {
  const folder = makeFolder(project);
  const plain = (await layerwise(folder, ['check'])).stdout;
  const coloured = (await layerwise(folder, ['check'], { env: { FORCE_COLOR: '1' } })).stdout;
  assert.doesNotMatch(plain, /\u001b/);
  assert.match(coloured, /\u001b\[/);
  assert.equal((await layerwise(folder, ['check'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout, plain);
});

test('a file that was named and cannot be read is a mistake', async () => {
  const folder = makeFolder({ secret: naive, Dockerfile: clean, 'main.py': '' });
  write(folder, 'binary', new Uint8Array([0x46, 0xff, 0xfe, 0x00, 0xc3, 0x28]));
  chmodSync(path.join(folder, 'secret'), 0o000);
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  for (const [name, options] of [['binary', {}], ['secret', nobody], ['pipe', {}]] as const) {
    const { code, stdout, stderr } = await layerwise(folder, ['check', 'Dockerfile', name], options);
    assert.deepEqual([code, stdout, stderr], [2, '', `${name} could not be read as text.\n`]);
  }
});

test('a file that does not exist is a mistake', async () => {
  const { code, stdout, stderr } = await layerwise(makeFolder({}), ['check', 'no/such/Dockerfile']);
  assert.deepEqual([code, stdout, stderr], [2, '', 'no/such/Dockerfile does not exist.\n']);
});

test('a reader that goes away early is no error', async () => {
  const many = `FROM python:3.12-slim\n${Array.from({ length: 1500 }, (_, n) => `RUN apt-get install -y package-${n}\n`).join('')}`;
  const folder = makeFolder({ Dockerfile: many });
  const full = await layerwise(folder, ['check']);
  assert.ok(full.stdout.length > 200_000, 'more than a pipe holds');
  const { stderr, signal } = await layerwise(folder, ['check'], { started: child => child.stdout?.once('data', () => child.stdout?.destroy()) });
  assert.deepEqual([stderr, signal], ['', null]);
});

test('output of any length arrives whole', async () => {
  const many = `FROM python:3.12-slim\n${Array.from({ length: 1500 }, (_, n) => `RUN apt-get install -y package-${n}\n`).join('')}`;
  const { stdout } = await layerwise(makeFolder({ Dockerfile: many }), ['check', '--format', 'json']);
  assert.ok((json(stdout).files[0]?.findings.length ?? 0) >= 1500);
});

// `layerwise fix` on real files: what is written, what is only shown, and what is left alone.
import assert from 'node:assert/strict';
import { cpSync, chmodSync, lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { buildProgram, layerwise, makeFolder, nobody, runProgram, write } from './harness.js';

before(buildProgram);

const naive = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';
const project = { Dockerfile: naive, 'requirements.txt': 'numpy==1.26.4\n', 'main.py': 'print()\n' };

/** The image takes nothing of what is copied in the first stage: what is ignored there does not change it. */
const staged = { ...project, Dockerfile: `${naive}RUN python main.py\nFROM python:3.12-slim\nCOPY --from=0 /app/out /out\n` };

/** Every file below the folder as text. */
function contents(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true }).map(String).filter(name => lstatSync(path.join(folder, name)).isFile());
  return Object.fromEntries(names.sort().map(name => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** The dry run writes nothing; its diff, given to git, makes of a copy what `fix` makes of the folder. */
async function assertDiffApplies(files: Readonly<Record<string, string>>, words: readonly string[] = []): Promise<string> {
  const folder = makeFolder(files), copy = makeFolder({});
  cpSync(folder, copy, { recursive: true });
  const dry = await layerwise(folder, ['fix', '--dry-run', '--format', 'json', ...words]);
  assert.equal(dry.code, 0, dry.stderr);
  assert.deepEqual(contents(folder), contents(copy), 'the dry run wrote something');
  const { diff } = JSON.parse(dry.stdout) as { diff: string };
  const patch = path.join(mkdtempSync(`${copy}-patch`), 'fix.patch');
  try {
    write(path.dirname(patch), 'fix.patch', diff);
    const applied = await runProgram('git', ['apply', '--verbose', patch], { cwd: copy });
    assert.equal(applied.code, 0, `${applied.stderr}\n${diff}`);
  } finally {
    rmSync(path.dirname(patch), { recursive: true });
  }
  const fixed = await layerwise(folder, ['fix', ...words]);
  assert.equal(fixed.code, 0, fixed.stderr);
  assert.deepEqual(contents(copy), contents(folder));
  assert.notDeepEqual(contents(folder), files, 'something was fixed');
  return diff;
}

test('writes the fixes and names them; then there is nothing left to fix', async () => {
  const folder = makeFolder(staged);
  const { code, stdout, stderr } = await layerwise(folder, ['fix']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^Dockerfile: Copy requirements\.txt before 'pip install'$/m);
  assert.match(readFileSync(path.join(folder, 'Dockerfile'), 'utf8'), /COPY requirements\.txt \.\/\nRUN .*pip install -r requirements\.txt\n[^]*COPY \. \.\n/);
  assert.match(readFileSync(path.join(folder, '.dockerignore'), 'utf8'), /^Dockerfile$/m);
  const after = contents(folder);
  const again = await layerwise(folder, ['fix']);
  assert.deepEqual([again.code, again.stdout], [0, 'Nothing to fix in 1 file\n']);
  assert.deepEqual(contents(folder), after);
  assert.equal((await layerwise(folder, ['check', '--fail-on', 'hint'])).code, 0);
});

test('JSON has exactly the documented shape', async () => {
  const folder = makeFolder({ ...project, 'clean/Dockerfile': 'FROM python:3.12-slim\n' });
  const answer = JSON.parse((await layerwise(folder, ['fix', '--format', 'json', '--rule', 'copy-before-install'])).stdout) as { files: readonly unknown[]; diff: string };
  assert.deepEqual(Object.keys(answer), ['version', 'files', 'diff']);
  assert.deepEqual({ ...answer, diff: '' }, {
    version: 1, diff: '',
    files: [{ path: 'Dockerfile', applied: [{ rule: 'copy-before-install', title: "Copy requirements.txt before 'pip install'" }], changed: true, gain: { file: 'main.py', before: { steps: 2, seconds: null }, after: { steps: 1, seconds: null } } }, { path: 'clean/Dockerfile', applied: [], changed: false, gain: null }],
  });
  assert.match(answer.diff, /^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n@@ /);
});

test('the text of a dry run is the diff and what it does', async () => {
  const folder = makeFolder(project);
  const { stdout } = await layerwise(folder, ['fix', '--dry-run', '--rule', 'copy-before-install']);
  assert.match(stdout, /^--- a\/Dockerfile\n[^]*^\+COPY requirements\.txt \.\/$[^]*^Dockerfile: Copy requirements\.txt before 'pip install'\nDockerfile: A change of main\.py re-runs 1 instead of 2 steps\n$/m);
  assert.deepEqual(contents(folder), contents(makeFolder(project)));
});

test('the diff of a dry run applies: with a new ignore file', async () => {
  assert.match(await assertDiffApplies(staged), /^--- \/dev\/null\n\+\+\+ b\/\.dockerignore$/m);
});

test('the diff of a dry run applies: with an ignore file that exists, or is empty', async () => {
  await assertDiffApplies({ ...staged, '.dockerignore': '.git\n' });
  assert.doesNotMatch(await assertDiffApplies({ ...staged, '.dockerignore': '' }), /\/dev\/null/);
});

test('the diff of a dry run applies: without a newline at the end, with Windows line ends', async () => {
  await assertDiffApplies({ ...project, Dockerfile: naive.trimEnd() });
  await assertDiffApplies({ ...project, Dockerfile: naive.replaceAll('\n', '\r\n') });
});

test('the diff of a dry run applies: in folders with spaces and other letters', async () => {
  const files = Object.fromEntries(['my app', 'größe', '日本'].flatMap(folder => Object.entries(project).map(([name, text]) => [`${folder}/${name}`, text])));
  await assertDiffApplies(files);
});

test('two Dockerfiles of one folder share the ignore file that both want', async () => {
  await assertDiffApplies({ ...project, 'Dockerfile.dev': naive, 'logs/a.log': 'x' });
});

test('--rule fixes that rule alone', async () => {
  const folder = makeFolder({ ...project, Dockerfile: 'FROM python:3.12-slim\nRUN apt-get update\nRUN apt-get install -y git\nCOPY . .\nRUN pip install -r requirements.txt\n' });
  await layerwise(folder, ['fix', '--rule', 'split-index-refresh']);
  assert.equal(readFileSync(path.join(folder, 'Dockerfile'), 'utf8'), 'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y git\nCOPY . .\nRUN pip install -r requirements.txt\n');
  assert.equal((await layerwise(folder, ['fix', '--rule', 'nothing-like-it'])).code, 2);
});

test('--choose applies the fixes whose titles have the words', async () => {
  const folder = makeFolder(project);
  assert.equal((await layerwise(folder, ['fix', '--choose', 'no such words'])).stdout, 'Nothing to fix in 1 file\n');
  const { stdout } = await layerwise(folder, ['fix', '--choose', 'COPY REQUIREMENTS.TXT']);
  assert.match(stdout, /^Dockerfile: Copy requirements\.txt before 'pip install'\nDockerfile: A change of/);
  assert.doesNotMatch(readFileSync(path.join(folder, 'Dockerfile'), 'utf8'), /--mount/);
});

test('permissions and links stay as they are', async () => {
  const folder = makeFolder({ 'real/base.txt': naive, 'requirements.txt': 'numpy\n' });
  chmodSync(path.join(folder, 'real/base.txt'), 0o640);
  symlinkSync('real/base.txt', path.join(folder, 'Dockerfile'));
  const { code, stderr } = await layerwise(folder, ['fix', 'Dockerfile', '--rule', 'copy-before-install']);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(lstatSync(path.join(folder, 'Dockerfile')).isSymbolicLink(), true);
  assert.notEqual(readFileSync(path.join(folder, 'real/base.txt'), 'utf8'), naive);
  assert.equal(statSync(path.join(folder, 'real/base.txt')).mode & 0o777, 0o640);
});

test('a file that cannot be written is told in one sentence, and keeps its text', async () => {
  const folder = makeFolder(project);
  chmodSync(path.join(folder, 'Dockerfile'), 0o444);
  chmodSync(folder, 0o555);
  try {
    const { code, stdout, stderr } = await layerwise(folder, ['fix', '--rule', 'copy-before-install'], nobody);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^Dockerfile could not be written: .*\n$/);
    assert.equal(readFileSync(path.join(folder, 'Dockerfile'), 'utf8'), naive);
  } finally {
    chmodSync(folder, 0o755);
  }
});

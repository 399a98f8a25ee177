// All safe fixes of one Dockerfile at once, over the Dockerfile and its ignore file: the edits belong to the texts as they
// are, and after them nothing is left to fix.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../server/src/core/text/edits.js';
import { applyAllIn, fixAllIn } from '../../server/src/project/fixAll.js';
import { Project } from '../../server/src/project/project.js';
import { memoryHost } from '../harness/memoryHost.js';

const location = '/project/Dockerfile';
const naive = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "app.py"]\n';

function open(files: Readonly<Record<string, string>>) {
  const host = memoryHost(files);
  const project = new Project(host);
  project.setFolders(['/project']);
  return { host, project, dockerfile: project.open(location, files[location] ?? '', 1) };
}

const files = { [location]: naive, '/project/requirements.txt': 'numpy==2.0.0\n', '/project/app.py': '', '/project/app.log': 'x', '/project/.git/HEAD': 'ref', '/project/__pycache__/app.pyc': 'x' };

/** The image takes only a file of the stage that the context is copied to: what is ignored was never in it. */
const staged = { ...files, [location]: `${naive.replace(/CMD.*\n/, '')}RUN python app.py\nFROM python:3.12-slim\nCOPY --from=0 /app/result.txt /\n` };

test('Dockerfile and ignore file are mended together, and nothing is left', async () => {
  const { project, dockerfile, host } = open(staged);
  const fix = await fixAllIn(dockerfile, project);
  assert.ok(fix);
  const after = new Map(fix.files.map(file => [file.location, applyEdits(file.text, file.edits)]));
  assert.deepEqual([...after.keys()].sort(), ['/project/.dockerignore', location]);
  assert.deepEqual(fix.files.map(file => file.creates), fix.files.map(file => file.location === '/project/.dockerignore'));
  const text = after.get(location) ?? '';
  assert.match(text, /^COPY requirements\.txt .*\nRUN .*pip install.*\nCOPY \. \.$/m);
  assert.match(after.get('/project/.dockerignore') ?? '', /\.git/);
  for (const [file, content] of after) host.texts.set(file, content);
  const again = open(Object.fromEntries(host.texts));
  assert.equal(await fixAllIn(again.dockerfile, again.project), undefined);
});

test('what would go missing in the image is not ignored unasked', async () => {
  const { project, dockerfile } = open(files);
  const fix = await fixAllIn(dockerfile, project);
  assert.deepEqual(fix?.files.map(file => file.location), [location]);
  assert.deepEqual(dockerfile.findings.filter(({ rule }) => rule.category === 'context').map(({ rule, fix: make }) => [rule.id, make?.()?.changes !== undefined]), [['dockerfile-in-image', true], ['weak-ignore-file', true]]);
});

test('an ignore file that is there is extended, in its own text', async () => {
  const { project, dockerfile } = open({ ...staged, '/project/.dockerignore': '# ours\n*.tmp' });
  const fix = await fixAllIn(dockerfile, project);
  const file = fix?.files.find(found => found.location === '/project/.dockerignore');
  assert.ok(file);
  assert.deepEqual([file.creates, file.text], [false, '# ours\n*.tmp']);
  assert.match(applyEdits(file.text, file.edits), /^# ours\n\*\.tmp\n.*\.git/s);
});

test('only the rules that were asked for, and it says which were applied', async () => {
  const { project, dockerfile } = open(files);
  const result = await applyAllIn(dockerfile, project, { only: new Set(['copy-before-install']) });
  assert.deepEqual(result.applied.map(({ rule }) => rule), ['copy-before-install']);
  assert.ok(!result.texts.has(location) || result.texts.get(location) !== naive);
});

test('edits are as small as they can be, and line ends stay', async () => {
  const windows = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replaceAll('\n', '\r\n')]));
  const { project, dockerfile } = open(windows);
  const fix = await fixAllIn(dockerfile, project, { only: new Set(['copy-before-install']) });
  const file = fix?.files.find(found => found.location === location);
  assert.ok(file);
  const [edit] = file.edits;
  assert.ok(edit && edit.range.from > naive.indexOf('WORKDIR') && edit.range.to <= file.text.indexOf('CMD'), JSON.stringify(edit));
  assert.doesNotMatch(applyEdits(file.text, file.edits).replaceAll('\r\n', ''), /[\r\n]/);
});

test('a file that is fine, one that is no Dockerfile and one whose folder is unknown have nothing to fix', async () => {
  for (const text of ['FROM python:3.12-slim@sha256:0000000000000000000000000000000000000000000000000000000000000000\nCMD ["python"]\n', 'FROM {{ base }}\n{% if x %}\nCOPY . .\n{% endif %}\nRUN pip install -r requirements.txt\n', '']) {
    const { project, dockerfile } = open({ [location]: text });
    assert.equal(await fixAllIn(dockerfile, project), undefined, text);
  }
});

// One Dockerfile and all that is known of it: each fact is derived once per version, work for an older text is dropped,
// and what comes from outside is announced.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRecord } from '../../server/src/core/progress/recordCodec.js';
import type { DockerfileProject } from '../../server/src/project/dockerfileProject.js';
import { defaultSettings, Project } from '../../server/src/project/project.js';
import { memoryHost, type MemoryHost } from '../harness/memoryHost.js';
import { sampleRecord } from '../harness/records.js';

const location = '/project/Dockerfile';
const naive = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';
const files = { [location]: naive, '/project/requirements.txt': 'numpy==2.0.0\n', '/project/app.py': 'print(1)\n' };

function openProject(texts: Readonly<Record<string, string>> = files, prepare: (project: Project, host: MemoryHost) => void = () => undefined): { host: MemoryHost; project: Project; dockerfile: DockerfileProject; changes: string[] } {
  const host = memoryHost(texts);
  const project = new Project(host);
  const changes: string[] = [];
  project.changed.subscribe(changed => { changes.push(changed); });
  project.setFolders(['/project']);
  prepare(project, host);
  return { host, project, changes, dockerfile: project.open(location, texts[location] ?? '', 1) };
}

const ids = (dockerfile: DockerfileProject) => dockerfile.findings.map(({ rule }) => rule.id);
/** Waits for what runs in the background of a memory host. */
const background = () => new Promise(resolve => { setTimeout(resolve, 20); });

test('the first findings need nothing from outside; those that need the folder follow and are announced', async () => {
  const { host, dockerfile, changes } = openProject();
  assert.ok(ids(dockerfile).length > 0);
  assert.equal(host.calls, 0);
  assert.equal(dockerfile.findings.find(({ rule }) => rule.id === 'copy-before-install')?.fix?.(), undefined, 'nothing is proven yet, so no fix is offered');
  const settled = await dockerfile.settle();
  assert.ok(settled.find(({ rule }) => rule.id === 'copy-before-install')?.fix?.(), 'now it is');
  assert.ok(changes.length > 0 && changes.every(changed => changed === location));
});

test('findings and syntax are kept as long as nothing changed, and made again when something did', async () => {
  const { host, project, dockerfile } = openProject();
  const first = await dockerfile.settle();
  assert.equal(dockerfile.findings, first);
  dockerfile.update(naive, 2);
  assert.deepEqual([dockerfile.findings === first, dockerfile.version], [true, 2], 'the same text under a new version');
  project.fileChanged('/project/app.py', 'changed');
  assert.equal(dockerfile.findings, first, 'a file that nobody asked for');
  host.texts.set('/project/requirements.txt', '-e .\n');
  project.fileChanged('/project/requirements.txt', 'changed');
  assert.notEqual(dockerfile.findings, first);
  const after = await dockerfile.settle();
  assert.match(JSON.stringify(after.find(({ rule }) => rule.id === 'copy-before-install')?.blocked), /-e|editable|local/i);
});

test('a newer text drops the older one at once', async () => {
  const { dockerfile } = openProject();
  const settling = dockerfile.settle();
  dockerfile.update('FROM python:3.12-slim\nCMD ["python"]\n', 2);
  assert.equal(dockerfile.version, 2);
  assert.deepEqual(ids(dockerfile), []);
  assert.deepEqual((await settling).map(({ rule }) => rule.id), [], 'who waited for the old text gets the answer for the new one');
});

test('settings change severity, silence and setup of what is open', async () => {
  const { project, dockerfile, changes } = openProject();
  await dockerfile.settle();
  changes.length = 0;
  project.setSettings({ ...defaultSettings, levels: new Map([['copy-before-install', 'hint'], ['unpinned-base', 'off']]) });
  assert.deepEqual(changes, [location]);
  assert.equal(dockerfile.findings.find(({ rule }) => rule.id === 'copy-before-install')?.severity, 'hint');
  project.setSettings({ ...defaultSettings, enabled: false });
  assert.deepEqual(dockerfile.findings, []);
  project.setSettings({ ...defaultSettings, build: { ...defaultSettings.build, context: 'sub', target: 'dev', args: { A: '1' } } });
  await background();
  assert.deepEqual([dockerfile.setup.context, dockerfile.setup.target, [...dockerfile.setup.args]], ['/project/sub', 'dev', [['A', '1']]]);
});

test('a later answer to "how is it built" is not undone by an earlier one that took longer', async () => {
  let release: (() => void) | undefined;
  const { project, dockerfile } = openProject(files, (_project, host) => {
    const { names } = host.files;
    Object.assign(host.files, { names: async (folder: string) => { await new Promise<void>(resolve => { release ??= resolve; if (release !== resolve) resolve(); }); return names(folder); } });
  });
  const opening = dockerfile.open();
  await background();
  project.setSettings({ ...defaultSettings, build: { ...defaultSettings.build, context: 'chosen' } });
  await background();
  assert.equal(dockerfile.setup.context, '/project/chosen');
  release?.();
  await opening;
  assert.equal(dockerfile.setup.context, '/project/chosen');
});

test('a compose file that appears, and a Dockerfile that is saved, are looked at', async () => {
  const { host, project, dockerfile } = openProject({ '/project/docker/Dockerfile': '', [location]: '' });
  await dockerfile.settle();
  assert.equal(dockerfile.setup.context, '/project');
  host.texts.set('/project/compose.yaml', 'services: {web: {build: {context: ./app, dockerfile: ../Dockerfile, target: dev}}}');
  project.fileChanged('/project/compose.yaml', 'created');
  await background();
  assert.deepEqual([dockerfile.setup.context, dockerfile.setup.target], ['/project/app', 'dev']);
  const inner = project.open('/project/docker/Dockerfile', 'FROM a\n', 1);
  await inner.open();
  assert.equal(inner.setup.context, '/project/docker');
  host.texts.set('/project/setup.py', '');
  inner.update('FROM a\nCOPY setup.py .\n', 2);
  project.fileChanged('/project/docker/Dockerfile', 'changed');
  await background();
  assert.equal(inner.setup.context, '/project');
});

test('a document without a place on disk has findings and no folder, whatever the settings say', async () => {
  const { host, project } = openProject();
  const untitled = project.open('untitled:Untitled-1', naive, 1);
  project.setSettings({ ...defaultSettings, build: { ...defaultSettings.build, context: 'sub' } });
  project.setFolders(['/other']);
  await background();
  assert.equal(untitled.contextLocation, undefined);
  assert.ok(untitled.findings.length > 0);
  assert.equal(host.calls, 0);
});

test('records of this and of other processes arrive; after closing nothing does', async () => {
  const { host, project, dockerfile, changes } = openProject();
  await dockerfile.settle();
  const record = sampleRecord(naive, { 'RUN pip install -r requirements.txt': { outcome: 'ran', milliseconds: 90_000 } });
  await host.storage.write(['builds', location, '(default)', record.id], formatRecord(record));
  await background();
  assert.equal(dockerfile.records[0]?.id, record.id);
  assert.equal(dockerfile.costs.lastRunOf('RUN pip install -r requirements.txt'), 90_000);
  assert.match(JSON.stringify(dockerfile.findings.map(({ message }) => message.params)), /minutes|seconds/, 'the message says what it costs now');
  project.close(location);
  changes.length = 0;
  await host.storage.write(['builds', location, '(default)', `${record.id}2`], formatRecord({ ...record, id: `${record.id}2` }));
  await background();
  assert.deepEqual([changes, dockerfile.records.length], [[], 1]);
});

test('a changed file concerns the Dockerfiles whose context it lies in, and no others', async () => {
  const { host, project, dockerfile, changes } = openProject({ ...files, '/other/Dockerfile': naive, '/other/requirements.txt': '' });
  const other = project.open('/other/Dockerfile', naive, 1);
  await Promise.all([dockerfile.settle(), other.settle()]);
  changes.length = 0;
  host.texts.set('/other/data.log', 'x');
  project.fileChanged('/other/data.log', 'created');
  assert.deepEqual(changes, ['/other/Dockerfile']);
});

test('a rule that crashes loses its own findings, and is one line in the log for the whole session', async () => {
  const listing = { entries: [{ path: 'app.log', kind: 'file' as const, get size(): number { throw new Error('planted'); } }, { path: 'requirements.txt', kind: 'file' as const, size: 1 }], truncated: false };
  const { host, dockerfile } = openProject(files, (_project, memory) => { Object.assign(memory.files, { list: async () => listing }); });
  await dockerfile.settle();
  assert.ok(ids(dockerfile).includes('copy-before-install') && !ids(dockerfile).includes('weak-ignore-file'), ids(dockerfile).join());
  dockerfile.update(`${naive}# more\n`, 2);
  assert.ok(ids(dockerfile).includes('copy-before-install'));
  assert.equal(host.logged.length, 1);
  assert.match(host.logged[0] ?? '', /^Rule weak-ignore-file failed on Dockerfile .*planted/);
});

test('a choice of build is remembered for the next session, and a broken memory is none', async () => {
  const { host, project, dockerfile } = openProject({ ...files, '/project/app/x': '' });
  await project.remember(location, { context: '/project/app', target: 'dev', args: { A: '1' } });
  assert.deepEqual((await dockerfile.findChoices()).choices[0]?.source, 'remembered');
  const key = ['choices', location].join('\n');
  assert.match(host.stored.get(key) ?? '', /"version":1/);
  for (const broken of ['', '{', '[]', 'null', '5', '{"context":7}']) {
    host.stored.set(key, broken);
    assert.notEqual((await dockerfile.findChoices()).choices[0]?.source, 'remembered', broken);
  }
  host.stored.set(key, '{"context":"/project/app","target":5,"args":{"A":1,"B":"b"}}');
  const [choice] = (await dockerfile.findChoices()).choices;
  assert.deepEqual([choice?.target, [...(choice?.args ?? [])]], [undefined, [['B', 'b']]]);
  host.diskError = new Error('ENOSPC');
  await project.remember(location, { context: '/project', target: undefined, args: {} });
  assert.match(host.logged.join(), /could not be remembered/);
});

// The protocol, request by request, against the real server over in-memory streams.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CodeActionKind, type CodeLens, type Hover, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { buildChoicesMethod, buildMethod, type BuildChoicesResult, type BuildResult } from '../../server/src/protocol/index.js';
import { rules } from '../../server/src/core/rules/index.js';
import type { Rule } from '../../server/src/core/rules/rule.js';
import { defineMessages, type Message } from '../../server/src/messages/index.js';
import { formatRecord } from '../../server/src/core/progress/recordCodec.js';
import { sampleRecord } from '../harness/records.js';
import { editsOf, fullCapabilities, LspPair, messageOf } from '../harness/lspPair.js';
import { memoryHost } from '../harness/memoryHost.js';

const uri = 'file:///project/Dockerfile';
const naive = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n';
const project = { '/project/Dockerfile': naive, '/project/requirements.txt': 'numpy==2.0.0\n', '/project/src/app.py': 'print(1)\n' };

/** The Dockerfile's text after an edit. */
function textAfter(text: string, edit: WorkspaceEdit | undefined): string {
  return TextDocument.applyEdits(TextDocument.create(uri, 'dockerfile', 0, text), [...(editsOf(edit).get(uri) ?? [])] as TextEdit[]);
}

test('what the server says it can do', async () => {
  const pair = await LspPair.start(memoryHost());
  assert.deepEqual(pair.initialized.capabilities, {
    textDocumentSync: { openClose: true, change: 2, save: false }, diagnosticProvider: { identifier: 'layerwise', interFileDependencies: true, workspaceDiagnostics: false },
    codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.layerwise'], resolveProvider: true }, hoverProvider: true, codeLensProvider: { resolveProvider: false },
    executeCommandProvider: { commands: ['layerwise.server.build', 'layerwise.server.prove'] }, workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  });
  await pair.end();
});

test('a pulled diagnostic blames the COPY, points at the install and carries the rule', async () => {
  const pair = await LspPair.start(memoryHost(project));
  await pair.open(uri, naive);
  const [found] = await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'copy-before-install'));
  assert.deepEqual([found?.source, found?.code, found?.severity, found?.range.start, found?.codeDescription?.href], ['layerwise', 'copy-before-install', 2, { line: 2, character: 0 }, 'file:///docs/copy-before-install.md']);
  assert.equal(found?.relatedInformation?.[0]?.location.range.start.line, 3);
  assert.match(messageOf(found), /pip install/);
  await pair.end();
});

test('clients that can not pull are sent diagnostics, with the version they belong to', async () => {
  const pair = await LspPair.start(memoryHost(project), { capabilities: {} });
  await pair.open(uri, 'FROM python\nRUN x\n');
  await pair.until('diagnostics', () => pair.pushed.some(params => params.version === 1 && params.diagnostics.some(found => found.code === 'unpinned-base')));
  await pair.replace(uri, 'FROM python:3.12\nRUN x\n');
  const last = await pair.until('newer diagnostics', () => pair.pushed.find(params => params.version === 2));
  assert.deepEqual(last.diagnostics, []);
  await pair.client.sendNotification('textDocument/didClose', { textDocument: { uri } });
  await pair.until('cleared', () => pair.pushed.at(-1)?.diagnostics.length === 0);
  await pair.end();
});

test('the fix is resolved when it is chosen and makes the right text', async () => {
  const pair = await LspPair.start(memoryHost(project));
  await pair.open(uri, naive);
  const items = await pair.diagnosticsWhen(uri, found => found.some(item => item.code === 'copy-before-install'));
  const finding = items.find(item => item.code === 'copy-before-install');
  assert.ok(finding);
  const actions = await pair.until('a fix', async () => { const list = await pair.actions(uri, finding); return list.some(action => action.isPreferred) && list; });
  const fix = actions.find(action => action.isPreferred);
  assert.ok(fix);
  assert.equal(fix.edit, undefined);
  assert.equal(fix.title, "Copy requirements.txt before 'pip install' (re-runs 1 instead of 2 steps)");
  assert.equal(textAfter(naive, (await pair.resolve(fix)).edit), 'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n');
  assert.deepEqual(actions.map(action => action.title).filter(title => title.startsWith('Ignore this') && title.endsWith('copy-before-install')), [
    'Ignore this here: # layerwise ignore=copy-before-install', 'Ignore this in the whole file: # layerwise ignore-file=copy-before-install',
  ]);
  await pair.end();
});

/** A rule that the server has for the time of one test. */
async function withRule(rule: Rule, run: () => Promise<void>): Promise<void> {
  const list = rules as Rule[];
  list.push(rule);
  try { await run(); } finally { list.splice(list.indexOf(rule), 1); }
}

const titles = defineMessages('test', { found: 'found', first: 'First', second: 'Second', third: 'Third', looks: 'Something else.' });

/** Finds the first line and has three cures that put a comment above it. */
function threeCures(fix: 'safe' | 'unsafe'): Rule {
  return {
    id: 'three-cures', since: '0.1.0', category: 'order', severity: 'warning', fix,
    check: context => {
      const cure = (title: Message, word: string) => () => ({ title, changes: titles.looks(), files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range: { from: 0, to: 0 }, newText: `# ${word}\n` }] }] });
      context.report({ range: { from: 0, to: 4 }, message: titles.found(), fix: cure(titles.first(), 'one'), alternatives: [cure(titles.second(), 'two'), () => undefined, cure(titles.third(), 'three')] });
    },
  };
}

test('cures are offered one by one, the safe one preferred; what needs a look never is, nor is it in fix-all', async () => {
  for (const kind of ['safe', 'unsafe'] as const) {
    await withRule(threeCures(kind), async () => {
      const pair = await LspPair.start(memoryHost());
      await pair.open(uri, 'FROM a:1\n');
      const [finding] = await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'three-cures'));
      assert.ok(finding);
      const actions = (await pair.actions(uri, finding)).filter(action => !action.title.startsWith('Ignore'));
      assert.deepEqual(actions.map(action => [action.title, action.isPreferred]), [['First', kind === 'safe'], ['Second', false], ['Third', false]]);
      const made = await Promise.all(actions.map(async action => textAfter('FROM a:1\n', (await pair.resolve(action)).edit)));
      assert.deepEqual(made, ['# one\nFROM a:1\n', '# two\nFROM a:1\n', '# three\nFROM a:1\n']);
      const hover = await pair.client.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 2 } });
      assert.match(JSON.stringify(hover?.contents), /Something else\..*Other ways: Second and Third/);
      const [all] = await pair.actions(uri, finding, ['source.fixAll']);
      assert.equal(all && (await pair.resolve(all)).edit, undefined);
      await pair.end();
    });
  }
});

test('rules that say no more than another tool are silent beside it', async () => {
  const pair = await LspPair.start(memoryHost(), { settings: { otherTools: ['hadolint', 'no-such-tool', 7] } });
  await pair.open(uri, 'FROM python\nRUN pip install x\n');
  await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'missing-cache-mount') && !items.some(item => item.code === 'unpinned-base'));
  await pair.end();
});

test('a package manager of the person is one like any other', async () => {
  const deps = { name: 'deps', command: '^deps\\.sh install', manifests: ['requirements.txt'], folders: ['third_party'] };
  const pair = await LspPair.start(memoryHost(project), { settings: { ecosystems: [{ name: 'broken', command: '(', manifests: [] }, deps] } });
  await pair.open(uri, 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN /opt/deps.sh install\n');
  const items = await pair.diagnosticsWhen(uri, found => found.some(item => item.code === 'copy-before-install'));
  assert.ok(items.some(item => JSON.stringify(item.message).includes("'deps.sh install'")));
  const action = await pair.until('a fix', async () => (await pair.actions(uri, items.find(item => item.code === 'copy-before-install')!)).find(found => found.kind === 'quickfix' && found.isPreferred));
  assert.ok(JSON.stringify((await pair.resolve(action)).edit).includes('COPY requirements.txt'));
  await pair.end();
});

test('a client without resolve gets the edits at once, and plain changes when it knows no others', async () => {
  const pair = await LspPair.start(memoryHost(project), { capabilities: { ...fullCapabilities, workspace: { configuration: true }, textDocument: { diagnostic: {} } } });
  await pair.open(uri, naive);
  const items = await pair.diagnosticsWhen(uri, found => found.some(item => item.code === 'copy-before-install'));
  const action = await pair.until('a fix', async () => (await pair.actions(uri, items.find(item => item.code === 'copy-before-install')!)).find(found => found.isPreferred));
  assert.ok(action.edit?.changes?.[uri]);
  await pair.end();
});

test('an action made for an older text edits nothing', async () => {
  const pair = await LspPair.start(memoryHost(project));
  await pair.open(uri, 'FROM python\nRUN pip install x\n');
  const items = await pair.diagnosticsWhen(uri, found => found.some(item => item.code === 'missing-cache-mount'));
  const [action] = await pair.actions(uri, items.find(item => item.code === 'missing-cache-mount')!);
  assert.ok(action);
  await pair.replace(uri, '# new\nFROM python\nRUN pip install x\n');
  assert.equal((await pair.resolve(action)).edit, undefined);
  await pair.end();
});

test('fix all: every safe fix as one edit', async () => {
  const pair = await LspPair.start(memoryHost(project));
  // The image takes nothing of the context, so that what is ignored does not change it.
  const staged = `${naive}FROM scratch\nCOPY --from=0 /usr/bin/python3 /\n`;
  await pair.open(uri, staged);
  const items = await pair.diagnosticsWhen(uri, found => found.some(item => item.code === 'copy-before-install'));
  const [all] = await pair.actions(uri, items[0]!, ['source.fixAll']);
  assert.equal(all?.kind, 'source.fixAll.layerwise');
  const { edit } = await pair.resolve(all);
  assert.equal(textAfter(staged, edit), 'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt ./\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\nCOPY . .\nFROM scratch\nCOPY --from=0 /usr/bin/python3 /\n');
  assert.deepEqual(edit?.documentChanges?.map(change => ('kind' in change ? change.kind : 'edit')), ['edit', 'create', 'edit']);
  assert.equal((await pair.actions(uri, items[0]!, [CodeActionKind.Refactor])).length, 0);
  await pair.end();
});

test('a rule can be switched off, on, and made louder', async () => {
  const pair = await LspPair.start(memoryHost(project), { settings: { rules: { 'copy-before-install': 'off', 'missing-cache-mount': 'warning', 'no-such-rule': 'warning' } } });
  await pair.open(uri, naive);
  const items = await pair.diagnosticsWhen(uri, found => found.some(item => item.code === 'missing-cache-mount' && item.severity === 2));
  assert.ok(!items.some(item => item.code === 'copy-before-install'));
  await pair.end();
});

test('`enable: false` silences everything', async () => {
  const pair = await LspPair.start(memoryHost(project), { settings: { enable: false } });
  await pair.open(uri, naive);
  await pair.diagnosticsWhen(uri, items => items.length === 0);
  await pair.end();
});

test('typing asks the file system for nothing', async () => {
  const host = memoryHost(project);
  const pair = await LspPair.start(host);
  await pair.open(uri, naive);
  await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'copy-before-install'));
  await pair.until('the context is read', async () => { const before = host.calls; await pair.diagnostics(uri); await new Promise(resolve => setTimeout(resolve, 50)); return host.calls === before; });
  const before = host.calls;
  for (let count = 0; count < 20; count++) {
    await pair.change(uri, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '# x\n' }]);
    await pair.diagnostics(uri);
  }
  assert.equal(host.calls, before);
  await pair.end();
});

test('a new file in the context is seen', async () => {
  const host = memoryHost(project);
  const pair = await LspPair.start(host);
  await pair.open(uri, naive);
  await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'copy-before-install'));
  host.texts.set('/project/logs/run.log', 'x');
  await pair.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///project/logs/run.log', type: 1 }] });
  await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'weak-ignore-file' && /log/.test(messageOf(item))));
  assert.ok(pair.refreshes > 0);
  await pair.end();
});

test('code lenses offer to build the target and named stages', async () => {
  const pair = await LspPair.start(memoryHost());
  await pair.open(uri, 'FROM a:1 AS base\nFROM base AS test\nFROM base\n');
  const lenses = await pair.client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  assert.deepEqual(lenses.map(lens => [lens.range.start.line, lens.command?.title, lens.command?.arguments]), [[0, 'Build base', [{ uri, target: 'base' }]], [1, 'Build test', [{ uri, target: 'test' }]], [2, 'Build', [{ uri }]]]);
  await pair.end();
});

test('records from before a restart stand on their lines, follow edits and turn stale', async () => {
  const host = memoryHost(project);
  const record = sampleRecord(naive, { 'COPY . .': { outcome: 'cached' }, 'RUN pip install -r requirements.txt': { outcome: 'ran', milliseconds: 18_000, logTail: ['Successfully installed numpy'] } });
  host.stored.set(['builds', '/project/Dockerfile', '(default)', record.id].join('\n'), formatRecord(record));
  const pair = await LspPair.start(host);
  await pair.open(uri, naive);
  const lines = () => pair.annotations.at(-1)?.annotations.map(found => [found.line, found.state, found.stale]);
  await pair.until('annotations', () => (lines()?.length ?? 0) === 2);
  assert.deepEqual(lines(), [[2, 'cached', false], [3, 'ran', false]]);
  assert.deepEqual([pair.annotations.at(-1)?.summary?.cached, pair.annotations.at(-1)?.summary?.total], [1, 2]);
  const hover = await pair.client.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line: 3, character: 1 } });
  assert.match(JSON.stringify(hover?.contents), /\*\*Ran 18 s\*\* in the last build.*Successfully installed numpy/);
  await pair.replace(uri, `# a comment\n${naive.replace('-r requirements.txt', '-r requirements.txt -v')}`);
  await pair.until('moved', () => lines()?.[0]?.[0] === 3);
  assert.deepEqual(lines(), [[3, 'cached', false], [4, 'ran', true]]);
  const cost = await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'copy-before-install'));
  assert.ok(cost);
  await pair.end();
});

test('what it costs stands in the message once a build has told', async () => {
  const host = memoryHost(project);
  const record = sampleRecord(naive, { 'RUN pip install -r requirements.txt': { outcome: 'ran', milliseconds: 1_084_000 } });
  host.stored.set(['builds', '/project/Dockerfile', '(default)', record.id].join('\n'), formatRecord(record));
  const pair = await LspPair.start(host);
  await pair.open(uri, naive);
  const items = await pair.diagnosticsWhen(uri, found => found.some(item => item.code === 'copy-before-install' && messageOf(item).includes('18 min')));
  const finding = items.find(item => item.code === 'copy-before-install')!;
  await pair.until('the gain', async () => (await pair.actions(uri, finding)).some(action => action.title === "Copy requirements.txt before 'pip install' (saves about 18 min)"));
  const hover = await pair.client.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position: finding.range.start });
  assert.match(JSON.stringify(hover?.contents), /A change of src\/app\.py re-runs 1 instead of 2 steps: about 18 min saved/);
  await pair.end();
});

test('names of files stand in a hover as they are: no style, no link and no icon is made of them', async () => {
  const { '/project/src/app.py': code, ...others } = project;
  const pair = await LspPair.start(memoryHost({ ...others, '/project/src/__init__.py': code }));
  await pair.open(uri, naive);
  const items = await pair.diagnosticsWhen(uri, found => found.some(item => item.code === 'copy-before-install'));
  const finding = items.find(item => item.code === 'copy-before-install')!;
  await pair.until('the gain', async () => {
    const hover = await pair.client.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position: finding.range.start });
    return JSON.stringify(hover?.contents).includes(String.raw`A change of src/\\_\\_init\\_\\_.py re-runs`);
  });
  await pair.end();
});

test('a failed step is an error on its line until the line changes', async () => {
  const host = memoryHost(project);
  const record = { ...sampleRecord(naive, { 'RUN pip install -r requirements.txt': { outcome: 'failed', milliseconds: 3000, error: 'exit code: 1', logTail: ['No matching distribution'] } }), status: 'failed' as const };
  host.stored.set(['builds', '/project/Dockerfile', '(default)', record.id].join('\n'), formatRecord(record));
  const pair = await LspPair.start(host);
  await pair.open(uri, naive);
  const [failure] = (await pair.diagnosticsWhen(uri, items => items.some(item => item.code === 'build-failed'))).filter(item => item.code === 'build-failed');
  assert.deepEqual([failure?.severity, failure?.range.start.line, failure?.message], [1, 3, 'exit code: 1\nNo matching distribution']);
  await pair.replace(uri, naive.replace('-r requirements.txt', 'numpy'));
  await pair.diagnosticsWhen(uri, items => !items.some(item => item.code === 'build-failed'));
  await pair.end();
});

test('a record that is garbage is set aside and costs nothing but itself', async () => {
  const host = memoryHost(project);
  host.stored.set('builds\n/project/Dockerfile\n(default)\nbad', '{"version": 1, "steps": 7}');
  const pair = await LspPair.start(host);
  await pair.open(uri, naive);
  await pair.diagnosticsWhen(uri, items => items.length > 0);
  await pair.until('set aside', () => host.stored.has('aside\nbuilds\n/project/Dockerfile\n(default)\nbad'));
  await pair.end();
});

test('builds are refused in one sentence: untrusted, no processes, not on disk', async () => {
  const untrusted = await LspPair.start(memoryHost(project), { options: { trusted: false } });
  await untrusted.open(uri, naive);
  const refused = await untrusted.client.sendRequest<BuildResult>(buildMethod, { uri });
  assert.deepEqual([refused.status, refused.message], ['refused', 'Layerwise builds only in a trusted workspace. Trust it to build.']);
  await untrusted.client.sendNotification('layerwise/trust');
  assert.match((await untrusted.client.sendRequest<BuildResult>(buildMethod, { uri })).message, /browser/);
  await untrusted.end();
});

test('build choices: compose first, then the folder that fits; a remembered one is certain', async () => {
  const host = memoryHost({ ...project, '/project/docker/Dockerfile': 'FROM a:1\nCOPY src /src\n', '/project/compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: docker/Dockerfile, target: dev, args: { A: "1" } }\n' });
  const pair = await LspPair.start(host);
  const other = 'file:///project/docker/Dockerfile';
  await pair.open(other, 'FROM a:1\nCOPY src /src\n');
  const choices = () => pair.client.sendRequest<BuildChoicesResult>(buildChoicesMethod, { uri: other });
  const first = await choices();
  assert.deepEqual([first.certain, first.choices.map(choice => [choice.context, choice.target, choice.reason])], [false, [['/project', 'dev', 'compose.yaml, service api'], ['/project', undefined, 'the files it copies are here']]]);
  host.stored.set('choices\n/project/docker/Dockerfile', JSON.stringify({ version: 1, context: '/project', target: 'dev', args: {} }));
  assert.equal((await choices()).certain, true);
  await pair.end();
});

test('templates, other languages and texts without a place stay silent or safe', async () => {
  const pair = await LspPair.start(memoryHost());
  await pair.open('untitled:Untitled-1', 'FROM python\nCOPY . .\nRUN pip install -r requirements.txt\n');
  assert.ok((await pair.diagnostics('untitled:Untitled-1')).some(found => found.code === 'unpinned-base'));
  for (const text of ['FROM {{ base }}\nCOPY . .\nRUN pip install -r r.txt\n', 'defmodule X do\n', '\u0000\u0001\u0002', '']) {
    await pair.replace('untitled:Untitled-1', text);
    assert.deepEqual(await pair.diagnostics('untitled:Untitled-1'), []);
  }
  await pair.end();
});

test('requests for documents that are not open are answered, not crashed on', async () => {
  const host = memoryHost();
  const pair = await LspPair.start(host);
  assert.deepEqual(await pair.diagnostics('file:///nowhere'), []);
  assert.equal(await pair.client.sendRequest('textDocument/hover', { textDocument: { uri: 'file:///nowhere' }, position: { line: 0, character: 0 } }), null);
  assert.deepEqual(await pair.client.sendRequest('textDocument/codeLens', { textDocument: { uri: 'file:///nowhere' } }), []);
  assert.deepEqual(host.logged, []);
  await pair.end();
});

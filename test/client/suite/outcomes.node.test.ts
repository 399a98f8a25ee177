// Outcomes of a real record on disk, drawn behind the lines by the real server: also after edits, in a second editor, and
// with the toggle.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LayerwiseApi } from '../../../client/src/api.js';
import type { BuildRecord, Outcome, RecordedStep } from '../../../server/src/core/progress/record.js';
import { formatRecord } from '../../../server/src/core/progress/recordCodec.js';
import { createNodeStorage, stateFolder } from '../../../server/src/node/storage.js';
import { fixtureUri, layerwise, openFixture, revert, until } from './support.js';

const storage = createNodeStorage(stateFolder());

suite('outcomes', () => {
  let api: LayerwiseApi;
  let key: readonly string[] | undefined;

  suiteSetup(async () => {
    api = await layerwise();
    const { document } = await openFixture();
    const record = recordOf(document.uri.fsPath, document.getText());
    key = ['builds', record.dockerfile, '(default)', record.id];
    await storage.write(key, formatRecord(record));
  });
  suiteTeardown(async () => { if (key) await storage.remove(key); });
  setup(async () => {
    await openFixture();
    await drawn(['WORKDIR cached', 'COPY ran 1.2 s', 'RUN ran 18 min 4 s']);
  });
  teardown(revert);

  function texts(): readonly string[] {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === fixtureUri().toString());
    return api.annotations(fixtureUri().toString()).map(({ line, text }) => `${document?.lineAt(line).text.split(' ')[0]} ${text}`);
  }

  async function drawn(expected: readonly string[]): Promise<void> {
    await until(`the drawings ${JSON.stringify(expected)}`, () => JSON.stringify(texts()) === JSON.stringify(expected)).catch(() => assert.deepEqual(texts(), expected));
  }

  test('the last build stands behind its lines', () => {
    assert.deepEqual(api.annotations(fixtureUri().toString()).map(({ gutter, stale }) => [gutter, stale]), [['cached', false], ['ran', false], ['ranSlow', false]]);
  });

  test('the hover tells what happened', async () => {
    const { document } = await openFixture();
    const line = document.getText().split('\n').findIndex(text => text.startsWith('RUN'));
    const text = await until('a hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', fixtureUri(), new vscode.Position(line, 1));
      return hovers.flatMap(({ contents }) => contents.map(content => (typeof content === 'string' ? content : content.value))).find(value => value.includes('18 min 4 s'));
    });
    assert.match(text, /\*\*Ran 18 min 4 s\*\*/);
  });

  test('the toggle hides and shows', async () => {
    assert.equal(await vscode.commands.executeCommand('layerwise.toggleAnnotations'), false);
    assert.deepEqual(texts(), []);
    assert.equal(await vscode.commands.executeCommand('layerwise.toggleAnnotations'), true);
    await drawn(['WORKDIR cached', 'COPY ran 1.2 s', 'RUN ran 18 min 4 s']);
  });

  test('an edit above moves the drawings, an edit of the line makes its drawing stale', async () => {
    const editor = await openFixture();
    await editor.edit(edit => edit.insert(new vscode.Position(1, 0), '# note\n'));
    await drawn(['WORKDIR cached', 'COPY ran 1.2 s', 'RUN ran 18 min 4 s']);
    const copyLine = editor.document.getText().split('\n').findIndex(text => text.startsWith('COPY'));
    await editor.edit(edit => edit.insert(editor.document.lineAt(copyLine).range.end, 'app'));
    await until('a stale drawing', () => api.annotations(fixtureUri().toString()).find(({ line, stale }) => line === copyLine && stale));
  });

  test('a second editor of the same file shows the same, and closing it leaves the first', async () => {
    await vscode.commands.executeCommand('workbench.action.splitEditor');
    await until('two editors', () => vscode.window.visibleTextEditors.length === 2);
    await drawn(['WORKDIR cached', 'COPY ran 1.2 s', 'RUN ran 18 min 4 s']);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until('one editor', () => vscode.window.visibleTextEditors.length === 1);
    await drawn(['WORKDIR cached', 'COPY ran 1.2 s', 'RUN ran 18 min 4 s']);
  });

  test('the setting decides what is shown', async () => {
    const settings = vscode.workspace.getConfiguration('layerwise');
    await settings.update('annotations.show', 'slow', vscode.ConfigurationTarget.Workspace);
    await drawn(['COPY ran 1.2 s', 'RUN ran 18 min 4 s']);
    await settings.update('annotations.show', 'off', vscode.ConfigurationTarget.Workspace);
    await drawn([]);
    await settings.update('annotations.show', undefined, vscode.ConfigurationTarget.Workspace);
  });

  test('a server that is started again says the same', async () => {
    await vscode.commands.executeCommand('layerwise.restartServer');
    await drawn(['WORKDIR cached', 'COPY ran 1.2 s', 'RUN ran 18 min 4 s']);
  });
});

function recordOf(dockerfile: string, text: string): BuildRecord {
  const outcomes: Readonly<Record<string, readonly [Outcome, number | undefined]>> = { WORKDIR: ['cached', undefined], COPY: ['ran', 1_200], RUN: ['ran', 18 * 60_000 + 4_000] };
  const steps = text.trimEnd().split('\n').flatMap((line, index): RecordedStep[] => {
    const found = outcomes[line.split(' ')[0] ?? ''];
    if (!found) return [];
    const [outcome, milliseconds] = found;
    return [{ stageIndex: 0, stage: undefined, instructionIndex: index, text: line, line: index, endLine: index, outcome, milliseconds, startedAt: undefined, layerBytes: undefined, error: undefined, logTail: [], placedBy: 'numbering' }];
  });
  const finishedAt = Date.now();
  return {
    version: 1, id: `${new Date(finishedAt).toISOString().replace(/\W/g, '')}-suite`, dockerfile, context: vscode.Uri.joinPath(vscode.Uri.file(dockerfile), '..').fsPath, target: undefined,
    dockerfileText: text, startedAt: finishedAt - 1_100_000, finishedAt, status: 'succeeded', engine: { kind: 'docker', version: undefined, builder: undefined }, steps, error: undefined,
  };
}

// The extension wakes up quickly, offers its commands, and knows a Dockerfile when it sees one.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../../client/src/commandIds.js';
import { layerwise, openFixture } from './support.js';

suite('activation', () => {
  test('takes next to no time', async () => {
    await openFixture();
    const { activationMilliseconds } = await layerwise();
    // The budget is 5 ms on an idle machine; a loaded one gets ten times that before it counts as broken.
    assert.ok(activationMilliseconds < 50, `${activationMilliseconds} ms`);
  });

  test('offers every command', async () => {
    await layerwise();
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(commandIds.filter(id => !known.has(id)), []);
  });

  for (const [name, languageId] of [
    ['Dockerfile-alpine', 'dockerfile'], ['Dockerfile2', 'dockerfile'], ['Dockerfile_amd', 'dockerfile'], ['web.dockerfile', 'dockerfile'], ['Containerfile-dev', 'dockerfile'],
    ['Dockerfile.dockerignore', 'ignore'], ['ci.buildkit.log', 'layerwise-log'], ['dockerfile-utils.ts', 'typescript'], ['dockerfile_lint.yml', 'yaml'],
  ] as const) {
    test(`${name} opens as ${languageId}`, async () => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'untitled', path: `/somewhere/${name}` }));
      assert.equal(document.languageId, languageId);
    });
  }
});

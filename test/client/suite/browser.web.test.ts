// In a browser hints work and nothing is built, and whoever asks for a build is told why.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { BuildResult } from '../../../server/src/protocol/index.js';
import { fixtureUri, layerwise, openFixture } from './support.js';

suite('browser', () => {
  suiteSetup(async () => { await layerwise(); });

  test('a build is refused in one sentence', async () => {
    await openFixture();
    for (const command of ['layerwise.buildImage', 'layerwise.buildWithoutCache', 'layerwise.build']) {
      const result = await vscode.commands.executeCommand<BuildResult>(command, fixtureUri());
      assert.equal(result.status, 'refused');
      assert.equal(result.message, 'Nothing was built: a browser cannot run a build; open the folder in a desktop or remote window.');
    }
  });
});

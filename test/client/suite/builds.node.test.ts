// Builds as commands and tasks, as far as they go without an engine: a build that cannot start says so and ends.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { BuildResult } from '../../../server/src/protocol/index.js';
import { fixtureUri, layerwise, openFixture } from './support.js';

suite('builds without an engine', () => {
  const settings = vscode.workspace.getConfiguration('layerwise');

  suiteSetup(async () => {
    await layerwise();
    await openFixture();
    await settings.update('dockerPath', '/nonexistent/docker', vscode.ConfigurationTarget.Workspace);
  });
  suiteTeardown(() => settings.update('dockerPath', undefined, vscode.ConfigurationTarget.Workspace));

  test('the command refuses in one sentence', async () => {
    const result = await vscode.commands.executeCommand<BuildResult>('layerwise.build', { uri: fixtureUri().toString() });
    assert.equal(result.status, 'refused');
    assert.ok(result.message.length > 10, result.message);
  });

  test('a Dockerfile that was never saved is refused', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content: 'FROM scratch\n' });
    const result = await vscode.commands.executeCommand<BuildResult>('layerwise.buildImage', document.uri);
    assert.equal(result.message, 'Nothing was built: this Dockerfile has not been saved to a file yet.');
  });

  test('every Dockerfile is a task, and a task that fails ends with 1', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'layerwise' });
    const task = tasks.find(({ definition }) => definition['dockerfile'] === 'Dockerfile');
    assert.ok(task);
    assert.equal(await exitCodeOf(task), 1);
  });

  function exitCodeOf(task: vscode.Task): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const ended = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.definition['type'] !== 'layerwise') return;
        ended.dispose();
        resolve(exitCode);
      });
      vscode.tasks.executeTask(task).then(undefined, reject);
    });
  }
});

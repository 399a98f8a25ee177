// Commands that need no engine, in either host.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { layerwise, openFixture } from './support.js';

suite('commands', () => {
  suiteSetup(async () => { await layerwise(); });

  test('the toggle says each time what it did', async () => {
    await openFixture();
    assert.equal(await vscode.commands.executeCommand('layerwise.toggleAnnotations'), false);
    assert.equal(await vscode.commands.executeCommand('layerwise.toggleAnnotations'), true);
  });

  test('a rule page that is none opens nothing', async () => {
    // By name: tabs of the suites before may still be coming or going.
    const opened = () => vscode.window.tabGroups.all.flatMap(group => group.tabs).map(tab => tab.label).filter(label => /no-such-rule|package/.test(label));
    await vscode.commands.executeCommand('layerwise.openRulePage', '../../package');
    await vscode.commands.executeCommand('layerwise.openRulePage', 'no-such-rule');
    assert.deepEqual(opened(), []);
  });
});

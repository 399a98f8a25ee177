// From a hint to the page of its rule, without a network.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf, fixtureUri, layerwise, openFixture, ruleOf, until } from './support.js';

suite('rule pages', () => {
  suiteSetup(async () => { await layerwise(); });
  teardown(async () => { await vscode.commands.executeCommand('workbench.action.closeAllEditors'); });

  test('a hint links to its page in this editor', async () => {
    await openFixture();
    const hint = await until('a hint with a link', () => diagnosticsOf(fixtureUri()).find(({ code }) => typeof code === 'object'));
    const { target } = hint.code as { readonly target: vscode.Uri };
    assert.equal(target.toString(), `${vscode.env.uriScheme}://layerwise.layerwise/rules/${ruleOf(hint)}`);
  });

  test('the page opens as a page', async () => {
    await vscode.commands.executeCommand('layerwise.openRulePage', 'missing-cache-mount');
    const tab = await until('the preview', () => vscode.window.tabGroups.activeTabGroup.activeTab);
    assert.ok(tab.input instanceof vscode.TabInputWebview, tab.label);
  });
});

// Hints on the fixture, and their fixes, as a person gets them: squiggle, light bulb, fix-all on save, CodeLens.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeAction, diagnosticsOf, fixtureUri, layerwise, openFixture, revert, ruleOf, until } from './support.js';

suite('hints', () => {
  suiteSetup(async () => { await layerwise(); });
  setup(async () => { await openFixture(); });
  teardown(revert);

  function hint(rule: string): Promise<vscode.Diagnostic> {
    return until(`a hint of ${rule}`, () => diagnosticsOf(fixtureUri()).find(diagnostic => ruleOf(diagnostic) === rule));
  }

  test('a Dockerfile that throws its cache away gets a hint, never an error', async () => {
    await hint('missing-cache-mount');
    for (const { severity } of diagnosticsOf(fixtureUri())) assert.notEqual(severity, vscode.DiagnosticSeverity.Error);
  });

  test('a quick fix applies, is one undo step, and the hint is gone', async () => {
    const found = await hint('missing-cache-mount');
    const editor = await openFixture();
    const before = editor.document.getText();
    const action = await codeAction(fixtureUri(), found.range, vscode.CodeActionKind.QuickFix, ({ edit }) => edit?.get(fixtureUri()).some(({ newText }) => newText.includes('--mount=type=cache')) ?? false);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.match(editor.document.getText(), /RUN --mount=type=cache,\S+ .*pip install/);
    await until('the hint to go', () => diagnosticsOf(fixtureUri()).every(diagnostic => ruleOf(diagnostic) !== 'missing-cache-mount'));
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
    await hint('missing-cache-mount');
  });

  test('a hint can be silenced where it is', async () => {
    const found = await hint('missing-cache-mount');
    const action = await codeAction(fixtureUri(), found.range, vscode.CodeActionKind.QuickFix, ({ title }) => title.includes('# layerwise ignore=missing-cache-mount'));
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    await until('the hint to go', () => diagnosticsOf(fixtureUri()).every(diagnostic => ruleOf(diagnostic) !== 'missing-cache-mount'));
  });

  test('fix-all is offered under its own kind and leaves less to complain about', async () => {
    await hint('missing-cache-mount');
    const { document } = await openFixture();
    const countBefore = diagnosticsOf(fixtureUri()).length;
    const everything = new vscode.Range(0, 0, document.lineCount, 0);
    const action = await codeAction(fixtureUri(), everything, vscode.CodeActionKind.SourceFixAll.append('layerwise'), () => true);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    await until('fewer hints', () => diagnosticsOf(fixtureUri()).length < countBefore);
  });

  test('a CodeLens above the stage builds it', async () => {
    const lens = await until('a CodeLens', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', fixtureUri(), 10);
      return lenses.find(({ command }) => command?.command === 'layerwise.build');
    });
    assert.equal(lens.range.start.line, 0);
    assert.deepEqual(lens.command?.arguments?.map(argument => (argument as { uri: string }).uri), [fixtureUri().toString()]);
  });

  test('the settings silence a rule, and the whole extension', async () => {
    await hint('missing-cache-mount');
    const settings = vscode.workspace.getConfiguration('layerwise');
    await settings.update('rules', { 'missing-cache-mount': 'off' }, vscode.ConfigurationTarget.Workspace);
    await until('the rule to be silent', () => diagnosticsOf(fixtureUri()).every(diagnostic => ruleOf(diagnostic) !== 'missing-cache-mount'));
    await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    await hint('missing-cache-mount');
    await settings.update('enable', false, vscode.ConfigurationTarget.Workspace);
    await until('silence', () => diagnosticsOf(fixtureUri()).length === 0);
    await settings.update('enable', undefined, vscode.ConfigurationTarget.Workspace);
    await hint('missing-cache-mount');
  });
});

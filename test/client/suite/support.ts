// What the suites share: waiting for what an editor does in its own time, and the fixture's Dockerfile. Works in a worker
// as well, so it must not use Node.
import * as vscode from 'vscode';
import type { LayerwiseApi } from '../../../client/src/api.js';

/**
 * Asks until there is an answer. An editor answers a provider request with nothing when it was canceled, so every one of
 * them must be asked again.
 */
export async function until<T>(what: string, ask: () => T | undefined | false | Promise<T | undefined | false>, milliseconds = 20_000): Promise<T> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await pause(100)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`Waited in vain for ${what}`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** The extension, activated, with its server running. */
export async function layerwise(): Promise<LayerwiseApi> {
  const extension = vscode.extensions.getExtension<LayerwiseApi>('layerwise.layerwise');
  if (!extension) throw new Error('The extension is not installed');
  const api = await extension.activate();
  await api.ready();
  return api;
}

export function fixtureUri(name = 'Dockerfile'): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('No folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** The fixture's Dockerfile in front, as it is on the disk. */
export async function openFixture(): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fixtureUri()));
  if (editor.document.isDirty) await vscode.commands.executeCommand('workbench.action.files.revert');
  return editor;
}

/** Takes back every edit of the document in front. */
export async function revert(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

export function diagnosticsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'layerwise');
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** The action with this title's start, with its edit. */
export async function codeAction(uri: vscode.Uri, range: vscode.Range, kind: vscode.CodeActionKind, matches: (action: vscode.CodeAction) => boolean): Promise<vscode.CodeAction & { readonly edit: vscode.WorkspaceEdit }> {
  const found = await until(`a ${kind.value} action`, async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, kind.value, 100);
    return actions.find(action => action.edit !== undefined && kind.contains(action.kind ?? vscode.CodeActionKind.Empty) && matches(action));
  });
  return found as vscode.CodeAction & { readonly edit: vscode.WorkspaceEdit };
}

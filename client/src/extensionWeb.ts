// Where the editor enters in a browser. A worker cannot load a second file, so everything is in this bundle; what the
// stub does not need still runs only when it is asked for.
import { commands, type ExtensionContext } from 'vscode';
import { activateLazily, type Activation } from './activation.js';
import type { LayerwiseApi } from './api.js';
import { open } from './languageClientWeb.js';

let activation: Activation | undefined;

export function activate(context: ExtensionContext): LayerwiseApi {
  // Hides what needs a process from the menus.
  void commands.executeCommand('setContext', 'layerwise.hintsOnly', true);
  activation = activateLazily(context, open);
  return activation.api;
}

export async function deactivate(): Promise<void> {
  await activation?.stop();
}

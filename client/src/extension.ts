// Where the editor enters on a machine with Node. Only the stub is in this bundle.
import type { ExtensionContext } from 'vscode';
import { activateLazily, type Activation } from './activation.js';
import type { LayerwiseApi } from './api.js';
import type * as LanguageClientBundle from './languageClient.js';

let activation: Activation | undefined;

export function activate(context: ExtensionContext): LayerwiseApi {
  // `require`, because the editor answers for the module `vscode` only in modules that are loaded this way.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the reason above
  const load = () => require('./languageClient.cjs') as typeof LanguageClientBundle;
  activation = activateLazily(context, ofContext => load().open(ofContext));
  return activation.api;
}

export async function deactivate(): Promise<void> {
  await activation?.stop();
}

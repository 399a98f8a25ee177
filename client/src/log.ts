// The output channel that the client and the language client share; its level is set by the editor's own command.
import { window, type LogOutputChannel } from 'vscode';

export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Layerwise', { log: true });
}

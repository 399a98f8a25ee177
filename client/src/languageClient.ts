// The language client where Node runs: the server is a process of the editor's own Node. A bundle of its own, loaded by
// the activation stub when it is needed.
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind, type NodeModule } from 'vscode-languageclient/node';
import { openSession, type Session } from './session.js';

export function open(context: ExtensionContext): Session {
  const server: NodeModule = { module: context.asAbsolutePath('dist/server.cjs'), transport: TransportKind.ipc };
  return openSession(context, {
    isBrowser: false,
    // Other schemes are old versions of a file, or folders that the server's process cannot read.
    selector: [{ language: 'dockerfile', scheme: 'file' }, { language: 'dockerfile', scheme: 'untitled' }],
    createClient: options => new LanguageClient('layerwise', 'Layerwise', { run: server, debug: server }, options),
  });
}

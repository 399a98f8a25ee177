// The language client in a browser: the server is a worker that reads nothing but what the editor sends it.
import { Uri, type ExtensionContext } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, type MessageTransports } from 'vscode-languageclient/browser';
import { openSession, type Session } from './session.js';

interface ServerWorker {
  terminate(): void;
}

/** The browser's, whose types would let the whole client use a browser's globals. */
declare const Worker: new (script: string) => ServerWorker;

export function open(context: ExtensionContext): Session {
  const script = Uri.joinPath(context.extensionUri, 'dist', 'web', 'server.js').toString(true);
  let worker: ServerWorker | undefined;
  // The library does not know the editor's own kind of worker, so it gets a reader and a writer. Each start has a new one.
  const start = (): Promise<MessageTransports> => {
    worker?.terminate();
    worker = new Worker(script);
    return Promise.resolve({ reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) });
  };
  context.subscriptions.push({ dispose: () => worker?.terminate() });
  return openSession(context, {
    isBrowser: true,
    selector: [{ language: 'dockerfile' }],
    createClient: options => new LanguageClient('layerwise', 'Layerwise', start, options),
  });
}

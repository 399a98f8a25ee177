// Entry point of the language server in a web worker. No processes and no folders here: hints come from the text alone,
// and what they can't know they do not claim.
import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import { startServer } from '../lsp/server.js';
import type { ServerHost } from '../lsp/session.js';

declare const self: DedicatedWorkerGlobalScope;

const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(self), new BrowserMessageWriter(self));

const host: ServerHost = {
  files: { list: () => nothing(), kind: () => nothing(), names: () => Promise.resolve([]), readText: () => nothing() },
  clock: {
    now: () => Date.now(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => { clearTimeout(timer); };
    },
  },
  storage: { read: () => nothing(), write: () => Promise.resolve(), list: () => Promise.resolve([]), remove: () => Promise.resolve(), setAside: () => Promise.resolve(), watch: () => () => undefined },
  log: { info: text => { connection.console.info(text); }, error: text => { connection.console.error(text); } },
  environment: {},
  readYaml: () => Promise.resolve([]),
  randomId: () => crypto.randomUUID().slice(0, 8),
  locationOf: () => undefined,
  uriOf: location => location,
  createEngine: undefined,
  rulePage: () => undefined,
};

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}

startServer(connection, host);

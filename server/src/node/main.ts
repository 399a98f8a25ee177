// Entry point of the language server on Node: `--stdio`, `--node-ipc`, `--socket` or `--pipe`.
import path from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.js';
import { tuneForTyping } from './engineTuning.js';
import { createNodeHost } from './host.js';
import { createStdioConnection } from './stdio.js';

tuneForTyping();
const connection = process.argv.includes('--stdio') ? createStdioConnection() : createConnection(ProposedFeatures.all);
const log = { info: (text: string) => { connection.console.info(text); }, error: (text: string) => { connection.console.error(text); } };

// A bug must not take hints, builds and records down with it.
process.on('uncaughtException', error => { log.error(`uncaught: ${error.stack ?? error.message}`); });
process.on('unhandledRejection', reason => { log.error(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`); });

startServer(connection, createNodeHost(log, path.dirname(__dirname)));

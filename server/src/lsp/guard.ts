// One crash must not take the server down: every handler runs behind this guard.
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Log } from '../project/host.js';

/** Runs a handler; what it throws is logged, and the answer is the empty one. A cancelled request says so. */
export async function guard<T>(log: Log, name: string, empty: T, handler: () => T | Promise<T>): Promise<T> {
  try {
    return await handler();
  } catch (error) {
    if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) throw error;
    log.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return empty;
  }
}

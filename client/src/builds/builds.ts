// Asks the server for builds and leads their log text to whoever asked. The server runs them; no process is started
// here, and nothing is shown.
import type { CancellationToken, Disposable } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import {
  buildChoicesMethod, buildMethod, buildOutputMethod,
  type BuildChoicesParams, type BuildChoicesResult, type BuildOutputParams, type BuildParams, type BuildResult,
} from '../../../server/src/protocol/index.js';
import type { Connection } from '../connection.js';
import { say } from '../text.js';

const messages = defineMessages('client.builds', { canceled: 'The build was canceled.' });

export class Builds implements Disposable {
  readonly #connection: Connection;
  readonly #sinks = new Map<string, (text: string) => void>();
  readonly #subscription: Disposable;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#subscription = connection.listen(buildOutputMethod, ({ logToken, text }: BuildOutputParams) => { this.#sinks.get(logToken)?.(text); });
  }

  /** What can be built; rejects when the server is gone. */
  choices(uri: string, token: CancellationToken): Promise<BuildChoicesResult> {
    return this.#connection.request<BuildChoicesResult>(buildChoicesMethod, { uri } satisfies BuildChoicesParams, token);
  }

  /** Builds and resolves at the end; rejects when the server is gone. @param write takes the log, with colour */
  async run(params: BuildParams, write: (text: string) => void, token: CancellationToken): Promise<BuildResult> {
    const logToken = crypto.randomUUID();
    const startedAt = Date.now();
    this.#sinks.set(logToken, write);
    try {
      return await this.#connection.request<BuildResult>(buildMethod, { ...params, logToken } satisfies BuildParams, token);
    } catch (error: unknown) {
      // A canceled request may be answered by an error; for a person it is an end like any other.
      if (token.isCancellationRequested) return { status: 'canceled', message: say(messages.canceled()), milliseconds: Date.now() - startedAt };
      throw error;
    } finally {
      this.#sinks.delete(logToken);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#sinks.clear();
  }
}

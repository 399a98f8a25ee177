// What the rest of the client may ask of the language server; whoever asks first starts it. Must not know what the
// messages mean.
import { State, type BaseLanguageClient, type CancellationToken } from 'vscode-languageclient';
import { EventEmitter, type Disposable } from 'vscode';

export class Connection implements Disposable {
  readonly #client: BaseLanguageClient;
  readonly #stopped = new EventEmitter<void>();
  readonly #subscription: { dispose(): void };
  /** Fires when the server has gone, whatever the reason. */
  readonly onDidStop = this.#stopped.event;

  constructor(client: BaseLanguageClient) {
    this.#client = client;
    this.#subscription = client.onDidChangeState(({ oldState, newState }) => {
      if (oldState === State.Running && newState !== State.Running) this.#stopped.fire();
    });
  }

  /** Resolves when the server answers, rejects when it cannot be started. */
  ready(): Promise<void> {
    return this.#client.start();
  }

  /** Rejects when the server is gone, answers with an error, or was asked to cancel. */
  async request<Result>(method: string, params: unknown, token: CancellationToken): Promise<Result> {
    await this.ready();
    return this.#client.sendRequest<Result>(method, params, token);
  }

  /** Tells a running server; one that is started later learns the same when it is initialized. */
  async tellIfRunning(method: string, params: unknown): Promise<void> {
    if (this.#client.isRunning()) await this.#client.sendNotification(method, params);
  }

  /** @param listener takes what the protocol says the method sends */
  listen(method: string, listener: (params: never) => void): Disposable {
    return this.#client.onNotification(method, (params: unknown) => { listener(params as never); });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.ready();
  }

  async stop(): Promise<void> {
    if (this.#client.needsStop()) await this.#client.stop();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#stopped.dispose();
  }
}

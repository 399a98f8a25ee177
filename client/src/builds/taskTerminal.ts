// The terminal of one task: starts the build when it is opened, shows the log, ends with the exit code. Closing it
// cancels the build.
import { CancellationTokenSource, EventEmitter, workspace, type Pseudoterminal, type Uri } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import { say } from '../text.js';
import type { Builds } from './builds.js';
import { endLine, toTerminal } from './logText.js';
import { obstacleSentence, obstacleTo } from './obstacle.js';
import { exitCodeOf, type LayerwiseTask } from './taskDefinition.js';

export interface TaskRun {
  readonly builds: Builds;
  readonly isBrowser: boolean;
  /** Undefined when the definition cannot be run. */
  readonly definition: LayerwiseTask | undefined;
  /** A path of the definition as a URI. */
  readonly toUri: (path: string) => Uri;
}

const messages = defineMessages('client.taskRun', {
  noDockerfile: 'This task names no Dockerfile: set "dockerfile" in tasks.json.',
  failedToAsk: 'The build could not be started: {error}',
});

const endOfText = '\u0003';

export class TaskTerminal implements Pseudoterminal {
  readonly #run: TaskRun;
  readonly #cancel = new CancellationTokenSource();
  readonly #written = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number>();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(run: TaskRun) {
    this.#run = run;
  }

  open(): void {
    void this.#build().then(code => this.#closed.fire(code));
  }

  close(): void {
    this.#cancel.cancel();
    this.#cancel.dispose();
  }

  handleInput(data: string): void {
    if (data === endOfText) this.#cancel.cancel();
  }

  async #build(): Promise<number> {
    const { builds, definition, toUri, isBrowser } = this.#run;
    if (!definition) return this.#end(say(messages.noDockerfile()), 1);
    const uri = toUri(definition.dockerfile);
    const obstacle = obstacleTo({ isBrowser, isTrusted: workspace.isTrusted, scheme: uri.scheme });
    if (obstacle) return this.#end(say(obstacleSentence(obstacle)), 1);
    try {
      // The server knows open documents only.
      await workspace.openTextDocument(uri);
      const result = await builds.run({
        uri: uri.toString(),
        // Nobody is there to be asked.
        whenBusy: 'wait',
        ...(definition.context === undefined ? {} : { context: toUri(definition.context).fsPath }),
        ...(definition.target === undefined ? {} : { target: definition.target }),
        ...(definition.args === undefined ? {} : { args: definition.args }),
      }, text => this.#written.fire(toTerminal(text)), this.#cancel.token);
      return this.#end(result.message, exitCodeOf(result.status));
    } catch (error: unknown) {
      return this.#end(say(messages.failedToAsk({ error: error instanceof Error ? error.message : String(error) })), 1);
    }
  }

  #end(message: string, code: number): number {
    this.#written.fire(endLine(message, code === 0));
    return code;
  }
}

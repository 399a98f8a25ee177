// One build as a person starts it, from the question what to build to the message at the end. Knows nothing of engines.
import { CancellationTokenSource, Uri, window, workspace, type Disposable } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import type { BuildParams, BuildResult } from '../../../server/src/protocol/index.js';
import { say } from '../text.js';
import type { Builds } from './builds.js';
import { chooseBuild, chooseDockerfile } from './chooseBuild.js';
import { explainObstacle } from './explainObstacle.js';
import { LogTerminal } from './logTerminal.js';
import { obstacleTo } from './obstacle.js';
import type { BuildRequest } from './request.js';

const messages = defineMessages('client.build', {
  terminal: 'Layerwise Build',
  showLog: 'Show Log',
  wait: 'Wait',
  replace: 'Replace',
  noLog: 'Nothing has been built in this window yet.',
  failedToAsk: 'The build could not be started: {error}',
});

/** From here on a person has turned to something else. Milliseconds. */
const longBuild = 60_000;
const statusMessageTime = 15_000;

interface EndedBuild {
  readonly result: BuildResult;
  /** Undefined when the build did not begin. */
  readonly terminal: LogTerminal | undefined;
}

export class BuildCommand implements Disposable {
  readonly #builds: Builds;
  readonly #isBrowser: boolean;
  readonly #terminals: LogTerminal[] = [];
  #latest: LogTerminal | undefined;

  constructor(builds: Builds, isBrowser: boolean) {
    this.#builds = builds;
    this.#isBrowser = isBrowser;
  }

  /** Resolves with the end of the build, or with nothing when none was started. */
  async run(request: BuildRequest): Promise<BuildResult | undefined> {
    const beforehand = obstacleTo({ isBrowser: this.#isBrowser, isTrusted: workspace.isTrusted });
    if (beforehand) return explainObstacle(beforehand);
    const uri = request.uri === undefined ? await chooseDockerfile() : Uri.parse(request.uri, true);
    if (!uri) return undefined;
    const obstacle = obstacleTo({ isBrowser: this.#isBrowser, isTrusted: workspace.isTrusted, scheme: uri.scheme });
    if (obstacle) return explainObstacle(obstacle);
    const cancel = new CancellationTokenSource();
    try {
      // Outcomes appear on the lines, and the server knows open documents only.
      const isVisible = window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri.toString());
      if (!isVisible) await window.showTextDocument(uri, { preserveFocus: true, preview: false });
      // The engine is sent what is on the disk.
      await workspace.saveAll(false);
      const params = await this.#params(uri, request, cancel);
      return params && await this.#build(params, cancel);
    } catch (error: unknown) {
      await this.#showFailure(say(messages.failedToAsk({ error: error instanceof Error ? error.message : String(error) })));
      return undefined;
    } finally {
      cancel.dispose();
    }
  }

  showLog(): void {
    if (this.#latest) this.#latest.show();
    else void window.showInformationMessage(say(messages.noLog()));
  }

  dispose(): void {
    for (const terminal of this.#terminals) terminal.dispose();
  }

  async #params(uri: Uri, request: BuildRequest, { token }: CancellationTokenSource): Promise<BuildParams | undefined> {
    const result = await this.#builds.choices(uri.toString(), token);
    const chosen = await chooseBuild(uri, result, request.target, token);
    if (!chosen) return undefined;
    const target = request.target ?? chosen.choice?.target;
    return {
      uri: uri.toString(),
      ...(chosen.choice ? { context: chosen.choice.context } : {}),
      ...(chosen.choice?.args ? { args: chosen.choice.args } : {}),
      ...(target === undefined ? {} : { target }),
      ...(request.noCache ? { noCache: true } : {}),
    };
  }

  async #build(params: BuildParams, cancel: CancellationTokenSource): Promise<BuildResult> {
    const first = await this.#buildInTerminal({ ...params, whenBusy: 'tell' }, cancel);
    if (first.result.status !== 'busy') return this.#tellEnd(first);
    const wait = say(messages.wait());
    const replace = say(messages.replace());
    const answer = await window.showWarningMessage(first.result.message, wait, replace);
    if (answer === undefined) return first.result;
    return this.#tellEnd(await this.#buildInTerminal({ ...params, whenBusy: answer === wait ? 'wait' : 'replace' }, cancel));
  }

  /** The terminal opens with the first word of the log: a build that does not begin needs none. */
  async #buildInTerminal(params: BuildParams, cancel: CancellationTokenSource): Promise<EndedBuild> {
    let terminal: LogTerminal | undefined;
    const write = (text: string) => {
      terminal ??= this.#openTerminal(() => { cancel.cancel(); });
      terminal.write(text);
    };
    try {
      const result = await this.#builds.run(params, write, cancel.token);
      terminal?.end(result.message, result.status === 'succeeded');
      return { result, terminal };
    } catch (error: unknown) {
      terminal?.end(error instanceof Error ? error.message : String(error), false);
      throw error;
    }
  }

  #openTerminal(interrupt: () => void): LogTerminal {
    const terminal = this.#idleTerminal();
    terminal.begin(interrupt);
    return terminal;
  }

  /** A log is reused once its build has ended; two builds at a time get a log each. */
  #idleTerminal(): LogTerminal {
    let terminal = this.#terminals.find(candidate => !candidate.isBusy);
    if (!terminal) {
      terminal = new LogTerminal(say(messages.terminal()));
      this.#terminals.push(terminal);
    }
    this.#latest = terminal;
    return terminal;
  }

  #tellEnd({ result, terminal }: EndedBuild): BuildResult {
    if (result.status === 'failed' || result.status === 'refused') {
      void this.#showFailure(result.message, terminal);
    } else if (result.status === 'succeeded') {
      window.setStatusBarMessage(result.message, statusMessageTime);
      if (!window.state.focused || result.milliseconds > longBuild) void window.showInformationMessage(result.message);
    }
    return result;
  }

  async #showFailure(message: string, terminal?: LogTerminal): Promise<void> {
    const showLog = say(messages.showLog());
    if (await window.showErrorMessage(message, ...(terminal ? [showLog] : [])) === showLog) terminal?.show();
  }
}

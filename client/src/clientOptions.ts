// How the language client behaves in either host: what it tells the server at the start, how it follows settings, what
// it does when the server fails. Must not know how the server is started.
import { env, window, workspace, type LogOutputChannel } from 'vscode';
import { CloseAction, ErrorAction, type ErrorHandler, type LanguageClientOptions, RevealOutputChannelOn, type TextDocumentFilter } from 'vscode-languageclient';
import { defineMessages } from '../../server/src/messages/index.js';
import type { InitializationOptions } from '../../server/src/protocol/index.js';
import type { ProgressNotifications } from './progress.js';
import type { RestartPolicy } from './restartPolicy.js';
import { linkToPages } from './ruleLinks.js';
import { say } from './text.js';

const messages = defineMessages('client.server', {
  gaveUp: 'The Layerwise server stopped {count} times within three minutes and is not started again.',
  restart: 'Restart Server',
  showOutput: 'Show Output',
});

/** What links in hovers may run. */
const commandsInHovers = ['layerwise.build', 'layerwise.showLog', 'layerwise.openRulePage'];

export interface ClientParts {
  readonly selector: readonly TextDocumentFilter[];
  readonly log: LogOutputChannel;
  readonly progress: ProgressNotifications;
  readonly restarts: RestartPolicy;
  /** Runs a command of ours. */
  readonly run: (command: string) => unknown;
}

export function clientOptions(parts: ClientParts): LanguageClientOptions {
  return {
    documentSelector: [...parts.selector],
    outputChannel: parts.log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: (): InitializationOptions => ({ trusted: workspace.isTrusted, locale: env.language, annotations: true }),
    errorHandler: errorHandler(parts),
    markdown: { isTrusted: { enabledCommands: commandsInHovers }, supportThemeIcons: true },
    middleware: {
      handleWorkDoneProgress: parts.progress.handle,
      provideDiagnostics: async (document, previousResultId, token, next) => {
        const report = await next(document, previousResultId, token);
        if (report && 'items' in report) linkToPages(report.items, env.uriScheme);
        return report;
      },
    },
  };
}

function errorHandler({ log, restarts, run }: ClientParts): ErrorHandler {
  return {
    error: (error, _message, count) => {
      log.error(error);
      return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
    },
    closed: () => {
      if (restarts.shouldRestart(Date.now())) return { action: CloseAction.Restart, handled: true };
      void explainGivingUp(log, run);
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

async function explainGivingUp(log: LogOutputChannel, run: ClientParts['run']): Promise<void> {
  const restart = say(messages.restart());
  const showOutput = say(messages.showOutput());
  const answer = await window.showErrorMessage(say(messages.gaveUp({ count: 5 })), restart, showOutput);
  if (answer === restart) run('layerwise.restartServer');
  if (answer === showOutput) log.show();
}

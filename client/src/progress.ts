// Shows the server's cancellable progress, which is that of builds, as a notification with a cancel button. The library
// shows all progress in the status bar only, where nothing can be canceled. Must not know what is being done.
import { ProgressLocation, window, type Progress } from 'vscode';
import type { BaseLanguageClient, Middleware, ProgressToken, WorkDoneProgressBegin, WorkDoneProgressReport } from 'vscode-languageclient';

interface Shown {
  readonly report: (message: string | undefined, percentage: number | undefined) => void;
  readonly end: () => void;
}

type HandleProgress = NonNullable<Middleware['handleWorkDoneProgress']>;

export class ProgressNotifications {
  readonly #shown = new Map<ProgressToken, Shown>();
  readonly #client: () => BaseLanguageClient;

  constructor(client: () => BaseLanguageClient) {
    this.#client = client;
  }

  readonly handle: HandleProgress = (token, params, next) => {
    if (params.kind === 'begin' && params.cancellable === true) {
      this.#begin(token, params);
      return;
    }
    const shown = this.#shown.get(token);
    if (shown && params.kind === 'report') shown.report(params.message, params.percentage);
    else next(token, params);
    if (shown && params.kind === 'end') this.#end(token);
  };

  /** Takes every notification away, because nobody is left to end them. */
  endAll(): void {
    for (const token of [...this.#shown.keys()]) this.#end(token);
  }

  #begin(token: ProgressToken, begin: WorkDoneProgressBegin): void {
    void window.withProgress({ location: ProgressLocation.Notification, cancellable: true, title: begin.title }, (progress, cancel) => {
      cancel.onCancellationRequested(() => void this.#client().sendNotification('window/workDoneProgress/cancel', { token }));
      return new Promise<void>(resolve => {
        const report = reporter(progress);
        this.#shown.set(token, { report, end: resolve });
        report(begin.message, begin.percentage);
      });
    });
  }

  #end(token: ProgressToken): void {
    this.#shown.get(token)?.end();
    this.#shown.delete(token);
  }
}

/** The server says how far it is in percent; the editor wants the difference to what it was told before. */
function reporter(progress: Progress<{ message?: string; increment?: number }>): Shown['report'] {
  let reached: NonNullable<WorkDoneProgressReport['percentage']> = 0;
  return (message, percentage) => {
    const increment = percentage === undefined ? undefined : Math.max(0, Math.min(percentage, 100) - reached);
    reached += increment ?? 0;
    progress.report({ ...(message === undefined ? {} : { message }), ...(increment === undefined ? {} : { increment }) });
  };
}

// The activation stub of both hosts: registers what the editor may call and loads the rest when the first Dockerfile
// opens or something is called. Must import nothing heavy: this is all that an editor without a Dockerfile loads.
import { commands, tasks, window, workspace, type ExtensionContext, type TextDocument } from 'vscode';
import type { LayerwiseApi } from './api.js';
import { commandIds } from './commandIds.js';
import type { Session } from './session.js';

export interface Activation {
  readonly api: LayerwiseApi;
  /** Stops the server when it runs. */
  readonly stop: () => Promise<void>;
}

/** Registers everything. @param open loads and opens the session; called once at most */
export function activateLazily(context: ExtensionContext, open: (context: ExtensionContext) => Session): Activation {
  const startedAt = performance.now();
  let opened: Session | undefined;
  const session = (): Session => opened ??= open(context);

  context.subscriptions.push(
    ...commandIds.map(id => commands.registerCommand(id, (...args: unknown[]) => session().run(id, args))),
    tasks.registerTaskProvider('layerwise', { provideTasks: () => session().provideTasks(), resolveTask: task => session().resolveTask(task) }),
    window.registerUriHandler({ handleUri: uri => session().openLink(uri) }),
  );
  startWithDockerfile(context, session);

  const api: LayerwiseApi = {
    ready: () => session().ready(),
    annotations: uri => opened?.annotations(uri) ?? [],
    activationMilliseconds: performance.now() - startedAt,
  };
  return { api, stop: async () => opened?.stop() };
}

function startWithDockerfile(context: ExtensionContext, session: () => Session): void {
  // The library reports a start that fails in the log and by a notification of its own.
  const start = () => void session().ready().catch(() => undefined);
  if (workspace.textDocuments.some(isWanted)) {
    // After the activation, which the editor waits for.
    setTimeout(start, 0);
    return;
  }
  const waiting = workspace.onDidOpenTextDocument(document => {
    if (!isWanted(document)) return;
    waiting.dispose();
    start();
  });
  context.subscriptions.push(waiting);
}

/** Old versions of a file, which the source control view shows, are nobody's reason to start a server. */
function isWanted({ languageId, uri }: TextDocument): boolean {
  return languageId === 'dockerfile' && uri.scheme !== 'git';
}

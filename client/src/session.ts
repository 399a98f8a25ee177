// Everything the extension does once it is needed: puts the parts together around one language client. Loaded late, so
// that an editor without a Dockerfile pays for none of it.
import { workspace, window, type ExtensionContext, type Task, type Uri } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions, TextDocumentFilter } from 'vscode-languageclient';
import { annotationsMethod, trustMethod, type AnnotationsParams } from '../../server/src/protocol/index.js';
import { AnnotationsController } from './annotations/controller.js';
import type { Drawing } from './annotations/model.js';
import { AnnotationStyle } from './annotations/style.js';
import { BuildCommand } from './builds/buildCommand.js';
import { Builds } from './builds/builds.js';
import { BuildTasks } from './builds/taskProvider.js';
import { clientOptions } from './clientOptions.js';
import { runCommand } from './commands/index.js';
import { openRulePage } from './commands/openRulePage.js';
import { Connection } from './connection.js';
import { createLog } from './log.js';
import { Outcomes } from './outcomes.js';
import { ProgressNotifications } from './progress.js';
import { RestartPolicy } from './restartPolicy.js';
import { ruleOfLink } from './ruleLinks.js';
import { Status } from './status.js';

/** What differs between the hosts. */
export interface Host {
  readonly isBrowser: boolean;
  readonly selector: readonly TextDocumentFilter[];
  readonly createClient: (options: LanguageClientOptions) => BaseLanguageClient;
}

/** What the activation stub may ask for. */
export interface Session {
  ready(): Promise<void>;
  run(command: string, args: readonly unknown[]): Promise<unknown>;
  openLink(uri: Uri): Promise<void>;
  provideTasks(): Promise<Task[]>;
  resolveTask(task: Task): Task | undefined;
  annotations(uri: string): readonly Drawing[];
  stop(): Promise<void>;
}

/** Opens the session; the server is started by the first who needs it. */
export function openSession(context: ExtensionContext, host: Host): Session {
  const log = createLog();
  const restarts = new RestartPolicy();
  const progress = new ProgressNotifications(() => client);
  const run = (command: string, args: readonly unknown[]) => runCommand(command, args, { ...parts, extensionUri: context.extensionUri, isBrowser: host.isBrowser, restarts });
  const client = host.createClient(clientOptions({ selector: host.selector, log, progress, restarts, run: command => run(command, []) }));
  const parts = openParts(context, host, new Connection(client));

  context.subscriptions.push(
    log,
    parts.connection.onDidStop(() => { progress.endAll(); parts.outcomes.clear(); }),
    parts.connection.listen(annotationsMethod, (params: AnnotationsParams) => { parts.outcomes.receive(params); }),
    workspace.onDidGrantWorkspaceTrust(() => void parts.connection.tellIfRunning(trustMethod, {})),
  );
  return {
    ready: () => parts.connection.ready(),
    run,
    openLink: uri => openRulePage(context.extensionUri, ruleOfLink(uri)),
    provideTasks: () => parts.tasks.provideTasks(),
    resolveTask: task => parts.tasks.resolveTask(task),
    annotations: uri => window.visibleTextEditors.filter(({ document }) => document.uri.toString() === uri).slice(0, 1).flatMap(({ document }) => parts.annotations.drawings(document)),
    stop: () => parts.connection.stop(),
  };
}

function openParts(context: ExtensionContext, { isBrowser }: Host, connection: Connection) {
  const outcomes = new Outcomes();
  const style = new AnnotationStyle(context.extensionUri);
  const builds = new Builds(connection);
  const parts = {
    connection,
    outcomes,
    annotations: new AnnotationsController(outcomes, style),
    buildCommand: new BuildCommand(builds, isBrowser),
    tasks: new BuildTasks(builds, isBrowser),
  };
  context.subscriptions.push(connection, outcomes, style, builds, parts.annotations, parts.buildCommand, new Status(outcomes, isBrowser));
  return parts;
}

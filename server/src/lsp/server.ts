// The language server: which request goes to which handler, and when what is shown is made again. Knows no process, no
// file system and no editor.
import { CodeActionKind, CodeLensRefreshRequest, DidChangeConfigurationNotification, DidChangeWatchedFilesNotification, FileChangeType, TextDocuments, TextDocumentSyncKind, type Connection, type InitializeResult } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { catalogueFor, render, type Message } from '../messages/index.js';
import { Builds } from '../project/builds.js';
import type { DockerfileProject } from '../project/dockerfileProject.js';
import { Project } from '../project/project.js';
import { trustMethod, type InitializationOptions } from '../protocol/index.js';
import { sendAnnotations } from './handlers/annotations.js';
import { registerBuild } from './handlers/build.js';
import { fixAllKind, registerCodeActions } from './handlers/codeActions.js';
import { registerCodeLens } from './handlers/codeLens.js';
import { commands, registerCommands } from './handlers/commands.js';
import { loadSettings } from './handlers/configuration.js';
import { askToPull, pushDiagnostics, registerDiagnostics } from './handlers/diagnostics.js';
import { registerHover } from './handlers/hover.js';
import { ClientState, type ServerHost, type Session } from './session.js';

/** Serves one client over a connection. Returns when the connection listens; everything else follows from messages. */
export function startServer(connection: Connection, host: ServerHost): void {
  new Server(connection, host).listen();
}

class Server implements Session {
  readonly connection: Connection;
  readonly host: ServerHost;
  readonly documents = new TextDocuments(TextDocument);
  readonly project: Project;
  readonly client = new ClientState();
  #builds: Builds | undefined;
  #dockerPath = '';
  readonly #pending = new Set<string>();
  readonly #locations = new Map<string, string>();

  constructor(connection: Connection, host: ServerHost) {
    this.connection = connection;
    this.host = host;
    this.project = new Project(host);
  }

  text(message: Message): string {
    return render(message, this.client.catalogue);
  }

  dockerfile(uri: string): DockerfileProject | undefined {
    const document = this.documents.get(uri);
    if (!document) return undefined;
    // A document without a place on disk still gets the hints that need only its text.
    return this.project.get(this.#locationOf(uri));
  }

  listen(): void {
    const { connection } = this;
    connection.onInitialize(params => {
      this.client.capabilities = params.capabilities;
      this.client.options = (params.initializationOptions as InitializationOptions | undefined) ?? { trusted: false };
      this.client.isTrusted = this.client.options.trusted;
      this.client.catalogue = catalogueFor(this.client.options.locale ?? params.locale);
      this.project.setFolders((params.workspaceFolders ?? []).flatMap(folder => this.host.locationOf(folder.uri) ?? []));
      return initializeResult;
    });
    connection.onInitialized(() => { void this.#initialized(); });
    connection.onNotification(trustMethod, () => { this.client.isTrusted = true; });
    connection.onDidChangeConfiguration(() => { void loadSettings(this); });
    connection.onDidChangeWatchedFiles(params => {
      for (const { uri, type } of params.changes) {
        const location = this.host.locationOf(uri);
        if (location !== undefined) this.project.fileChanged(location, type === FileChangeType.Created ? 'created' : type === FileChangeType.Deleted ? 'deleted' : 'changed');
      }
    });
    connection.onShutdown(() => { this.#builds?.cancelAll(); });
    this.#listenToDocuments();
    registerDiagnostics(this);
    registerCodeActions(this);
    registerHover(this);
    registerCodeLens(this);
    registerBuild(this, () => this.#currentBuilds());
    registerCommands(this, { builds: () => this.#currentBuilds(), engine: () => this.host.createEngine?.(this.client.settings?.dockerPath ?? 'docker') });
    this.project.changed.subscribe(location => { this.#refreshSoon(location); });
    this.documents.listen(connection);
    connection.listen();
  }

  #listenToDocuments(): void {
    this.documents.onDidOpen(({ document }) => {
      const opened = this.project.open(this.#locationOf(document.uri), document.getText(), document.version);
      if (this.host.locationOf(document.uri) !== undefined) void opened.open().catch((error: unknown) => { this.host.log.error(String(error)); });
    });
    this.documents.onDidChangeContent(({ document }) => {
      this.project.get(this.#locationOf(document.uri))?.update(document.getText(), document.version);
      pushDiagnostics(this, document.uri);
      sendAnnotations(this, document.uri, this.#builds);
    });
    this.documents.onDidClose(({ document }) => {
      this.project.close(this.#locationOf(document.uri));
      this.#locations.delete(document.uri);
      if (!this.client.pullsDiagnostics) void this.connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
  }

  /** Of open documents it is kept: it is asked for several times on every key press. */
  #locationOf(uri: string): string {
    const known = this.#locations.get(uri) ?? this.host.locationOf(uri) ?? uri;
    if (this.documents.get(uri)) this.#locations.set(uri, known);
    return known;
  }

  async #initialized(): Promise<void> {
    const workspace = this.client.capabilities.workspace;
    if (workspace?.didChangeConfiguration?.dynamicRegistration) await this.connection.client.register(DidChangeConfigurationNotification.type, { section: 'layerwise' });
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) await this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] });
    if (workspace?.workspaceFolders) {
      this.connection.workspace.onDidChangeWorkspaceFolders(() => {
        void this.connection.workspace.getWorkspaceFolders().then(folders => { this.project.setFolders((folders ?? []).flatMap(folder => this.host.locationOf(folder.uri) ?? [])); });
      });
    }
    await loadSettings(this);
  }

  /** Changes come in bursts; what is shown is made again once for all of them. */
  #refreshSoon(location: string): void {
    if (this.#pending.size === 0) this.host.clock.after(30, () => { this.#refreshPending(); });
    this.#pending.add(location);
  }

  #refreshPending(): void {
    const locations = [...this.#pending];
    this.#pending.clear();
    const uris = this.documents.keys().filter(uri => locations.includes(this.#locationOf(uri)));
    if (uris.length > 0) askToPull(this);
    for (const uri of uris) {
      pushDiagnostics(this, uri);
      sendAnnotations(this, uri, this.#builds);
    }
    if (uris.length > 0 && this.client.capabilities.workspace?.codeLens?.refreshSupport) void this.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }

  #currentBuilds(): Builds | undefined {
    const path = this.client.settings?.dockerPath ?? 'docker';
    if (!this.host.createEngine) return undefined;
    if (!this.#builds || this.#dockerPath !== path) {
      this.#dockerPath = path;
      this.#builds = new Builds(this.host, this.host.createEngine(path), this.project.records);
      this.#builds.changed.subscribe(location => {
        for (const uri of this.documents.keys()) if (this.#locationOf(uri) === location) sendAnnotations(this, uri, this.#builds);
      });
    }
    return this.#builds;
  }
}

const initializeResult: InitializeResult = {
  serverInfo: { name: 'layerwise' },
  capabilities: {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
    diagnosticProvider: { identifier: 'layerwise', interFileDependencies: true, workspaceDiagnostics: false },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind], resolveProvider: true },
    hoverProvider: true,
    codeLensProvider: { resolveProvider: false },
    executeCommandProvider: { commands },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
};

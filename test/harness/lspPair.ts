// A real server and a real client connection over two in-memory streams: the protocol as it is, without a process.
import { PassThrough } from 'node:stream';
import {
  createConnection, createProtocolConnection, ProposedFeatures, StreamMessageReader, StreamMessageWriter, type ClientCapabilities, type CodeAction, type Diagnostic, type DocumentDiagnosticReport, type InitializeResult, type ProtocolConnection,
  type PublishDiagnosticsParams, type TextDocumentContentChangeEvent, type TextDocumentEdit, type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { startServer } from '../../server/src/lsp/server.js';
import type { ServerHost } from '../../server/src/lsp/session.js';
import { annotationsMethod, type AnnotationsParams, type InitializationOptions } from '../../server/src/protocol/index.js';

export interface PairOptions {
  readonly capabilities?: ClientCapabilities;
  readonly options?: Partial<InitializationOptions>;
  /** What `workspace/configuration` answers for `layerwise`. */
  settings?: unknown;
}

/** What VS Code can do, as far as the server looks. */
export const fullCapabilities: ClientCapabilities = {
  workspace: { configuration: true, applyEdit: true, workspaceEdit: { documentChanges: true, resourceOperations: ['create'] }, diagnostics: { refreshSupport: true }, codeLens: { refreshSupport: true } },
  textDocument: { diagnostic: {}, codeAction: { resolveSupport: { properties: ['edit'] }, dataSupport: true } },
};

export class LspPair {
  readonly client: ProtocolConnection;
  readonly pushed: PublishDiagnosticsParams[] = [];
  readonly annotations: AnnotationsParams[] = [];
  refreshes = 0;
  initialized!: InitializeResult;
  #version = 0;
  #waiting: (() => void)[] = [];

  private constructor(host: ServerHost, options: PairOptions) {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    startServer(createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), host);
    this.client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    this.client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => { this.pushed.push(params); this.#wake(); });
    this.client.onNotification(annotationsMethod, (params: AnnotationsParams) => { this.annotations.push(params); this.#wake(); });
    this.client.onRequest('workspace/diagnostic/refresh', () => { this.refreshes++; this.#wake(); return null; });
    this.client.onRequest('workspace/codeLens/refresh', () => null);
    this.client.onRequest('workspace/configuration', () => [options.settings ?? null]);
    this.client.onRequest('client/registerCapability', () => null);
    this.client.listen();
  }

  static async start(host: ServerHost, options: PairOptions = {}): Promise<LspPair> {
    const pair = new LspPair(host, options);
    pair.initialized = await pair.client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: options.capabilities ?? fullCapabilities, workspaceFolders: [{ uri: 'file:///project', name: 'project' }], initializationOptions: { trusted: true, annotations: true, ...options.options } });
    await pair.client.sendNotification('initialized', {});
    return pair;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Waits until the condition holds, looking again at every message. */
  async until<T>(what: string, condition: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
    const end = Date.now() + 5000;
    for (;;) {
      const value = await condition();
      if (value) return value;
      if (Date.now() > end) throw new Error(`timed out waiting for ${what}`);
      await new Promise<void>(resolve => { const timer = setTimeout(resolve, 50); this.#waiting.push(() => { clearTimeout(timer); resolve(); }); });
    }
  }

  async open(uri: string, text: string): Promise<void> {
    await this.client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: ++this.#version, text } });
  }

  async change(uri: string, changes: TextDocumentContentChangeEvent[]): Promise<void> {
    await this.client.sendNotification('textDocument/didChange', { textDocument: { uri, version: ++this.#version }, contentChanges: changes });
  }

  async replace(uri: string, text: string): Promise<void> {
    await this.change(uri, [{ text }]);
  }

  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.client.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } });
    return report.kind === 'full' ? report.items : [];
  }

  /** Waits for diagnostics that satisfy the condition; context and records arrive in the background. */
  async diagnosticsWhen(uri: string, condition: (items: readonly Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    return this.until('diagnostics', async () => { const items = await this.diagnostics(uri); return condition(items) && items; });
  }

  async actions(uri: string, diagnostic: Diagnostic, only?: string[]): Promise<CodeAction[]> {
    return (await this.client.sendRequest<CodeAction[] | null>('textDocument/codeAction', { textDocument: { uri }, range: diagnostic.range, context: { diagnostics: [diagnostic], ...(only ? { only } : {}) } })) ?? [];
  }

  async resolve(action: CodeAction): Promise<CodeAction> {
    return this.client.sendRequest<CodeAction>('codeAction/resolve', action);
  }

  async end(): Promise<void> {
    await this.client.sendRequest('shutdown');
    this.client.dispose();
  }
}

/** The text edits of a workspace edit, by URI. */
export function editsOf(edit: WorkspaceEdit | undefined): ReadonlyMap<string, TextDocumentEdit['edits']> {
  const found = new Map<string, TextDocumentEdit['edits']>(Object.entries(edit?.changes ?? {}));
  for (const change of edit?.documentChanges ?? []) if ('edits' in change) found.set(change.textDocument.uri, change.edits);
  return found;
}

/** The text of a diagnostic; the newest protocol allows markup too. */
export function messageOf(diagnostic: Diagnostic | undefined): string {
  return diagnostic === undefined ? '' : typeof diagnostic.message === 'string' ? diagnostic.message : diagnostic.message.value;
}

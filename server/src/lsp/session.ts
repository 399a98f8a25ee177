// What all handlers share: the connection, what the client can do, open documents and the project. Wiring only; what a
// request does stands in its own file.
import type { ClientCapabilities, Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Engine } from '../core/progress/engine.js';
import type { Location } from '../core/plan/plan.js';
import { english, render, type Catalogue, type Message } from '../messages/index.js';
import type { DockerfileProject } from '../project/dockerfileProject.js';
import type { Host } from '../project/host.js';
import type { ProofTools } from '../project/proof/tools.js';
import type { Project } from '../project/project.js';
import type { InitializationOptions, Settings } from '../protocol/index.js';

/** What the language server gets from node/ or browser/. */
export interface ServerHost extends Host {
  /** The location of a document; `undefined` when it is nowhere that can be looked at. */
  locationOf(uri: string): Location | undefined;
  uriOf(location: Location): string;
  /** `undefined`: this host can run no processes. */
  createEngine: ((docker: string) => Engine) | undefined;
  /** What proofs of fixes need besides an engine; read from disk when first asked for. Absent where no process can run. */
  readonly loadProofTools?: (docker: string) => Promise<ProofTools>;
  /** Where a rule's page can be read; `undefined`: nowhere. */
  rulePage(ruleId: string): string | undefined;
}

export interface Session {
  readonly connection: Connection;
  readonly host: ServerHost;
  readonly documents: TextDocuments<TextDocument>;
  readonly project: Project;
  readonly client: ClientState;
  /** The document's project; opens it when it is a Dockerfile. */
  dockerfile(uri: string): DockerfileProject | undefined;
  text(message: Message): string;
}

/** What is known of the client. */
export class ClientState {
  capabilities: ClientCapabilities = {};
  options: InitializationOptions = { trusted: false };
  settings: Settings | undefined;
  catalogue: Catalogue = english;
  isTrusted = false;

  get pullsDiagnostics(): boolean {
    return this.capabilities.textDocument?.diagnostic !== undefined;
  }

  get takesDocumentChanges(): boolean {
    const edit = this.capabilities.workspace?.workspaceEdit;
    return edit?.documentChanges === true && (edit.resourceOperations?.includes('create') ?? false);
  }

  get resolvesEdits(): boolean {
    return this.capabilities.textDocument?.codeAction?.resolveSupport?.properties.includes('edit') ?? false;
  }

  text(message: Message): string {
    return render(message, this.catalogue);
  }
}

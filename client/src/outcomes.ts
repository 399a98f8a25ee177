// Keeps what the server last said about each open document, and nothing that no longer fits its text. Must not draw.
import { EventEmitter, Uri, workspace, type Disposable, type TextDocument, type TextDocumentChangeEvent } from 'vscode';
import type { AnnotationsParams, BuildSummary, LineAnnotation } from '../../server/src/protocol/index.js';
import { afterEdit } from './annotations/edits.js';

interface DocumentOutcomes {
  readonly annotations: readonly LineAnnotation[];
  readonly summary: BuildSummary | undefined;
}

const nothing: DocumentOutcomes = { annotations: [], summary: undefined };

export class Outcomes implements Disposable {
  readonly #byUri = new Map<string, DocumentOutcomes>();
  readonly #changed = new EventEmitter<string>();
  readonly #subscriptions: readonly Disposable[];
  /** Fires with the document's URI as text. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = [
      workspace.onDidChangeTextDocument(event => this.#edit(event)),
      workspace.onDidCloseTextDocument(document => this.#replace(keyOf(document.uri), undefined)),
    ];
  }

  /** Takes a message of the server. Lines that belong to another version of the text are left out: a newer message is on its way. */
  receive(params: AnnotationsParams): void {
    const key = keyOf(Uri.parse(params.uri));
    const document = workspace.textDocuments.find(open => keyOf(open.uri) === key);
    if (!document) return;
    const isCurrent = document.version === params.version;
    this.#replace(key, { annotations: isCurrent ? params.annotations : this.of(document).annotations, summary: params.summary });
  }

  of(document: TextDocument): DocumentOutcomes {
    return this.#byUri.get(keyOf(document.uri)) ?? nothing;
  }

  /** Forgets everything, because the server that knew it is gone. */
  clear(): void {
    for (const key of [...this.#byUri.keys()]) this.#replace(key, undefined);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#byUri.clear();
  }

  #edit({ document, contentChanges }: TextDocumentChangeEvent): void {
    const key = keyOf(document.uri);
    const outcomes = this.#byUri.get(key);
    if (!outcomes || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ range, text }) => ({
      startLine: range.start.line, startCharacter: range.start.character,
      endLine: range.end.line, endCharacter: range.end.character,
      text,
      // Only for a single change does the new text tell what stood behind the old one.
      atLineEnd: contentChanges.length === 1 && endsItsLine(document, range.start.line, text),
    }));
    this.#replace(key, { ...outcomes, annotations: afterEdit(outcomes.annotations, changes) });
  }

  #replace(key: string, outcomes: DocumentOutcomes | undefined): void {
    if (!outcomes && !this.#byUri.has(key)) return;
    if (outcomes) this.#byUri.set(key, outcomes);
    else this.#byUri.delete(key);
    this.#changed.fire(key);
  }
}

function endsItsLine(document: TextDocument, startLine: number, inserted: string): boolean {
  const lines = inserted.split('\n');
  const lastLine = startLine + lines.length - 1;
  return lastLine < document.lineCount && lines.length > 1 && document.lineAt(lastLine).text === lines.at(-1);
}

function keyOf(uri: Uri): string {
  return uri.toString();
}

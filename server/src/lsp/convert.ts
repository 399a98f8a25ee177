// The only place where core's offsets and findings become the protocol's positions and diagnostics, and fixes become
// workspace edits.
import { CreateFile, DiagnosticSeverity, TextDocumentEdit, type Diagnostic, type Range, type TextEdit as LspTextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import type { FileEdits, Finding, Fix, Severity } from '../core/rules/rule.js';
import { sentences } from '../core/rules/sentences.js';
import { LineIndex, overlaps, type OffsetRange } from '../core/text/offsets.js';
import type { Message } from '../messages/index.js';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = { warning: DiagnosticSeverity.Warning, information: DiagnosticSeverity.Information, hint: DiagnosticSeverity.Hint };

export function toRange(lines: LineIndex, range: OffsetRange): Range {
  return { start: lines.positionAt(range.from), end: lines.positionAt(range.to) };
}

export function toOffsets(lines: LineIndex, range: Range): OffsetRange {
  return { from: lines.offsetAt(range.start), to: lines.offsetAt(range.end) };
}

/** Whether a range that a person pointed at means the other: it lies in it or at one of its ends. */
export function touches(range: OffsetRange, asked: OffsetRange): boolean {
  return overlaps(range, asked) || (asked.from <= range.to && range.from <= asked.to);
}

/** What a code action needs to find its finding again. */
export interface FindingKey {
  readonly rule: string;
  readonly from: number;
  readonly to: number;
}

export function keyOf(finding: Finding): FindingKey {
  return { rule: finding.rule.id, from: finding.range.from, to: finding.range.to };
}

export interface DiagnosticInput {
  readonly uri: string;
  readonly lines: LineIndex;
  readonly text: (message: Message) => string;
  readonly rulePage: (ruleId: string) => string | undefined;
}

export function toDiagnostic(finding: Finding, input: DiagnosticInput): Diagnostic {
  const page = input.rulePage(finding.rule.id);
  return {
    range: toRange(input.lines, finding.range), severity: severities[finding.severity], source: 'layerwise', code: finding.rule.id, message: sentences(finding, input.text), data: keyOf(finding),
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    ...(finding.related && finding.related.length > 0
      ? { relatedInformation: finding.related.map(related => ({ location: { uri: input.uri, range: toRange(input.lines, related.range) }, message: input.text(related.message) })) }
      : {}),
  };
}

export interface EditInput {
  readonly toUri: (location: string) => string;
  /** The open document's version; `undefined` for a file that is not open. */
  readonly versionOf: (uri: string) => number | undefined;
  /** Whether the client takes versioned edits and can create files. */
  readonly documentChanges: boolean;
}

export function toWorkspaceEdit(fix: Fix, input: EditInput): WorkspaceEdit {
  if (!input.documentChanges) return { changes: Object.fromEntries(fix.files.map(file => [input.toUri(file.location), toTextEdits(file)])) };
  const documentChanges = fix.files.flatMap(file => {
    const uri = input.toUri(file.location);
    const edit = TextDocumentEdit.create({ uri, version: input.versionOf(uri) ?? null }, toTextEdits(file));
    return file.creates ? [CreateFile.create(uri, { ignoreIfExists: true }), edit] : [edit];
  });
  return { documentChanges };
}

function toTextEdits(file: FileEdits): LspTextEdit[] {
  const lines = new LineIndex(file.text);
  return file.edits.map(edit => ({ range: toRange(lines, edit.range), newText: edit.newText }));
}

// Findings to the editor: pulled by clients that can, pushed to the others. An answer is always for the version it was
// made from.
import { DiagnosticSeverity, DocumentDiagnosticReportKind, type Diagnostic, type DocumentDiagnosticReport } from 'vscode-languageserver';
import type { DockerfileProject } from '../../project/dockerfileProject.js';
import { currentSteps } from '../../project/annotate.js';
import { toDiagnostic } from '../convert.js';
import { guard } from '../guard.js';
import { buildFailure } from '../texts.js';
import type { Session } from '../session.js';

export function registerDiagnostics(session: Session): void {
  const { connection, host } = session;
  connection.languages.diagnostics.on(params => guard<DocumentDiagnosticReport>(host.log, 'diagnostics', emptyReport, () => {
    const dockerfile = session.dockerfile(params.textDocument.uri);
    return { kind: DocumentDiagnosticReportKind.Full, items: dockerfile ? diagnosticsOf(session, params.textDocument.uri, dockerfile) : [] };
  }));
}

const emptyReport: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

/** Asks a client that pulls to pull again: something other than a text changed. */
export function askToPull(session: Session): void {
  if (!session.client.pullsDiagnostics || !session.client.capabilities.workspace?.diagnostics?.refreshSupport) return;
  session.connection.languages.diagnostics.refresh().catch((error: unknown) => { session.host.log.error(String(error)); });
}

/** Sends the diagnostics of one document to a client that does not pull. */
export function pushDiagnostics(session: Session, uri: string): void {
  if (session.client.pullsDiagnostics) return;
  const dockerfile = session.dockerfile(uri);
  const diagnostics = dockerfile ? diagnosticsOf(session, uri, dockerfile) : [];
  void session.connection.sendDiagnostics({ uri, diagnostics, ...(dockerfile ? { version: dockerfile.version } : {}) });
}

/** Rule findings, and the failed step of the last build. */
function diagnosticsOf(session: Session, uri: string, dockerfile: DockerfileProject): Diagnostic[] {
  const { lines } = dockerfile.syntax;
  const input = { uri, lines, text: (message: Parameters<Session['text']>[0]) => session.text(message), rulePage: (ruleId: string) => session.host.rulePage(ruleId) };
  return [...dockerfile.findings.map(finding => toDiagnostic(finding, input)), ...failures(session, dockerfile)];
}

function failures(session: Session, dockerfile: DockerfileProject): Diagnostic[] {
  if (!dockerfile.records[0]?.steps.some(step => step.outcome === 'failed')) return [];
  return currentSteps(dockerfile).filter(({ step, stale }) => step.outcome === 'failed' && !stale).map(({ step, line }) => ({
    range: { start: dockerfile.syntax.lines.positionAt(dockerfile.syntax.lines.lineStart(line)), end: dockerfile.syntax.lines.positionAt(dockerfile.syntax.lines.lineEnd(line)) },
    severity: DiagnosticSeverity.Error, source: 'layerwise', code: 'build-failed', message: session.text(buildFailure(step)),
  }));
}

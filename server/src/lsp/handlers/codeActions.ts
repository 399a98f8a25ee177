// Quick fixes, suppressions and fix-all. Titles come with the list; edits are made when one is chosen, where the client can
// ask for them then.
import { CodeActionKind, type CodeAction, type CodeActionParams, type WorkspaceEdit } from 'vscode-languageserver';
import { safeFixOf } from '../../core/fixAll.js';
import { suppressHere, suppressInFile } from '../../core/suppression.js';
import type { Gain } from '../../core/gain.js';
import { curesOf, type Finding, type Fix } from '../../core/rules/rule.js';
import type { DockerfileProject } from '../../project/dockerfileProject.js';
import type { Message } from '../../messages/index.js';
import { fixAllIn } from '../../project/fixAll.js';
import { titleWithGain } from '../../project/gainText.js';
import { gainOfFix } from '../../project/laidOver.js';
import { keyOf, toDiagnostic, toOffsets, touches, toWorkspaceEdit, type FindingKey } from '../convert.js';
import { guard } from '../guard.js';
import { proveActions } from './prove.js';
import type { Session } from '../session.js';
import { texts } from '../texts.js';

export const fixAllKind = 'source.fixAll.layerwise';

/** How an unresolved action finds its edit again. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly what: 'fix' | 'here' | 'file' | 'all';
  /** Of a fix: its place among the cures of its finding. */
  readonly cure?: number;
  readonly key?: FindingKey;
}

export function registerCodeActions(session: Session): void {
  const { connection, host } = session;
  connection.onCodeAction(params => guard(host.log, 'code actions', [], () => listActions(session, params)));
  connection.onCodeActionResolve(action => guard(host.log, 'code action', action, () => resolveAction(session, action)));
}

async function listActions(session: Session, params: CodeActionParams): Promise<CodeAction[]> {
  const { uri } = params.textDocument;
  const dockerfile = session.dockerfile(uri);
  if (!dockerfile) return [];
  // Which cures there are is found out now, and may rest on files that nothing asked for before.
  await dockerfile.settleCures(found => touches(found.range, toOffsets(dockerfile.syntax.lines, params.range)));
  const actions: CodeAction[] = [];
  if (wants(params, CodeActionKind.QuickFix)) actions.push(...quickFixes(session, dockerfile, params));
  if (wants(params, fixAllKind) && (params.context.only || dockerfile.findings.some(finding => safeFixOf(finding)))) {
    actions.push({ title: session.text(texts.fixAll()), kind: fixAllKind, data: { uri, version: dockerfile.version, what: 'all' } satisfies ActionData });
  }
  return session.client.resolvesEdits ? actions : Promise.all(actions.map(action => resolveAction(session, action)));
}

/** Whether the client asked for actions of this kind or of one above it. */
function wants(params: CodeActionParams, kind: string): boolean {
  const { only } = params.context;
  return !only || only.some(wanted => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

function quickFixes(session: Session, dockerfile: DockerfileProject, params: CodeActionParams): CodeAction[] {
  const { uri } = params.textDocument;
  const asked = toOffsets(dockerfile.syntax.lines, params.range);
  const input = { uri, lines: dockerfile.syntax.lines, text: (message: Parameters<Session['text']>[0]) => session.text(message), rulePage: (ruleId: string) => session.host.rulePage(ruleId) };
  const fixes: CodeAction[] = [];
  const suppressions: CodeAction[] = [];
  const findings = dockerfile.findings.filter(found => touches(found.range, asked));
  for (const finding of findings) {
    const diagnostics = [toDiagnostic(finding, input)];
    const data = { uri, version: dockerfile.version, key: keyOf(finding) };
    curesOf(finding).forEach((make, cure) => {
      const fix = make();
      if (!fix) return;
      // The editor applies a preferred action by one key, unseen.
      const isPreferred = make === finding.fix && finding.rule.fix === 'safe' && !fixes.some(other => other.isPreferred);
      fixes.push({ title: session.text(titleOf(fix, make, dockerfile)), kind: CodeActionKind.QuickFix, diagnostics, isPreferred, data: { ...data, what: 'fix', cure } satisfies ActionData });
    });
    const here = suppressHere(finding, dockerfile.syntax, dockerfile.setup);
    if (here) suppressions.push({ title: session.text(here.title), kind: CodeActionKind.QuickFix, diagnostics, data: { ...data, what: 'here' } satisfies ActionData });
    suppressions.push({ title: session.text(suppressInFile(finding, dockerfile.syntax, dockerfile.setup).title), kind: CodeActionKind.QuickFix, diagnostics, data: { ...data, what: 'file' } satisfies ActionData });
  }
  return [...fixes, ...proveActions(session, uri, findings), ...suppressions];
}

/** Gains by the maker of the fix, which lives as long as its finding. */
const gains = new WeakMap<() => Fix | undefined, { readonly gain: Gain | undefined }>();

function titleOf(fix: Fix, make: () => Fix | undefined, dockerfile: DockerfileProject): Message {
  const known = gains.get(make) ?? { gain: gainOfFix(dockerfile, fix) };
  gains.set(make, known);
  return known.gain ? titleWithGain(fix.title, known.gain) : fix.title;
}

async function resolveAction(session: Session, action: CodeAction): Promise<CodeAction> {
  const data = action.data as ActionData | undefined;
  const dockerfile = data && session.dockerfile(data.uri);
  if (!data || dockerfile?.version !== data.version) return action;
  const edit = data.what === 'all' ? await editForAll(session, dockerfile) : editFor(session, dockerfile, data);
  return edit ? { ...action, edit } : action;
}

function editFor(session: Session, dockerfile: DockerfileProject, data: ActionData): WorkspaceEdit | undefined {
  const finding = dockerfile.findings.find(found => isSame(keyOf(found), data.key));
  const fix = finding && fixFor(finding, dockerfile, data);
  return fix && toWorkspaceEdit(fix, editInput(session));
}

function fixFor(finding: Finding, dockerfile: DockerfileProject, { what, cure = 0 }: ActionData): Fix | undefined {
  if (what === 'here') return suppressHere(finding, dockerfile.syntax, dockerfile.setup);
  return what === 'file' ? suppressInFile(finding, dockerfile.syntax, dockerfile.setup) : curesOf(finding)[cure]?.();
}

function isSame(a: FindingKey, b: FindingKey | undefined): boolean {
  return a.rule === b?.rule && a.from === b.from && a.to === b.to;
}

async function editForAll(session: Session, dockerfile: DockerfileProject): Promise<WorkspaceEdit | undefined> {
  const { version } = dockerfile;
  const fix = await fixAllIn(dockerfile, session.project);
  // A newer text makes the edits wrong.
  return fix && dockerfile.version === version ? toWorkspaceEdit(fix, editInput(session)) : undefined;
}

function editInput(session: Session): Parameters<typeof toWorkspaceEdit>[1] {
  return { toUri: location => session.host.uriOf(location), versionOf: uri => session.documents.get(uri)?.version, documentChanges: session.client.takesDocumentChanges };
}

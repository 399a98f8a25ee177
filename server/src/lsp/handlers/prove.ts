// Proves a fix on request, as a standard command so that every editor has it: progress and cancelling are the protocol's own,
// and the verdict is shown as a message.
import { CodeActionKind, MessageType, ShowMessageNotification, type CancellationToken, type CodeAction } from 'vscode-languageserver';
import { curesOf, type Finding } from '../../core/rules/rule.js';
import type { Engine } from '../../core/progress/engine.js';
import type { Message } from '../../messages/index.js';
import type { DockerfileProject } from '../../project/dockerfileProject.js';
import { CancellationSource } from '../../project/events.js';
import { nameOf } from '../../project/locations.js';
import { phaseMessage, proofMessages, verdictOf } from '../../project/proof/messages.js';
import type { ProofOutcome, ProofPhase } from '../../project/proof/proof.js';
import { changeOfAll, changeOfFix, proveChange, type Change } from '../../project/proof/proveFixes.js';
import { proveCommand, type ProveParams, type ProveResult } from '../../protocol/index.js';
import { keyOf, touches } from '../convert.js';
import { guard } from '../guard.js';
import type { Session } from '../session.js';
import { texts } from '../texts.js';

/** More differences than these are for the log. */
const shownDifferences = 3;

/** An action for each finding that has a fix, where a proof is possible. */
export function proveActions(session: Session, uri: string, findings: readonly Finding[]): readonly CodeAction[] {
  if (!session.client.isTrusted || !session.host.loadProofTools) return [];
  return findings.filter(finding => curesOf(finding).some(make => make())).map(finding => {
    const title = session.text(texts.proveFix({ rule: finding.rule.id }));
    return { title, kind: CodeActionKind.QuickFix, command: { title, command: proveCommand, arguments: [{ uri, finding: keyOf(finding) } satisfies ProveParams] } };
  });
}

/** Shows the verdict and answers with it. */
export async function runProof(session: Session, engine: Engine | undefined, params: ProveParams | undefined, token: CancellationToken): Promise<ProveResult> {
  const broken: ProveResult = { status: 'refused', message: session.text(texts.proofBroke()) };
  const result = await guard(session.host.log, 'proof', broken, () => proofResult(session, engine, params, token));
  // A notification: nobody is asked anything, and nothing waits for the message to be closed.
  if (result.status !== 'canceled') void session.connection.sendNotification(ShowMessageNotification.type, { type: result.status === 'same' ? MessageType.Info : MessageType.Warning, message: result.message });
  return result;
}

async function proofResult(session: Session, engine: Engine | undefined, params: ProveParams | undefined, token: CancellationToken): Promise<ProveResult> {
  const refused = (message: Message): ProveResult => ({ status: 'refused', message: session.text(message) });
  const load = session.host.loadProofTools;
  if (!session.client.isTrusted) return refused(texts.untrustedProof());
  if (!engine || !load) return refused(texts.noProcesses());
  const dockerfile = params && session.host.locationOf(params.uri) !== undefined ? session.dockerfile(params.uri) : undefined;
  if (!params || !dockerfile) return refused(texts.notSaved());
  await dockerfile.settle();
  const change = await changeOf(session, dockerfile, params);
  if (!change) return refused(proofMessages.nothing({ path: nameOf(dockerfile.location) }));
  const { settings } = session.project;
  const words = { builder: settings.builder, platform: undefined, extraArguments: settings.build.extraArgs };
  const world = { host: session.host, engine, tools: await load(session.client.settings?.dockerPath ?? 'docker') };
  const outcome = await withProgress(session, token, (phase, cancellation) => {
    const listener = { output: () => undefined, phase };
    return proveChange(world, dockerfile, { change, words, editedFile: undefined, editedArgument: undefined }, { listener, cancellation });
  });
  return resultOf(session, outcome);
}

/** The fix of the finding, else of the first one at the place, else all safe fixes. */
async function changeOf(session: Session, dockerfile: DockerfileProject, { finding, position }: ProveParams): Promise<Change | undefined> {
  const { lines } = dockerfile.syntax;
  const at = position && lines.offsetAt(position);
  const isMeant = (found: Finding) => {
    if (finding) return found.rule.id === finding.rule && found.range.from === finding.from && found.range.to === finding.to;
    return at !== undefined && touches(found.range, { from: at, to: at });
  };
  for (const found of dockerfile.findings.filter(isMeant)) {
    const fix = curesOf(found).map(make => make()).find(made => made !== undefined);
    if (fix) return changeOfFix(found.rule.id, fix);
  }
  return finding ? undefined : changeOfAll(dockerfile, session.project, {});
}

async function withProgress(session: Session, token: CancellationToken, run: (phase: (phase: ProofPhase) => void, cancellation: CancellationSource) => Promise<ProofOutcome>): Promise<ProofOutcome> {
  const cancellation = new CancellationSource();
  token.onCancellationRequested(() => { cancellation.cancel(); });
  if (!session.client.capabilities.window?.workDoneProgress) return run(() => undefined, cancellation);
  const progress = await session.connection.window.createWorkDoneProgress();
  progress.begin(session.text(texts.proving()), undefined, undefined, true);
  progress.token.onCancellationRequested(() => { cancellation.cancel(); });
  try {
    return await run(phase => { progress.report(session.text(phaseMessage(phase))); }, cancellation);
  } finally {
    progress.done();
  }
}

function resultOf(session: Session, outcome: ProofOutcome): ProveResult {
  const text = (message: Message) => session.text(message);
  switch (outcome.kind) {
    case 'refused': return { status: 'refused', message: text(outcome.problem.message) };
    case 'unbuildable': return { status: 'refused', message: text(proofMessages.unbuildable({ error: outcome.error ?? '' })) };
    case 'noSuchFile': return { status: 'refused', message: text(proofMessages.noSuchFile({ path: outcome.path })) };
    case 'broken': return { status: 'refused', message: text(proofMessages.broken({ error: outcome.error })) };
    case 'canceled': return { status: 'canceled', message: text(proofMessages.canceled()) };
    case 'proof': {
      const lines = outcome.differences.map(({ path, what }) => `${path}: ${what}`);
      if (lines.length > 0) session.host.log.info(lines.join('\n'));
      const message = text(verdictOf(outcome));
      return outcome.same ? { status: 'same', message } : { status: 'different', message: text(texts.proofDifferences({ verdict: message, differences: lines.slice(0, shownDifferences).join('; ') })) };
    }
  }
}

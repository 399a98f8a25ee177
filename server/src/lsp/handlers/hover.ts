// The evidence behind a line: what its step did in the last build, and why a finding has no fix.
import { MarkupKind, type Hover } from 'vscode-languageserver';
import type { RecordedStep } from '../../core/progress/record.js';
import { curesOf, type Finding } from '../../core/rules/rule.js';
import type { Instruction } from '../../core/syntax/instruction.js';
import { contains } from '../../core/text/offsets.js';
import { dataSize, duration, type Message } from '../../messages/index.js';
import { currentSteps, type CurrentStep } from '../../project/annotate.js';
import type { DockerfileProject } from '../../project/dockerfileProject.js';
import { gainText } from '../../project/gainText.js';
import { gainOfFix } from '../../project/laidOver.js';
import { toRange } from '../convert.js';
import { guard } from '../guard.js';
import { asMarkdown } from '../markdown.js';
import type { Session } from '../session.js';
import { texts } from '../texts.js';

export function registerHover(session: Session): void {
  session.connection.onHover(params => guard<Hover | null>(session.host.log, 'hover', null, async () => {
    const dockerfile = session.dockerfile(params.textDocument.uri);
    if (!dockerfile) return null;
    const offsetNow = () => dockerfile.syntax.lines.offsetAt(params.position);
    const findings = await dockerfile.settleCures(({ range }) => contains(range, { from: offsetNow(), to: offsetNow() }));
    const offset = offsetNow();
    const instruction = dockerfile.syntax.instructions.find(found => found.range.from <= offset && offset <= found.range.to);
    if (!instruction) return null;
    const onKeyword = offset <= instruction.keywordRange.to;
    const parts = [...(onKeyword ? outcomeParts(session, dockerfile, instruction) : []), ...findings.flatMap(finding => findingMessages(finding, dockerfile)).map(message => asMarkdown(session.text(message)))];
    const range = toRange(dockerfile.syntax.lines, onKeyword ? instruction.keywordRange : instruction.range);
    return parts.length === 0 ? null : { contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n') }, range };
  }));
}

/** Why there is no fix, or what the fixes save and change. */
function findingMessages(finding: Finding, dockerfile: DockerfileProject): readonly Message[] {
  const [first, ...others] = curesOf(finding).flatMap(make => make() ?? []);
  const gain = first && gainOfFix(dockerfile, first);
  return [
    finding.blocked, gain && gainText(gain), first?.changes,
    others.length > 0 ? texts.otherFixes({ titles: others.map(fix => fix.title) }) : undefined,
  ].filter(message => message !== undefined);
}

function outcomeParts(session: Session, dockerfile: DockerfileProject, instruction: Instruction): string[] {
  const line = dockerfile.syntax.lines.lineAt(instruction.range.from);
  const current = currentSteps(dockerfile).find(found => found.line === line);
  const record = dockerfile.records[0];
  if (!current || !record) return [];
  const { step } = current;
  const when = new Intl.DateTimeFormat(session.client.catalogue.locale, { dateStyle: 'short', timeStyle: 'short' }).format(record.startedAt);
  const lastRun = step.outcome === 'cached' ? dockerfile.costs.lastRunOf(step.text) : undefined;
  const parts: (Message | undefined)[] = [
    outcomeText(step, when), current.stale ? texts.stale() : undefined, lastRun === undefined ? undefined : texts.lastRan({ time: duration(lastRun) }),
    step.layerBytes === undefined ? undefined : texts.layerSize({ size: dataSize(step.layerBytes) }), historyText(dockerfile, current),
  ];
  return [...parts.flatMap(part => (part ? [session.text(part)] : [])), ...logPart(step)];
}

function outcomeText(step: RecordedStep, when: string): Message {
  const time = step.milliseconds === undefined ? undefined : duration(step.milliseconds);
  switch (step.outcome) {
    case 'cached': return texts.cached({ when });
    case 'imported': return texts.imported({ when });
    case 'skipped': return texts.skipped({ when });
    case 'canceled': return texts.canceled({ when });
    case 'failed': return texts.failed({ time: time ?? duration(0), when });
    case 'ran': return time ? texts.ran({ time, when }) : texts.ranShort({ when });
    default: return texts.running({ when });
  }
}

function historyText(dockerfile: DockerfileProject, { step }: CurrentStep): Message | undefined {
  const same = dockerfile.records.flatMap(record => record.steps.filter(other => other.text === step.text && other.stageIndex === step.stageIndex));
  if (same.length < 2) return undefined;
  return texts.history({ cached: same.filter(other => other.outcome === 'cached' || other.outcome === 'imported').length, count: same.length });
}

/** The output of a step that failed or ran, as preformatted text that can't break out of its fence. */
function logPart(step: RecordedStep): string[] {
  if (step.logTail.length === 0) return [];
  const lines = step.outcome === 'failed' ? step.logTail : step.logTail.slice(-5);
  return [`\`\`\`\`text\n${lines.join('\n').replaceAll('````', "'''")}\n\`\`\`\``];
}

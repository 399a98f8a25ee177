// Finds a COPY or ADD of sources above a dependency install that does not need them. What it copies changes with every
// edit, so the install runs again each time.
import { roundDuration, type Message } from '../../messages/index.js';
import { joinContext } from '../effects/copyLayout.js';
import type { Step } from '../plan/plan.js';
import type { OffsetRange } from '../text/offsets.js';
import { findBlame, findBound, type Blame, type Victim } from './copy-before-install.blame.js';
import { manifestOf, needing } from './copy-before-install.choice.js';
import { howOften, type Often } from './copy-before-install.churn.js';
import { boundReport } from './copy-before-install.bound.js';
import { messages, needsSources } from './copy-before-install.messages.js';
import { copyText } from './copy-before-install.names.js';
import { repair, type Repair } from './copy-before-install.repair.js';
import { defineRule, type Cure, type Report, type RuleContext, type Severity } from './rule.js';

export const copyBeforeInstall = defineRule({
  id: 'copy-before-install',
  since: '0.1.0',
  category: 'order',
  severity: 'warning',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  for (const blame of findBlame(context)) {
    const often = howOften(blame, context);
    if (!often?.hardlyEver) context.report(reportOf(blame, often, context));
  }
  for (const found of findBound(context)) {
    const report = boundReport(found, context);
    if (report) context.report(report);
  }
}

function reportOf(blame: Blame, often: Often | undefined, context: RuleContext): Report {
  const copy = copyText(blame.copy);
  const related = blame.victims.map(({ step, install }) => {
    const cost = context.cost.lastRun(step);
    const message = cost === undefined ? messages.victim({ install: install.label, copy }) : messages.victimCost({ install: install.label, copy, cost: roundDuration(cost) });
    return { range: firstLine(step.instruction.range, step.instruction.argumentsRange, context.syntax.text), message };
  });
  const otherCopies = blame.copies.filter(other => other !== blame.copy);
  const detail = often?.detail ?? alsoOf(otherCopies, context);
  const others = otherCopies.map(other => ({
    range: firstLine(other.instruction.range, other.instruction.argumentsRange, context.syntax.text), message: messages.also({ copy: copyText(other) }),
  }));
  const costs = blame.victims.map(({ step }) => context.cost.lastRun(step)).filter(cost => cost !== undefined);
  return {
    range: firstLine(blame.copy.instruction.range, blame.copy.instruction.argumentsRange, context.syntax.text),
    message: messageOf(blame, context), ...(detail ? { detail } : {}), severity: severityOf(blame, often), related: [...related, ...others],
    cure: () => cureOf(repair(blame, context)),
    ...(costs.length > 0 ? { savesMilliseconds: costs.reduce((sum, cost) => sum + cost, 0) } : {}),
  };
}

/** Who moves only the COPY that is named would gain nothing. */
function alsoOf(others: readonly Step[], { syntax }: RuleContext): Message | undefined {
  const [first] = others;
  const lines = others.map(({ instruction }) => syntax.lines.lineAt(instruction.range.from) + 1);
  if (!first || lines[0] === undefined) return undefined;
  return lines.length === 1 ? messages.alsoLine({ copy: copyText(first), line: lines[0] }) : messages.alsoLines({ lines: lines.map(String) });
}

function cureOf(result: Repair): Cure {
  switch (result.state) {
    case 'fix': return { fix: result.fix, alternatives: result.alternatives };
    case 'blocked': return { blocked: result.why };
    case 'unread': return {};
  }
}

/** The instruction without here-document bodies and without blanks behind it. */
function firstLine(range: OffsetRange, argumentsRange: OffsetRange, text: string): OffsetRange {
  return { from: range.from, to: range.from + text.slice(range.from, argumentsRange.to).trimEnd().length };
}

/** A smaller share of commits that would be spared the install is not worth a warning: sources and manifests change together, or hardly at all. */
const rarely = 0.1;

/**
 * Nobody is to blame where the project itself ties the install to its sources, and a COPY of another stage is not moved in a
 * minute; both are worth knowing all the same.
 */
function severityOf(blame: Blame, often: Often | undefined): Severity {
  const tied = blame.victims.every(victim => victim.manifestInstalls.some(({ project }) => project.set?.state === 'blocked' && (needsSources(project.set.why) || project.set.why.kind === 'rewrites-manifest')));
  const foreign = blame.victims.every(victim => victim.step.stage !== blame.copies[0]?.stage);
  return tied || foreign || (often !== undefined && often.spared < rarely) ? 'information' : 'warning';
}

function messageOf(blame: Blame, context: RuleContext): Message {
  const copy = copyText(blame.copy);
  const install = dearest(blame, context)?.install.label ?? '';
  const count = blame.victims.length - 1;
  const sum = blame.victims.reduce((total, { step }) => total + (context.cost.lastRun(step) ?? 0), 0);
  const cost = sum > 0 ? roundDuration(sum) : undefined;
  const manifest = manifestName(blame, context);
  if (manifest === undefined && blame.movesCopies) {
    const names = { copy, install, keyword: blame.copy.instruction.keyword };
    if (count > 0) return cost ? messages.moveCopySeveralCost({ ...names, count, cost }) : messages.moveCopySeveral({ ...names, count });
    return cost ? messages.moveCopyCost({ ...names, cost }) : messages.moveCopy(names);
  }
  if (manifest === undefined) {
    if (count > 0) return cost ? messages.moveSeveralCost({ copy, install, count, cost }) : messages.moveSeveral({ copy, install, count });
    return cost ? messages.moveCost({ copy, install, cost }) : messages.move({ copy, install });
  }
  if (count > 0) return cost ? messages.copySeveralCost({ copy, install, count, cost, manifest }) : messages.copySeveral({ copy, install, count, manifest });
  return cost ? messages.copyCost({ copy, install, cost, manifest }) : messages.copy({ copy, install, manifest });
}

/** The victim that costs most; without a record the first that is more than a refresh of an index. */
function dearest(blame: Blame, context: RuleContext): Victim | undefined {
  const weight = ({ step, install }: Victim) => (context.cost.lastRun(step) ?? 0) + (install.kind === 'refresh' ? 0 : 1);
  return [...blame.victims].sort((a, b) => weight(b) - weight(a))[0];
}

/** The manifest to copy first; `undefined` when all lie there without these COPYs, or none is needed. */
function manifestName(blame: Blame, context: RuleContext): string | undefined {
  const needed = needing(blame.victims, blame.copies, context.context);
  if (!needed) return undefined;
  const name = manifestOf(needed, context.context);
  return name.startsWith('/') ? name : joinContext(needed.project.folder ?? '', name);
}

// Finds a COPY or ADD of big files that hardly ever change, below one that changes with every edit of the sources: the layer is
// made, stored and sent again each time.
import { dataSize, defineMessages, roundDuration } from '../../messages/index.js';
import { churnOfSources, type ChurnCount } from '../context/churn.js';
import { contextFacts } from '../context/contextFacts.js';
import { copiedEntries } from '../context/copyMatch.js';
import { obstacleAbove } from '../effects/moves.js';
import { moveInstruction } from '../fixes/instructionEdits.js';
import { baseName } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import { copyText } from './copy-before-install.names.js';
import { blocked } from './copy-before-install.messages.js';
import { bigEndings, dataEndings, outputFolders } from './large-copy-below-sources.data.js';
import { defineRule, type Report, type RuleContext } from './rule.js';
import { bringsSources } from './sourceCopies.js';
import { VolatileCopies } from './volatileCopies.js';
import { wholeMoves } from './wholeMoves.js';

const messages = defineMessages('rules.large-copy-below-sources', {
  sized: "'{copy}' brings {size} that hardly ever change, and yet copies them again after every source edit because '{sources}' stands above it",
  sizedCost: "'{copy}' brings {size} that hardly ever change, and yet copies them again after every source edit ({cost} last time) because '{sources}' stands above it",
  named: "'{copy}' brings big files that hardly ever change, and yet copies them again after every source edit because '{sources}' stands above it",
  sources: "'{sources}' changes with every source edit",
  title: "Move '{copy}' above '{sources}'",
});

export const largeCopyBelowSources = defineRule({
  id: 'large-copy-below-sources',
  since: '0.1.0',
  category: 'order',
  severity: 'information',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  const volatile = new VolatileCopies(context);
  for (const stage of context.plan.stages) {
    let sources: Step | undefined;
    for (const step of stage.steps) {
      if (!step.copy) continue;
      const size = sources && !step.copy.link ? sizeOf(step, context) : undefined;
      if (sources && size !== undefined && !isCalmer(sources, step, context)) context.report(reportOf(step, size, sources, context));
      else if (!sources && volatile.isVolatile(step)) sources = step;
    }
  }
}

const largeBytes = 50_000_000;
const hugeBytes = 500_000_000;

/** The bytes of a COPY of big, stable files; 0 where only their names tell that they are big; `undefined` for any other. */
function sizeOf(step: Step, context: RuleContext): number | undefined {
  const { copy } = step;
  if (!copy || copy.from !== undefined || copy.sources.some(source => source.kind !== 'context' || source.path === undefined || source.path === '')) return undefined;
  const view = context.context;
  const copied = view ? copy.sources.map(source => copiedEntries(contextFacts(view), source.path ?? '', copy.excludes)) : [];
  const entries = copied.flatMap(found => (found.state === 'known' ? found.entries : []));
  if (entries.length === 0) return copy.sources.every(source => bigEndings.has(endingOf(source.path ?? ''))) ? 0 : undefined;
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  return bytes >= largeBytes && isStable(step, entries, context) ? bytes : undefined;
}

/** Whether what the COPY brings hardly ever changes: the project's own commits say so, or else the kind of its files. */
function isStable(step: Step, entries: readonly { readonly path: string; readonly size: number }[], context: RuleContext): boolean {
  const churn = churnOf(step, context);
  if (churn && churn.changed > churn.of / 10) return false;
  if (churn) return true;
  const data = entries.reduce((sum, entry) => sum + (dataEndings.has(endingOf(entry.path)) ? entry.size : 0), 0);
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  const isOutput = step.copy?.sources.some(source => source.path?.split('/').some(part => outputFolders.has(part)));
  return data > bytes / 2 && isOutput !== true && !bringsSources(step, context);
}

function churnOf({ copy }: Step, { context }: RuleContext): ChurnCount | undefined {
  if (!context || !copy || copy.from !== undefined) return undefined;
  return churnOfSources(context, copy.sources.flatMap(source => source.path ?? []));
}

/** Whether the commits say that the first changes no more often than the second. */
function isCalmer(first: Step, second: Step, context: RuleContext): boolean {
  const a = churnOf(first, context);
  const b = churnOf(second, context);
  return a !== undefined && b !== undefined && a.changed <= b.changed;
}

function endingOf(path: string): string {
  const name = baseName(path);
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

function reportOf(step: Step, size: number, sources: Step, context: RuleContext): Report {
  const { syntax, plan, cost } = context;
  const milliseconds = cost.lastRun(step);
  const names = { copy: copyText(step), sources: copyText(sources) };
  const sized = { ...names, size: dataSize(size) };
  const isDear = milliseconds === undefined ? size >= hugeBytes : milliseconds >= 5000;
  const obstacle = obstacleAbove([step], sources, wholeMoves(context));
  const instruction = obstacle && shorten((obstacle.kind === 'state' ? obstacle.instruction : obstacle.step.instruction)?.logicalText ?? '');
  return {
    range: step.instruction.range,
    message: size === 0 ? messages.named(names) : milliseconds === undefined ? messages.sized(sized) : messages.sizedCost({ ...sized, cost: roundDuration(milliseconds) }),
    ...(isDear ? { severity: 'warning' } : {}),
    ...(milliseconds === undefined ? {} : { savesMilliseconds: milliseconds }),
    related: [{ range: sources.instruction.range, message: messages.sources({ sources: names.sources }) }],
    ...(obstacle
      ? { blocked: obstacle.kind === 'state' ? blocked.stateChanges({ instruction: instruction ?? '' }) : obstacle.answer === 'yes' ? blocked.stepNeeds({ instruction: instruction ?? '' }) : blocked.stepUnknown({ instruction: instruction ?? '' }) }
      : { fix: () => ({ title: messages.title(names), files: [{ location: plan.setup.dockerfile, text: syntax.text, creates: false, edits: moveInstruction(syntax, step.instruction, sources.instruction) }] }) }),
  };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

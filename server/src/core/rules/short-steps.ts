// Finds rows of RUNs so short that most of their time is the engine's own work for each step, below sources that make them run
// again. Judged by what builds have told, never by their number alone.
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import type { Step } from '../plan/plan.js';
import { lineEndOf } from '../text/offsets.js';
import type { TextEdit } from '../text/edits.js';
import { copyText } from './copy-before-install.names.js';
import { isChain, leavesState } from './copy-before-install.split.js';
import { readsProfile } from './loginShell.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';
import { bringsSources } from './sourceCopies.js';

const messages = defineMessages('rules.short-steps', {
  found: "{count} steps of under a second each run again whenever '{sources}' above brings another file. As one step they save about {saved} of the engine's own work",
  title: 'Join {count} RUNs to one',
  blockedMore: "No automatic fix: '{step}' is more than commands with && between them, or its shell reads a profile first",
  blockedComment: 'No automatic fix: a comment between the steps speaks to a tool',
});

export const shortSteps = defineRule({
  id: 'short-steps',
  since: '0.1.0',
  category: 'layers',
  severity: 'hint',
  fix: 'safe',
  check,
});

const shortMilliseconds = 1000;
/** What an engine takes for a step that does nothing (measured with 20 and 40 of them: 145 ms each). */
const overheadMilliseconds = 145;
/** Less is not worth a word. */
const leastSaved = 1000;

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    // Spares most files the question what they copy.
    const short = stage.steps.filter(step => step.kind === 'run' && isShort(step, context));
    if (savedBy(short) < leastSaved) continue;
    const sources = stage.steps.find(step => bringsSources(step, context));
    if (!sources) continue;
    for (const row of rowsBelow(sources, context)) {
      if (savedBy(row) >= leastSaved) report(row, sources, context);
    }
  }
}

function savedBy(row: readonly Step[]): number {
  return (row.length - 1) * overheadMilliseconds;
}

function isShort(step: Step, { cost }: RuleContext): boolean {
  const time = cost.lastRun(step);
  return time !== undefined && time < shortMilliseconds;
}

/** RUNs with nothing but comments between them, each timed and short. */
function rowsBelow(sources: Step, context: RuleContext): readonly (readonly Step[])[] {
  const rows: Step[][] = [[]];
  const { instructions } = sources.stage;
  for (const instruction of instructions.slice(instructions.indexOf(sources.instruction) + 1)) {
    const step = context.plan.stepOf(instruction);
    if (step?.kind === 'run' && isShort(step, context)) rows.at(-1)?.push(step);
    else rows.push([]);
  }
  return rows;
}

function report(row: readonly Step[], sources: Step, context: RuleContext): void {
  const [first] = row;
  if (!first) return;
  const saved = savedBy(row);
  const blocked = obstacle(row, context);
  context.report({
    range: first.instruction.keywordRange, message: messages.found({ count: row.length, sources: copyText(sources), saved: roundDuration(saved) }), savesMilliseconds: saved,
    ...(blocked ? { blocked } : { fix: () => makeFix(row, context) }),
  });
}

/** Joined, a command fails and stops the RUN as it did, as long as there is nothing but `&&`, and none leaves something in the shell for the next. */
function obstacle(row: readonly Step[], context: RuleContext): Message | undefined {
  const odd = row.find(step => !isPlain(step, context));
  if (odd) return messages.blockedMore({ step: copyText(odd) });
  return commentsIn(row, context).some(comment => /ignore|disable|nosec|hadolint|checkov|trivy|kics|semgrep/i.test(comment)) ? messages.blockedComment() : undefined;
}

function isPlain(step: Step, context: RuleContext): boolean {
  const { instruction } = step;
  const script = context.script(step);
  if (instruction.json || instruction.flags.length > 0 || instruction.heredocs.length > 0 || instruction.innerComments.length > 0) return false;
  if (readsProfile(step) || script.unreadable !== undefined || (script.dialect !== 'sh' && script.dialect !== 'bash')) return false;
  return isChain(context.syntax.text, step, script) && script.commands.every(command => !command.conditional && !leavesState(command));
}

function commentsIn(row: readonly Step[], { syntax }: RuleContext): readonly string[] {
  const [from, to] = [row[0]?.instruction.range.to ?? 0, row.at(-1)?.instruction.range.from ?? 0];
  return syntax.comments.filter(({ range }) => range.from >= from && range.to <= to).map(({ text }) => text);
}

function makeFix(row: readonly Step[], context: RuleContext): Fix {
  const { syntax } = context;
  const lineEnd = lineEndOf(syntax.text);
  const edits = row.slice(1).map((step, at): TextEdit => {
    const above = row[at] ?? step;
    const from = context.script(above).commands.at(-1)?.range.to ?? above.instruction.range.to;
    const to = context.script(step).commands[0]?.range.from ?? step.instruction.argumentsRange.from;
    const comments = commentsIn([above, step], context).map(comment => `    # ${comment}${lineEnd}`);
    return { range: { from, to }, newText: ` ${syntax.escape}${lineEnd}${comments.join('')}    && ` };
  });
  return { title: messages.title({ count: row.length }), files: [{ location: context.plan.setup.dockerfile, text: syntax.text, creates: false, edits }] };
}

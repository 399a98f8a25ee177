// Finds a long RUN in which several package managers install one after the other: when the later one fails or changes, the
// earlier one downloads everything again. Judged by what a build took.
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { withLineEnds } from '../fixes/instructionEdits.js';
import type { Step } from '../plan/plan.js';
import { headRange } from './commandRange.js';
import { cutRun, type Cut } from './copy-before-install.split.js';
import { readsProfile } from './loginShell.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';

const messages = defineMessages('rules.long-step', {
  found: "This step takes {cost}. When '{later}' in it fails or is edited, '{earlier}' before it runs again too; in a step of its own it would stay cached",
  title: "Begin a step of its own at '{later}'",
  blockedText: "No automatic fix: the RUN is more than commands with && between them, or '{later}' needs what the shell was told before or reads at its start",
});

export const longStep = defineRule({
  id: 'long-step',
  since: '0.1.0',
  category: 'layers',
  severity: 'information',
  fix: 'safe',
  check,
});

const longMilliseconds = 120_000;

function check(context: RuleContext): void {
  for (const step of context.plan.steps) {
    const time = step.kind === 'run' ? context.cost.lastRun(step) : undefined;
    if (time === undefined || time < longMilliseconds) continue;
    const parts = partsOf(step, context);
    if (parts) report(step, parts, time, context);
  }
}

interface Parts {
  readonly earlier: InstallCommand;
  readonly later: InstallCommand;
  /** Where the second part begins: at the later install, or at the refresh of the index that goes with it. */
  readonly index: number;
}

/** Two installs by different package managers, and nothing behind the first that clears up after it: that belongs in its layer. */
function partsOf(step: Step, context: RuleContext): Parts | undefined {
  const { commands, unreadable } = context.script(step);
  if (unreadable !== undefined) return undefined;
  const installs = context.installs(step).filter(({ kind, command }) => !command.conditional && (kind === 'packages' || kind === 'manifest'));
  const [earlier] = installs;
  const later = installs.find(({ ecosystem }) => ecosystem.family !== earlier?.ecosystem.family);
  if (!earlier || !later) return undefined;
  const index = commands.indexOf(later.command);
  return commands.slice(index).some(({ name, args }) => clears(name, args.map(arg => arg.value))) ? undefined : { earlier, later, index };
}

function clears(name: string | undefined, words: readonly string[]): boolean {
  if (name === undefined || name === 'rm' || name === 'find') return true;
  return words.some(word => /^(?:clean|purge|autoremove|autopurge|remove|erase|del|delete|prune|uninstall)$/.test(word));
}

function report(step: Step, { earlier, later, index }: Parts, time: number, context: RuleContext): void {
  const cut = readsProfile(step) ? undefined : cutRun(step, context.script(step), index, context.syntax.text);
  const blocked: Message | undefined = cut ? undefined : messages.blockedText({ later: later.label });
  context.report({
    range: headRange(later.command), message: messages.found({ cost: roundDuration(time), later: later.label, earlier: earlier.label }),
    ...(cut ? { fix: () => makeFix(cut, later, context) } : {}), ...(blocked ? { blocked } : {}),
  });
}

function makeFix({ from, to, opening }: Cut, later: InstallCommand, context: RuleContext): Fix {
  const { syntax } = context;
  const edits = [{ range: { from, to }, newText: withLineEnds(syntax, `\n${opening}`) }];
  return { title: messages.title({ later: later.label }), files: [{ location: context.plan.setup.dockerfile, text: syntax.text, creates: false, edits }] };
}

// Finds a RUN that reads nothing of the sources copied above it and would run once and stay cached above them. Installs are
// another rule's; what takes no time is not worth a move.
import { defineMessages, roundDuration } from '../../messages/index.js';
import { obstacleAbove, type MoveFacts } from '../effects/moves.js';
import { moveInstructions } from '../fixes/instructionEdits.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand } from '../shell/script.js';
import { headRange } from './commandRange.js';
import { copyText } from './copy-before-install.names.js';
import { slowCalls, slowPrograms } from './independent-step-below-copy.data.js';
import { defineRule, type Report, type RuleContext } from './rule.js';
import { bringsSources } from './sourceCopies.js';
import { wholeMoves } from './wholeMoves.js';

const messages = defineMessages('rules.independent-step-below-copy', {
  found: "'{command}' uses nothing of what '{copy}' above brings, and yet runs again after every source edit. Move it above.",
  foundCost: "'{command}' uses nothing of what '{copy}' above brings, and yet runs again after every source edit ({cost} last time). Move it above.",
  copy: "'{copy}' changes with every source edit",
  title: "Move '{command}' above '{copy}'",
  titleTogether: {
    one: "Move '{command}' and {count} step that it builds on above '{copy}'",
    other: "Move '{command}' and {count} steps that it builds on above '{copy}'",
  },
});

export const independentStepBelowCopy = defineRule({
  id: 'independent-step-below-copy',
  since: '0.1.0',
  category: 'order',
  severity: 'information',
  fix: 'safe',
  check,
});

function check(context: RuleContext): void {
  for (const stage of context.plan.stages) {
    const copies = stage.steps.filter(step => step.copy && bringsSources(step, context));
    const [first] = copies;
    if (!first) continue;
    const facts = wholeMoves(context);
    const told: Step[] = [];
    for (const step of stage.steps.slice(first.index + 1)) {
      const slow = step.kind === 'run' ? slowCommand(step, context) : undefined;
      const move = slow && findMove(step, copies, told, facts);
      if (!slow || !move) continue;
      context.report(reportOf(step, slow, move, context));
      told.push(step);
    }
  }
}

/** The command that makes the step worth a move; by its name where no build has told how long it takes. */
function slowCommand(step: Step, context: RuleContext): ShellCommand | undefined {
  if (context.installs(step).length > 0) return undefined;
  const { commands, unreadable } = context.script(step);
  if (unreadable !== undefined) return undefined;
  const milliseconds = context.cost.lastRun(step);
  if (milliseconds !== undefined && milliseconds < 1000) return undefined;
  return commands.find(isSlow) ?? (milliseconds === undefined ? undefined : commands.find(command => command.nameWord !== undefined && command.name !== 'set' && command.name !== 'cd'));
}

function isSlow({ name, args }: ShellCommand): boolean {
  if (name === undefined || !slowPrograms.has(name)) return false;
  const call = slowCalls.get(name);
  return call === undefined || call.test(args.map(word => word.value).join(' '));
}

interface Move {
  readonly copy: Step;
  /** In order, the step itself last. */
  readonly steps: readonly Step[];
}

/** How far up the step can go: alone, or with those found before, on whose files it works. */
function findMove(step: Step, copies: readonly Step[], told: readonly Step[], facts: MoveFacts): Move | undefined {
  for (const copy of copies.filter(above => above.index < step.index)) {
    const others = told.filter(other => other.index > copy.index);
    const canMove = (steps: readonly Step[]) => obstacleAbove(steps, copy, facts) === undefined;
    if (canMove([step])) return { copy, steps: [step] };
    if (others.length === 0 || !canMove([...others, step])) continue;
    return { copy, steps: [...others.filter(other => !canMove([...others.filter(kept => kept !== other), step])), step] };
  }
  return undefined;
}

const dearMilliseconds = 5000;

function reportOf(step: Step, slow: ShellCommand, { copy, steps }: Move, context: RuleContext): Report {
  const { syntax, plan, cost } = context;
  const milliseconds = cost.lastRun(step);
  const names = { command: nameOf(slow), copy: copyText(copy) };
  return {
    range: headRange(slow),
    message: milliseconds === undefined ? messages.found(names) : messages.foundCost({ ...names, cost: roundDuration(milliseconds) }),
    ...(milliseconds !== undefined && milliseconds >= dearMilliseconds ? { severity: 'warning' } : {}),
    ...(milliseconds === undefined ? {} : { savesMilliseconds: milliseconds }),
    related: [{ range: copy.instruction.range, message: messages.copy({ copy: names.copy }) }],
    fix: () => ({ title: steps.length > 1 ? messages.titleTogether({ ...names, count: steps.length - 1 }) : messages.title(names), files: [{ location: plan.setup.dockerfile, text: syntax.text, creates: false, edits: moveInstructions(syntax, steps.map(moved => moved.instruction), copy.instruction) }] }),
  };
}

/** `git clone`, `curl https://...`: the program with its verb, or what it fetches. */
function nameOf({ name = '', args }: ShellCommand): string {
  const word = (name === 'curl' || name === 'wget' ? args.find(arg => arg.value.includes('://')) : undefined) ?? args.find(arg => !arg.value.startsWith('-'));
  const text = [name, ...(word ? [word.text] : [])].join(' ');
  return text.length > 50 ? `${text.slice(0, 47)}...` : text;
}

// Adds a command to the end of a RUN. Refuses where what stands there could swallow it.
import type { Step } from '../plan/plan.js';
import type { TextEdit } from '../text/edits.js';
import { lineEndOf } from '../text/offsets.js';
import type { RuleContext } from './rule.js';

/** The edit that appends `&& command`, in the style of the RUN; `undefined` where its meaning is not certain. */
export function appendCommand(step: Step, command: string, context: RuleContext): TextEdit | undefined {
  const { instruction } = step;
  const { dialect, unreadable, commands } = context.script(step);
  const last = commands.at(-1);
  if (unreadable !== undefined || (dialect !== 'sh' && dialect !== 'bash') || instruction.heredocs.length > 0 || !last || last.conditional) return undefined;
  const { text, escape } = context.syntax;
  const to = instruction.range.to;
  // Behind the last command nothing may follow, not even a comment or a bracket.
  if (text.slice(last.range.to, to).trim() !== '' || /\|\|/.test(instruction.logicalText)) return undefined;
  const lineStart = text.lastIndexOf('\n', last.range.from) + 1;
  const line = text.slice(lineStart, to);
  const indentation = lineStart <= instruction.range.from ? '    ' : /^[ \t]*/.exec(line)?.[0] ?? '';
  const isLong = text.slice(instruction.range.from, to).includes('\n');
  const leading = /^[ \t]*&&[ \t]*/.exec(line)?.[0];
  const joint = isLong ? (leading === undefined ? ` && ${escape}${lineEndOf(text)}${indentation}` : ` ${escape}${lineEndOf(text)}${leading}`) : ' && ';
  return { range: { from: last.range.to, to: last.range.to }, newText: joint + command };
}

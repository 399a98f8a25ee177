// Cuts a RUN in two at `&&`: what installs, and what needs the sources. Only where the two parts share nothing but files.
import type { Step } from '../plan/plan.js';
import type { ShellCommand, ShellScript } from '../shell/script.js';

/** Where a RUN is cut: the text between the offsets goes away. */
export interface Cut {
  readonly from: number;
  readonly to: number;
  /** How the second part begins: keyword and flags. */
  readonly opening: string;
}

const shellState = new Set(['cd', 'pushd', 'popd', 'export', 'unset', 'set', 'shopt', '.', 'source', 'umask', 'ulimit', 'trap', 'alias', 'eval', 'exec', 'read', 'local', 'declare', 'typeset', 'readonly', 'let', 'getopts', 'mapfile', 'readarray', 'hash', 'return', 'exit']);

/** Whether a command leaves something in the shell for those behind it, as a variable does that is set by itself (`VERSION=1`). */
export function leavesState({ name, assignments }: ShellCommand): boolean {
  return name === undefined || shellState.has(name) || (name === ':' && assignments.size > 0);
}

/** Flags that mean the same for each part. */
function isRepeatable(flag: string, value: string | undefined): boolean {
  return flag === 'network' || flag === 'security' || (flag === 'mount' && /(^|,)type=(cache|secret|ssh)(,|$)/.test(value ?? ''));
}

/** Cuts before the command with this index; `undefined` where the parts can't be told apart for sure. */
export function cutRun(step: Step, script: ShellScript, index: number, text: string): Cut | undefined {
  const { instruction } = step;
  const { commands } = script;
  const before = commands[index - 1];
  const after = commands[index];
  if (!before || !after || instruction.json || instruction.heredocs.length > 0 || instruction.innerComments.length > 0) return undefined;
  if (script.unreadable || (script.dialect !== 'sh' && script.dialect !== 'bash')) return undefined;
  if (!instruction.flags.every(flag => isRepeatable(flag.name, flag.value))) return undefined;
  if (commands.slice(0, index).some(command => command.conditional || leavesState(command))) return undefined;
  if (!isChain(text, step, script)) return undefined;
  const opening = text.slice(instruction.range.from, instruction.argumentsRange.from);
  // A flag that stands on a line of its own would bring the continuation along.
  return { from: before.range.to, to: after.range.from, opening: `${opening.replace(/\s+/g, ' ').replace(/ \\ /g, ' ').trim()} ` };
}

/** Whether the whole RUN is commands with `&&` between them and nothing else. */
export function isChain(text: string, step: Step, script: ShellScript): boolean {
  const { commands } = script;
  const first = commands[0];
  const last = commands.at(-1);
  if (!first || !last) return false;
  const { argumentsRange } = step.instruction;
  if (text.slice(argumentsRange.from, first.range.from).trim() !== '' || text.slice(last.range.to, argumentsRange.to).trim() !== '') return false;
  return commands.slice(1).every((command, at) => /^\s*(?:[\\`]\r?\n\s*)*&&\s*(?:[\\`]\r?\n\s*)*$/.test(text.slice(commands[at]?.range.to ?? 0, command.range.from)));
}

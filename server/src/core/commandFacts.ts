// What RUN steps say, kept from version to version: a RUN whose text did not change is neither parsed nor recognised again,
// only put at its new place. Knows no rules.
import type { InstallCommand } from './ecosystems/ecosystem.js';
import { recogniseInstall } from './ecosystems/recognise.js';
import type { Step } from './plan/plan.js';
import { parseRun } from './shell/parseRun.js';
import { moveScript } from './shell/moveScript.js';
import type { ShellScript } from './shell/script.js';
import { ParsedInstruction, type InstructionBody } from './syntax/parsedInstruction.js';

export interface CommandFacts {
  readonly script: ShellScript;
  readonly installs: readonly InstallCommand[];
}

interface Remembered extends CommandFacts {
  /** Where the RUN stood when this was made. */
  readonly from: number;
  /** The stage's SHELL, by identity: states share it. */
  readonly shell: readonly string[] | undefined;
}

/** A body lives as long as some version of a file has the text, and so does what is known of it. */
const remembered = new WeakMap<InstructionBody, Remembered>();

const noCommands: CommandFacts = { script: { dialect: 'other', commands: [], unreadable: 'dialect' }, installs: [] };

/** The commands of a step and what they install; a step that is no RUN has none. */
export function commandFactsOf(step: Step): CommandFacts {
  if (step.kind !== 'run') return noCommands;
  const { instruction, state: { shell } } = step;
  if (!(instruction instanceof ParsedInstruction)) return readCommands(step);
  const known = remembered.get(instruction.body);
  const { from } = instruction.range;
  const same = known !== undefined && sameShell(known.shell, shell) ? known : undefined;
  if (same?.from === from) return same;
  const facts: Remembered = { ...(same ? moved(same, from - same.from) : readCommands(step)), from, shell };
  remembered.set(instruction.body, facts);
  return facts;
}

function readCommands(step: Step): CommandFacts {
  const script = parseRun(step.instruction, step.state.shell);
  return { script, installs: script.commands.flatMap(command => recogniseInstall(command) ?? []) };
}

function moved({ script, installs }: CommandFacts, by: number): CommandFacts {
  const there = moveScript(script, by);
  return { script: there, installs: installs.map(install => ({ ...install, command: there.commands[script.commands.indexOf(install.command)] ?? install.command })) };
}

function sameShell(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((word, at) => word === b[at]));
}

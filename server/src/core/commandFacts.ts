// What RUN steps say, kept from version to version: a RUN whose text did not change is neither parsed nor recognised again,
// only put at its new place. Knows no rules.
import type { Ecosystem, InstallCommand } from './ecosystems/ecosystem.js';
import { recogniseInstall } from './ecosystems/recognise.js';
import type { Step } from './plan/plan.js';
import { parseRun } from './shell/parseRun.js';
import { moveScript } from './shell/moveScript.js';
import type { ShellCommand, ShellScript } from './shell/script.js';
import { ParsedInstruction } from './syntax/parsedInstruction.js';
import { Note } from './text/notes.js';

export interface CommandFacts {
  readonly script: ShellScript;
  readonly installs: readonly InstallCommand[];
}

interface Remembered extends CommandFacts {
  /** Where the RUN stood when this was made. */
  readonly from: number;
  /** The stage's SHELL, by identity: states share it. */
  readonly shell: readonly string[] | undefined;
  /** Package managers that a person defined, by identity. */
  readonly own: readonly Ecosystem[] | undefined;
}

/** On the body, which lives as long as some version of a file has the text. */
const remembered = new Note<Remembered>();

const noCommands: CommandFacts = { script: { dialect: 'other', commands: [], unreadable: 'dialect' }, installs: [] };

/** The commands of a step and what they install; a step that is no RUN has none. `own` are package managers that a person defined. */
export function commandFactsOf(step: Step, own?: readonly Ecosystem[]): CommandFacts {
  if (step.kind !== 'run') return noCommands;
  const { instruction, state: { shell } } = step;
  if (!(instruction instanceof ParsedInstruction)) return readCommands(step, own);
  const known = remembered.get(instruction.body);
  const { from } = instruction.range;
  const same = known !== undefined && known.own === own && sameShell(known.shell, shell) ? known : undefined;
  if (same?.from === from) return same;
  const facts: Remembered = { ...(same ? moved(same, from - same.from) : readCommands(step, own)), from, shell, own };
  // What a variable of the file names may be another program tomorrow, though this RUN stays the same.
  if (!facts.script.commands.some(command => variableOf(command) !== undefined)) remembered.set(instruction.body, facts);
  return facts;
}

function readCommands(step: Step, own: readonly Ecosystem[] | undefined): CommandFacts {
  const parsed = parseRun(step.instruction, step.state.shell);
  const script = parsed.commands.some(command => variableOf(command) !== undefined) ? { ...parsed, commands: parsed.commands.map(command => withName(command, step)) } : parsed;
  return { script, installs: script.commands.flatMap(command => recogniseInstall(command, own) ?? []) };
}

/** The variable that stands in the place of a program (`$COMPOSER install`). */
function variableOf({ nameWord }: ShellCommand): string | undefined {
  if (!nameWord?.text.includes('$')) return undefined;
  const [, plain, braced] = /^"?\$(?:(\w+)|\{(\w+)\})"?$/.exec(nameWord.text) ?? [];
  return plain ?? braced;
}

/** The command under its program's name, where a variable of the file has it and the RUN does not set that itself. */
function withName(command: ShellCommand, step: Step): ShellCommand {
  const variable = variableOf(command);
  const value = variable === undefined ? undefined : step.state.variables.get(variable)?.value;
  if (command.name !== undefined || variable === undefined || value === undefined || !/^[\w./+-]+$/.test(value)) return command;
  return new RegExp(`\\b(?:${variable}=|(?:read|for|local|declare|eval)\\b)`).test(step.instruction.text) ? command : { ...command, name: value.slice(value.lastIndexOf('/') + 1) };
}

function moved({ script, installs }: CommandFacts, by: number): CommandFacts {
  const there = moveScript(script, by);
  return { script: there, installs: installs.map(install => ({ ...install, command: there.commands[script.commands.indexOf(install.command)] ?? install.command })) };
}

function sameShell(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((word, at) => word === b[at]));
}

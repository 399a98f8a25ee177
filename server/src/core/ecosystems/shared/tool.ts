// What most package managers share: a program, a verb among its operands, and a table that says what each verb does.
import { resolveDirectory } from '../../shell/directories.js';
import type { ShellCommand, ShellWord } from '../../shell/script.js';
import { isKnown, readCommandLine, type CommandLine, type OptionTable } from './commandLine.js';
import type { Ecosystem, InstallCommand } from '../ecosystem.js';

type Kind = InstallCommand['kind'];

/** What a verb does: the same always, or by the rest of the command line (its own word taken away). */
export type Verb = Kind | ((line: CommandLine, command: ShellCommand) => Kind | undefined);

export interface Tool extends OptionTable {
  readonly programs: readonly string[];
  /** By the words that make the verb, joined by a blank (`mod download`); `''` is the program alone. */
  readonly verbs: ReadonlyMap<string, Verb>;
  /** Verbs that are other spellings: `i` of `install`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Options that name the directory to work in. */
  readonly directoryOptions?: readonly string[];
  /** Whether an operand is a file or folder of the project. */
  readonly isLocal?: (word: string) => boolean;
}

export interface ToolCall {
  readonly verb: string;
  readonly kind: Kind;
  /** Without the verb's words. */
  readonly line: CommandLine;
}

/** Finds a command's verb and what it does; `undefined` for other programs, unknown verbs and calls for help. */
export function readTool(command: ShellCommand, tool: Tool): ToolCall | undefined {
  if (command.name === undefined || !tool.programs.includes(command.name)) return undefined;
  return readCall(command, command.args, tool);
}

/** The same for words that stand somewhere else than behind the program (`python -m pip install`). */
export function readCall(command: ShellCommand, args: readonly ShellWord[], tool: Tool): ToolCall | undefined {
  const line = readCommandLine(args, tool);
  if (['--help', '--version', '--dry-run'].some(option => line.has(option) && !tool.valued?.includes(option))) return undefined;
  for (let count = Math.min(2, line.operands.length); count >= 0; count--) {
    const words = line.operands.slice(0, count);
    if (!words.every(isKnown)) continue;
    const written = words.map(word => word.value).join(' ');
    const verb = tool.aliases?.[written] ?? written;
    const found = tool.verbs.get(verb);
    // The program alone is a verb only when nothing else is there.
    if (found === undefined || (count === 0 && line.operands.length > 0)) continue;
    const rest = line.behind(count);
    const kind = typeof found === 'string' ? found : found(rest, command);
    return kind && { verb, kind, line: rest };
  }
  return undefined;
}

/** The install that a call is. */
export function toInstall(ecosystem: Ecosystem, command: ShellCommand, call: ToolCall, tool: Tool): InstallCommand {
  return {
    ecosystem, command, kind: call.kind,
    label: `${labelProgram(command.name ?? ecosystem.id)} ${call.verb === '' ? 'install' : call.verb}`,
    directory: directoryOf(command, call.line, tool.directoryOptions ?? []),
    namedManifests: [],
    localPaths: call.line.operands.filter(isKnown).map(word => word.value).filter(word => tool.isLocal?.(word) ?? false),
  };
}

function labelProgram(name: string): string {
  return name === 'bundler' ? 'bundle' : name.replace(/^(pip)[\d.]+$/, '$1').replace(/\.phar$/, '').replace(/^xx-/, '');
}

/** The directory that a command works in, its own option for it included. */
export function directoryOf(command: ShellCommand, line: CommandLine, options: readonly string[]): string | undefined {
  let directory = command.directory;
  for (const value of line.values(...options)) directory = value === undefined ? undefined : resolveDirectory(directory, value);
  return directory;
}

/** A package manager whose commands are all in its table. */
export function defineTool(ecosystem: Omit<Ecosystem, 'recognise' | 'programs'>, tool: Tool): Ecosystem {
  const whole: Ecosystem = {
    ...ecosystem,
    programs: tool.programs,
    packageWords: command => readTool(command, tool)?.line.operands ?? [],
    recognise(command) {
      const call = readTool(command, tool);
      return call && toInstall(whole, command, call, tool);
    },
  };
  return whole;
}

/** Verbs with the same meaning. */
export function verbs(...groups: readonly (readonly [Verb, ...string[]])[]): ReadonlyMap<string, Verb> {
  return new Map(groups.flatMap(([verb, ...names]) => names.map(name => [name, verb] as const)));
}

/** Joins a folder and a name; `undefined` stays `undefined`. */
export function below(folder: string | undefined, name: string): string | undefined {
  return folder === undefined ? undefined : `${folder.replace(/\/+$/, '')}/${name}`;
}

/** `install` with names installs those, without any what the manifest says. */
export const manifestUnlessNamed: Verb = line => (line.operands.length > 0 ? 'packages' : 'manifest');
export const packagesIfNamed: Verb = line => (line.operands.length > 0 ? 'packages' : undefined);

// What a command that only fetches takes over from the build that it goes before. Knows no package manager.
import type { ShellCommand, ShellWord } from '../../shell/script.js';

/** The options of a command line that must be given to another one too. */
export interface Carried {
  /** By an option's name, which ends at its `=`. */
  readonly options: RegExp;
  /** Those of them whose value is the next word. */
  readonly valued: ReadonlySet<string>;
}

/** The words of the options as they are written; `undefined` when a value is known only at run time. */
export function carriedWords(args: readonly ShellWord[], { options, valued }: Carried): readonly string[] | undefined {
  const words: ShellWord[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (!word || (word.static && word.value === '--')) break;
    const name = /^[^=]*/.exec(word.value)?.[0] ?? '';
    const isCarried = options.test(name);
    if (isCarried) words.push(word);
    if (!valued.has(word.value)) continue;
    const value = args[++at];
    if (isCarried && value) words.push(value);
  }
  return words.every(word => word.static) ? words.map(word => word.text) : undefined;
}

/** The assignments before the command whose names match, written as such; `undefined` when one can't be. */
export function carriedAssignments(command: ShellCommand, names: RegExp): readonly string[] | undefined {
  const words: string[] = [];
  for (const [name, value] of command.assignments) {
    if (!names.test(name)) continue;
    if (value === undefined || value.includes("'")) return undefined;
    words.push(`${name}=${/^[\w.,:/@+=-]*$/.test(value) ? value : `'${value}'`}`);
  }
  return words;
}

/** The program as it is written (`./mvnw`), with what stands before its own words (`sh ./mvnw`); `undefined` where that is not known. */
export function writtenProgram(command: ShellCommand, args: readonly ShellWord[]): string | undefined {
  const before = [command.nameWord, ...command.args.slice(0, command.args.length - args.length)];
  return before.every(word => word?.static) ? before.map(word => word?.text ?? '').join(' ') : undefined;
}

// The words of a command as options and operands, by a table of the options that take a value. Knows no package manager.
import type { ShellCommand, ShellWord } from '../../shell/script.js';

/** How a program reads its options. */
export interface OptionTable {
  /** Options whose value is the next word, or stands behind `=`, or (one letter) behind the letter. */
  readonly valued?: readonly string[];
  /** Whether a word with one dash is one long option (`-ldflags`), never a row of letters. */
  readonly longSingleDash?: boolean;
}

export interface OptionUse {
  readonly name: string;
  /** `undefined`: there is none, or only the shell knows it. */
  readonly value: string | undefined;
}

/** A command's words, sorted out. */
export class CommandLine {
  readonly options: readonly OptionUse[];
  readonly operands: readonly ShellWord[];

  constructor(options: readonly OptionUse[], operands: readonly ShellWord[]) {
    this.options = options;
    this.operands = operands;
  }

  /** The first operand where its text is known, which is what most package managers do. */
  get verb(): string | undefined {
    const first = this.operands[0];
    return first && isKnown(first) ? first.value : undefined;
  }

  /** The command line without its first operands. */
  behind(count: number): CommandLine {
    return new CommandLine(this.options, this.operands.slice(count));
  }

  has(...names: readonly string[]): boolean {
    return this.options.some(option => names.includes(option.name));
  }

  /** The values of options that need one; `undefined` inside: not known. */
  values(...names: readonly string[]): readonly (string | undefined)[] {
    return this.options.filter(option => names.includes(option.name)).map(option => option.value);
  }

  /** The operands whose text is not known: they may be anything, options too. */
  get unknownOperands(): readonly ShellWord[] {
    return this.operands.filter(word => !isKnown(word));
  }
}

/** Whether a word's text is known but for the files that its wildcards match (`.[dev]` matches nothing and stays). */
export function isKnown(word: ShellWord): boolean {
  return word.static || !/[$`~{]/.test(word.text);
}

export function readCommandLine(args: readonly ShellWord[], table: OptionTable): CommandLine {
  const options: OptionUse[] = [];
  const operands: ShellWord[] = [];
  const valued = valuedOf(table);
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (!word) break;
    if (word.static && word.value === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!/^-[^\s$`]/.test(word.value)) {
      operands.push(word);
      continue;
    }
    const read = readOption(word, valued, table.longSingleDash ?? false);
    options.push(...read.options);
    if (read.takesNext === undefined) continue;
    const next = args[++at];
    options.push({ name: read.takesNext, value: next && isKnown(next) ? next.value : undefined });
  }
  return new CommandLine(options, operands);
}

const nothing: ReadonlySet<string> = new Set();
/** By list: they are few and live as long as the program. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function valuedOf({ valued }: OptionTable): ReadonlySet<string> {
  if (!valued) return nothing;
  const known = sets.get(valued);
  if (known) return known;
  const set = new Set(valued);
  sets.set(valued, set);
  return set;
}

interface ReadOption {
  readonly options: readonly OptionUse[];
  /** The option whose value is the next word. */
  readonly takesNext: string | undefined;
}

function readOption(word: ShellWord, valued: ReadonlySet<string>, longSingleDash: boolean): ReadOption {
  const text = word.value;
  const equals = text.indexOf('=');
  const known = isKnown(word);
  const name = equals < 0 ? text : text.slice(0, equals);
  if (text.startsWith('--') || longSingleDash) {
    if (equals >= 0) return { options: [{ name, value: known ? text.slice(equals + 1) : undefined }], takesNext: undefined };
    return valued.has(name) ? { options: [], takesNext: name } : { options: [{ name, value: undefined }], takesNext: undefined };
  }
  const options: OptionUse[] = [];
  for (let at = 1; at < text.length; at++) {
    const letter = `-${text[at] ?? ''}`;
    if (!valued.has(letter)) {
      options.push({ name: letter, value: undefined });
      if (text[at + 1] === '=') break;
      continue;
    }
    const rest = text.slice(at + 1);
    if (rest === '') return { options, takesNext: letter };
    options.push({ name: letter, value: known ? rest.replace(/^=/, '') : undefined });
    break;
  }
  return { options, takesNext: undefined };
}

/** Whether any word of a command is one of these (`--help`), wherever it stands. */
export function hasWord(command: ShellCommand, ...words: readonly string[]): boolean {
  return command.args.some(arg => arg.static && words.includes(arg.value));
}

// Flags, arguments and assignments of one instruction, by dockerfile-ast on that instruction's head alone: its cost then
// follows the edit, and the parser's quadratic and endless paths over whole files (stages, scopes, comments) are never
// entered. Offsets are relative to the head, so that a moved instruction keeps its parts.
import { DockerfileParser, JSONInstruction, ModifiableInstruction, Onbuild, PropertyInstruction, type Instruction as AstInstruction } from 'dockerfile-ast';
import type { OffsetRange, Position } from '../text/offsets.js';
import type { Argument, Assignment, Flag } from './instruction.js';
import { plainPartsOf } from './plainParts.js';

export interface InstructionParts {
  readonly keyword: string;
  readonly keywordLength: number;
  readonly flags: readonly Flag[];
  readonly argumentsFrom: number;
  readonly args: readonly Argument[];
  readonly json: boolean;
  readonly assignments: readonly Assignment[];
  /** Start of the instruction behind ONBUILD. */
  readonly triggerFrom: number | undefined;
}

/** Keywords that BuildKit knows. */
export const knownKeywords: ReadonlySet<string> = new Set([
  'ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER',
  'VOLUME', 'WORKDIR',
]);

/** Keyword of a head, without parsing the rest. */
export function keywordOf(head: string): string {
  return /^\S+/.exec(head)?.[0] ?? '';
}

/**
 * Takes an instruction's head apart. `head` starts at the keyword; with a backtick as escape character the parser is told
 * by a directive in front of it.
 */
export function parseInstructionParts(head: string, escape: '\\' | '`'): InstructionParts {
  const written = keywordOf(head);
  const argumentsFrom = skipBlanks(head, written.length, escape);
  const isPlainRun = written.toUpperCase() === 'RUN' && argumentsFrom > written.length && !head.startsWith('--', argumentsFrom) && head[argumentsFrom] !== '[';
  return isPlainRun ? new PlainRunParts(head, written.length, argumentsFrom, escape) : plainPartsOf(head, escape) ?? parseWhole(head, escape);
}

/** A RUN in shell form without flags, the commonest and longest instruction: its text is the shell's to read, not ours. */
class PlainRunParts implements InstructionParts {
  readonly keyword = 'RUN';
  readonly keywordLength: number;
  readonly flags: readonly Flag[] = [];
  readonly argumentsFrom: number;
  readonly json = false;
  readonly assignments: readonly Assignment[] = [];
  readonly triggerFrom = undefined;
  readonly #head: string;
  readonly #escape: '\\' | '`';
  #args: readonly Argument[] | undefined;

  constructor(head: string, keywordLength: number, argumentsFrom: number, escape: '\\' | '`') {
    this.#head = head;
    this.#escape = escape;
    this.keywordLength = keywordLength;
    this.argumentsFrom = argumentsFrom;
  }

  get args(): readonly Argument[] {
    return (this.#args ??= parseWhole(this.#head, this.#escape).args);
  }
}

/** Takes an instruction's head apart by the parser, whatever it holds. */
export function parseWhole(head: string, escape: '\\' | '`'): InstructionParts {
  const written = keywordOf(head);
  const keyword = written.toUpperCase();
  const prefix = escape === '`' ? '# escape=`\n' : '';
  const text = prefix + head;
  const node = DockerfileParser.parse(text).getInstructions()[0];
  const offsets = new HeadOffsets(text, prefix.length);
  const afterKeyword = skipBlanks(head, written.length, escape);
  if (!node) return { keyword, keywordLength: written.length, flags: [], argumentsFrom: afterKeyword, args: [], json: false, assignments: [], triggerFrom: undefined };
  const flags = node instanceof ModifiableInstruction ? node.getFlags().map(flag => toFlag(flag, offsets)) : [];
  const lastFlag = flags[flags.length - 1];
  const argumentsFrom = lastFlag ? skipBlanks(head, lastFlag.range.to, escape) : afterKeyword;
  const json = isJson(node, head.slice(argumentsFrom));
  const args = json && node instanceof JSONInstruction ? jsonArguments(node, head, offsets) : plainArguments(node, offsets, argumentsFrom);
  const trigger = node instanceof Onbuild ? node.getTriggerRange() : null;
  return { keyword, keywordLength: written.length, flags, argumentsFrom, args, json, assignments: assignmentsOf(node, keyword, offsets), triggerFrom: trigger ? offsets.at(trigger.start) : undefined };
}

class HeadOffsets {
  readonly #starts: number[] = [0];
  readonly #shift: number;

  constructor(text: string, shift: number) {
    this.#shift = shift;
    for (let at = 0; at < text.length; at++) if (text[at] === '\n') this.#starts.push(at + 1);
  }

  at(position: Position): number {
    return (this.#starts[position.line] ?? 0) + position.character - this.#shift;
  }

  range(range: { readonly start: Position; readonly end: Position }): { from: number; to: number } {
    return { from: this.at(range.start), to: this.at(range.end) };
  }
}

/** Behind blanks and continuations. */
function skipBlanks(head: string, from: number, escape: '\\' | '`'): number {
  let at = from;
  for (;;) {
    const rest = /^(?:[ \t]+|[\\`][ \t]*\r?\n|\r?\n|[ \t]*#[^\n]*\n)/.exec(head.slice(at, at + 4096))?.[0];
    if (rest === undefined || ((rest[0] === '\\' || rest[0] === '`') && rest[0] !== escape)) return at;
    // A comment can only follow a continuation, never the keyword's own line.
    if (rest.trimStart().startsWith('#') && head[at - 1] !== '\n') return at;
    at += rest.length;
  }
}

function toFlag(flag: { getName(): string; getValue(): string | null; getRange(): { start: Position; end: Position } }, offsets: HeadOffsets): Flag {
  const value = flag.getValue();
  return { name: flag.getName(), value: value === null ? undefined : value.replace(/["']/g, ''), range: offsets.range(flag.getRange()) };
}

/** BuildKit takes the arguments as JSON only when they are a valid array of strings (parser/line_parsers.go parseJSON). */
function isJson(node: AstInstruction, written: string): boolean {
  if (!(node instanceof JSONInstruction) || !written.startsWith('[')) return false;
  try {
    const value: unknown = JSON.parse(written.replace(/[\\`][ \t]*\r?\n/g, ''));
    return Array.isArray(value) && value.every(item => typeof item === 'string');
  } catch {
    return false;
  }
}

/** The strings' values come from the text: the parser's own drop the blanks inside. */
function jsonArguments(node: JSONInstruction, head: string, offsets: HeadOffsets): Argument[] {
  return node.getJSONStrings().map(item => {
    const range = offsets.range(item.getRange());
    return { text: String(JSON.parse(head.slice(range.from, range.to))), range };
  });
}

function plainArguments(node: AstInstruction, offsets: HeadOffsets, from: number): Argument[] {
  return node.getArguments().map(item => ({ text: item.getValue(), range: offsets.range(item.getRange()) })).filter(item => item.range.from >= from);
}

function assignmentsOf(node: AstInstruction, keyword: string, offsets: HeadOffsets): Assignment[] {
  if (!(node instanceof PropertyInstruction) || !['ARG', 'ENV', 'LABEL'].includes(keyword)) return [];
  // `ARG A B` declares two names (line_parsers.go parseNameOrNameVal); the parser reads the old form of ENV into it.
  if (keyword === 'ARG' && node.getProperties().every(property => property.getAssignmentOperator() === null)) return node.getArguments().map(argument => declarationOf(argument.getValue(), offsets.range(argument.getRange())));
  return node.getProperties().map(property => {
    const valueRange = property.getValueRange();
    const unescaped = property.getUnescapedValue();
    return {
      name: property.getName(), range: offsets.range(property.getRange()), nameRange: offsets.range(property.getNameRange()),
      rawValue: unescaped ?? (property.getAssignmentOperator() === null ? undefined : ''), valueRange: valueRange ? offsets.range(valueRange) : undefined,
    };
  });
}

function declarationOf(word: string, range: OffsetRange): Assignment {
  const equals = word.indexOf('=');
  if (equals < 0) return { name: word, rawValue: undefined, range, nameRange: range, valueRange: undefined };
  const split = range.from + equals;
  return { name: word.slice(0, equals), rawValue: word.slice(equals + 1), range, nameRange: { from: range.from, to: split }, valueRange: { from: split + 1, to: range.to } };
}

// One instruction as a value: a place in the text plus parts that do not depend on the place. Parts are made when first
// asked for and shared by all versions in which the instruction's text is the same.
import type { Noted, Notes } from '../text/notes.js';
import type { OffsetRange } from '../text/offsets.js';
import type { Argument, Assignment, Flag, Heredoc, Instruction } from './instruction.js';
import { keywordOf, parseInstructionParts, type InstructionParts } from './instructionParts.js';
import { moveLine, splitLogicalLines, type LogicalLine } from './logicalLines.js';

/** What all places of an instruction's text share, facts derived from the text alone among it. */
export class InstructionBody implements Noted {
  readonly text: string;
  readonly head: string;
  readonly escape: '\\' | '`';
  #parts: InstructionParts | undefined;
  notes: Notes | undefined;

  constructor(text: string, head: string, escape: '\\' | '`') {
    this.text = text;
    this.head = head;
    this.escape = escape;
  }

  get parts(): InstructionParts {
    return (this.#parts ??= parseInstructionParts(this.head, this.escape));
  }
}

/** Shared by the many instructions that have none of something. */
const none: readonly never[] = [];

/** Of other instructions nothing need be taken apart to know that they have none. */
const withFlags: ReadonlySet<string> = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK', 'ONBUILD']);
const withAssignments: ReadonlySet<string> = new Set(['ARG', 'ENV', 'LABEL', 'ONBUILD']);

export class ParsedInstruction implements Instruction {
  readonly range: OffsetRange;
  readonly logicalText: string;
  readonly keyword: string;
  readonly innerComments: readonly OffsetRange[];
  readonly heredocs: readonly Heredoc[];
  readonly body: InstructionBody;
  readonly line: LogicalLine;
  readonly #keywordLength: number;
  #flags: readonly Flag[] | undefined;
  #args: readonly Argument[] | undefined;
  #assignments: readonly Assignment[] | undefined;
  #trigger: ParsedInstruction | undefined;

  constructor(line: LogicalLine, body: InstructionBody, known?: ParsedInstruction) {
    // From the joined text: a continuation may come right behind the keyword, or inside it.
    const written = known ? '' : keywordOf(line.logicalText);
    this.#keywordLength = known ? known.#keywordLength : Math.min(written.length, keywordOf(body.head).length);
    this.keyword = known ? known.keyword : written.toUpperCase();
    this.range = { from: line.from, to: line.to };
    this.line = line;
    this.body = body;
    this.logicalText = line.logicalText;
    this.innerComments = line.innerComments;
    this.heredocs = line.heredocs.length === 0 ? none : line.heredocs.map(found => ({ delimiter: found.delimiter, quoted: found.quoted, chomp: found.chomp, markerRange: { from: found.from, to: found.to }, bodyRange: found.bodyRange }));
  }

  /** The same instruction at another place: itself when it stays where it is. */
  moved(by: number): ParsedInstruction {
    return by === 0 ? this : new ParsedInstruction(moveLine(this.line, by), this.body, this);
  }

  get text(): string {
    return this.body.text;
  }

  get keywordRange(): OffsetRange {
    return { from: this.range.from, to: this.range.from + this.#keywordLength };
  }

  get flags(): readonly Flag[] {
    return (this.#flags ??= !withFlags.has(this.keyword) || this.body.parts.flags.length === 0 ? none : this.body.parts.flags.map(flag => ({ ...flag, range: this.#place(flag.range) })));
  }

  get argumentsRange(): OffsetRange {
    return { from: this.range.from + this.body.parts.argumentsFrom, to: this.line.headTo };
  }

  get args(): readonly Argument[] {
    return (this.#args ??= this.body.parts.args.map(arg => ({ ...arg, range: this.#place(arg.range) })));
  }

  get json(): boolean {
    return this.body.parts.json;
  }

  get assignments(): readonly Assignment[] {
    return (this.#assignments ??= !withAssignments.has(this.keyword) || this.body.parts.assignments.length === 0 ? none : this.body.parts.assignments.map(item => ({ ...item, range: this.#place(item.range), nameRange: this.#place(item.nameRange), valueRange: item.valueRange && this.#place(item.valueRange) })));
  }

  get trigger(): Instruction | undefined {
    const from = this.keyword === 'ONBUILD' ? this.body.parts.triggerFrom : undefined;
    if (from === undefined) return undefined;
    return (this.#trigger ??= this.#parseTrigger(from));
  }

  #parseTrigger(from: number): ParsedInstruction | undefined {
    const text = this.body.text.slice(from);
    const line = splitLogicalLines(text, this.body.escape).lines[0];
    if (!line) return undefined;
    const placed = moveLine(line, this.range.from + from);
    return new ParsedInstruction(placed, new InstructionBody(text.slice(line.from, line.to), text.slice(line.from, line.headTo), this.body.escape));
  }

  #place(range: OffsetRange): OffsetRange {
    return { from: this.range.from + range.from, to: this.range.from + range.to };
  }
}

// What a Dockerfile is made of once its text is split: plain values with absolute offsets. Nothing here is resolved
// (variables, stages, defaults): that is the build plan's work.
import type { Noted } from '../text/notes.js';
import type { LineIndex, OffsetRange } from '../text/offsets.js';

/** `--name=value` before an instruction's arguments. */
export interface Flag {
  readonly name: string;
  /** Without quotes; `undefined` for a flag without `=`. */
  readonly value: string | undefined;
  readonly range: OffsetRange;
}

/** One blank-separated word of an instruction's arguments, or one string of its JSON form. */
export interface Argument {
  /** As written, quotes and escapes included; for the JSON form the string's value. */
  readonly text: string;
  readonly range: OffsetRange;
}

/** A here-document of a RUN, COPY or ADD. */
export interface Heredoc {
  readonly delimiter: string;
  /** Whether variables in the body stay as they are (`<<'EOF'`). */
  readonly quoted: boolean;
  /** `<<-`: leading tabs of the body are stripped. */
  readonly chomp: boolean;
  /** The `<<EOF` word on the first line. */
  readonly markerRange: OffsetRange;
  /** The body's lines, the delimiter's line left out. */
  readonly bodyRange: OffsetRange;
}

/** `NAME=value` (or the legacy `NAME value`) of an ARG, ENV or LABEL. */
export interface Assignment {
  readonly name: string;
  /** As written, quotes included; `undefined` for `ARG NAME`. */
  readonly rawValue: string | undefined;
  readonly range: OffsetRange;
  readonly nameRange: OffsetRange;
  readonly valueRange: OffsetRange | undefined;
}

/** One Dockerfile instruction as written. */
export interface Instruction {
  /** Upper case, whatever the file says. */
  readonly keyword: string;
  /** From the keyword to the end of the last line, its line end left out; here-document bodies included. */
  readonly range: OffsetRange;
  readonly keywordRange: OffsetRange;
  /** The source text of `range`. */
  readonly text: string;
  readonly flags: readonly Flag[];
  /** Everything behind keyword and flags, up to the end of `range` (first logical line: bodies left out). */
  readonly argumentsRange: OffsetRange;
  readonly args: readonly Argument[];
  /** Whether the arguments are a valid JSON array of strings (exec form). */
  readonly json: boolean;
  readonly heredocs: readonly Heredoc[];
  /** Of ARG, ENV and LABEL; otherwise empty. */
  readonly assignments: readonly Assignment[];
  /** Comment lines and blank lines inside a continuation: dropped by BuildKit before it looks at the text. */
  readonly innerComments: readonly OffsetRange[];
  /** The instruction behind ONBUILD. */
  readonly trigger: Instruction | undefined;
  /**
   * The text that BuildKit sees: continuations joined, inner comment and blank lines dropped, bodies left out.
   * It decides whether two versions of a line are the same step, and is what progress output prints.
   */
  readonly logicalText: string;
}

/** A comment line between instructions. */
export interface Comment {
  readonly range: OffsetRange;
  /** Behind the `#`, trimmed. */
  readonly text: string;
}

/** `# name=value` at the top of the file, as far as BuildKit honours it. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly range: OffsetRange;
}

/** Why a file, or a part of it, can't be read as BuildKit would read it. */
export interface SyntaxProblem {
  readonly kind: 'unterminated-heredoc' | 'unknown-instruction' | 'missing-from' | 'line-too-long' | 'empty';
  readonly range: OffsetRange;
}

/** What kind of text this is: rules speak only of `dockerfile`. */
export type FileKind = 'dockerfile' | 'template' | 'other';

/** A Dockerfile's text, split. */
export interface DockerfileSyntax extends Noted {
  readonly text: string;
  readonly lines: LineIndex;
  readonly kind: FileKind;
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

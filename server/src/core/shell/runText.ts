// The text that the shell of a RUN gets, made from the instruction as BuildKit does: continuations joined, comment and
// blank lines inside them dropped, here-documents put back. Every character keeps its place in the document.
import type { Instruction } from '../syntax/instruction.js';
import type { OffsetRange } from '../text/offsets.js';
import { MappedText, type MappedTextBuilder } from './mappedText.js';

/** The document's text between two offsets, as far as the instruction holds it. */
export function writtenText(instruction: Instruction, from: number, to: number): string {
  return instruction.text.slice(from - instruction.range.from, to - instruction.range.from);
}

/**
 * Whether the RUN is nothing but one here-document, whose body is then the script itself (BuildKit
 * dockerfile2llb/convert.go, dispatchRun).
 */
export function isPureHeredoc(instruction: Instruction): boolean {
  return instruction.heredocs.length === 1 && /^\d*<<-?[^<\s]+$/.test(instruction.json ? '' : firstLine(instruction).text.trim());
}

/** The script of a RUN in shell form; a pure here-document's body without the tabs that `<<-` strips. */
export function scriptText(instruction: Instruction): MappedText {
  const heredoc = instruction.heredocs[0];
  if (heredoc && isPureHeredoc(instruction)) return MappedText.build(builder => copyLines(builder, instruction, heredoc.bodyRange, heredoc.chomp));
  if (!heredoc) return firstLine(instruction);
  const first = firstLine(instruction);
  return MappedText.build(builder => {
    builder.append(first, 0, first.text.length);
    copyLines(builder, instruction, { from: logicalEnd(instruction), to: instruction.range.to }, false);
  });
}

/** A string of the JSON form with its escapes decoded. */
export function jsonString(value: string, range: OffsetRange, instruction: Instruction): MappedText {
  const written = writtenText(instruction, range.from, range.to);
  const inner = written.startsWith('"') ? { from: range.from + 1, text: written.slice(1, -1) } : { from: range.from, text: written };
  const decoded = MappedText.build(builder => {
    const escape = /\\(?:u[0-9a-fA-F]{4}|[^u])|[^\\]/gs;
    for (let match = escape.exec(inner.text); match; match = escape.exec(inner.text)) {
      const from = inner.from + match.index;
      builder.replace(match[0].startsWith('\\') ? decodeEscape(match[0]) : match[0], { from, to: from + match[0].length });
    }
  });
  // Where a continuation runs through the string the two differ; the value is right, and its place is the whole string.
  return decoded.text === value ? decoded : MappedText.collapsed(value, range);
}

function decodeEscape(escape: string): string {
  if (escape[1] === 'u') return String.fromCharCode(parseInt(escape.slice(2), 16));
  const simple: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
  return simple[escape[1] ?? ''] ?? escape.slice(1);
}

function logicalEnd(instruction: Instruction): number {
  return instruction.argumentsRange.to;
}

function firstLine(instruction: Instruction): MappedText {
  const { from, to } = instruction.argumentsRange;
  const dropped = [...instruction.innerComments].sort((a, b) => a.from - b.from);
  return MappedText.build(builder => {
    let at = from;
    while (at < to) {
      const comment = dropped.find(range => range.from <= at && at < Math.max(range.to, range.from + 1));
      const text = writtenText(instruction, at, to);
      const lineLength = text.search(/\r?\n/);
      const line = lineLength < 0 ? text : text.slice(0, lineLength);
      const lineEnd = lineLength < 0 ? to : at + lineLength + (text[lineLength] === '\r' ? 2 : 1);
      if (!comment) builder.copy(withoutContinuation(line, lineLength < 0, instruction.logicalText), at);
      at = lineEnd;
    }
  });
}

/**
 * A line without the escape at its end. Every line but the last ends in one, whichever character it is; the last one
 * only where the file ends inside a continuation, and then the logical text lacks it.
 */
function withoutContinuation(line: string, last: boolean, logicalText: string): string {
  const trimmed = line.replace(/[ \t]+$/, '');
  const escape = trimmed.slice(-1);
  if (escape !== '\\' && escape !== '`') return line;
  if (last && logicalText.replace(/[ \t]+$/, '').endsWith(escape)) return line;
  return trimmed.slice(0, -1);
}

/** Copies lines as they are but for carriage returns, which no shell script is meant to hold, and tabs if asked. */
function copyLines(builder: MappedTextBuilder, instruction: Instruction, range: OffsetRange, chomp: boolean): void {
  const text = writtenText(instruction, range.from, range.to);
  let lineStart = true;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\r' && text[at + 1] === '\n') continue;
    if (chomp && lineStart && char === '\t') continue;
    builder.copy(char, range.from + at);
    lineStart = char === '\n';
  }
}

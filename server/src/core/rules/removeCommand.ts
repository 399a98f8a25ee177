// Takes one command, or words of it, out of a RUN. Refuses wherever the rest would then mean something else.
import type { ShellCommand, ShellWord } from '../shell/script.js';
import type { Instruction } from '../syntax/instruction.js';
import type { TextEdit } from '../text/edits.js';

/**
 * Removes a command with the `&&` or `;` that parts it from the one before. `undefined`: it is the first one, a part of
 * something bigger, or its success is asked for.
 */
export function removeCommand(command: ShellCommand, instruction: Instruction, text: string): TextEdit | undefined {
  if (command.conditional || command.openArguments) return undefined;
  const { from, to } = command.range;
  const start = instruction.argumentsRange.from;
  const before = text.slice(start, from);
  const separator = /[ \t]*(?:&&|;)(?:[ \t]|[\\`]?[ \t]*\r?\n)*$/.exec(before)?.[0];
  const ahead = before.slice(0, before.length - (separator?.length ?? 0));
  if (separator === undefined || /[;&|]\s*$/.test(ahead) || endsInComment(ahead)) return undefined;
  const rest = text.slice(to, instruction.range.to).replace(/[\\`][ \t]*\r?\n/g, ' ').trimStart();
  // Behind a pipe, a redirection or `||` somebody uses what the command says.
  return rest === '' || /^(?:&&|;(?!;)|\))/.test(rest) ? { range: { from: start + ahead.length - leadingContinuation(ahead), to }, newText: '' } : undefined;
}

/** A continuation in front of a leading `&&` goes too, so that no empty line stays; its backslash is before the separator. */
function leadingContinuation(ahead: string): number {
  return /[ \t]*[\\`][ \t]*\r?\n$/.exec(ahead)?.[0].length ?? 0;
}

/** Whether a comment or an empty line comes last: the continuation above it would then join the next instruction to this one. */
function endsInComment(ahead: string): boolean {
  return /\n[ \t]*(?:#[^\n]*)?\n[ \t]*$/.test(ahead.replace(/\r\n/g, '\n'));
}

/** Removes words of a command, each with the blanks (and continuations) before it. `undefined`: the rest would mean something else. */
export function removeWords(words: readonly ShellWord[], text: string): readonly TextEdit[] | undefined {
  if (words.some(({ range }) => endsInComment(text.slice(0, range.from)) && /^[ \t]*(?:\r?\n|$)/.test(text.slice(range.to)))) return undefined;
  return words.map(word => {
    const before = /(?:[ \t]|[\\`][ \t]*\r?\n)*$/.exec(text.slice(0, word.range.from))?.[0] ?? '';
    return { range: { from: word.range.from - before.length, to: word.range.to }, newText: '' };
  });
}

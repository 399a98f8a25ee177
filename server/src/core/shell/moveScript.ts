// A script at another place of the document: the same commands with shifted ranges. Knows nothing of how they were read.
import type { OffsetRange } from '../text/offsets.js';
import type { ShellCommand, ShellRedirect, ShellScript, ShellWord } from './script.js';

/** The script of a RUN that moved by so many characters and is otherwise the same. */
export function moveScript(script: ShellScript, by: number): ShellScript {
  const commands: ShellCommand[] = [];
  for (const command of script.commands) commands.push(moveCommand(command, by));
  return { dialect: script.dialect, commands, unreadable: script.unreadable };
}

/** Field by field and without closures: this runs for every RUN below the line that is typed in. */
function moveCommand(command: ShellCommand, by: number): ShellCommand {
  const args: ShellWord[] = [];
  for (const arg of command.args) args.push(moveWord(arg, by));
  const redirects: ShellRedirect[] = [];
  for (const { operator, target } of command.redirects) redirects.push({ operator, target: target && moveWord(target, by) });
  return {
    name: command.name, args, nameWord: command.nameWord && moveWord(command.nameWord, by), range: moveRange(command.range, by), assignments: command.assignments, redirects,
    directory: command.directory, conditional: command.conditional, openArguments: command.openArguments,
  };
}

function moveWord(word: ShellWord, by: number): ShellWord {
  return { value: word.value, text: word.text, static: word.static, range: moveRange(word.range, by) };
}

function moveRange(range: OffsetRange, by: number): OffsetRange {
  return { from: range.from + by, to: range.to + by };
}

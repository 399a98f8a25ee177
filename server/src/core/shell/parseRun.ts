// RUN -> commands: the only door of this room. Decides which language the text is in and where it stands; reading it is
// left to the walker.
import type { Instruction } from '../syntax/instruction.js';
import { dialectOfProgram, dialectOfShebang, dialectOfShell } from './dialect.js';
import { isPureHeredoc, jsonString, scriptText, writtenText } from './runText.js';
import type { ShellDialect, ShellScript } from './script.js';
import { ScriptReader } from './scriptReader.js';
import type { SourceWord } from './words.js';

/**
 * What the text of a RUN does. `shell` is the stage's SHELL, `undefined` for the default. Never throws; the work is done
 * anew on every call (a few hundredths of a millisecond), so the caller keeps the result.
 */
export function parseRun(instruction: Instruction, shell: readonly string[] | undefined): ShellScript {
  if (instruction.json) return parseExec(instruction);
  const text = scriptText(instruction);
  const dialect: ShellDialect = (isPureHeredoc(instruction) ? dialectOfShebang(text.text) : undefined) ?? dialectOfShell(shell);
  if (dialect !== 'sh' && dialect !== 'bash') return { dialect, commands: [], unreadable: 'dialect' };
  const reader = new ScriptReader((from, to) => writtenText(instruction, from, to));
  reader.readScript(text, dialect);
  return { dialect, commands: reader.commands, unreadable: reader.unreadable };
}

function parseExec(instruction: Instruction): ShellScript {
  const words = instruction.args.map((arg): SourceWord => ({
    word: { value: arg.text, text: writtenText(instruction, arg.range.from, arg.range.to), static: true, range: arg.range },
    content: () => jsonString(arg.text, arg.range, instruction),
  }));
  const program = dialectOfProgram(words[0]?.word.value ?? '');
  const reader = new ScriptReader((from, to) => writtenText(instruction, from, to));
  reader.readWords(words);
  const foreign = program === 'powershell' || program === 'cmd' ? 'dialect' : undefined;
  return { dialect: 'exec', commands: reader.commands, unreadable: reader.unreadable ?? foreign };
}

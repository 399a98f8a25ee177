// The part of a command that a finding underlines. Knows nothing of what commands do.
import type { ShellCommand } from '../shell/script.js';
import type { OffsetRange } from '../text/offsets.js';

/** From the program's name to its first word that is no option (`apt-get -y install`): short, and on one line where possible. */
export function headRange(command: ShellCommand): OffsetRange {
  const start = command.nameWord?.range ?? command.range;
  const verb = command.args.find(word => !word.value.startsWith('-'));
  return { from: start.from, to: verb && verb.range.to > start.to ? verb.range.to : start.to };
}

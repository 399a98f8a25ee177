// Writes a refresh of a package index into the RUN of an install, in that RUN's own style. Refuses every place where the
// meaning of what stands around it is not certain.
import type { Step } from '../plan/plan.js';
import type { ShellCommand, ShellScript } from '../shell/script.js';
import type { DockerfileSyntax, Heredoc } from '../syntax/instruction.js';
import type { TextEdit } from '../text/edits.js';
import { lineEndOf } from '../text/offsets.js';

export interface InsertionPlace {
  readonly step: Step;
  readonly install: ShellCommand;
  readonly script: ShellScript;
  readonly syntax: DockerfileSyntax;
}

/** What may stand before the program in both commands: `sudo -E`, `env`, assignments. */
const simplePrefix = /^(?:(?:sudo|env)(?:[ \t]+-[A-Za-z]+)*[ \t]+|[A-Za-z_]\w*=[^\s"'`$]*[ \t]+)*$/;

/** The refresh as it was written, with the install's own `sudo`; `undefined` when either can't be repeated. */
export function refreshTextOf(refresh: ShellCommand, install: ShellCommand, syntax: DockerfileSyntax): string | undefined {
  if (!refresh.nameWord || !install.nameWord || refresh.conditional || refresh.openArguments) return undefined;
  const prefix = syntax.text.slice(install.range.from, install.nameWord.range.from);
  const words = [refresh.nameWord, ...refresh.args];
  if (!simplePrefix.test(prefix) || words.some(word => !word.static || /[\r\n]/.test(word.text))) return undefined;
  return [...(/\bsudo\b(?:[ \t]+-[A-Za-z]+)*/.exec(prefix) ?? []), ...words.map(word => word.text)].join(' ');
}

/** The edit that puts `refresh` before the install; `undefined` where that can't be done with certainty. */
export function insertRefresh(place: InsertionPlace, refresh: string): TextEdit | undefined {
  const { step, install, script } = place;
  if (script.unreadable !== undefined || (script.dialect !== 'sh' && script.dialect !== 'bash')) return undefined;
  if (install.conditional || install.openArguments) return undefined;
  const from = install.range.from;
  const heredoc = step.instruction.heredocs.find(body => body.bodyRange.from <= from && from < body.bodyRange.to);
  const separator = separatorBefore(place, heredoc);
  const joiner = separator && joinerFor(place, separator, heredoc);
  if (!joiner) return undefined;
  return { range: { from, to: from }, newText: refresh + joint(place, joiner, heredoc) };
}

type Separator = 'start' | 'and' | 'end';

/** What parts the install from the command before it. */
function separatorBefore({ step, install, syntax }: InsertionPlace, heredoc: Heredoc | undefined): Separator | undefined {
  const start = heredoc ? heredoc.bodyRange.from : step.instruction.argumentsRange.from;
  let before = syntax.text.slice(start, install.range.from);
  for (const comment of step.instruction.innerComments) {
    if (comment.from >= start && comment.to <= install.range.from) before = before.slice(0, comment.from - start) + ' '.repeat(comment.to - comment.from) + before.slice(comment.to - start);
  }
  const continuation = syntax.escape === '\\' ? /\\[ \t]*\r?\n/g : /`[ \t]*\r?\n/g;
  const joined = before.replace(continuation, ' ');
  if (joined.trim() === '') return 'start';
  if (heredoc && /\n[ \t]*$/.test(joined)) return /(?:&&|\|\||\|)\s*$/.test(joined) ? undefined : 'end';
  const text = joined.trimEnd();
  if (text.endsWith('&&')) return 'and';
  if (text.endsWith(';') && !text.endsWith(';;')) return 'end';
  return /(?:^|[\s;&(])[({]$/.test(text) ? 'start' : undefined;
}

type Joiner = 'and' | 'end';

/**
 * `&&` stops at a failed refresh; under `set -e` it would not where more commands follow, because the shell forgives all
 * but the last command of a list. There the refresh becomes a command of its own.
 */
function joinerFor(place: InsertionPlace, separator: Separator, heredoc: Heredoc | undefined): Joiner | undefined {
  if (!stopsAtErrors(place)) return 'and';
  const end = heredoc ? heredoc.bodyRange.to : place.step.instruction.range.to;
  const after = place.syntax.text.slice(place.install.range.to, end);
  const isLastList = !after.includes(';') && !(heredoc && /\n[ \t]*\S/.test(after));
  if (separator === 'and') return isLastList ? 'and' : undefined;
  return separator === 'start' && isLastList ? 'and' : 'end';
}

function stopsAtErrors({ step, install, script }: InsertionPlace): boolean {
  const flags = step.state.shell?.slice(1).some(word => /^-[a-z]*e/.test(word)) ?? false;
  return flags || script.commands.some(command => command.name === 'set' && command.range.from < install.range.from && command.args.some(word => /^-[a-z]*e/.test(word.value) || word.value === 'errexit'));
}

/** What stands between the refresh and the install. An install on a line of its own gets the refresh on another. */
function joint({ install, syntax }: InsertionPlace, joiner: Joiner, heredoc: Heredoc | undefined): string {
  const lineStart = syntax.lines.lineStart(syntax.lines.lineAt(install.range.from));
  const line = /^([ \t]*)(&&[ \t]*)?$/.exec(syntax.text.slice(lineStart, install.range.from));
  const inline = joiner === 'and' ? ' && ' : '; ';
  if (!line) return inline;
  const [, indentation = '', leadingAnd] = line;
  const lineEnd = lineEndOf(syntax.text);
  if (heredoc) return joiner === 'and' ? inline : lineEnd + indentation;
  const newLine = `${syntax.escape}${lineEnd}${indentation}`;
  if (leadingAnd !== undefined) return ` ${newLine}${leadingAnd}`;
  return joiner === 'and' ? ` && ${newLine}` : `; ${newLine}`;
}

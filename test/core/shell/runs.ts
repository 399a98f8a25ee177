// Parses one RUN as it would stand in a Dockerfile and prints its commands in one line each, for tables of expectations.
import { parseRun } from '../../../server/src/core/shell/parseRun.js';
import type { ShellCommand, ShellScript, ShellWord } from '../../../server/src/core/shell/script.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';

export interface ReadRun {
  readonly document: string;
  readonly script: ShellScript;
}

/** `head` is what stands above the FROM, such as an escape directive. */
export function readRun(text: string, shell?: readonly string[], head = ''): ReadRun {
  const document = `${head}FROM a\n${text}`;
  const run = parseDockerfile(document).instructions.find(instruction => instruction.keyword === 'RUN');
  if (!run) throw new Error(`no RUN in ${JSON.stringify(text)}`);
  return { document, script: parseRun(run, shell) };
}

export function commandsOf(text: string, shell?: readonly string[]): readonly ShellCommand[] {
  return readRun(text, shell).script.commands;
}

/**
 * `npm ci`, `api$ npm ci` in another directory, `?$` in an unknown one, `maybe npm ci`, `piped npm ci`, `A=1 npm ci`;
 * words that only the shell knows in angle brackets.
 */
export function printCommand(command: ShellCommand): string {
  const place = command.directory === '' ? '' : `${command.directory ?? '?'}$ `;
  const set = [...command.assignments].map(([name, value]) => `${name}=${value ?? '<>'} `).join('');
  const words = command.args.map(word => ` ${word.static ? word.value : `<${word.value}>`}`).join('');
  const redirects = command.redirects.map(redirect => ` ${redirect.operator}${redirect.target?.value ?? ''}`).join('');
  return `${place}${command.conditional ? 'maybe ' : ''}${command.openArguments ? 'piped ' : ''}${set}${command.name ?? '<>'}${words}${redirects}`;
}

export function printScript(script: ShellScript): readonly string[] {
  return [...(script.unreadable ? [`unreadable: ${script.unreadable}`] : []), ...script.commands.map(printCommand)];
}

/** Every word of every command, redirection targets included. */
export function wordsOf(script: ShellScript): readonly ShellWord[] {
  return script.commands.flatMap(command => [...(command.nameWord ? [command.nameWord] : []), ...command.args, ...command.redirects.flatMap(redirect => redirect.target ?? [])]);
}

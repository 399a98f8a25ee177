// Which language a RUN is in, and which constructs of bash a plain `sh` would read differently. Knows shells by name
// only; no text of a command is read here.
import type { SyntaxNode } from 'unbash';
import type { ShellDialect } from './script.js';

const posixShells: ReadonlySet<string> = new Set(['sh', 'ash', 'dash']);
const powershells: ReadonlySet<string> = new Set(['powershell', 'pwsh']);

/** The last part of a program's path, in lower case and without `.exe`, with either kind of slash. */
export function programName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The dialect that a program of this path reads; `undefined` when it is no shell that we know. */
export function dialectOfProgram(path: string): Exclude<ShellDialect, 'exec' | 'other'> | undefined {
  const name = programName(path).toLowerCase().replace(/\.exe$/, '');
  if (posixShells.has(name)) return 'sh';
  if (name === 'bash') return 'bash';
  if (powershells.has(name)) return 'powershell';
  return name === 'cmd' ? 'cmd' : undefined;
}

/** The dialect of a SHELL instruction's words; `undefined` words are the default `/bin/sh -c`. */
export function dialectOfShell(shell: readonly string[] | undefined): ShellDialect {
  if (!shell) return 'sh';
  // A wrapper may stand before the shell, as in `["conda", "run", "-n", "base", "/bin/bash", "-c"]`.
  for (let at = 0; at < shell.length; at++) {
    const dialect = dialectOfProgram(shell[at] ?? '');
    if (!dialect) continue;
    if (dialect === 'powershell' || dialect === 'cmd') return dialect;
    return shell.slice(at + 1).some(word => /^-[a-z]*c$/.test(word)) ? dialect : 'other';
  }
  return 'other';
}

/** The dialect of a script's first line; `undefined` when there is no `#!`. */
export function dialectOfShebang(text: string): ShellDialect | undefined {
  const line = /^#![ \t]*([^\r\n]*)/.exec(text)?.[1];
  if (line === undefined) return undefined;
  const [program = '', ...rest] = line.trim().split(/[ \t]+/);
  const shell = programName(program) === 'env' ? rest.find(word => !word.startsWith('-') && !word.includes('=')) : program;
  const dialect = dialectOfProgram(shell ?? '');
  return dialect === 'sh' || dialect === 'bash' ? dialect : 'other';
}

/** Whether a plain `sh` may read this node as something else than bash does, or not at all. */
export function isBashOnly(node: SyntaxNode, text: string): boolean {
  switch (node.type) {
    case 'ProcessSubstitution':
    case 'HereString':
    case 'ArrayValue':
    case 'ExtendedGlob':
    case 'Select':
    case 'Coproc':
    case 'ArithmeticFor':
    case 'ArithmeticCommand':
    case 'TestCommand':
    case 'FileDescriptorVariable':
      return true;
    case 'Redirect':
      return node.operator.startsWith('&>') || (node.operator === '>&' && node.target !== undefined && !/^(\d+-?|-|\$.*)$/.test(node.target.value));
    case 'Pipeline':
      return node.operators.includes('|&');
    case 'Function':
      return text.startsWith('function', node.pos);
    case 'CaseItem':
      return node.terminator === ';&' || node.terminator === ';;&';
    case 'Assignment':
      return node.append === true || node.index !== undefined;
    default:
      return false;
  }
}

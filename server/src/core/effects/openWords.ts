// Words of an install that only the shell knows: whether one of them may name a file of the project. Data in, answer out.
import { escapePattern } from '../text/patterns.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import type { ShellWord } from '../shell/script.js';
import type { VariableLookup } from './variableWords.js';

/** Options of package managers that take no value, so that a word behind them is a package. */
const switches = /^(-[yqgUf]+|--(?:assume-yes|yes|quiet|no-install-recommends|no-install-suggests|no-cache|no-cache-dir|upgrade|user|pre|global|no-deps|force-reinstall|virtual))$/;

/** Whether packages named in a command may be files: words out of a pipe, a substitution, a variable that nothing sets. */
export function mayNameFiles(install: InstallCommand, script: string, variable: VariableLookup): boolean {
  const { command } = install;
  if (command.openArguments) return true;
  return command.args.some((arg, at) => !arg.static && !isValue(command.args[at - 1]) && isOpen(arg, install, { script, variable }));
}

/** Whether a word is most likely the value of the option before it. */
function isValue(before: ShellWord | undefined): boolean {
  return before !== undefined && before.value.startsWith('-') && !before.value.includes('=') && !switches.test(before.value);
}

function isOpen({ text }: ShellWord, install: InstallCommand, { script, variable }: { readonly script: string; readonly variable: VariableLookup }): boolean {
  const written = text.replace(/["']/g, '');
  // What begins like the name of a package (`linux-headers-$(uname -r)`, `torch==$VERSION`) goes on as one.
  if (/^[\w@-]/.test(written)) return false;
  const name = /^\$\{?(\w+)\}?$/.exec(written)?.[1];
  const values = name === undefined ? [] : [...setIn(script, name), ...(variable(name) === undefined ? [] : [variable(name) ?? ''])];
  return values.length === 0 || !values.every(value => namesPackages(value, install));
}

/** All that a script gives a variable. */
function setIn(script: string, name: string): readonly string[] {
  const own = escapePattern(name);
  if (new RegExp(`\\bread\\b[^;&|\\n]*\\b${own}\\b`).test(script)) return ['$'];
  const assigned = [...script.matchAll(new RegExp(`(?:^|[\\s;&|(])${own}\\+?=("[^"]*"|'[^']*'|[^\\s;&|]*)`, 'g'))].map(match => (match[1] ?? '').replace(/["']/g, ''));
  const listed = [...script.matchAll(new RegExp(`\\bfor\\s+${own}\\s+in\\s+([^;\\n]*)`, 'g'))].map(match => match[1] ?? '');
  return [...assigned, ...listed];
}

/** Whether each word is a package by its look: no path, no pattern, no option that could bring files along. */
function namesPackages(value: string, { ecosystem }: InstallCommand): boolean {
  return value.replace(/\\\r?\n/g, ' ').split(/\s+/).filter(Boolean).every(word => {
    if (word.startsWith('-')) return ecosystem.family === 'os';
    return /^[\w@][^*?$`]*$/.test(word) && !/\.(deb|rpm|apk|whl|tgz|zip|tar\.\w+)$/.test(word) && (!word.includes('/') || /^@|:\/\//.test(word));
  });
}

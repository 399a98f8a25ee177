// Words of a command that name something by a variable (`-r $REQ`), read with the values that the plan knows.
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { recogniseInstall } from '../ecosystems/recognise.js';
import type { ShellWord } from '../shell/script.js';

/** The value of a variable as a command sees it; `undefined` when only the build knows it. */
export type VariableLookup = (name: string) => string | undefined;

/** Plain text and variables whose values hold nothing that the shell would look at again; `undefined` for any other. */
export function expandText(text: string, variable: VariableLookup): string | undefined {
  let known = /^(?:[\w./@+-]|\$\w+|\$\{\w+\})+$/.test(text);
  const value = text.replace(/\$\{?(\w+)\}?/g, (_, name: string) => {
    const found = variable(name);
    if (found === undefined || !/^[\w./@+-]+$/.test(found)) known = false;
    return found ?? '';
  });
  return known ? value : undefined;
}

/** The install with the values of its variables; itself where it has none, or one that is not known. */
export function withVariables(install: InstallCommand, variable: VariableLookup): InstallCommand {
  const { command } = install;
  if (command.openArguments || command.args.every(arg => arg.static)) return install;
  const args = command.args.map(arg => withValue(arg, variable));
  return args.some((arg, at) => arg !== command.args[at]) ? recogniseInstall({ ...command, args }) ?? install : install;
}

/** Names of the variables that were put in. */
export function variablesIn({ command }: InstallCommand): readonly string[] {
  return command.args.flatMap(arg => (arg.static ? [...arg.text.matchAll(/\$\{?(\w+)\}?/g)].map(match => match[1] ?? '') : []));
}

function withValue(word: ShellWord, variable: VariableLookup): ShellWord {
  if (word.static || word.text.includes("'")) return word;
  const value = expandText(word.text.replace(/"/g, ''), variable);
  return value === undefined ? word : { ...word, value, static: true };
}

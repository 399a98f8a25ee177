// The one question that is asked of the package managers whose program a command is.
import type { ShellCommand } from '../shell/script.js';
import type { Ecosystem, InstallCommand } from './ecosystem.js';
import { ecosystems } from './index.js';

const byProgram = new Map<string, Ecosystem[]>();
for (const ecosystem of ecosystems) for (const program of ecosystem.programs) byProgram.set(program, [...byProgram.get(program) ?? [], ecosystem]);

const none: readonly Ecosystem[] = [];

/**
 * What a command installs; `undefined` when it is none of a known package manager, or installs nothing. `own` are package
 * managers that a person defined; they are asked first.
 */
export function recogniseInstall(command: ShellCommand, own: readonly Ecosystem[] = none): InstallCommand | undefined {
  for (const ecosystem of own.length === 0 ? known(command.name) : [...own, ...known(command.name)]) {
    const found = ecosystem.recognise(command);
    if (found) return found;
  }
  return undefined;
}

function known(program: string | undefined): readonly Ecosystem[] {
  if (program === undefined) return none;
  return byProgram.get(program) ?? byProgram.get(program.replace(/[\d.]+$/, '')) ?? none;
}

// Lock files that an install may bring up to date in its place: then what it found there and what it leaves differ.
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { lockHabits } from './lockFiles.data.js';

/**
 * The lock files that the install may write although they are there, relative to its directory; none where the command or a
 * variable makes it follow them to the letter.
 */
export function rewrittenLocks(install: InstallCommand, variable: (name: string) => string | undefined): readonly string[] {
  const habit = install.kind === 'manifest' && Object.hasOwn(lockHabits, install.ecosystem.id) ? lockHabits[install.ecosystem.id] : undefined;
  if (!habit || habit.exact.test(install.label)) return [];
  const { args, assignments } = install.command;
  if (args.some(arg => habit.options.includes(arg.value) || habit.options.some(option => arg.value === `${option}=true`))) return [];
  const isSet = ([name, value]: readonly [string, RegExp]) => value.test((assignments.has(name) ? assignments.get(name) : variable(name)) ?? '');
  return Object.entries(habit.variables ?? {}).some(isSet) ? [] : habit.locks;
}

// Programs that projects bring along as scripts (`./mvnw`).
import type { ShellCommand, ShellWord } from '../../shell/script.js';

/** Shells that are told to run such a script. */
export const shells: readonly string[] = ['sh', 'bash', 'ash', 'dash'];

/** Words behind a program or a wrapper script, also when a shell is told to run it (`sh ./mvnw`). */
export function scriptArguments(command: ShellCommand, programs: readonly string[]): readonly ShellWord[] | undefined {
  if (command.name !== undefined && programs.includes(command.name)) return command.args;
  if (command.name === undefined || !shells.includes(command.name)) return undefined;
  const index = command.args.findIndex(arg => !/^[-+]/.test(arg.value));
  const script = command.args[index];
  return script?.static && programs.includes(script.value.slice(script.value.lastIndexOf('/') + 1)) ? command.args.slice(index + 1) : undefined;
}

// The recursive chown and chmod commands of a RUN, as far as they can be read. Knows no COPYs.
import { absolutePath } from '../effects/paths.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import type { RuleContext } from './rule.js';

/** A recursive chown or chmod of folders that are known. */
export interface OwnershipCommand {
  readonly command: ShellCommand;
  readonly kind: 'chown' | 'chmod';
  /** Owner or mode, as written. */
  readonly value: ShellWord;
  /** Absolute. */
  readonly targets: readonly string[];
}

/** Flags that change nothing about what is done to files and folders of a tree. */
const harmlessFlags = /^(?:-[Rvfch]+|--recursive|--verbose|--changes|--silent|--quiet|--no-dereference|--preserve-root)$/;

/** The recursive ones among the commands of a RUN that surely run; a target that only the shell knows makes none. */
export function ownershipCommands(step: Step, context: Pick<RuleContext, 'script'>): readonly OwnershipCommand[] {
  return context.script(step).commands.flatMap(command => {
    const kind = command.name === 'chown' || command.name === 'chmod' ? command.name : undefined;
    if (!kind || command.conditional || command.openArguments) return [];
    const flags = command.args.filter(word => word.static && word.value.startsWith('-') && harmlessFlags.test(word.value));
    const [value, ...paths] = command.args.filter(word => !flags.includes(word));
    if (!value || paths.length === 0 || !flags.some(({ value: flag }) => flag === '--recursive' || /^-[^-]*R/.test(flag))) return [];
    const directory = command.directory === undefined ? undefined : absolutePath(step.state.workdir, command.directory === '' ? '.' : command.directory);
    const targets = paths.map(path => (path.static && !path.value.startsWith('-') ? absolutePath(directory, path.value) : undefined));
    return targets.every(target => target !== undefined && target !== '/') ? [{ command, kind, value, targets: targets.filter(target => target !== undefined) }] : [];
  });
}

/** `COPY . .` */
export function textOf({ instruction }: Step): string {
  const words = instruction.args.map(arg => arg.text);
  return [instruction.keyword, ...(words.length > 3 ? [words[0], '...', words.at(-1)] : words)].join(' ');
}

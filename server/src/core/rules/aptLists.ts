// apt's package lists: who looks at them in front of a RUN's own refresh, and who needs those that the RUN leaves in the image.
import { isBuiltOn } from '../effects/cacheFolderUse.js';
import { commandEffects } from '../effects/commandEffects.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand } from '../shell/script.js';
import type { RuleContext } from './rule.js';

/**
 * A program in front of the RUN's first `apt-get update` that may be anything, as written. Scripts ask whether there are
 * lists before they fetch any: with those of a mount they would install packages that the archive no longer has.
 */
export function strangerBeforeRefresh(step: Step, context: RuleContext): string | undefined {
  const stranger = strangersBefore(step, context)[0];
  return stranger && writtenAs(stranger);
}

export interface ListUser {
  readonly step: Step;
  /** The script that may install from the lists; `undefined`: it surely does. */
  readonly script: string | undefined;
}

/** A later step of the same lineage that installs from the lists that this one leaves in the image, or runs a script that may. */
export function listUser(step: Step, context: RuleContext): ListUser | undefined {
  const own = firstUser(step.stage.steps.slice(step.index + 1), step, context);
  if (own === 'refreshed') return undefined;
  const others = context.plan.stages.filter(stage => isBuiltOn(stage, step.stage)).map(stage => firstUser(stage.steps, step, context));
  return own ?? others.find(found => found !== undefined && found !== 'refreshed');
}

/** `refreshed`: from there on the lists are others. */
function firstUser(steps: readonly Step[], leaver: Step, context: RuleContext): ListUser | 'refreshed' | undefined {
  const removesLists = /\/var\/lib\/apt\b|\bdist-?clean\b/.test(leaver.instruction.logicalText);
  for (const step of steps) {
    if (step.kind !== 'run' || step.mounts.some(mount => mount.target?.startsWith('/var/lib/apt'))) continue;
    const script = removesLists ? undefined : strangersBefore(step, context).find(isScript);
    if (script) return { step, script: writtenAs(script) };
    const first = context.installs(step).find(install => install.ecosystem.id === 'apt');
    if (first?.kind === 'refresh' && !first.command.conditional) return 'refreshed';
    if (first && first.kind !== 'refresh') return { step, script: undefined };
  }
  return undefined;
}

/** The commands in front of apt's first one (or of the end) that may do anything. */
function strangersBefore(step: Step, context: RuleContext): readonly ShellCommand[] {
  const { commands } = context.script(step);
  const installs = context.installs(step);
  const first = installs.find(install => install.ecosystem.id === 'apt')?.command;
  const before = first ? commands.slice(0, commands.indexOf(first)) : commands;
  return before.filter(command => !installs.some(install => install.command === command) && !commandEffects(command, { directory: undefined, system: [], variable: () => undefined }));
}

const shells = /^(?:sh|bash|dash|ash|zsh|source|\.)$/;
const scriptName = /\.sh$|install|set-?up|bootstrap|provision/i;

/** A program that may well be one that installs what the rest needs. Of compilers and builds nobody expects that. */
function isScript({ name, args }: ShellCommand): boolean {
  return name !== undefined && (scriptName.test(name) || (shells.test(name) && args.some(word => !word.text.startsWith('-') && scriptName.test(word.text))));
}

function writtenAs({ nameWord, args }: ShellCommand): string {
  return [nameWord, args.find(word => !word.text.startsWith('-'))].flatMap(word => word?.text ?? []).join(' ');
}

// What must change in a RUN so that a cache mount really keeps something: flags that switch the cache off, commands that
// empty it, and the hook by which Debian's images delete what apt downloads.
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import type { Stage, Step } from '../plan/plan.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import type { TextEdit } from '../text/edits.js';
import { cleaners, dockerClean } from './missing-cache-mount.data.js';
import { removeCommand, removeWords } from './removeCommand.js';
import type { RuleContext } from './rule.js';

export interface CacheUse {
  readonly step: Step;
  readonly install: InstallCommand;
  /** The folders to be mounted. */
  readonly targets: readonly string[];
}

export type Keeping =
  | { readonly state: 'known'; readonly edits: readonly TextEdit[]; /** A file that the image loses by it. */ readonly removedFile: string | undefined }
  | { readonly state: 'blocked'; readonly why: { readonly kind: 'text' | 'own-lists' } | { readonly kind: 'cleaning'; readonly command: string } | { readonly kind: 'lists'; readonly step: Step } };

/** The edits beside the mount itself, or what stands in the way. */
export function keepCache(use: CacheUse, context: RuleContext): Keeping {
  const { step, install } = use;
  const script = context.script(step);
  if (script.unreadable !== undefined) return { state: 'blocked', why: { kind: 'text' } };
  // A mount hides the lists that the image has.
  if (install.ecosystem.id === 'apt' && context.installs(step).find(found => found.ecosystem.id === 'apt')?.kind !== 'refresh') return { state: 'blocked', why: { kind: 'own-lists' } };
  const reliant = install.ecosystem.id === 'apt' ? listUser(step, context) : undefined;
  if (reliant) return { state: 'blocked', why: { kind: 'lists', step: reliant } };
  const edits: TextEdit[] = [];
  for (const command of script.commands) {
    const found = editsFor(command, use, context);
    if (!found) return { state: 'blocked', why: { kind: 'cleaning', command: `${command.name ?? ''} ${command.args.map(word => word.text).join(' ')}`.trim() } };
    edits.push(...found);
  }
  const hook = install.ecosystem.id === 'apt' && !isHookGone(step) ? removeHook(step, context) : [];
  if (!hook || (script.dialect === 'exec' && edits.length + hook.length > 0)) return { state: 'blocked', why: { kind: 'text' } };
  return { state: 'known', edits: [...edits, ...hook], removedFile: hook.length > 0 ? dockerClean : undefined };
}

/** `[]`: the command does no harm; `undefined`: it does, and can't be changed with certainty. */
function editsFor(command: ShellCommand, use: CacheUse, context: RuleContext): readonly TextEdit[] | undefined {
  const { text } = context.syntax;
  const { instruction } = use.step;
  const install = context.installs(use.step).find(found => found.command === command);
  if (install) {
    if (install.ecosystem !== use.install.ecosystem) return [];
    const flags = install.ecosystem.cacheDefeatingFlags ?? [];
    return removeWords(command.args.filter(word => flags.includes(word.value)), text);
  }
  if (command.name !== undefined && cleaners.get(command.name)?.test(command.args.map(word => word.value).filter(word => !word.startsWith('-')).join(' '))) {
    const isOther = !isCleanerOf(command.name, use.install.ecosystem.id);
    const removal = isOther ? undefined : removeCommand(command, instruction, text);
    return isOther ? [] : removal && [removal];
  }
  return command.name === 'rm' || command.name === 'find' ? editsForRemoval(command, use, text) : [];
}

function isCleanerOf(program: string, ecosystemId: string): boolean {
  const family: Readonly<Record<string, readonly string[]>> = { apt: ['apt-get', 'apt'], pip: ['pip', 'pip3'], pipenv: ['pip', 'pip3', 'pipenv'] };
  return (family[ecosystemId] ?? [ecosystemId]).includes(program);
}

/** `rm` of what lies in the mount is dropped; of the mount itself or a folder above it would fail, because it is in use. */
function editsForRemoval(command: ShellCommand, { step, targets }: CacheUse, text: string): readonly TextEdit[] | undefined {
  const operands = command.args.filter(word => !word.text.startsWith('-'));
  const inside = operands.filter(word => targets.some(target => isWithin(pathOf(word), target)));
  const above = operands.some(word => !inside.includes(word) && targets.some(target => isWithin(target, pathOf(word).replace(/\/\*$/, ''))));
  if (above) return undefined;
  if (inside.length === 0) return [];
  if (command.name === 'find') return undefined;
  if (inside.length < operands.length) return removeWords(inside, text);
  const removal = removeCommand(command, step.instruction, text);
  return removal && [removal];
}

function pathOf(word: ShellWord): string {
  const path = word.text.replace(/["']/g, '').replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, '/root').replace(/\/+$/, '');
  return path === '' ? '/' : path;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** A later step of the same lineage that installs from the lists that this one would then keep out of the image. */
function listUser(step: Step, context: RuleContext): Step | undefined {
  const stages = context.plan.stages.filter(stage => stage === step.stage || descendsFrom(stage, step.stage));
  for (const later of stages.flatMap(stage => (stage === step.stage ? stage.steps.slice(step.index + 1) : stage.steps))) {
    const first = later.kind === 'run' ? context.installs(later).find(install => install.ecosystem.id === 'apt') : undefined;
    if (first?.kind === 'packages' && !later.mounts.some(mount => mount.target?.startsWith('/var/lib/apt'))) return later;
  }
  return undefined;
}

function descendsFrom(stage: Stage, ancestor: Stage): boolean {
  return stage.base.kind === 'stage' && (stage.base.stage === ancestor || descendsFrom(stage.base.stage, ancestor));
}

/** Whether this or an earlier step of the lineage has dealt with the hook already. */
function isHookGone(step: Step): boolean {
  for (let stage: Stage | undefined = step.stage; stage; stage = stage.base.kind === 'stage' ? stage.base.stage : undefined) {
    const steps = stage === step.stage ? stage.steps.slice(0, step.index + 1) : stage.steps;
    if (steps.some(earlier => earlier.kind === 'run' && earlier.instruction.text.includes('docker-clean'))) return true;
  }
  return false;
}

/** `;` and not `&&`: the text behind it may begin with anything but an operator. */
function removeHook(step: Step, context: RuleContext): readonly TextEdit[] | undefined {
  const { instruction } = step;
  const [heredoc] = instruction.heredocs;
  if (heredoc && instruction.argumentsRange.from !== heredoc.markerRange.from) return undefined;
  const from = heredoc ? heredoc.bodyRange.from : instruction.argumentsRange.from;
  const text = context.syntax.text.slice(from, instruction.range.to);
  if (text.startsWith('#!') || /^\s*[&|;]/.test(text)) return undefined;
  return [{ range: { from, to: from }, newText: `rm -f ${dockerClean}; ` }];
}

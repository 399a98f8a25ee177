// What must change in a RUN so that a cache mount really keeps something: flags that switch the cache off, commands that
// empty it, and the hook by which Debian's images delete what apt downloads.
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import type { Stage, Step } from '../plan/plan.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';
import type { TextEdit } from '../text/edits.js';
import { listUser, strangerBeforeRefresh, type ListUser } from './aptLists.js';
import { homeOf } from './cacheFolders.js';
import { cleaners, cleanersOf, dockerClean } from './missing-cache-mount.data.js';
import type { OffsetRange } from '../text/offsets.js';
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
  | { readonly state: 'blocked'; readonly why: { readonly kind: 'text' | 'own-lists' } | { readonly kind: 'cleaning' | 'stranger'; readonly command: string } | ({ readonly kind: 'lists' } & ListUser) };

/** The edits beside the mount itself, or what stands in the way. */
export function keepCache(use: CacheUse, context: RuleContext): Keeping {
  const { step, install } = use;
  const script = context.script(step);
  if (script.unreadable !== undefined) return { state: 'blocked', why: { kind: 'text' } };
  // A mount hides the lists that the image has.
  if (install.ecosystem.id === 'apt' && context.installs(step).find(found => found.ecosystem.id === 'apt')?.kind !== 'refresh') return { state: 'blocked', why: { kind: 'own-lists' } };
  const stranger = install.ecosystem.id === 'apt' ? strangerBeforeRefresh(step, context) : undefined;
  if (stranger) return { state: 'blocked', why: { kind: 'stranger', command: stranger } };
  const reliant = install.ecosystem.id === 'apt' ? listUser(step, context) : undefined;
  if (reliant) return { state: 'blocked', why: { kind: 'lists', ...reliant } };
  const fights = findFights(use, context);
  const hook = install.ecosystem.id === 'apt' && !isHookGone(step) ? removeHook(step, context) : [];
  if (!hook || (script.dialect === 'exec' && fights.length + hook.length > 0)) return { state: 'blocked', why: { kind: 'text' } };
  const stubborn = fights.find(fight => !fight.edits);
  if (stubborn) return { state: 'blocked', why: { kind: 'cleaning', command: stubborn.what } };
  return { state: 'known', edits: [...fights.flatMap(fight => fight.edits ?? []), ...hook], removedFile: hook.length > 0 ? dockerClean : undefined };
}

/** What in a RUN works against a mounted cache. */
export interface Fight {
  readonly kind: 'option' | 'cleaning';
  /** As written: the option, or the command. */
  readonly what: string;
  readonly range: OffsetRange;
  readonly command: ShellCommand;
  /** Takes it out; `undefined`: that can't be done with certainty. */
  readonly edits: readonly TextEdit[] | undefined;
}

/** Options of the package manager's commands in the RUN that switch its cache off, and commands that empty the folders. */
export function findFights(use: CacheUse, context: RuleContext): readonly Fight[] {
  const { commands, dialect } = context.script(use.step);
  const isPlain = dialect !== 'exec';
  const own = context.installs(use.step).filter(install => install.ecosystem === use.install.ecosystem);
  const fights: Fight[] = own.flatMap(install => optionFights(install, context.syntax.text, isPlain));
  for (const command of commands) {
    if (command.name === undefined || !(command.name === 'rm' || command.name === 'find' || cleaners.has(command.name)) || own.some(install => install.command === command)) continue;
    const edits = editsFor(command, use, context);
    if (edits?.length === 0) continue;
    const what = `${command.name} ${command.args.map(word => word.text).join(' ')}`.trim();
    fights.push({ kind: 'cleaning', what, range: command.range, command, edits: isPlain ? edits : undefined });
  }
  return fights.sort((x, y) => x.range.from - y.range.from);
}

function optionFights({ ecosystem, command }: InstallCommand, text: string, isPlain: boolean): readonly Fight[] {
  const words = command.args.filter(word => ecosystem.cacheDefeatingFlags?.includes(word.value));
  return words.map(word => ({ kind: 'option', what: word.value, range: word.range, command, edits: isPlain ? removeWords([word], text) : undefined }));
}

/** `[]`: the command does no harm; `undefined`: it does, and can't be changed with certainty. */
function editsFor(command: ShellCommand, use: CacheUse, context: RuleContext): readonly TextEdit[] | undefined {
  const { text } = context.syntax;
  const { instruction } = use.step;
  if (command.name !== undefined && isCleaning(command)) {
    const isOther = !isCleanerOf(command.name, use);
    const removal = isOther ? undefined : removeCommand(command, instruction, text);
    return isOther ? [] : removal && [removal];
  }
  return command.name === 'rm' || command.name === 'find' ? editsForRemoval(command, use, context) : [];
}

function isCleaning({ name, args }: ShellCommand): boolean {
  const pattern = name === undefined ? undefined : cleaners.get(name);
  const words = args.map(word => word.value);
  return pattern !== undefined && (pattern.test(words.join(' ')) || pattern.test(words.filter(word => !word.startsWith('-')).join(' ')));
}

/** apt's own command leaves the lists alone. */
function isCleanerOf(program: string, { install, targets }: CacheUse): boolean {
  const { id } = install.ecosystem;
  return (cleanersOf[id] ?? [id]).includes(program) && (id !== 'apt' || targets.some(target => isWithin(target, '/var/cache/apt')));
}

/** `rm` of what lies in the mount is dropped; of the mount itself or a folder above it would fail, because it is in use. */
function editsForRemoval(command: ShellCommand, { step, targets }: CacheUse, context: RuleContext): readonly TextEdit[] | undefined {
  const { text } = context.syntax;
  const home = homeOf(step, context) ?? '~';
  if (command.name === 'find' && !command.args.some(word => word.value === '-delete' || word.value.startsWith('-exec'))) return [];
  const operands = command.args.filter(word => !word.text.startsWith('-'));
  const inside = operands.filter(word => targets.some(target => isWithin(pathOf(word, home), target)));
  const above = operands.some(word => !inside.includes(word) && targets.some(target => isWithin(target, pathOf(word, home).replace(/\/\*$/, ''))));
  if (above) return undefined;
  if (inside.length === 0) return [];
  if (command.name === 'find') return undefined;
  if (inside.length < operands.length) return removeWords(inside, text);
  const removal = removeCommand(command, step.instruction, text);
  return removal && [removal];
}

function pathOf(word: ShellWord, home: string): string {
  const path = word.text.replace(/["']/g, '').replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, home).replace(/\/+$/, '');
  return path === '' ? '/' : path;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** Whether this or an earlier step of the lineage has dealt with the hook already. */
export function isHookGone(step: Step): boolean {
  for (let stage: Stage | undefined = step.stage; stage; stage = stage.base.kind === 'stage' ? stage.base.stage : undefined) {
    const steps = stage === step.stage ? stage.steps.slice(0, step.index + 1) : stage.steps;
    if (steps.some(earlier => earlier.kind === 'run' && earlier.instruction.text.includes('docker-clean'))) return true;
  }
  return false;
}

/** `;` and not `&&`: the text behind it may begin with anything but an operator. */
export function removeHook(step: Step, context: RuleContext): readonly TextEdit[] | undefined {
  const { instruction } = step;
  const [heredoc] = instruction.heredocs;
  if (heredoc && instruction.argumentsRange.from !== heredoc.markerRange.from) return undefined;
  const from = heredoc ? heredoc.bodyRange.from : instruction.argumentsRange.from;
  const text = context.syntax.text.slice(from, instruction.range.to);
  if (text.startsWith('#!') || /^\s*[&|;]/.test(text)) return undefined;
  return [{ range: { from, to: from }, newText: `rm -f ${dockerClean}; ` }];
}

// As whom a step runs: root, or a user whose number and home the file itself tells. A cache mount belongs to root unless it
// names another number.
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { stepsAbove } from '../effects/copyLayout.js';
import type { Stage, Step } from '../plan/plan.js';
import type { ShellCommand } from '../shell/script.js';
import { Note } from '../text/notes.js';
import { baseImageOf } from './baseImage.js';
import type { RuleContext } from './rule.js';
import { otherUserImages } from './stepUser.data.js';

export interface StepUser {
  /** As the USER instruction says; `undefined`: the base image's own, by convention root. */
  readonly name: string | undefined;
  /** `undefined`: not known. */
  readonly uid: number | undefined;
  readonly home: string | undefined;
}

const unknown: StepUser = { name: undefined, uid: undefined, home: undefined };

const root: StepUser = { name: undefined, uid: 0, home: '/root' };

/** The user of a step. */
export function userOf(step: Step, context: RuleContext): StepUser {
  const { user } = step.state;
  if (user === undefined) return namesUser(step) || isOtherUsers(step) ? unknown : root;
  return userNamed(user, step, context);
}

/** As whom an install runs: the step's user, or the one that a wrapper names (`su app -c`). */
export function installUser(step: Step, { command: { user } }: InstallCommand, context: RuleContext): StepUser {
  return user === undefined ? userOf(step, context) : userNamed(user, step, context);
}

/** Whether a wrapper makes it somebody else than the step's user, as far as can be told. */
export function isOthersInstall(step: Step, install: InstallCommand, context: RuleContext): boolean {
  if (install.command.user === undefined) return false;
  const [own, other] = [userOf(step, context), installUser(step, install, context)];
  return own.name !== other.name && (own.uid === undefined || own.uid !== other.uid);
}

function userNamed(user: string, step: Step, context: RuleContext): StepUser {
  const name = user.split(':')[0] ?? '';
  if (name === 'root' || name === '0') return { ...root, name };
  const isNumber = /^\d+$/.test(name);
  const made = stepsAbove(step).filter(above => above.kind === 'run').flatMap(above => context.script(above).commands.flatMap(command => readUser(command) ?? []));
  // Two commands that may both be about it leave it open which one counts.
  const [found, ...others] = made.filter(entry => (isNumber ? String(entry.uid) : entry.name) === name);
  if (!found || others.length > 0) return { name, uid: isNumber ? Number(name) : undefined, home: undefined };
  return { name, uid: isNumber ? Number(name) : found.uid, home: found.home };
}

/** Whether a USER above the step names somebody by a variable that only the build knows. */
function namesUser({ stage, instruction }: Step): boolean {
  const at = stage.instructions.findIndex(one => one === instruction || one.keyword === 'USER');
  return stage.instructions[at]?.keyword === 'USER' || (stage.base.kind === 'stage' && hasUser(stage.base.stage));
}

/** By stage: a file can be one chain of stages, and every step asks. */
const named = new Note<boolean>();

function hasUser(stage: Stage): boolean {
  const passed: Stage[] = [];
  let answer = false;
  for (let current: Stage | undefined = stage; current; current = current.base.kind === 'stage' ? current.base.stage : undefined) {
    const known = named.get(current);
    if (known !== undefined) {
      answer = known;
      break;
    }
    passed.push(current);
    answer = current.instructions.some(instruction => instruction.keyword === 'USER');
    if (answer) break;
  }
  for (const one of passed) named.set(one, answer);
  return answer;
}

function isOtherUsers({ stage }: Step): boolean {
  const image = baseImageOf(stage);
  return image !== undefined && otherUserImages.test(image.name);
}

/** A user made by `useradd` or `adduser` (of Debian or of BusyBox), whose options are all known. */
function readUser(command: ShellCommand): StepUser | undefined {
  if ((command.name !== 'useradd' && command.name !== 'adduser') || command.openArguments) return undefined;
  const name = command.args.findLast(word => !word.text.startsWith('-'));
  if (!name?.static) return undefined;
  const uid = valueOf(command, /^(?:-[a-zA-Z]*u|--uid)$/);
  const home = valueOf(command, command.name === 'useradd' ? /^(?:-[a-zA-Z]*d|--home-dir|--home)$/ : /^(?:-h|--home)$/);
  const isSystem = command.args.some(word => /^(?:-[a-zA-Z]*[rS][a-zA-Z]*|--system)$/.test(word.value));
  const hasOption = command.args.some(word => /^(?:-[a-zA-Z]*[dbh]|--home|--home-dir|--base-dir)(?:=|$)/.test(word.value));
  const hasHome = command.name === 'adduser' || command.args.some(word => /^(?:-[a-zA-Z]*m[a-zA-Z]*|--create-home)$/.test(word.value));
  return { name: name.value, uid: uid !== undefined && /^\d+$/.test(uid) ? Number(uid) : undefined, home: home ?? (hasHome && !isSystem && !hasOption ? `/home/${name.value}` : undefined) };
}

function valueOf({ args }: ShellCommand, option: RegExp): string | undefined {
  const at = args.findIndex(word => option.test(word.value.split('=')[0] ?? ''));
  const word = at < 0 ? undefined : args[at];
  const value = word?.value.includes('=') ? word : args[at + 1];
  return word && value?.static ? value.value.slice(value === word ? value.value.indexOf('=') + 1 : 0) : undefined;
}

// Moves a chown or chmod above the COPYs, where the folder is still empty, and lets the COPYs set owner and mode of what they
// bring. The image stays the same: what was in the folder before is changed by the moved step, and a COPY leaves the owner
// and mode of a folder that is there already (BuildKit solver/llbsolver/file/backend.go docopy; held by the engine tests).
import { defineMessages, type Message } from '../../messages/index.js';
import { placementsOf, stepsAbove, type Placement } from '../effects/copyLayout.js';
import { isWithin } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { ShellCommand } from '../shell/script.js';
import { blockOf } from '../fixes/instructionBlock.js';
import { moveInstruction } from '../fixes/instructionEdits.js';
import { meets } from '../effects/paths.js';
import { systemFolders } from '../effects/systemFolders.js';
import type { TextEdit } from '../text/edits.js';
import { textOf, type OwnershipCommand } from './chown-after-copy.commands.js';
import type { Fix, RuleContext } from './rule.js';

const messages = defineMessages('rules.chown-after-copy.fix', {
  title: 'Set it while copying: {flags}',
  setUserId: 'A file from another stage that sets the user or group it runs as (set-user-id) keeps that bit, which the chown took away.',
  failureAllowed: 'No automatic fix: the RUN goes on when a command in it fails, and a COPY would not',
  unknownValue: "No automatic fix: only the shell knows what '{value}' means",
  symbolicMode: "No automatic fix: what '{value}' makes depends on the mode that each file has, and '--chmod' takes such modes only from Dockerfile 1.14 on",
  otherForm: "No automatic fix: '{value}' is not written as '--{kind}' surely takes it",
  several: 'No automatic fix: the RUN sets owner or mode twice, or not for the same folders',
  loginGroup: "No automatic fix: '{value}' means the group that the image gives this user; name the group",
  groupOfStage: "No automatic fix: '{copy}' brings files of another stage with groups of their own, which '{value}' leaves as they are",
  otherCommand: "No automatic fix: '{command}' in the same RUN may need the copied files, or write to that folder",
  flags: 'No automatic fix: the RUN has flags, and what they bring may be needed below the COPY',
  between: "No automatic fix: '{step}' stands between the COPY and this step, so what it may have written is changed too",
  state: 'No automatic fix: the {keyword} between the COPY and this step changes what one of them does',
  linked: "No automatic fix: '{copy}' is linked, so it brings the folders above its files anew, and they may not get what this step gives them",
  parents: "No automatic fix: '{copy}' also brings the folders above its files, and they may not get what this step gives them",
  ownFlags: "No automatic fix: '{copy}' already says how its files arrive, and this step changes that",
  wider: "No automatic fix: '{copy}' also copies outside of the folder that this step changes",
  added: "No automatic fix: '{copy}' may unpack archives with owners and modes of their own",
  unclear: "No automatic fix: it is not known whether '{path}' is a folder",
  home: "No automatic fix: '{command}' may make '{path}', or leave it alone because the COPY has made it",
});

export type OwnershipFix = { readonly fix: Fix } | { readonly blocked: Message };

interface Subject {
  readonly step: Step;
  readonly commands: readonly OwnershipCommand[];
}

/** Commands that know nothing of copied files: they keep the list of users. */
const userCommands: ReadonlySet<string> = new Set(['useradd', 'adduser', 'addgroup', 'groupadd', 'usermod', 'groupmod']);
const silentCommands: ReadonlySet<string> = new Set(['set', 'true', ':']);

export function ownershipFix(subject: Subject, context: RuleContext): OwnershipFix {
  const { step, commands } = subject;
  const flags = flagsOf(commands);
  if ('blocked' in flags) return flags;
  const targets = [...new Set(commands.flatMap(command => command.targets))];
  const above = step.stage.steps.slice(0, step.index);
  const reaches = (other: Step) => placementsOf(other, context.context)?.some(placement => targets.some(target => meets(placement.to, target))) ?? true;
  const anchor = above.find(other => other.copy !== undefined && reaches(other));
  if (!anchor) return { blocked: messages.unclear({ path: targets[0] ?? '' }) };
  const copies = above.slice(anchor.index).filter(other => other.copy !== undefined && reaches(other));
  const moving: Moving = { ...subject, targets, anchor, copies };
  const blocked = obstacleBetween(moving, context) ?? obstacleInRun(moving, context) ?? firstOf(copies, copy => obstacleInCopy(copy, moving, context));
  if (blocked) return { blocked };
  const missing = targets.filter(target => !isThere(target, anchor, context));
  const unmade = obstacleToMaking(missing, moving, context);
  if (unmade) return { blocked: unmade };
  return { fix: makeFix({ ...moving, missing, flags: flags.flags }, context) };
}

interface Moving extends Subject {
  readonly targets: readonly string[];
  /** The first COPY that lays something into a target. */
  readonly anchor: Step;
  readonly copies: readonly Step[];
}

function firstOf<T>(items: readonly T[], find: (item: T) => Message | undefined): Message | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

/** The flags for the COPYs. A chown of a user alone leaves the group, root's for files of the context; `--chown=USER` would set it too. */
function flagsOf(commands: readonly OwnershipCommand[]): { readonly flags: readonly string[] } | { readonly blocked: Message } {
  const flags: string[] = [];
  for (const kind of ['chown', 'chmod'] as const) {
    const ofKind = commands.filter(command => command.kind === kind);
    const values = new Set(ofKind.map(command => command.value.value));
    const [value] = ofKind.map(command => command.value);
    if (!value) continue;
    if (values.size > 1 || commands.some(command => command.targets.join() !== commands[0]?.targets.join())) return { blocked: messages.several() };
    if (!value.static) return { blocked: messages.unknownValue({ value: value.text }) };
    if (kind === 'chown' && value.value.endsWith(':')) return { blocked: messages.loginGroup({ value: value.value }) };
    if (kind === 'chmod' && /[ugoa+=-]/.test(value.value)) return { blocked: messages.symbolicMode({ value: value.value }) };
    if (!(kind === 'chown' ? /^[a-z_\d][\w-]*(?::[a-z_\d][\w-]*)?$/i : /^0?[0-7]{3}$/).test(value.value)) return { blocked: messages.otherForm({ value: value.value, kind }) };
    flags.push(`--${kind}=${value.value}${kind === 'chown' && !value.value.includes(':') ? ':0' : ''}`);
  }
  return { flags };
}

function obstacleInRun({ step, commands, copies, anchor }: Moving, context: RuleContext): Message | undefined {
  const { instruction } = step;
  const script = context.script(step);
  if (/\|\||;\s*true\b/.test(instruction.text) || (/;/.test(instruction.text) && !/\bset\s+-\w*e/.test(instruction.text))) return messages.failureAllowed();
  const other = script.commands.find(command => !commands.some(entry => entry.command === command) && !silentCommands.has(command.name ?? '') && !isForUsers(command) && !makesFolders(command));
  if (instruction.flags.length > 0) return messages.flags();
  if (other || script.unreadable) return messages.otherCommand({ command: other?.name ?? instruction.keyword });
  if (!script.commands.some(isForUsers)) return undefined;
  // A COPY to where users are kept, or to what a new user's home is made of.
  const between = step.stage.steps.slice(anchor.index, step.index).filter(found => found.copy !== undefined && !copies.includes(found));
  const meeting = between.find(copy => placementsOf(copy, context.context)?.some(({ to }) => [...systemFolders, '/home', '/root'].some(folder => meets(to, folder))) ?? true);
  return meeting && messages.between({ step: textOf(meeting) });
}

function isForUsers(command: ShellCommand): boolean {
  return command.name !== undefined && userCommands.has(command.name) && !command.conditional && command.args.every(word => word.static);
}

/** `mkdir -p`: a COPY gives a folder that it finds the mode of the one that it brings, so the order is no matter. */
function makesFolders({ name, args, conditional }: ShellCommand): boolean {
  const flags = args.filter(word => word.value.startsWith('-')).map(word => word.value);
  return name === 'mkdir' && !conditional && args.every(word => word.static) && flags.length > 0 && flags.every(flag => /^(?:-v*pv*|--parents|-v|--verbose)$/.test(flag)) && flags.some(flag => flag.includes('p'));
}

/** Between the first COPY and the RUN nothing may stand but other COPYs and what is only written into the image's configuration. */
function obstacleBetween({ step, anchor }: Moving, context: RuleContext): Message | undefined {
  const { instructions, steps } = step.stage;
  const runs = steps.slice(anchor.index + 1, step.index).filter(other => other.kind === 'run');
  // An install tells more than a step of which little is known.
  const installs = (run: Step) => context.installs(run).some(({ ecosystem }) => ecosystem.family !== 'os');
  const run = runs.find(installs) ?? runs[0];
  if (run) return messages.between({ step: run.instruction.logicalText.length > 60 ? `${run.instruction.logicalText.slice(0, 59)}…` : run.instruction.logicalText });
  const between = instructions.slice(instructions.indexOf(anchor.instruction) + 1, instructions.indexOf(step.instruction));
  const state = between.find(instruction => ['ENV', 'ARG', 'USER', 'WORKDIR', 'SHELL'].includes(instruction.keyword));
  return state && messages.state({ keyword: state.keyword });
}

function obstacleInCopy(copy: Step, { commands, targets }: Moving, context: RuleContext): Message | undefined {
  const facts = copy.copy;
  const written = textOf(copy);
  if (!facts || copy.kind === 'add') return messages.added({ copy: written });
  if (facts.link) return messages.linked({ copy: written });
  if (facts.parents) return messages.parents({ copy: written });
  if (commands.some(({ kind }) => facts[kind] !== undefined)) return messages.ownFlags({ copy: written });
  const inside = (placement: Placement) => targets.some(target => isWithin(placement.to, target));
  if (!(placementsOf(copy, context.context)?.every(inside) ?? false)) return messages.wider({ copy: written });
  const owner = commands.find(({ kind }) => kind === 'chown')?.value.value;
  if (owner !== undefined && !owner.includes(':') && facts.from !== undefined) return messages.groupOfStage({ copy: written, value: owner });
  return undefined;
}

/** Whether the target is there above the anchor whatever the base image holds. */
function isThere(target: string, anchor: Step, context: RuleContext): boolean {
  return stepsAbove(anchor).some(step => {
    if (step.kind === 'workdir') { const { writes } = context.effects(step); return !writes.open && writes.paths.some(path => isWithin(path, target)); }
    return step.copy !== undefined && (placementsOf(step, context.context)?.some(placement => placement.kind !== 'unclear' && isWithin(placement.to, target)) ?? false);
  });
}

/** A COPY makes missing folders as `mkdir -p` does: root's, mode 755. A file must not become a folder. */
function obstacleToMaking(missing: readonly string[], { step, copies }: Moving, context: RuleContext): Message | undefined {
  const unclear = missing.find(target => !copies.some(copy => placementsOf(copy, context.context)?.some(placement => isFolder(target, placement, copy)) ?? false));
  if (unclear !== undefined) return messages.unclear({ path: unclear });
  const making = context.script(step).commands.find(isForUsers);
  const [path] = missing;
  if (making && path !== undefined && missing.some(target => isWithin(target, '/home') || making.args.some(word => word.value.startsWith('/') && meets(word.value, target)))) return messages.home({ command: making.name ?? '', path });
  return missing.length > 0 && step.instruction.json ? messages.unclear({ path: missing[0] ?? '' }) : undefined;
}

function isFolder(target: string, placement: Placement, copy: Step): boolean {
  if (placement.to !== target) return isWithin(placement.to, target);
  return placement.kind === 'folder' || placement.kind === 'glob' || (placement.kind === 'unclear' && (copy.copy?.destination?.endsWith('/') ?? false));
}

function makeFix(moving: Moving & { readonly missing: readonly string[]; readonly flags: readonly string[] }, context: RuleContext): Fix {
  const { step, commands, anchor, copies, missing, flags } = moving;
  const { syntax } = context;
  const [insertion, ...removals] = moveInstruction(syntax, step.instruction, anchor.instruction);
  const written = flags.map(flag => ` ${flag}`).join('');
  const given = copies.map(({ instruction }): TextEdit => ({ range: { from: instruction.keywordRange.to, to: instruction.keywordRange.to }, newText: written }));
  const at = Math.min(...commands.map(({ command }) => command.range.from)) - blockOf(syntax, step.instruction).range.from;
  const making = missing.length > 0 ? `mkdir -p ${missing.join(' ')} && ` : '';
  const moved = insertion ? [{ range: insertion.range, newText: insertion.newText.slice(0, at) + making + insertion.newText.slice(at) }] : [];
  const keepsBits = commands.some(({ kind }) => kind === 'chown') && copies.some(({ copy }) => copy?.from !== undefined);
  return {
    title: messages.title({ flags: flags.join(' ') }),
    files: [{ location: context.plan.setup.dockerfile, text: syntax.text, creates: false, edits: [...moved, ...given, ...removals] }],
    ...(keepsBits ? { changes: messages.setUserId() } : {}),
  };
}

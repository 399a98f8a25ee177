// The first cure of a build without a dependency step: copy the manifests ahead and fetch what they name in a step of its own.
// Proves that the step finds what it needs there and that nothing else changes, or says what stands in the way.
import type { Message } from '../../messages/index.js';
import type { FetchStep } from '../ecosystems/ecosystem.js';
import { cacheFolderShipped, isBuiltOn } from '../effects/cacheFolderUse.js';
import { placementsOf } from '../effects/copyLayout.js';
import { leftOutBy } from '../effects/leftOut.js';
import { obstacleAbove } from '../effects/moves.js';
import { meets } from '../effects/paths.js';
import { systemOf } from '../effects/systemFolders.js';
import type { KnownCommand } from '../effects/deriveEffects.js';
import { copyLike } from '../fixes/copyText.js';
import { insertBefore, moveInstructions } from '../fixes/instructionEdits.js';
import type { Step } from '../plan/plan.js';
import type { Instruction } from '../syntax/instruction.js';
import { lineEndOf } from '../text/offsets.js';
import { settingsOf } from './build-without-dependency-step.data.js';
import type { FoundBuild } from './build-without-dependency-step.find.js';
import { blocked, messages } from './build-without-dependency-step.messages.js';
import { foldersOf, targetsOf } from './cacheFolders.js';
import { planManifests, type ManifestLine } from './copy-before-install.manifests.js';
import { blocked as copyBlocked, blockerSentence } from './copy-before-install.messages.js';
import { copyText } from './copy-before-install.names.js';
import { wholeMoves } from './wholeMoves.js';
import type { Fix, RuleContext } from './rule.js';

export type Cure = { readonly state: 'fix'; readonly fix: Fix } | { readonly state: 'blocked'; readonly why: Message } | { readonly state: 'unread' };

const unread: Cure = { state: 'unread' };

function no(why: Message): Cure {
  return { state: 'blocked', why };
}

/** The cure, or why there is none. */
export function fetchCure(found: FoundBuild, context: RuleContext): Cure {
  const { install, step, project } = found;
  const fetch = install.ecosystem.fetchStep?.(install);
  if (!fetch) return no(blocked.noFetch({ manager: install.ecosystem.name, build: install.label }));
  const unknown = unknownManifests(found, context);
  if (unknown) return unknown;
  const [anchor] = found.sources;
  if (anchor.stage !== step.stage) return no(copyBlocked.otherStage({ copy: copyText(anchor) }));
  const before = found.commands.slice(0, found.index).find(command => command.install?.ecosystem !== install.ecosystem && mayProvide(command, step));
  if (before) return no(blocked.before({ command: before.install?.label ?? before.command.name ?? '' }));
  const victim = { step, commands: found.commands, install, manifestInstalls: [{ install, project }], lastInstall: found.index };
  const copies = step.stage.steps.slice(anchor.index, step.index).filter(other => other.copy?.from === undefined && other.copy?.sources.some(source => source.kind === 'context'));
  // A COPY of nothing but manifests goes up as it is; of one that brings sources a part is copied ahead.
  const whole = copies.filter(copy => !found.sources.includes(copy) && obstacleAbove([copy], anchor, wholeMoves(context)) === undefined);
  const manifests = planManifests([victim], copies.filter(copy => !whole.includes(copy)), { facts: context, isLeftOut: leftOutBy(context.context) });
  if ('why' in manifests) return no(manifests.why);
  const between = obstacleBetween(found, anchor, manifests.supplied.get(step) ?? new Set(), context);
  if (between) return no(between);
  const moved = manifests.lines.find(line => line.model.state.workdir !== anchor.state.workdir);
  if (moved) return no(copyBlocked.stateChanges({ instruction: moved.model.instruction.logicalText }));
  const renaming = manifests.lines.find(line => isToOneFile(line.model, context));
  if (renaming) return no(copyBlocked.notWritable({ subject: renaming.files[0] ?? '' }));
  const needed = new Set([...manifests.staying.values()].flat());
  const run = runText(found, fetch, anchor, context);
  if (run === undefined) return no(blocked.shell({ folder: project.directory ?? '' }));
  return { state: 'fix', fix: fixOf(found, fetch, { anchor, moved: whole.filter(copy => needed.has(copy)), lines: manifests.lines, run }, context) };
}

function unknownManifests({ install, project }: FoundBuild, { context }: RuleContext): Cure | undefined {
  if (!context) return no(copyBlocked.contextUnknown());
  if (!context.entries) return unread;
  if (project.directory === undefined) return no(copyBlocked.directoryUnknown());
  const { set } = project;
  if (!set) return no(copyBlocked.manifestsUnknown({ install: install.label }));
  if (set.state === 'unread') return unread;
  if (set.state === 'blocked') return no(blockerSentence(set.why));
  return context.truncated ? no(copyBlocked.contextTooBig()) : undefined;
}

/** Whether a command may bring something that the fetching needs: a program, settings, credentials. */
function mayProvide({ install, effects }: KnownCommand, { state }: Step): boolean {
  if (install || !effects || effects.writes.open) return true;
  const system = systemOf(state.user);
  return effects.writes.paths.some(path => system.some(folder => meets(path, folder)));
}

/** What between the first sources and the build makes the dependency step another one than the build's own fetching. */
function obstacleBetween({ step, install }: FoundBuild, anchor: Step, supplied: ReadonlySet<string>, context: RuleContext): Message | undefined {
  const { instructions, steps } = step.stage;
  for (const instruction of instructions.slice(instructions.indexOf(anchor.instruction) + 1, instructions.indexOf(step.instruction))) {
    const changed = instruction.keyword === 'USER' ? anchor.state.user !== step.state.user : instruction.keyword === 'SHELL';
    if (changed) return copyBlocked.stateChanges({ instruction: instruction.logicalText });
    const name = variableIn(instruction, install.ecosystem.id);
    if (name !== undefined) return blocked.variable({ name });
  }
  const other = steps.slice(anchor.index + 1, step.index).find(between => stepMayProvide(between, supplied, context));
  return other && blocked.between({ instruction: shorten(other.instruction.logicalText) });
}

/** A variable that a package manager may look at: its own settings, paths, proxies, credentials. */
function variableIn({ keyword, assignments }: Instruction, ecosystem: string): string | undefined {
  if (keyword !== 'ENV' && keyword !== 'ARG') return undefined;
  return assignments.find(({ name }) => settingsOf(ecosystem).test(name))?.name;
}

function stepMayProvide(step: Step, supplied: ReadonlySet<string>, context: RuleContext): boolean {
  if (step.kind === 'workdir') return false;
  const system = systemOf(step.state.user);
  const isSystem = (path: string) => system.some(folder => meets(path, folder));
  if (step.copy) return placementsOf(step, context.context)?.some(({ to }) => isSystem(to)) ?? true;
  const { writes } = context.effects(step);
  return writes.open || writes.paths.some(path => isSystem(path) || [...supplied].some(file => meets(path, file)));
}

/** The text of the new RUN, with what the build's own needs to reach private packages. */
function runText({ step, install, project }: FoundBuild, fetch: FetchStep, anchor: Step, context: RuleContext): string | undefined {
  const { instruction, state } = step;
  const { text } = context.syntax;
  const isElsewhere = anchor.state.workdir !== project.directory;
  const { dialect } = context.script(step);
  if (isElsewhere && (!/^(?:sh|bash|exec)$/.test(dialect) || state.shell !== undefined && !/(?:sh|bash)$/.test(state.shell[0] ?? '') || !/^[\w./@+-]+$/.test(project.directory ?? ''))) return undefined;
  const flags = instruction.flags.filter(flag => flag.name === 'network' || (flag.name === 'mount' && /(?:^|,)type=(?:secret|ssh)\b/.test(flag.value ?? ''))).map(flag => text.slice(flag.range.from, flag.range.to));
  const keyword = text.slice(instruction.keywordRange.from, instruction.keywordRange.to);
  const inside = install.directory === '' && !isElsewhere ? '' : isElsewhere ? `cd ${project.directory ?? ''} && ` : '';
  return [keyword, ...flags, inside + fetch.command].join(' ');
}

/** `COPY a/pom.xml pom.xml`: the destination is the file itself. */
function isToOneFile(model: Step, { context }: RuleContext): boolean {
  return model.copy?.sources.length === 1 && model.copy.destination?.endsWith('/') !== true && placementsOf(model, context)?.[0]?.kind === 'file';
}

interface NewStep {
  readonly anchor: Step;
  /** COPYs that go above it. */
  readonly moved: readonly Step[];
  readonly lines: readonly ManifestLine[];
  readonly run: string;
}

function fixOf(found: FoundBuild, fetch: FetchStep, { anchor, moved, lines, run }: NewStep, context: RuleContext): Fix {
  const { syntax, plan } = context;
  const copies = lines.map(line => copyLike(line.model.instruction, syntax.text, { sources: line.files, folder: line.folder }));
  const manifest = lines[0]?.files[0] ?? moved[0]?.copy?.sources[0]?.path;
  const names = { fetch: fetch.command, copy: copyText(anchor) };
  const left = leftBehind(found, fetch, context);
  const edits = [...(moved.length > 0 ? moveInstructions(syntax, moved.map(copy => copy.instruction), anchor.instruction) : []), insertBefore(syntax, anchor.instruction, [...copies, run].join(lineEndOf(syntax.text)))];
  return {
    title: manifest === undefined ? messages.fetchTitle(names) : messages.copyAndFetchTitle({ ...names, manifest }),
    files: [{ location: plan.setup.dockerfile, text: syntax.text, creates: false, edits }],
    ...(left.length === 0 ? {} : { changes: changesOf(fetch), expectedDifferences: left }),
  };
}

function changesOf({ command: fetch, onlyCache, fetchesMore }: FetchStep): Message {
  if (onlyCache) return messages.fetchChanges({ fetch });
  return fetchesMore ? messages.fetchLeavesMore({ fetch }) : messages.fetchLeaves({ fetch });
}

/** Where the target's image holds more than before: nowhere, if only the build's results are copied out of the stage. */
function leftBehind({ step, install, project }: FoundBuild, { onlyCache, fetchesMore }: FetchStep, context: RuleContext): readonly string[] {
  if (!fetchesMore && (onlyCache || !isInTarget(step, context))) return [];
  const known = foldersOf(step, install, context) ?? [];
  const isKnown = known.length > 0 && known.every(({ target }) => target !== undefined);
  const folders = [...(isKnown ? targetsOf(known) : anywhere), ...(onlyCache ? [] : (install.ecosystem.installedFolders ?? []).map(name => `${project.directory ?? ''}/${name}`))];
  return cacheFolderShipped(step.stage, folders, context.plan) === 'no' ? [] : folders;
}

function isInTarget({ stage }: Step, { plan: { target } }: RuleContext): boolean {
  return target === undefined || target === stage || isBuiltOn(target, stage);
}

/** Where a cache may lie that is not known. */
const anywhere = ['/root', '/home', '/usr/local', '/go', '/opt', '/var'];

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

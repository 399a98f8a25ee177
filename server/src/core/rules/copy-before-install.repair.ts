// Proves that installs can go above the COPY that makes them run again, and writes the edits; or says what stands in the
// way. Finds no blame.
import type { Message } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { cacheFolderShipped } from '../effects/cacheFolderUse.js';
import { commandEffects } from '../effects/commandEffects.js';
import { copyTouches, type IsLeftOut } from '../effects/copyEffects.js';
import { placementsOf } from '../effects/copyLayout.js';
import type { KnownCommand } from '../effects/deriveEffects.js';
import type { StepEffects } from '../effects/effects.js';
import { ignoresDirectory } from '../effects/installEffects.js';
import { leftOutBy } from '../effects/leftOut.js';
import { obstacleAbove, obstacleBelow, type MoveFacts, type MoveObstacle } from '../effects/moves.js';
import { union } from '../effects/paths.js';
import { parentPath } from '../plan/paths.js';
import { ignoreFileEdit } from '../fixes/ignoreFileEdit.js';
import type { Step } from '../plan/plan.js';
import { cleaningOf } from './cleanup-in-later-layer.data.js';
import type { Blame, Victim } from './copy-before-install.blame.js';
import { fileVariables } from './copy-before-install.data.js';
import { bindEdits } from './copy-before-install.binds.js';
import { changesOf, rewrittenFiles, type RewrittenFile } from './copy-before-install.changes.js';
import { editsAbove, editsBelow, type Rearrangement } from './copy-before-install.edits.js';
import { hostFolders } from './copy-before-install.host.js';
import { blocked, blockerSentence, messages } from './copy-before-install.messages.js';
import { copyText } from './copy-before-install.names.js';
import { planManifests, type ManifestLine, type ManifestPlan } from './copy-before-install.manifests.js';
import { cutRun } from './copy-before-install.split.js';
import { mostLines, treeSources } from './copy-before-install.tree.js';
import type { Facts, FileEdits, Fix } from './rule.js';

/** A fix, the reason why there is none, or neither while the context is still being read. */
export type Repair = { readonly state: 'fix'; readonly fix: Fix; /** The same by other means. */ readonly alternatives: readonly Fix[] } | { readonly state: 'blocked'; readonly why: Message } | { readonly state: 'unread' };

/** More installs behind one COPY than this are looked at together only as far as here. */
const mostVictims = 8;

/** Moves as many of the installs, from the first on, as can be proven. */
export function repair(blame: Blame, facts: Facts): Repair {
  const victims = blame.victims.slice(0, mostVictims);
  let result: Repair = { state: 'unread' };
  for (let count = victims.length; count > 0; count--) {
    result = new Attempt(blame, victims.slice(0, count), facts).run();
    if (result.state === 'fix') return result;
  }
  return result;
}

function no(why: Message): Repair {
  return { state: 'blocked', why };
}

/** What an attempt knows before it looks at moves. */
interface Preparation {
  readonly isLeftOut: IsLeftOut;
  /** By victim, how many commands belong to the install. */
  readonly ends: readonly number[];
  readonly plan: ManifestPlan;
  /** Patterns for the ignore file. */
  readonly ignored: readonly string[];
}

/** By the cure, without and with folders to be ignored. */
const titles = {
  move: [messages.moveTitle, messages.moveAndIgnoreTitle], plain: [messages.copyTitle, messages.copyAndIgnoreTitle],
  tree: [messages.treeTitle, messages.treeAndIgnoreTitle], lines: [messages.linesTitle, messages.linesAndIgnoreTitle], bind: [messages.bindTitle, messages.bindAndIgnoreTitle],
} as const;

/** One set of installs to be moved together. */
class Attempt {
  readonly #blame: Blame;
  readonly #victims: readonly Victim[];
  readonly #facts: Facts;
  readonly #last: Victim | undefined;
  readonly #copies: readonly Step[];
  #rewritten: readonly RewrittenFile[] = [];

  constructor(blame: Blame, victims: readonly Victim[], facts: Facts) {
    this.#blame = blame;
    this.#victims = victims;
    this.#facts = facts;
    this.#last = victims.at(-1);
    const last = this.#last?.step;
    this.#copies = blame.copies.filter(copy => last && copy.stage === last.stage && copy.index < last.index);
  }

  run(): Repair {
    const last = this.#last;
    if (!last) return { state: 'unread' };
    const [first] = this.#blame.copies;
    const foreign = [...(first ? [first] : []), ...this.#victims.map(victim => victim.step)].find(step => step.stage !== last.step.stage);
    if (foreign) return no(blocked.otherStage({ copy: copyText(foreign.copy ? foreign : this.#blame.copy) }));
    const unknown = this.#unknownManifests();
    if (unknown) return unknown;
    const folders = hostFolders(this.#victims, this.#copies, this.#facts);
    if ('why' in folders) return no(folders.why);
    const isLeftOut = leftOutBy(this.#facts.context, folders.paths);
    this.#rewritten = rewrittenFiles(this.#victims, this.#copies, this.#facts, isLeftOut);
    const plan = planManifests(this.#victims, this.#copies, { facts: this.#facts, isLeftOut });
    if ('why' in plan) return no(plan.why);
    const ends = this.#victims.map(victim => this.#endOfInstall(victim, isLeftOut, plan.supplied));
    const early = this.#unknownBefore(ends, isLeftOut, plan.supplied);
    if (early) return early;
    return this.#arrange({ isLeftOut, ends, plan, ignored: folders.patterns });
  }

  #unknownManifests(): Repair | undefined {
    const { context } = this.#facts;
    for (const { install, project } of this.#victims.flatMap(victim => victim.manifestInstalls)) {
      if (!context) return no(blocked.contextUnknown());
      if (!context.entries) return { state: 'unread' };
      if (project.directory === undefined) return no(blocked.directoryUnknown());
      const variable = this.#fileVariable(install);
      if (variable !== undefined) return no(blocked.fileVariable({ subject: variable, install: install.label }));
      const { set } = project;
      if (!set) return no(blocked.manifestsUnknown({ install: install.label }));
      if (set.state === 'unread') return { state: 'unread' };
      if (set.state === 'blocked') return no(blockerSentence(set.why));
      if (context.truncated) return no(blocked.contextTooBig());
    }
    return undefined;
  }

  #fileVariable(install: InstallCommand): string | undefined {
    const step = this.#victims.find(victim => victim.commands.some(command => command.install === install))?.step;
    return [...(step?.state.variables.keys() ?? []), ...install.command.assignments.keys()].find(name => fileVariables.has(name));
  }

  /** How many commands of the RUN belong to the install: all, unless one behind it needs the sources or may do so. */
  #endOfInstall(victim: Victim, isLeftOut: IsLeftOut, supplied: ReadonlyMap<Step, ReadonlySet<string>>): number {
    const own = supplied.get(victim.step) ?? new Set<string>();
    const index = victim.commands.findIndex((command, at) => at > victim.lastInstall && this.#mayNeedSources(command, isLeftOut, own));
    return index < 0 ? victim.commands.length : index;
  }

  #mayNeedSources({ effects }: KnownCommand, isLeftOut: IsLeftOut, supplied: ReadonlySet<string>): boolean {
    if (!effects || effects.reads.open || effects.writes.open) return true;
    const paths = [...effects.reads.paths.filter(path => !supplied.has(path)), ...effects.writes.paths];
    return this.#copies.some(copy => paths.some(path => copyTouches(copy, path, this.#facts.context, isLeftOut) !== 'no'));
  }

  #unknownBefore(ends: readonly number[], isLeftOut: IsLeftOut, supplied: ReadonlyMap<Step, ReadonlySet<string>>): Repair | undefined {
    for (const [at, victim] of this.#victims.entries()) {
      const own = supplied.get(victim.step) ?? new Set<string>();
      const early = victim.commands.slice(0, victim.lastInstall + 1);
      const unknown = early.find(({ effects }) => !effects || effects.reads.open || effects.writes.open) ?? early.find(command => !command.install && this.#copies.every(copy => copy.copy?.destination !== undefined) && this.#mayNeedSources(command, isLeftOut, own));
      if (unknown?.install?.kind === 'packages') return no(blocked.unknownPackages({ install: unknown.install.label }));
      // Of several installs the one that is named may stand above it.
      const isBehind = unknown && victim.commands.findIndex(({ install }) => install === victim.install) < victim.commands.indexOf(unknown);
      if (unknown) return no(isBehind ? blocked.needsSources({ command: this.#nameOf(unknown, victim) }) : blocked.unknownCommand({ command: this.#nameOf(unknown, victim) }));
      const next = victim.commands[ends[at] ?? 0];
      if (next && victim !== this.#last) return no(blocked.needsSources({ command: this.#nameOf(next, victim) }));
    }
    return undefined;
  }

  #arrange(input: Preparation): Repair {
    const last = this.#last;
    const end = input.ends.at(-1) ?? 0;
    const next = last?.commands[end];
    const cut = last && next ? cutRun(last.step, this.#facts.script(last.step), end, this.#facts.syntax.text) : undefined;
    if (last && next && !cut) return no(blocked.needsSources({ command: this.#nameOf(next, last) }));
    const { lines } = input.plan;
    const arrangement: Rearrangement = { syntax: this.#facts.syntax, copies: this.#copies, runs: this.#victims.map(victim => victim.step), reading: new Set(this.#victims.filter(({ commands }) => commands.some(({ install }) => install && install.ecosystem.family !== 'os')).map(victim => victim.step)), lines, cut };
    const below = () => (last ? obstacleBelow(this.#copies, last.step, this.#moveFacts(input, undefined)) : undefined);
    const above = () => this.#obstacleAbove(arrangement, this.#moveFacts(input, this.#copies[0]));
    const prefersBelow = cut !== undefined || lines.length > 0;
    const obstacle = prefersBelow ? below() : above();
    if (!obstacle) return this.#fixed(arrangement, prefersBelow, input);
    const other = cut ? obstacle : prefersBelow ? above() : below();
    // A step that is in the way says more than a line that sets a variable.
    if (other) return no(this.#sentence(obstacle.kind === 'state' ? other : obstacle));
    return this.#fixed(arrangement, !prefersBelow, input);
  }

  #obstacleAbove({ runs, lines }: Rearrangement, facts: MoveFacts): MoveObstacle | undefined {
    const anchor = this.#copies[0];
    if (!anchor) return undefined;
    // The manifests are copied at the first COPY's place, where a relative destination must mean the same.
    const moved = lines.find(line => line.model.state.workdir !== anchor.state.workdir);
    if (moved) return { kind: 'state', instruction: moved.model.instruction };
    return obstacleAbove(runs, anchor, facts);
  }

  /** What is known of the steps when RUNs move above `anchor`, or COPYs below. */
  #moveFacts(input: Preparation, anchor: Step | undefined): MoveFacts {
    const facts = this.#facts;
    const { lines, staying } = input.plan;
    // Above the anchor a file is there only if a COPY further up brings it.
    const isThere = (path: string) => anchor === undefined || (staying.get(path) ?? [anchor]).some(copy => copy === anchor || copy.stage !== anchor.stage || copy.index < anchor.index);
    // All lines stand above the first RUN, so that each finds the files of the others, too, and so does what stands between.
    const supplied = new Set([...input.plan.supplied.values()].flatMap(paths => [...paths].filter(isThere)));
    return {
      context: facts.context, isLeftOut: input.isLeftOut,
      script: step => facts.script(step), installs: step => facts.installs(step), effects: step => facts.effects(step),
      suppliedTo: step => (step.kind === 'workdir' ? this.#foldersAbove(step, lines) : supplied),
      makesAsRoot: step => this.#isRoot(step),
      rewrittenBy: step => new Set(this.#rewritten.filter(file => file.victim.step === step).map(file => file.path)),
      ignoresWorkdir: step => this.#victims.some(victim => victim.step === step && victim.commands.every(ignoresWorkdir)),
      partEffects: step => {
        const at = this.#victims.findIndex(victim => victim.step === step);
        return at < 0 ? undefined : joined(this.#victims[at]?.commands.slice(0, input.ends[at]) ?? []);
      },
    };
  }

  /** Folders that are there all the same once the COPYs have gone below. */
  #foldersAbove(workdir: Step, lines: readonly ManifestLine[]): ReadonlySet<string> {
    const [first] = this.#copies;
    const isLike = ({ copy }: Step) => copy !== undefined && this.#copies.every(moved => copy.chown === moved.copy?.chown && copy.chmod === moved.copy?.chmod);
    const staying = workdir.stage.steps.filter(step => step.index < workdir.index && step.index > (first?.index ?? 0) && !this.#copies.includes(step) && isLike(step));
    const ofLines = lines.flatMap(line => (placementsOf(line.model, this.#facts.context) ?? []).map(placement => placement.to));
    const ofStaying = staying.flatMap(step => (placementsOf(step, this.#facts.context) ?? []).map(placement => (placement.kind === 'file' ? parentPath(placement.to) : placement.to)));
    return new Set([...ofLines, ...ofStaying]);
  }

  /** Said by the file, or by an install of system packages without which the build would fail. */
  #isRoot(step: Step): boolean {
    const { user } = step.state;
    if (user !== undefined) return /^(root|0)(:(root|0))?$/.test(user);
    return this.#victims.some(victim => victim.step.state.user === undefined && victim.step.stage === step.stage && victim.commands.some(({ install, command }) => install?.ecosystem.family === 'os' && !/\bsudo\b/.test(victim.step.instruction.text) && !command.conditional));
  }

  #fixed(arrangement: Rearrangement, goesBelow: boolean, input: Preparation): Repair {
    const { lines } = arrangement;
    const { ignored } = input;
    const edits = (given: Rearrangement) => (goesBelow ? editsBelow(given) : editsAbove(given));
    const tree = treeSources(lines, this.#facts);
    const late = arrangement.cut && this.#lateCleaning(input);
    const inLines = () => this.#fix(edits(arrangement), this.#title(tree ? 'lines' : 'plain', lines, ignored), ignored, late);
    const asTree = tree ? [this.#fix(edits({ ...arrangement, tree }), this.#title('tree', lines, ignored), ignored, late)] : [];
    const bound = goesBelow && this.#rewritten.length === 0 && this.#canBind(input) ? bindEdits(arrangement, this.#victims, this.#facts) : undefined;
    const cures = lines.length > mostLines ? [...asTree, inLines()] : [inLines(), ...asTree];
    if (bound) cures.push(this.#fix(bound, this.#title('bind', lines, ignored), ignored, late));
    const [fix, ...alternatives] = cures;
    return fix ? { state: 'fix', fix, alternatives } : { state: 'unread' };
  }

  /** Whether the COPYs can go below although what is bound lies in no layer above. */
  #canBind(input: Preparation): boolean {
    const last = this.#last;
    const { lines, supplied } = input.plan;
    if (!last || lines.length === 0) return false;
    const facts = this.#moveFacts({ ...input, plan: { ...input.plan, lines: [] } }, undefined);
    const own = (step: Step): ReadonlySet<string> => supplied.get(step) ?? new Set();
    return obstacleBelow(this.#copies, last.step, { ...facts, suppliedTo: step => (step.kind === 'run' ? own(step) : facts.suppliedTo(step)) }) === undefined;
  }

  /** What removes files in the second part of a RUN that is cut: those of the first part stay in its layer all the same. */
  #lateCleaning({ ends }: Preparation): Message | undefined {
    const last = this.#last;
    if (!last) return undefined;
    const behind = last.commands.slice(ends.at(-1) ?? 0);
    const cleaning = behind.find(({ command }) => cleaningOf(command) !== undefined || (command.name === 'rm' && command.args.some(arg => arg.value.startsWith('/') || arg.value.startsWith('~'))));
    const isShipped = cleaning && cacheFolderShipped(last.step.stage, ['/var/lib', '/root'], this.#facts.plan) !== 'no';
    return isShipped ? messages.changesLayer({ command: this.#nameOf(cleaning, last), install: last.install.label }) : undefined;
  }

  #fix(edits: FileEdits['edits'], title: Message, ignored: readonly string[], late: Message | undefined): Fix {
    const { syntax, plan, context } = this.#facts;
    const files: FileEdits[] = [{ location: plan.setup.dockerfile, text: syntax.text, creates: false, edits }];
    const ignoring = context && ignoreFileEdit(context, ignored);
    if (ignoring) files.push(ignoring);
    const changes = changesOf(this.#victims, this.#rewritten, ignored, path => context?.entry(path) !== undefined && !leftOutBy(context)(path));
    const told = changes ?? late;
    return { title, files, ...(told ? { changes: told } : {}), ...(this.#rewritten.length > 0 ? { expectedDifferences: this.#rewritten.map(({ path }) => path) } : {}) };
  }

  #title(cure: keyof typeof titles, lines: readonly ManifestLine[], folders: readonly string[]): Message {
    const manifest = lines[0]?.files[0];
    const victim = (manifest === undefined ? undefined : this.#victims.find(entry => entry.manifestInstalls.length > 0)) ?? this.#victims[0];
    const [plain, ignoring] = titles[manifest === undefined ? 'move' : cure];
    const names = { manifest: manifest ?? '', install: victim?.install.label ?? '', copy: copyText(this.#blame.copy) };
    return folders.length > 0 ? ignoring({ ...names, folders }) : plain(names);
  }

  #nameOf(command: KnownCommand, moved: Victim): string {
    return nameOf(command, moved, this.#facts.syntax.text);
  }

  #sentence(obstacle: MoveObstacle): Message {
    if (obstacle.kind === 'state') return blocked.stateChanges({ instruction: shorten(obstacle.instruction?.logicalText ?? '') });
    if (this.#copies.includes(obstacle.step)) return obstacle.step.copy?.destination === undefined ? blocked.directoryUnknown() : blocked.installReads({ copy: copyText(obstacle.step), install: this.#last?.install.label ?? '' });
    const victim = this.#victims.find(entry => entry.step === obstacle.step);
    if (victim) return blocked.installOverwrites({ copy: copyText(this.#blame.copy), install: victim.install.label });
    const instruction = shorten(obstacle.step.instruction.logicalText);
    return obstacle.answer === 'yes' ? blocked.stepNeeds({ instruction }) : blocked.stepUnknown({ instruction });
  }
}

function joined(commands: readonly KnownCommand[]): StepEffects | undefined {
  const effects = commands.map(command => command.effects);
  if (effects.includes(undefined)) return undefined;
  const known = effects.filter(entry => entry !== undefined);
  return { reads: union(...known.map(entry => entry.reads)), writes: union(...known.map(entry => entry.writes)), variables: 'all' };
}

/** Whether a command would do the same in any directory: without one, all its paths are still known. */
function ignoresWorkdir({ command, install }: KnownCommand): boolean {
  if (install) return ignoresDirectory(install);
  const effects = commandEffects(command, { directory: undefined, system: [], variable: () => undefined });
  return effects !== undefined && !effects.reads.open && !effects.writes.open;
}

/** By its first words as they stand in the file; an install by its label, unless the one to be moved is called the same. */
function nameOf({ command, install }: KnownCommand, moved: Victim, text: string): string {
  if (install && install.label !== moved.install.label) return install.label;
  const written = text.slice(command.range.from, command.range.to).replace(/[\\`][ \t]*\r?\n/g, ' ');
  const words = /\n/.test(written) ? [command.nameWord?.text ?? command.name ?? '', ...command.args.map(arg => arg.text)] : written.trim().split(/\s+/);
  return shorten(words.slice(0, install ? 4 : 3).join(' '));
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

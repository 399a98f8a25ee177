// Proves that installs can go above the COPY that makes them run again, and writes the edits; or says what stands in the
// way. Finds no blame.
import type { Message } from '../../messages/index.js';
import { patternForPath } from '../context/ignoreAdditions.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { commandEffects } from '../effects/commandEffects.js';
import { copyTouches, type IsLeftOut } from '../effects/copyEffects.js';
import { joinContext, placementsOf } from '../effects/copyLayout.js';
import type { KnownCommand } from '../effects/deriveEffects.js';
import type { StepEffects } from '../effects/effects.js';
import { ignoresDirectory } from '../effects/installEffects.js';
import { leftOutBy } from '../effects/leftOut.js';
import { obstacleAbove, obstacleBelow, type MoveFacts, type MoveObstacle } from '../effects/moves.js';
import { absolutePath, union } from '../effects/paths.js';
import { ignoreFileEdit } from '../fixes/ignoreFileEdit.js';
import { isWithin } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { Blame, Victim } from './copy-before-install.blame.js';
import { fileVariables } from './copy-before-install.data.js';
import { editsAbove, editsBelow, type Rearrangement } from './copy-before-install.edits.js';
import { blocked, blockerSentence, messages } from './copy-before-install.messages.js';
import { copyText } from './copy-before-install.names.js';
import { planManifests, type ManifestLine } from './copy-before-install.manifests.js';
import { cutRun } from './copy-before-install.split.js';
import type { Facts, FileEdits, Fix } from './rule.js';

/** A fix, the reason why there is none, or neither while the context is still being read. */
export type Repair = { readonly state: 'fix'; readonly fix: Fix } | { readonly state: 'blocked'; readonly why: Message } | { readonly state: 'unread' };

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

/** One set of installs to be moved together. */
class Attempt {
  readonly #blame: Blame;
  readonly #victims: readonly Victim[];
  readonly #facts: Facts;
  readonly #last: Victim | undefined;
  readonly #copies: readonly Step[];

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
    const foreign = [this.#blame.copy, ...this.#victims.map(victim => victim.step)].some(step => step.stage !== last.step.stage);
    if (foreign) return no(blocked.otherStage({ copy: copyText(this.#blame.copy) }));
    const unknown = this.#unknownManifests();
    if (unknown) return unknown;
    const folders = this.#hostFolders();
    if ('state' in folders) return folders;
    const isLeftOut = leftOutBy(this.#facts.context, folders.paths);
    const plan = planManifests(this.#victims, this.#copies, { facts: this.#facts, isLeftOut });
    if ('why' in plan) return no(plan.why);
    const ends = this.#victims.map(victim => this.#endOfInstall(victim, isLeftOut, plan.supplied));
    const early = this.#unknownBefore(ends);
    if (early) return early;
    return this.#arrange({ isLeftOut, ends, lines: plan.lines, supplied: plan.supplied, ignored: folders.paths });
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

  /** Folders of this machine that a COPY would lay over what was installed; they have to be ignored. */
  #hostFolders(): { readonly paths: readonly string[] } | Repair {
    const { context, plan } = this.#facts;
    const isLeftOut = leftOutBy(context);
    const paths: string[] = [];
    for (const { install, project } of this.#victims.flatMap(victim => victim.manifestInstalls)) {
      for (const name of install.ecosystem.installedFolders ?? []) {
        const target = absolutePath(project.directory, name);
        const source = joinContext(project.folder ?? '', name);
        if (target === undefined || !context?.entry(source) || isLeftOut(source)) continue;
        if (this.#copies.some(copy => copyTouches(copy, target, context, isLeftOut) !== 'no')) paths.push(source);
      }
    }
    const used = paths.find(path => plan.stages.some(stage => stage.steps.some(step => step.copy?.sources.some(source => source.kind === 'context' && source.path !== undefined && source.path !== '' && isWithin(source.path, path)))));
    if (used !== undefined) return no(blocked.usedFolder({ subject: used }));
    const hard = paths.find(path => patternForPath(path) === undefined || (!context?.ignoreFile && context?.newIgnoreFile === undefined));
    return hard === undefined ? { paths: [...new Set(paths)] } : no(blocked.cannotIgnore({ subject: hard }));
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

  #unknownBefore(ends: readonly number[]): Repair | undefined {
    for (const [at, victim] of this.#victims.entries()) {
      const unknown = victim.commands.slice(0, victim.lastInstall + 1).find(({ effects }) => !effects || effects.reads.open || effects.writes.open);
      if (unknown) return no(blocked.unknownCommand({ command: nameOf(unknown) }));
      const next = victim.commands[ends[at] ?? 0];
      if (next && victim !== this.#last) return no(blocked.needsSources({ command: nameOf(next) }));
    }
    return undefined;
  }

  #arrange(input: { isLeftOut: IsLeftOut; ends: readonly number[]; lines: readonly ManifestLine[]; supplied: ReadonlyMap<Step, ReadonlySet<string>>; ignored: readonly string[] }): Repair {
    const last = this.#last;
    const end = input.ends.at(-1) ?? 0;
    const next = last?.commands[end];
    const cut = last && next ? cutRun(last.step, this.#facts.script(last.step), end, this.#facts.syntax.text) : undefined;
    if (next && !cut) return no(blocked.needsSources({ command: nameOf(next) }));
    const arrangement: Rearrangement = { syntax: this.#facts.syntax, copies: this.#copies, runs: this.#victims.map(victim => victim.step), lines: input.lines, cut };
    const facts = this.#moveFacts(input);
    const below = () => (last ? obstacleBelow(this.#copies, last.step, facts) : undefined);
    const above = () => this.#obstacleAbove(arrangement, facts);
    const prefersBelow = cut !== undefined || input.lines.length > 0;
    const obstacle = prefersBelow ? below() : above();
    if (!obstacle) return this.#fixed(prefersBelow ? editsBelow(arrangement) : editsAbove(arrangement), input);
    if (cut || (prefersBelow ? above() : below())) return no(this.#sentence(obstacle));
    return this.#fixed(prefersBelow ? editsAbove(arrangement) : editsBelow(arrangement), input);
  }

  #obstacleAbove({ runs, lines }: Rearrangement, facts: MoveFacts): MoveObstacle | undefined {
    const anchor = this.#copies[0];
    if (!anchor) return undefined;
    // The manifests are copied at the first COPY's place, where a relative destination must mean the same.
    const moved = lines.find(line => line.model.state.workdir !== anchor.state.workdir);
    if (moved) return { kind: 'state', instruction: moved.model.instruction };
    return obstacleAbove(runs, anchor, facts);
  }

  #moveFacts(input: { isLeftOut: IsLeftOut; ends: readonly number[]; lines: readonly ManifestLine[]; supplied: ReadonlyMap<Step, ReadonlySet<string>> }): MoveFacts {
    const facts = this.#facts;
    const folders = new Set(input.lines.flatMap(line => (placementsOf(line.model, facts.context) ?? []).map(placement => placement.to)));
    return {
      context: facts.context, isLeftOut: input.isLeftOut,
      script: step => facts.script(step), installs: step => facts.installs(step), effects: step => facts.effects(step),
      suppliedTo: step => (step.kind === 'workdir' ? folders : input.supplied.get(step) ?? new Set()),
      ignoresWorkdir: step => this.#victims.some(victim => victim.step === step && victim.commands.every(ignoresWorkdir)),
      partEffects: step => {
        const at = this.#victims.findIndex(victim => victim.step === step);
        return at < 0 ? undefined : joined(this.#victims[at]?.commands.slice(0, input.ends[at]) ?? []);
      },
    };
  }

  #fixed(edits: FileEdits['edits'], input: { lines: readonly ManifestLine[]; ignored: readonly string[] }): Repair {
    const { syntax, plan, context } = this.#facts;
    const files: FileEdits[] = [{ location: plan.setup.dockerfile, text: syntax.text, creates: false, edits }];
    const ignoring = context && ignoreFileEdit(context, input.ignored.flatMap(path => patternForPath(path) ?? []));
    if (ignoring) files.push(ignoring);
    return { state: 'fix', fix: { title: this.#title(input), files } };
  }

  #title({ lines, ignored }: { lines: readonly ManifestLine[]; ignored: readonly string[] }): Message {
    const first = lines[0];
    const victim = (first && this.#victims.find(entry => entry.manifestInstalls.length > 0)) ?? this.#victims[0];
    const install = victim?.install.label ?? '';
    const copy = copyText(this.#blame.copy);
    const folders = ignored;
    if (first) {
      const manifest = first.files[0] ?? '';
      return ignored.length > 0 ? messages.copyAndIgnoreTitle({ manifest, install, folders }) : messages.copyTitle({ manifest, install });
    }
    return ignored.length > 0 ? messages.moveAndIgnoreTitle({ install, copy, folders }) : messages.moveTitle({ install, copy });
  }

  #sentence(obstacle: MoveObstacle): Message {
    if (obstacle.kind === 'state') return blocked.stateChanges({ instruction: shorten(obstacle.instruction?.logicalText ?? '') });
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

function nameOf({ command, install }: KnownCommand): string {
  return install?.label ?? shorten([command.name ?? command.nameWord?.text ?? '', ...command.args.slice(0, 2).map(arg => arg.text)].join(' '));
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

// Steps -> what each reads and writes. Everything that is not known to be harmless makes a set open.
import { escapePattern } from '../text/patterns.js';
import type { ContextView } from '../context/contextView.js';
import type { InstallCommand, ManifestSet } from '../ecosystems/ecosystem.js';
import { joinPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { ShellScript } from '../shell/script.js';
import { Note } from '../text/notes.js';
import { commandEffects, pipedEffects, type CommandEffects } from './commandEffects.js';
import { copyEffects } from './copyEffects.js';
import type { StepEffects } from './effects.js';
import { environmentsOf } from './environments.js';
import { installEffects } from './installEffects.js';
import { projectOf } from './manifests.js';
import { absolutePath, anyPath, noPaths, union } from './paths.js';
import { systemOf } from './systemFolders.js';
import { withVariables } from './variableWords.js';

/** What effects are derived from; the rules' facts are such. */
export interface EffectFacts {
  readonly context: ContextView | undefined;
  script(step: Step): ShellScript;
  readonly installs: (step: Step) => readonly InstallCommand[];
}

/** What the step reads and writes. */
export function deriveEffects(step: Step, facts: EffectFacts): StepEffects {
  switch (step.kind) {
    case 'from': return { reads: noPaths, writes: anyPath, variables: new Set() };
    case 'workdir': return { reads: noPaths, writes: workdirWrites(step), variables: new Set() };
    case 'copy': case 'add': return copyEffects(step, facts.context);
    case 'run': return runEffects(step, facts);
  }
}

function workdirWrites(step: Step): StepEffects['writes'] {
  const written = step.instruction.args[0]?.text;
  if (written === undefined || /[$"'\\]/.test(written)) return anyPath;
  const path = absolutePath(step.state.workdir, written);
  return path === undefined ? anyPath : { paths: [path], open: false };
}

function runEffects(step: Step, facts: EffectFacts): StepEffects {
  const script = facts.script(step);
  if (script.unreadable || script.commands.length === 0) return { reads: anyPath, writes: anyPath, variables: 'all' };
  const each = commandsOf(step, facts).map(entry => entry.effects);
  const known = each.filter(effects => effects !== undefined);
  const unknown = known.length < each.length || step.mounts.some(mount => mount.type === 'bind' || mount.type === 'other') ? anyPath : noPaths;
  return { reads: union(unknown, ...known.map(effects => effects.reads)), writes: union(unknown, ...known.map(effects => effects.writes)), variables: 'all' };
}

/** A command of a RUN with what it does; `undefined` effects: anything. */
export interface KnownCommand {
  readonly command: ShellScript['commands'][number];
  readonly install: InstallCommand | undefined;
  readonly effects: CommandEffects | undefined;
}

/** With what the facts of one version have in common, however they are passed on. */
const remembered = new Note<{ readonly installs: EffectFacts['installs']; readonly commands: readonly KnownCommand[] }>();

/** The commands of a RUN, one by one; several rules ask for those of every step. */
export function commandsOf(step: Step, facts: EffectFacts): readonly KnownCommand[] {
  const { installs } = facts;
  const known = remembered.get(step);
  if (known?.installs === installs) return known.commands;
  const commands = readCommands(step, facts);
  remembered.set(step, { installs, commands });
  return commands;
}

function readCommands(step: Step, facts: EffectFacts): readonly KnownCommand[] {
  const installs = new Map(facts.installs(step).map(install => [install.command, install]));
  const system = systemOf(step.state.user);
  const environments = environmentsOf(step, facts.script(step));
  const variable = (name: string) => variableIn(step, name);
  const { commands } = facts.script(step);
  const { instruction } = step;
  return commands.map((command, at) => {
    const written = installs.get(command);
    const install = written && withVariables(written, variable);
    if (install) return { command, install, effects: installEffects(install, { workdir: step.state.workdir, system, environments, script: instruction.text, variable }, found => lookUp(found, step, facts)) };
    const directory = command.directory === undefined ? undefined : absolutePath(step.state.workdir, command.directory === '' ? '.' : command.directory);
    const place = { directory: directory === undefined ? undefined : joinPath('/', directory), system, variable };
    const before = commands[at - 1];
    const between = before ? instruction.text.slice(before.range.to - instruction.range.from, command.range.from - instruction.range.from) : '';
    return { command, install: undefined, effects: commandEffects(command, place) ?? pipedEffects(before, between, command, place) };
  });
}

/** The value that a variable has all through a RUN; `undefined` when the RUN may set it itself. */
function variableIn(step: Step, name: string): string | undefined {
  const value = step.state.variables.get(name)?.value;
  if (value === undefined) return undefined;
  const { text } = step.instruction;
  return setsVariables.test(text) || (text.includes(`${name}=`) && new RegExp(`\\b${escapePattern(name)}=`).test(text)) ? undefined : value;
}

/** Whatever these set has its name somewhere else than before a `=`. */
const setsVariables = /\b(?:read|for|getopts|local|declare|typeset|eval|source|unset)\b|(?:^|[;&|\s])\.\s/;

function lookUp(install: InstallCommand, step: Step, facts: EffectFacts): { readonly set: ManifestSet; readonly folder: string } | undefined {
  const { directory, set } = projectOf(install, step, facts.context);
  return directory === undefined || set === undefined ? undefined : { set, folder: directory };
}

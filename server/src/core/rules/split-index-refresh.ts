// Finds installs of system packages that use an index which another, cached step fetched. Knows which program keeps an
// index from the table beside it, and how to write a refresh into a RUN from `refreshText.ts`.
import { defineMessages, type Message } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import type { Stage, Step } from '../plan/plan.js';
import type { ShellCommand } from '../shell/script.js';
import type { TextEdit } from '../text/edits.js';
import { headRange } from './commandRange.js';
import { insertRefresh, refreshTextOf } from './refreshText.js';
import { removeLines } from './removeLines.js';
import { defineRule, type Fix, type RuleContext } from './rule.js';
import { indexedManagers, quietPrograms, type IndexedManager } from './split-index-refresh.data.js';

const messages = defineMessages('rules.split-index-refresh', {
  found: "'{install}' uses the package index that line {line} fetched: once that line is cached, the packages in it are old or gone. Refresh in the same RUN",
  refresh: 'the index is fetched here',
  title: "Refresh the package index together with '{install}'",
  blockedPlace: "No automatic fix: '{install}' stands in a pipe, a condition or a text that can't be read completely",
  blockedRepository: "No automatic fix: '{command}' may fetch the index itself or not, so what the install sees today is not known",
  blockedSources: "No automatic fix: the package sources change between line {line} and '{install}'",
});

export const splitIndexRefresh = defineRule({
  id: 'split-index-refresh',
  since: '0.1.0',
  category: 'installs',
  severity: 'warning',
  fix: 'safe',
  check,
});

/** A step that installs from an index which an earlier step fetched. */
interface Dependent {
  readonly step: Step;
  readonly install: InstallCommand;
  readonly manager: IndexedManager;
  readonly provider: Provider;
}

interface Provider {
  readonly step: Step;
  readonly command: ShellCommand;
  /** Whether it is a refresh and nothing else; `add-apt-repository` does one as a part of its work. */
  readonly isRefresh: boolean;
}

function check(context: RuleContext): void {
  const dependents = context.plan.stages.flatMap(stage => dependentsOf(stage, context));
  for (const dependent of dependents) {
    const { install, provider } = dependent;
    const line = lineOf(provider.step, context);
    const blocked = blockedBy(dependent, context);
    context.report({
      range: headRange(install.command),
      message: messages.found({ install: install.label, line }),
      related: [{ range: headRange(provider.command), message: messages.refresh() }],
      ...(blocked ? { blocked } : { fix: () => makeFix(dependent, dependents.filter(other => other.provider.step === provider.step), context) }),
    });
  }
}

function lineOf(step: Step, context: RuleContext): number {
  return context.syntax.lines.lineAt(step.instruction.range.from) + 1;
}

function dependentsOf(stage: Stage, context: RuleContext): readonly Dependent[] {
  // Made when there is an install to ask for: a file can be a chain of thousands of stages.
  let lineage: readonly Step[] | undefined;
  const before = (step: Step) => {
    lineage ??= stepsOfLineage(stage);
    return lineage.slice(0, lineage.indexOf(step));
  };
  return stage.steps.flatMap(step => {
    if (step.kind !== 'run') return [];
    for (const [id, manager] of indexedManagers) {
      const install = installWithoutRefresh(step, id, manager, context);
      const provider = install && !hasMountOn(step, manager) ? findProvider(before(step), id, manager, context) : undefined;
      if (install && provider) return [{ step, install, manager, provider }];
    }
    return [];
  });
}

/** The steps that made what a stage's last step sees, from the first on. */
function stepsOfLineage(stage: Stage): readonly Step[] {
  const seen = new Set<Stage>();
  for (let current: Stage | undefined = stage; current && !seen.has(current); current = current.base.kind === 'stage' ? current.base.stage : undefined) seen.add(current);
  return [...seen].reverse().flatMap(found => found.steps);
}

/** `add-apt-repository` refreshes the index once it is done, on most systems. */
function repositoryIn(step: Step, id: string, context: RuleContext): ShellCommand | undefined {
  return id === 'apt' ? context.script(step).commands.findLast(command => command.name === 'add-apt-repository' && !command.args.some(word => /^(?:-n|--no-update)$/.test(word.value))) : undefined;
}

function installWithoutRefresh(step: Step, id: string, manager: IndexedManager, context: RuleContext): InstallCommand | undefined {
  const repository = repositoryIn(step, id, context);
  for (const install of context.installs(step)) {
    if (install.ecosystem.id !== id) continue;
    if (install.kind === 'refresh' || (repository && repository.range.from < install.command.range.from)) return undefined;
    const bringsIndex = install.command.args.some(word => manager.ownIndexOptions.test(word.value));
    if (install.kind === 'packages' && !bringsIndex && install.localPaths.length === 0) return install;
  }
  return undefined;
}

function hasMountOn(step: Step, manager: IndexedManager): boolean {
  return step.mounts.some(mount => mount.target !== undefined && manager.indexFolders.some(folder => folder === mount.target || folder.startsWith(`${mount.target ?? ''}/`) || mount.target?.startsWith(`${folder}/`)));
}

/** The last step before that fetched the index and left it in the image. */
function findProvider(before: readonly Step[], id: string, manager: IndexedManager, context: RuleContext): Provider | undefined {
  for (const step of [...before].reverse()) {
    if (step.kind !== 'run') continue;
    // A script from the network that sets up a package source refreshes the index itself.
    if (removesIndex(step, manager, context) || /\|\s*(?:sudo\s+(?:-E\s+)?)?(?:ba)?sh\b/.test(step.instruction.logicalText)) return undefined;
    const refresh = context.installs(step).find(install => install.ecosystem.id === id && install.kind === 'refresh')?.command ?? repositoryIn(step, id, context);
    if (refresh) return hasMountOn(step, manager) ? undefined : { step, command: refresh, isRefresh: refresh.name !== 'add-apt-repository' };
  }
  return undefined;
}

function removesIndex(step: Step, manager: IndexedManager, context: RuleContext): boolean {
  return context.script(step).commands.some(command => command.name === 'rm' && command.args.some(word => manager.indexFolders.some(folder => word.value === folder || word.value.startsWith(`${folder}/`))));
}

function blockedBy(dependent: Dependent, context: RuleContext): Message | undefined {
  const { install, provider } = dependent;
  if (!provider.isRefresh) return messages.blockedRepository({ command: provider.command.name ?? '' });
  if (sourcesChangeBetween(dependent)) return messages.blockedSources({ line: lineOf(provider.step, context), install: install.label });
  return editFor(dependent, context) ? undefined : messages.blockedPlace({ install: install.label });
}

/** Refreshing later would then see other packages than the image has today. */
function sourcesChangeBetween({ step, provider, manager }: Dependent): boolean {
  const lineage = stepsOfLineage(step.stage);
  return lineage.slice(lineage.indexOf(provider.step) + 1, lineage.indexOf(step) + 1).some(between => {
    if (between.kind === 'run') return manager.sourcesChanged.test(between.instruction.text);
    const destination = between.copy?.destination;
    if (!between.copy) return false;
    return destination === undefined ? manager.sourcesChanged.test(between.instruction.text) : `${manager.sourcesFolder}/`.startsWith(destination.endsWith('/') ? destination : `${destination}/`) || destination.startsWith(`${manager.sourcesFolder}/`);
  });
}

function editFor({ step, install, provider }: Dependent, context: RuleContext): TextEdit | undefined {
  const refresh = refreshTextOf(provider.command, install.command, context.syntax);
  return refresh === undefined ? undefined : insertRefresh({ step, install: install.command, script: context.script(step), syntax: context.syntax }, refresh);
}

/** Gives every install that relied on the same refresh its own, so that the lone refresh can go. */
function makeFix(dependent: Dependent, all: readonly Dependent[], context: RuleContext): Fix | undefined {
  const own = editFor(dependent, context);
  if (!own) return undefined;
  const others = all.map(other => (blockedBy(other, context) ? undefined : editFor(other, context)));
  const everyones = others.every(edit => edit !== undefined) ? others : undefined;
  const { provider } = dependent;
  const isLeftOver = everyones !== undefined && isLone(provider.step, context) && isUnusedUntil(provider.step, all, context);
  const removal = isLeftOver ? [removeLines(context.syntax, provider.step.instruction)] : [];
  return {
    title: messages.title({ install: dependent.install.label }),
    files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [...removal, ...(everyones ?? [own])] }],
  };
}

function isLone(step: Step, context: RuleContext): boolean {
  const { commands, unreadable } = context.script(step);
  const refreshes = context.installs(step).filter(install => install.kind === 'refresh').map(install => install.command);
  return unreadable === undefined && step.mounts.length === 0 && step.instruction.heredocs.length === 0 && commands.every(command => refreshes.includes(command) || command.name === 'set') && !step.instruction.logicalText.includes('>');
}

/** Whether nothing in the stage can use the index before the first step that now fetches it itself. */
function isUnusedUntil(provider: Step, dependents: readonly Dependent[], context: RuleContext): boolean {
  const first = dependents.find(other => other.step.stage === provider.stage);
  if (!first) return false;
  return provider.stage.steps.slice(provider.index + 1, first.step.index).every(step => step.kind !== 'run' || isQuiet(step, context));
}

function isQuiet(step: Step, context: RuleContext): boolean {
  const { commands, unreadable } = context.script(step);
  const installs = new Map(context.installs(step).map(install => [install.command, install]));
  return unreadable === undefined && commands.every(command => {
    const install = installs.get(command);
    return install ? install.ecosystem.family !== 'os' : command.name !== undefined && quietPrograms.has(command.name);
  });
}

// Finds a COPY --from that takes the folder into which the other stage copied its sources, where only what a compiler made of
// them is of use. There is no fix: the image would lose the rest of the folder, and only people know what of it is needed.
import { dataSize, defineMessages } from '../../messages/index.js';
import { bytesOf, contextFacts } from '../context/contextFacts.js';
import { copiedEntries } from '../context/copyMatch.js';
import { placementsOf, stepsAbove } from '../effects/copyLayout.js';
import { directoryOf } from '../effects/manifests.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { isWithin, joinPath } from '../plan/paths.js';
import type { Stage, Step } from '../plan/plan.js';
import { startsWithBuildTool } from './build-without-dependency-step.data.js';
import { builtStages } from './builtStages.js';
import { copyText } from './copy-before-install.names.js';
import { defineRule, type Report, type RuleContext } from './rule.js';
import { bringsSources } from './sourceCopies.js';
import { buildResult } from './whole-tree-from-stage.data.js';

const messages = defineMessages('rules.whole-tree-from-stage', {
  found: "'{copy}' takes the sources along, so every edit of them makes this line and all below it run again, even one that changes nothing in {result}. Copy only that.",
  sources: "'{sources}' puts the sources there",
  build: "'{build}' makes {result} of them",
  blocked: 'No automatic fix: whether the image needs anything else of {folder} is not known ({size} of sources come along).',
  blockedUnsized: 'No automatic fix: whether the image needs anything else of {folder} is not known.',
});

export const wholeTreeFromStage = defineRule({
  id: 'whole-tree-from-stage',
  since: '0.1.0',
  category: 'order',
  severity: 'information',
  fix: 'none',
  check,
});

function check(context: RuleContext): void {
  for (const stage of builtStages(context.plan)) {
    for (const step of stage.steps) {
      const from = step.copy?.fromStage;
      const [source, ...others] = step.copy?.sources ?? [];
      if (!from || source?.path === undefined || source.path === '' || others.length > 0 || worksOnIt(step, context)) continue;
      const found = treeIn(from, joinPath('/', source.path), context);
      if (found) context.report(reportOf(step, found, context));
    }
  }
}

interface Tree {
  readonly folder: string;
  /** The COPY that puts the sources there. */
  readonly sources: Step;
  readonly step: Step;
  readonly install: InstallCommand;
  readonly result: string;
}

/** The sources and the build in a stage's folder; `undefined` where it holds no sources, or nothing was compiled of them. */
function treeIn(stage: Stage, folder: string, context: RuleContext): Tree | undefined {
  const last = stage.steps.at(-1);
  const steps = last ? [...stepsAbove(last), last] : [];
  const sources = steps.find(step => bringsSources(step, context) && placementsOf(step, context.context)?.some(({ to }) => isWithin(to, folder)) === true);
  if (!sources || steps.some(step => step.kind === 'run' && removesFiles(step, context))) return undefined;
  for (const step of steps.slice(steps.indexOf(sources) + 1)) {
    for (const install of step.kind === 'run' ? context.installs(step) : []) {
      const directory = directoryOf(install, step);
      const result = directory !== undefined && isWithin(directory, folder) ? buildResult(install) : undefined;
      if (result !== undefined) return { folder, sources, step, install, result };
    }
  }
  return undefined;
}

function removesFiles(step: Step, context: RuleContext): boolean {
  const { commands, unreadable } = context.script(step);
  return unreadable !== undefined || commands.some(({ name }) => name === 'rm' || name === 'find' || name === 'git');
}

/** Whether something in the taking stage compiles or starts a build tool, and so needs the sources. */
function worksOnIt(step: Step, context: RuleContext): boolean {
  const { instructions, steps } = step.stage;
  if (steps.slice(step.index + 1).some(other => other.kind === 'run' && context.installs(other).some(({ ecosystem }) => ecosystem.family !== 'os'))) return true;
  return instructions.some(({ keyword, text }) => (keyword === 'CMD' || keyword === 'ENTRYPOINT') && startsWithBuildTool.test(text)) || context.plan.stages.some(({ base }) => base.kind === 'stage' && base.stage === step.stage);
}

function reportOf(step: Step, { folder, sources, install, result }: Tree, context: RuleContext): Report {
  const names = { copy: copyText(step), result };
  const size = sizeOf(sources, context);
  return {
    range: step.instruction.range,
    message: messages.found(names),
    related: [
      { range: sources.instruction.range, message: messages.sources({ sources: copyText(sources) }) },
      { range: install.command.nameWord?.range ?? install.command.range, message: messages.build({ build: install.label, result }) },
    ],
    blocked: size === undefined ? messages.blockedUnsized({ folder }) : messages.blocked({ folder, size: dataSize(size) }),
  };
}

/** The bytes of what a COPY brings; `undefined` where that is not known. */
function sizeOf(step: Step, { context }: RuleContext): number | undefined {
  if (!context) return undefined;
  let bytes = 0;
  for (const { path } of step.copy?.sources ?? []) {
    const copied = path === undefined ? undefined : copiedEntries(contextFacts(context), path, step.copy?.excludes ?? []);
    if (copied?.state !== 'known') return undefined;
    bytes += bytesOf(copied.entries);
  }
  return bytes;
}

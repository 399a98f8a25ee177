// Finds files that a RUN writes into a cache mount and that are asked for where the mount is not: they are not in the image.
import { defineMessages } from '../../messages/index.js';
import { isBuiltOn, maxStages } from '../effects/cacheFolderUse.js';
import { absolutePath } from '../effects/paths.js';
import { baseName, isWithin, joinPath } from '../plan/paths.js';
import type { Mount, Stage, Step } from '../plan/plan.js';
import type { Instruction } from '../syntax/instruction.js';
import type { OffsetRange } from '../text/offsets.js';
import { escapePattern } from '../text/patterns.js';
import { cacheMountsOf } from './cacheFolders.js';
import { defineRule, type RuleContext } from './rule.js';

const messages = defineMessages('rules.artifact-in-cache-mount', {
  copied: "'{path}' lies in a cache mount of line {line} and so is not in that stage: copy it out of '{target}' in the same RUN",
  started: "'{path}' lies in a cache mount of line {line} and so is not in the image: copy it out of '{target}' in the same RUN",
  used: "'{path}' lies in a cache mount of line {line} that this RUN does not have: mount it here too, or copy it out of '{target}' there",
  mount: 'what is written here stays in the builder',
  blocked: 'No automatic fix: where the file should go is your decision',
});

export const artifactInCacheMount = defineRule({
  id: 'artifact-in-cache-mount',
  since: '0.1.0',
  category: 'installs',
  severity: 'warning',
  fix: 'none',
  check,
});

interface Kept {
  readonly step: Step;
  readonly mount: Mount;
  readonly target: string;
}

/** Something that asks for a path of the image. */
interface Asker {
  readonly kind: 'copied' | 'started' | 'used';
  readonly path: string;
  readonly range: OffsetRange;
}

function check(context: RuleContext): void {
  if (context.plan.stages.length > maxStages) return;
  const kept = context.plan.steps.flatMap(step => cacheMountsOf(step).flatMap(mount => (mount.target?.startsWith('/') && mount.target !== '/' ? [{ step, mount, target: mount.target }] : [])));
  if (kept.length === 0) return;
  const reported = new Set<number>();
  for (const one of kept) {
    for (const asker of askersOf(one, context)) {
      if (reported.has(asker.range.from) || isMadeElsewhere(one, asker, context)) continue;
      reported.add(asker.range.from);
      report(one, asker, context);
    }
  }
}

function report({ step, mount, target }: Kept, { kind, path, range }: Asker, context: RuleContext): void {
  const line = context.syntax.lines.lineAt(step.instruction.range.from) + 1;
  context.report({ range, message: messages[kind]({ path, line, target }), related: [{ range: mount.range, message: messages.mount() }], blocked: messages.blocked() });
}

function askersOf(kept: Kept, context: RuleContext): readonly Asker[] {
  const { stages, steps } = context.plan;
  const family = stages.filter(stage => stage === kept.step.stage || isBuiltOn(stage, kept.step.stage));
  const copies = steps.flatMap(step => (step.copy?.fromStage && family.includes(step.copy.fromStage) ? copiedPaths(step, kept) : []));
  const below = family.flatMap(stage => (stage === kept.step.stage ? stage.steps.slice(kept.step.index + 1) : stage.steps));
  return [...copies, ...below.flatMap(step => usedPaths(step, kept, context)), ...family.flatMap(stage => startedPaths(stage, kept))];
}

function copiedPaths(step: Step, { target }: Kept): readonly Asker[] {
  return (step.copy?.sources ?? []).flatMap(source => {
    const path = source.path === undefined ? undefined : joinPath('/', source.path);
    return path !== undefined && isWithin(path, target) ? [{ kind: 'copied' as const, path, range: source.range }] : [];
  });
}

/** Words of programs that read what they are given; a program that makes files there itself asks for none. */
const readers: ReadonlySet<string> = new Set(['cp', 'mv', 'strip', 'chmod', 'install', 'ln', 'tar', 'file', 'ldd', 'upx', 'setcap']);

function usedPaths(step: Step, { target }: Kept, context: RuleContext): readonly Asker[] {
  if (step.kind !== 'run' || step.mounts.some(mount => mount.target !== undefined && (isWithin(target, mount.target) || isWithin(mount.target, target)))) return [];
  return context.script(step).commands.flatMap(command => {
    if (command.name === undefined || command.conditional || !readers.has(command.name)) return [];
    const directory = command.directory === undefined ? undefined : absolutePath(step.state.workdir, command.directory === '' ? '.' : command.directory);
    const operands = command.args.filter(word => word.static && !word.value.startsWith('-'));
    return operands.slice(0, command.name === 'chmod' ? undefined : -1).flatMap(word => {
      const path = absolutePath(directory, word.value);
      return path !== undefined && path !== target && isWithin(path, target) ? [{ kind: 'used' as const, path, range: word.range }] : [];
    });
  });
}

/** CMD and ENTRYPOINT of the stage, by their first word. */
function startedPaths(stage: Stage, { target }: Kept): readonly Asker[] {
  const last = (keyword: string): Instruction | undefined => stage.instructions.findLast(instruction => instruction.keyword === keyword);
  return [last('ENTRYPOINT'), last('CMD')].flatMap(instruction => {
    const program = instruction?.args[0];
    if (!instruction || !program || !/^["']?[\w./-]*\/[\w./-]+["']?$/.test(program.text)) return [];
    const workdir = workdirBehind(stage);
    const path = absolutePath(workdir, program.text.replace(/["']/g, ''));
    return path !== undefined && isWithin(path, target) ? [{ kind: 'started' as const, path, range: program.range }] : [];
  });
}

function workdirBehind(stage: Stage): string | undefined {
  const last = stage.instructions.findLast(instruction => instruction.keyword === 'WORKDIR');
  const step = stage.steps.at(-1);
  if (!last) return step?.state.workdir;
  const written = last.args[0]?.text ?? '';
  return /[$"']/.test(written) || !written.startsWith('/') ? undefined : written;
}

/** Whether a step without the mount may have put it into the image: it names the folder, or it is a COPY that covers it. */
function isMadeElsewhere({ step, target }: Kept, { range }: Asker, context: RuleContext): boolean {
  const family = context.plan.stages.filter(stage => stage === step.stage || isBuiltOn(stage, step.stage) || isBuiltOn(step.stage, stage));
  const tail = target.split('/').slice(-1).join('/');
  return family.flatMap(stage => stage.steps).some(other => {
    if (other === step || (range.from >= other.instruction.range.from && range.to <= other.instruction.range.to)) return false;
    if (other.copy) return isLaidDown(other, target);
    if (other.kind !== 'run' || other.mounts.some(mount => mount.target !== undefined && isWithin(target, mount.target))) return false;
    // A build that is not mounted makes the same folder in the image.
    return new RegExp(`(?:^|[\\s/"'=])${escapePattern(tail)}(?:/|\\s|$)`).test(other.instruction.logicalText) || context.installs(other).some(install => install.kind === 'build' || install.kind === 'project');
  });
}

/** A COPY into the folder, or one above it that brings something of the folder's name. What a whole context holds there is taken to be ignored. */
function isLaidDown({ copy }: Step, target: string): boolean {
  if (copy?.destination === undefined) return true;
  const destination = joinPath('/', copy.destination);
  if (isWithin(destination, target)) return true;
  if (!isWithin(target, destination)) return false;
  const name = target.slice(destination === '/' ? 1 : destination.length + 1).split('/')[0];
  return copy.sources.some(source => source.path === undefined || baseName(source.path) === name);
}

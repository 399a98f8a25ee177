// Finds two stages on the same base image that install the same things, neither of which is built on the other. What BuildKit
// would run once anyway, because all up to the install is the same, is left out.
import { defineMessages, roundDuration, type Message } from '../../messages/index.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import { isBuiltOn } from '../effects/cacheFolderUse.js';
import { stepsAbove } from '../effects/copyLayout.js';
import { projectOf } from '../effects/manifests.js';
import type { Stage, Step } from '../plan/plan.js';
import type { ShellWord } from '../shell/script.js';
import { headRange } from './commandRange.js';
import { defineRule, type RuleContext } from './rule.js';

const messages = defineMessages('rules.repeated-install', {
  same: "'{install}' does again what stage {stage} does on the same base image. One stage that both are built on would do it once.",
  sameCost: "'{install}' does again ({cost} last time) what stage {stage} does on the same base image. One stage that both are built on would do it once.",
  overlap: { one: "'{install}' installs {count} package that stage {stage} installs on the same base image too. One stage that both are built on would install it once.", other: "'{install}' installs {count} packages that stage {stage} installs on the same base image too. One stage that both are built on would install them once." },
  overlapCost: { one: "'{install}' ({cost} last time) installs {count} package that stage {stage} installs on the same base image too. One stage that both are built on would install it once.", other: "'{install}' ({cost} last time) installs {count} packages that stage {stage} installs on the same base image too. One stage that both are built on would install them once." },
  first: "'{install}' here",
  blocked: 'No automatic fix: what else the two stages have in common is for people to decide.',
});

export const repeatedInstall = defineRule({
  id: 'repeated-install',
  since: '0.1.0',
  category: 'order',
  severity: 'information',
  fix: 'none',
  check,
});

interface Found {
  readonly step: Step;
  readonly install: InstallCommand;
  /** What tells that another install does the same; `undefined`: only its packages count. */
  readonly key: string | undefined;
  readonly packages: ReadonlySet<string>;
}

function check(context: RuleContext): void {
  if (context.plan.stages.length < 2) return;
  const byBase = new Map<string, Found[]>();
  for (const stage of context.plan.stages) {
    const base = stage.reachable ? imageOf(stage) : undefined;
    if (base === undefined) continue;
    const before = byBase.get(base) ?? [];
    byBase.set(base, before);
    const reported = new Set<Stage>();
    for (const found of installsIn(stage, context)) {
      const first = before.find(other => !reported.has(other.step.stage) && repeats(other, found));
      if (first) {
        reported.add(first.step.stage);
        report(first, found, context);
      }
      before.push(found);
    }
  }
}

/** The image that a stage goes back to, with its platform. */
function imageOf(stage: Stage): string | undefined {
  let root = stage;
  while (root.base.kind === 'stage') root = root.base.stage;
  const { base, from } = root;
  return base.kind === 'image' ? [...from.flags.map(flag => `${flag.name}=${flag.value ?? ''}`), base.reference].join(' ') : undefined;
}

function installsIn(stage: Stage, context: RuleContext): readonly Found[] {
  return stage.steps.flatMap(step => (step.kind === 'run' ? context.installs(step).flatMap(install => foundIn(step, install, context) ?? []) : []));
}

function foundIn(step: Step, install: InstallCommand, context: RuleContext): Found | undefined {
  const { command: { args, conditional, openArguments }, ecosystem, kind } = install;
  if (conditional || openArguments) return undefined;
  const packages = packagesOf(args.filter(word => word.static));
  if (kind === 'packages' && ecosystem.family === 'os') return { step, install, key: undefined, packages: new Set(packages) };
  if (args.some(word => !word.static)) return undefined;
  if (kind === 'packages') return packages.every(name => quickPackages.has(name)) ? undefined : { step, install, key: [ecosystem.id, ...packages].join(' '), packages: none };
  if (kind !== 'manifest') return undefined;
  const { folder } = projectOf(install, step, context.context);
  return folder === undefined ? undefined : { step, install, key: [ecosystem.id, folder, ...args.map(word => word.value)].join(' '), packages: none };
}

const none: ReadonlySet<string> = new Set();

/** The names behind the verb, in order of their letters. */
function packagesOf(args: readonly ShellWord[]): readonly string[] {
  return args.map(word => word.value).filter(word => !word.startsWith('-')).slice(1).sort();
}

/** Package managers themselves: installed in a second or two. */
const quickPackages: ReadonlySet<string> = new Set(['pip', 'setuptools', 'wheel', 'poetry', 'uv', 'pipenv', 'pdm', 'npm', 'yarn', 'pnpm', 'corepack', 'bundler', 'turbo']);

const fewestPackages = 3;

/** Whether the second does what the first does, and BuildKit does not see that by itself. */
function repeats(first: Found, second: Found): boolean {
  const a = first.step.stage;
  const b = second.step.stage;
  if (a === b || first.install.ecosystem !== second.install.ecosystem || isBuiltOn(a, b) || isBuiltOn(b, a)) return false;
  const isSame = first.key === undefined ? isMostly(shared(first, second), first, second) : first.key === second.key;
  return isSame && historyOf(first.step) !== historyOf(second.step);
}

function shared(first: Found, second: Found): number {
  return [...second.packages].filter(name => first.packages.has(name)).length;
}

/** Half of what the smaller one installs, and more than the few that every image has. */
function isMostly(count: number, first: Found, second: Found): boolean {
  return count >= fewestPackages && count * 2 >= Math.min(first.packages.size, second.packages.size);
}

/** All that decides what a step is, as far as the file tells: two steps with the same history are one to BuildKit (solver: equal vertex digests). */
function historyOf(step: Step): string {
  return [...stepsAbove(step), step].filter(({ kind }) => kind !== 'from').map(({ kind, instruction, state }) => {
    const variables = kind === 'run' ? [...state.variables].map(([name, { value }]) => `${name}=${value ?? '?'}`) : [];
    return [instruction.logicalText, state.workdir ?? '', state.user ?? '', state.shell?.join(' ') ?? '', ...variables].join('\n');
  }).join('\n\n');
}

function report(first: Found, { step, install, key, packages }: Found, context: RuleContext): void {
  const milliseconds = context.cost.lastRun(step);
  const { stage } = first.step;
  const names = { install: install.label, stage: stage.name === undefined ? String(stage.index) : `'${stage.name}'` };
  context.report({
    range: headRange(install.command),
    message: messageFor(key === undefined ? shared(first, { step, install, key, packages }) : undefined, names, milliseconds),
    ...(milliseconds === undefined ? {} : { savesMilliseconds: milliseconds }),
    related: [{ range: headRange(first.install.command), message: messages.first({ install: first.install.label }) }],
    blocked: messages.blocked(),
  });
}

function messageFor(count: number | undefined, names: { readonly install: string; readonly stage: string }, milliseconds: number | undefined): Message {
  if (milliseconds === undefined) return count === undefined ? messages.same(names) : messages.overlap({ ...names, count });
  const cost = roundDuration(milliseconds);
  return count === undefined ? messages.sameCost({ ...names, cost }) : messages.overlapCost({ ...names, cost, count });
}

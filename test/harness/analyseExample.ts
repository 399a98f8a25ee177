// Analyses one example in memory: a Dockerfile, the files of its build context and what is known of the build.
import { analyse, type RuleLevel } from '../../server/src/core/analysis.js';
import type { ContextView } from '../../server/src/core/context/contextView.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import type { BuildPlan, BuildSetup, Step } from '../../server/src/core/plan/plan.js';
import type { CostView, Finding, Rule } from '../../server/src/core/rules/rule.js';
import type { DockerfileSyntax } from '../../server/src/core/syntax/instruction.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { memoryContext } from './memoryContext.js';

export interface Example {
  readonly dockerfile: string;
  /** Texts of the build context, by path. An example without files has no known context. */
  readonly files: ReadonlyMap<string, string>;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ExampleAnalysis {
  readonly syntax: DockerfileSyntax;
  readonly plan: BuildPlan;
  readonly findings: readonly Finding[];
}

/** What an `options` block can say. */
interface ExampleOptions {
  /** Build arguments; `null`: given, but with a value that is not known. */
  readonly args?: Readonly<Record<string, string | null>>;
  readonly target?: string;
  readonly platform?: string;
  readonly namedContexts?: Readonly<Record<string, string>>;
  /** Seconds of the last run, by a part of the step's text. */
  readonly seconds?: Readonly<Record<string, number>>;
  /** Digests of bases and of fetched files in the last build, by the reference or address as it is with its variables replaced. */
  readonly digests?: Readonly<Record<string, string>>;
  /** The last lines that steps printed, by a part of the step's text. */
  readonly logs?: Readonly<Record<string, readonly string[]>>;
  /** Further entries of the context by their bytes; a path that ends in `/` is a folder that is not looked into. */
  readonly entries?: Readonly<Record<string, number>>;
  /** In how many commits files changed, each in commits of its own; fewer than ten in all are no history. */
  readonly churn?: Readonly<Record<string, number>>;
  /** Entries of the context that are symbolic links. */
  readonly links?: readonly string[];
  /** Where the Dockerfile lies, from the context (`Dockerfile` unless said otherwise; `../Dockerfile` is outside); `null`: elsewhere. */
  readonly dockerfile?: string | null;
  readonly level?: RuleLevel;
  /** Part of the sentence that says why there is no fix; read by the harness. */
  readonly blocked?: string;
}

const optionNames = ['args', 'target', 'platform', 'namedContexts', 'seconds', 'digests', 'logs', 'entries', 'churn', 'links', 'dockerfile', 'level', 'blocked'];
const root = '/home/project';

/** Runs one rule over an example. A rule that throws makes this throw. */
export function analyseExample(example: Example, rule: Rule): ExampleAnalysis {
  const options = readOptions(example.options);
  const syntax = parseDockerfile(example.dockerfile);
  const context = contextOf(example, options);
  const plan = derivePlan(syntax, setupOf(options, context));
  const cost: CostView = { lastRun: step => millisecondsOf(step, options), baseDigest: step => digestOf(step, options), fetchedDigest: address => options.digests?.[address], logTail: step => byText(options.logs, step) };
  const settings = { levels: new Map(options.level === undefined ? [] : [[rule.id, options.level] as const]) };
  const findings = analyse({ syntax, plan, context, cost, settings }, [rule], crash => { throw crash.error; });
  return { syntax, plan, findings };
}

/** The path by which an example knows a location that a fix names. */
export function exampleLocation(location: string): string {
  return location.startsWith(`${root}/`) ? location.slice(root.length + 1) : location;
}

function readOptions(options: Readonly<Record<string, unknown>>): ExampleOptions {
  const unknown = Object.keys(options).find(name => !optionNames.includes(name));
  if (unknown !== undefined) throw new Error(`don't know the option '${unknown}'`);
  return options;
}

function setupOf(options: ExampleOptions, context: ContextView | undefined): BuildSetup {
  return {
    dockerfile: options.dockerfile?.startsWith('../') ? `${root}/${options.dockerfile}`.replace(/[^/]+\/\.\.\//, '') : `${root}/Dockerfile`,
    context: context && root,
    target: options.target,
    args: new Map(Object.entries(options.args ?? {}).map(([name, value]) => [name, value ?? undefined])),
    platform: options.platform,
    namedContexts: new Map(Object.entries(options.namedContexts ?? {})),
  };
}

function contextOf(example: Example, options: ExampleOptions): ContextView | undefined {
  if (example.files.size === 0 && !options.entries) return undefined;
  const { dockerfile = 'Dockerfile', entries = {}, links = [], churn } = options;
  const isInside = dockerfile !== null && !dockerfile.startsWith('../');
  const own = isInside ? { [dockerfile]: example.dockerfile } : {};
  return memoryContext({ files: { ...own, ...Object.fromEntries(example.files) }, sizes: entries, links, dockerfilePath: dockerfile ?? undefined, root, ...(churn ? { churn } : {}) });
}

function millisecondsOf(step: Step, options: ExampleOptions): number | undefined {
  const seconds = byText(options.seconds, step);
  return seconds === undefined ? undefined : seconds * 1000;
}

function digestOf({ stage: { base } }: Step, options: ExampleOptions): string | undefined {
  return base.kind === 'image' ? options.digests?.[base.reference] : undefined;
}

/** What an option says of the step whose text holds the key. */
function byText<T>(option: Readonly<Record<string, T>> | undefined, step: Step): T | undefined {
  return Object.entries(option ?? {}).find(([part]) => step.instruction.logicalText.includes(part))?.[1];
}

// Analyses one example in memory: a Dockerfile, the files of its build context and what is known of the build.
import { analyse, type RuleLevel } from '../../server/src/core/analysis.js';
import type { ContextView } from '../../server/src/core/context/contextView.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import type { BuildPlan, BuildSetup, Step } from '../../server/src/core/plan/plan.js';
import type { Finding, Rule } from '../../server/src/core/rules/rule.js';
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
  /** Further entries of the context by their bytes; a path that ends in `/` is a folder that is not looked into. */
  readonly entries?: Readonly<Record<string, number>>;
  readonly level?: RuleLevel;
  /** Part of the sentence that says why there is no fix; read by the harness. */
  readonly blocked?: string;
}

const optionNames = ['args', 'target', 'platform', 'namedContexts', 'seconds', 'entries', 'level', 'blocked'];
const root = '/project';

/** Runs one rule over an example. A rule that throws makes this throw. */
export function analyseExample(example: Example, rule: Rule): ExampleAnalysis {
  const options = readOptions(example.options);
  const syntax = parseDockerfile(example.dockerfile);
  const context = contextOf(example, options);
  const plan = derivePlan(syntax, setupOf(options, context));
  const cost = { lastRun: (step: Step) => millisecondsOf(step, options) };
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
    dockerfile: `${root}/Dockerfile`,
    context: context && root,
    target: options.target,
    args: new Map(Object.entries(options.args ?? {}).map(([name, value]) => [name, value ?? undefined])),
    platform: options.platform,
    namedContexts: new Map(Object.entries(options.namedContexts ?? {})),
  };
}

function contextOf(example: Example, options: ExampleOptions): ContextView | undefined {
  if (example.files.size === 0 && !options.entries) return undefined;
  return memoryContext({ Dockerfile: example.dockerfile, ...Object.fromEntries(example.files) }, options.entries ?? {}, root);
}

function millisecondsOf(step: Step, options: ExampleOptions): number | undefined {
  const known = Object.entries(options.seconds ?? {}).find(([part]) => step.instruction.logicalText.includes(part));
  return known && known[1] * 1000;
}

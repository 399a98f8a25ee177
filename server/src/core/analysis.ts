// Runs the rules over one version of one Dockerfile and turns their reports into findings. Knows rules only through their
// contract; knows no files, no editor and no clock.
import type { ContextView } from './context/contextView.js';
import { commandFactsOf, type CommandFacts } from './commandFacts.js';
import type { Ecosystem } from './ecosystems/ecosystem.js';
import type { StepEffects } from './effects/effects.js';
import { deriveEffects } from './effects/deriveEffects.js';
import type { BuildPlan, Step } from './plan/plan.js';
import type { CostView, Cure, Facts, Finding, Fix, Report, Rule, RuleContext, SameAs, Severity } from './rules/rule.js';
import { deriveSuppressions } from './suppression.js';
import type { DockerfileSyntax } from './syntax/instruction.js';

/** What a person can set a rule to. `on`: asked for by name, as severe as the rule itself says. */
export type RuleLevel = 'off' | 'on' | Severity;

/** Tools whose checks are known by their numbers or names. */
export const knownTools = ['hadolint', 'buildkit'] as const satisfies readonly (keyof SameAs)[];

export interface RuleSettings {
  /** By rule id. A rule that is not named keeps its own severity; an id that no rule has is ignored. */
  readonly levels: ReadonlyMap<string, RuleLevel>;
  /** Tools that run beside this one: rules that say no more than their checks do are silent, unless their level is set. */
  readonly otherTools?: ReadonlySet<keyof SameAs>;
}

export interface AnalysisInput {
  readonly syntax: DockerfileSyntax;
  readonly plan: BuildPlan;
  /** `undefined`: no context is known, or it can't be seen. */
  readonly context: ContextView | undefined;
  readonly cost: CostView;
  readonly settings: RuleSettings;
  /** Package managers that a person defined; kept as the same list while the setting stays the same. */
  readonly ecosystems?: readonly Ecosystem[] | undefined;
  /** Facts that were derived from the same values, to be shared with other readers. */
  readonly facts?: Facts;
}

/** A rule that threw, while it looked or while it made a fix. */
export interface RuleCrash {
  readonly rule: Rule;
  readonly error: unknown;
}

/**
 * The findings of all enabled rules, by position. A file that is no Dockerfile (a template, a text in another language)
 * has none. A rule that throws loses its own findings only; `onCrash` hears of it.
 */
export function analyse(input: AnalysisInput, rules: readonly Rule[], onCrash: (crash: RuleCrash) => void): readonly Finding[] {
  if (input.syntax.kind !== 'dockerfile') return [];
  const facts = input.facts ?? deriveFacts(input);
  const suppressions = deriveSuppressions(input.syntax);
  const run = ruleRunner(facts, onCrash);
  const findings: Finding[] = [];
  for (const rule of rules) {
    const level = input.settings.levels.get(rule.id);
    if (level === 'off' || (level === undefined && isSilent(rule, input.settings)) || suppressions.inFile(rule.id)) continue;
    for (const report of run(rule)) findings.push(toFinding(report, rule, level === 'on' ? undefined : level, onCrash));
  }
  return findings.filter(finding => !suppressions.at(finding.range.from, finding.rule.id)).sort(byPlace);
}

/** The facts that rules share. Each is computed when first asked for, and once. */
export function deriveFacts(input: Omit<AnalysisInput, 'settings' | 'facts'>): Facts {
  const { syntax, plan, context, cost } = input;
  const commands = perStep<CommandFacts>(step => commandFactsOf(step, input.ecosystems));
  const effects = perStep<StepEffects>(step => deriveEffects(step, facts));
  const facts: Facts = { syntax, plan, context, cost, script: step => commands(step).script, installs: step => commands(step).installs, effects };
  return facts;
}

function perStep<T>(compute: (step: Step) => T): (step: Step) => T {
  const known = new Map<Step, T>();
  return step => {
    const before = known.get(step);
    if (before !== undefined) return before;
    const value = compute(step);
    known.set(step, value);
    return value;
  };
}

function isSilent({ offByDefault, sameAs }: Rule, { otherTools }: RuleSettings): boolean {
  if (offByDefault === true || !otherTools || otherTools.size === 0 || !sameAs) return offByDefault === true;
  return knownTools.some(tool => otherTools.has(tool) && (sameAs[tool]?.length ?? 0) > 0);
}

/** One context serves all rules in turn: there are some thirty, and they run on every key press. */
function ruleRunner(facts: Facts, onCrash: (crash: RuleCrash) => void): (rule: Rule) => readonly Report[] {
  let reports: Report[] = [];
  const context: RuleContext = { ...facts, report: report => { reports.push(report); } };
  return rule => {
    reports = [];
    try {
      rule.check(context);
      return reports;
    } catch (error) {
      // What it reported before it threw is not trusted either.
      onCrash({ rule, error });
      return [];
    }
  };
}

function toFinding(report: Report, rule: Rule, level: Severity | undefined, onCrash: (crash: RuleCrash) => void): Finding {
  const { fix, alternatives, cure, ...rest } = report;
  if (cure) return new LateFinding(report, cure, { rule, severity: level ?? severityOf(report, rule), onCrash });
  const guard = (make: () => Fix | undefined) => guarded(make, rule, onCrash);
  return {
    ...rest, rule, severity: level ?? severityOf(report, rule),
    ...(fix ? { fix: guard(fix) } : {}), ...(alternatives ? { alternatives: alternatives.map(guard) } : {}),
  };
}

/** A finding whose cure is found out when somebody asks for it. */
class LateFinding implements Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly #report: Report;
  readonly #find: () => Cure | undefined;
  #cure: Pick<Finding, 'fix' | 'alternatives' | 'blocked'> | undefined;

  constructor(report: Report, cure: () => Cure, { rule, severity, onCrash }: { readonly rule: Rule; readonly severity: Severity; readonly onCrash: (crash: RuleCrash) => void }) {
    this.rule = rule;
    this.severity = severity;
    this.#report = report;
    this.#find = guarded(cure, rule, onCrash);
  }

  get range(): Finding['range'] { return this.#report.range; }
  get message(): Finding['message'] { return this.#report.message; }
  get detail(): Finding['detail'] { return this.#report.detail; }
  get related(): Finding['related'] { return this.#report.related; }
  get savesMilliseconds(): number | undefined { return this.#report.savesMilliseconds; }
  get fix(): Finding['fix'] { return this.#known.fix; }
  get alternatives(): Finding['alternatives'] { return this.#known.alternatives; }
  get blocked(): Finding['blocked'] { return this.#known.blocked; }

  get #known(): Pick<Finding, 'fix' | 'alternatives' | 'blocked'> {
    if (this.#cure) return this.#cure;
    const { fix, alternatives, blocked } = this.#find() ?? {};
    return (this.#cure = { ...(fix ? { fix: () => fix } : {}), ...(alternatives ? { alternatives: alternatives.map(other => () => other) } : {}), ...(blocked ? { blocked } : {}) });
  }
}

/** Under a second nothing is worth a warning. */
const quickMilliseconds = 1000;

function severityOf(report: Report, rule: Rule): Severity {
  const severity = report.severity ?? rule.severity;
  const isQuick = report.savesMilliseconds !== undefined && report.savesMilliseconds < quickMilliseconds;
  return isQuick && severity === 'warning' ? 'information' : severity;
}

/** A fix is made long after the rule ran, so it needs a guard of its own. It is asked for several times and made once. */
function guarded<T>(make: () => T | undefined, rule: Rule, onCrash: (crash: RuleCrash) => void): () => T | undefined {
  let made: { readonly value: T | undefined } | undefined;
  const attempt = () => {
    try {
      return make();
    } catch (error) {
      onCrash({ rule, error });
      return undefined;
    }
  };
  return () => (made ??= { value: attempt() }).value;
}

function byPlace(a: Finding, b: Finding): number {
  return a.range.from - b.range.from || a.range.to - b.range.to || (a.rule.id < b.rule.id ? -1 : Number(a.rule.id > b.rule.id));
}

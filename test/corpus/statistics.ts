// Figures over all examined files, as data: for the page, and for comparing two runs.
import { percentile } from '../perf/figures.js';
import type { Examined } from './examine.js';

export interface CorpusRepository {
  readonly name: string;
  readonly commit: string;
  readonly files: number;
}

export interface RuleStatistics {
  readonly rule: string;
  readonly bySeverity: Readonly<Record<string, number>>;
  readonly files: number;
  /** Findings with a fix, and fixes beside the first. */
  readonly fixable: number;
  readonly alternatives: number;
  readonly blocked: number;
  /** By what went and came. */
  readonly shapes: Readonly<Record<string, number>>;
}

export interface CorpusProblem {
  readonly repository: string;
  readonly path: string;
  readonly problem: string;
}

export interface Statistics {
  readonly version: 1;
  readonly repositories: readonly CorpusRepository[];
  readonly files: number;
  readonly unreadable: number;
  readonly milliseconds: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly findingsPerFile: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly filesWithFinding: number;
  readonly filesWithWarning: number;
  readonly filesWithSafeFix: number;
  readonly rules: readonly RuleStatistics[];
  /** By rule and catalogue key. */
  readonly refusals: readonly { readonly rule: string; readonly key: string; readonly count: number }[];
  readonly slowest: readonly { readonly repository: string; readonly path: string; readonly milliseconds: number; readonly lines: number }[];
  readonly problems: readonly CorpusProblem[];
  readonly buildChecks: number | undefined;
}

interface OpenRule {
  readonly bySeverity: Record<string, number>;
  readonly filePaths: Set<string>;
  fixable: number;
  alternatives: number;
  blocked: number;
  readonly shapes: Record<string, number>;
}

/** Takes files one by one, so that no run keeps all their texts. */
export class Collector {
  readonly #repositories: CorpusRepository[] = [];
  readonly #times: number[] = [];
  readonly #counts: number[] = [];
  readonly #rules = new Map<string, OpenRule>();
  readonly #refusals = new Map<string, number>();
  readonly #problems: CorpusProblem[] = [];
  #slowest: { repository: string; path: string; milliseconds: number; lines: number }[] = [];
  #unreadable = 0;
  #withWarning = 0;
  #withSafeFix = 0;

  addRepository(repository: CorpusRepository): void {
    this.#repositories.push(repository);
  }

  addProblem(problem: CorpusProblem): void {
    this.#problems.push(problem);
  }

  addUnreadable(): void {
    this.#unreadable++;
  }

  add(repository: string, file: Examined): void {
    this.#times.push(file.milliseconds);
    this.#counts.push(file.findings.length);
    this.#slowest = [...this.#slowest, { repository, path: file.path, milliseconds: round(file.milliseconds), lines: file.text.split('\n').length }].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 15);
    if (file.findings.some(finding => finding.severity === 'warning')) this.#withWarning++;
    if (file.together.applied > 0) this.#withSafeFix++;
    for (const problem of file.problems) this.addProblem({ repository, path: file.path, problem });
    for (const finding of file.findings) {
      const rule = this.#rule(finding.rule);
      rule.bySeverity[finding.severity] = (rule.bySeverity[finding.severity] ?? 0) + 1;
      rule.filePaths.add(`${repository}/${file.path}`);
      if (finding.fixes.some(fix => !fix.isAlternative)) rule.fixable++;
      rule.alternatives += finding.fixes.filter(fix => fix.isAlternative).length;
      for (const { shape } of finding.fixes) rule.shapes[shape] = (rule.shapes[shape] ?? 0) + 1;
      if (!finding.blocked) continue;
      rule.blocked++;
      const key = JSON.stringify([finding.rule, finding.blocked.key]);
      this.#refusals.set(key, (this.#refusals.get(key) ?? 0) + 1);
    }
  }

  result(buildChecks: number | undefined): Statistics {
    const of = (values: readonly number[]) => ({ p50: round(percentile(values, 0.5)), p99: round(percentile(values, 0.99)), max: round(values.reduce((a, b) => Math.max(a, b), 0)) });
    return {
      version: 1, repositories: this.#repositories, files: this.#times.length, unreadable: this.#unreadable, milliseconds: of(this.#times), findingsPerFile: of(this.#counts),
      filesWithFinding: this.#counts.filter(count => count > 0).length, filesWithWarning: this.#withWarning, filesWithSafeFix: this.#withSafeFix,
      rules: [...this.#rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, { filePaths, ...rest }]) => ({ rule, ...rest, files: filePaths.size })),
      refusals: [...this.#refusals].map(([key, count]) => { const [rule = '', name = ''] = JSON.parse(key) as string[]; return { rule, key: name, count }; }).sort((a, b) => b.count - a.count),
      slowest: this.#slowest, problems: this.#problems, buildChecks,
    };
  }

  #rule(id: string): OpenRule {
    const rule = this.#rules.get(id) ?? { bySeverity: {}, filePaths: new Set(), fixable: 0, alternatives: 0, blocked: 0, shapes: {} };
    this.#rules.set(id, rule);
    return rule;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

// One Dockerfile through check and fix, with everything that must hold whatever the file says. Used on repositories and,
// in the tests, on the rules' own examples.
import type { FileEdits, Finding, Fix, Severity } from '../../server/src/core/rules/rule.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { applyEdits, findConflict } from '../../server/src/core/text/edits.js';
import { sentences } from '../../server/src/core/rules/sentences.js';
import { render } from '../../server/src/messages/index.js';
import type { DockerfileProject } from '../../server/src/project/dockerfileProject.js';
import { analyseWith, applyAllIn } from '../../server/src/project/fixAll.js';
import type { Host } from '../../server/src/project/host.js';
import { Project } from '../../server/src/project/project.js';
import { compareStructure } from './structure.js';

export interface ExaminedFix {
  readonly title: string;
  /** What else becomes different in the image, in its own words. */
  readonly changes: string | undefined;
  /** Offered beside the finding's first fix. */
  readonly isAlternative: boolean;
  readonly shape: string;
  /** The texts of the files it changes, by location. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface ExaminedFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** From 1. */
  readonly line: number;
  readonly message: string;
  readonly fixes: readonly ExaminedFix[];
  /** The sentence that says why there is no fix, and its key in the catalogue. */
  readonly blocked: { readonly key: string; readonly text: string } | undefined;
}

export interface Examined {
  readonly path: string;
  readonly text: string;
  readonly context: string | undefined;
  /** What was computed for `check`; waiting for files is left out. */
  readonly milliseconds: number;
  readonly findings: readonly ExaminedFinding[];
  /** How many fixes were applied together, and the result. */
  readonly together: { readonly applied: number; readonly texts: ReadonlyMap<string, string> };
  /** Whatever must not be, as `what: detail`. */
  readonly problems: readonly string[];
}

export interface ExamineInput {
  readonly host: Host;
  /** Absolute. */
  readonly location: string;
  readonly top: string;
  /** What a person would give for the context; `undefined`: it is found as always. */
  readonly context?: string;
}

/** `undefined`: the file is no text. */
export async function examine({ host, location, top, context }: ExamineInput): Promise<Examined | undefined> {
  const text = await host.files.readText(location, 10_000_000);
  if (text === undefined) return undefined;
  const problems: string[] = [];
  const waiting = new Waiting();
  const log = { info: () => undefined, error: (line: string) => { problems.push(`crash: ${line}`); } };
  const project = new Project({ ...host, log, files: waiting.around(host.files) });
  project.setFolders([top]);
  if (context !== undefined) project.setSettings({ ...project.settings, build: { ...project.settings.build, context } });
  const startedAt = performance.now();
  const opened = project.open(location, text, 0);
  await opened.settle();
  const milliseconds = performance.now() - startedAt - waiting.milliseconds;
  const check = new FileCheck(opened, project, problems);
  const findings: ExaminedFinding[] = [];
  for (const finding of opened.findings) findings.push(await check.finding(finding));
  const together = await check.fixAll();
  project.close(location);
  return { path: location.slice(top === '/' ? 1 : top.length + 1), text, context: opened.contextLocation, milliseconds, findings, together, problems: [...new Set(problems)] };
}

/** Time during which at least one question to the file system is open. */
class Waiting {
  milliseconds = 0;
  #open = 0;
  #since = 0;

  around(files: Host['files']): Host['files'] {
    return {
      list: (folder, options) => this.#during(() => files.list(folder, options)), kind: location => this.#during(() => files.kind(location)),
      names: folder => this.#during(() => files.names(folder)), readText: (file, maxBytes) => this.#during(() => files.readText(file, maxBytes)),
    };
  }

  async #during<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#open++ === 0) this.#since = performance.now();
    try {
      return await ask();
    } finally {
      if (--this.#open === 0) this.milliseconds += performance.now() - this.#since;
    }
  }
}

const mostRounds = 20;

class FileCheck {
  readonly #dockerfile: DockerfileProject;
  readonly #project: Project;
  readonly #problems: string[];

  constructor(dockerfile: DockerfileProject, project: Project, problems: string[]) {
    this.#dockerfile = dockerfile;
    this.#project = project;
    this.#problems = problems;
  }

  async finding(finding: Finding): Promise<ExaminedFinding> {
    const { syntax } = this.#dockerfile;
    const fixes: ExaminedFix[] = [];
    for (const [at, make] of [finding.fix, ...(finding.alternatives ?? [])].entries()) {
      const fix = make?.();
      if (fix) fixes.push(await this.#fix(finding, fix, at > 0));
    }
    const { blocked } = finding;
    return {
      rule: finding.rule.id, severity: finding.severity, line: syntax.lines.lineAt(finding.range.from) + 1, message: sentences(finding, render), fixes,
      blocked: blocked && fixes.length === 0 ? { key: blocked.id, text: render(blocked) } : undefined,
    };
  }

  async #fix(finding: Finding, fix: Fix, isAlternative: boolean): Promise<ExaminedFix> {
    const rule = finding.rule.id;
    const fail = (what: string) => { this.#problems.push(`${rule}: ${what}, line ${this.#dockerfile.syntax.lines.lineAt(finding.range.from) + 1}`); };
    const texts = new Map<string, string>();
    for (const file of fix.files) texts.set(file.location, this.#apply(file, fail));
    const own = fix.files.find(file => file.location === this.#dockerfile.location);
    const before = this.#dockerfile.syntax;
    const after = parseDockerfile(texts.get(this.#dockerfile.location) ?? before.text);
    const { problems, shape } = compareStructure(before, after, own);
    problems.forEach(fail);
    this.#compareFindings(finding, await this.#analyse(texts), fail);
    return { title: render(fix.title), changes: fix.changes && render(fix.changes), isAlternative, shape, texts };
  }

  #apply(file: FileEdits, fail: (what: string) => void): string {
    const known = file.location === this.#dockerfile.location ? this.#dockerfile.syntax.text : undefined;
    if (known !== undefined && known !== file.text) fail('the edits belong to another text');
    if (findConflict(file.edits)) fail('edits overlap');
    const after = applyEdits(file.text, file.edits);
    if (after === file.text) fail('the fix changes nothing');
    if (!keepsLineEnds(file.text, after)) fail('the fix mixes line ends');
    return after;
  }

  /** The findings once the texts are laid over the files, with all that they ask for read. */
  async #analyse(texts: ReadonlyMap<string, string>): Promise<readonly Finding[]> {
    let findings = analyseWith(this.#dockerfile, this.#project, texts);
    for (let round = 0; round < mostRounds; round++) {
      for (const finding of findings) finding.fix?.();
      if (!(await this.#dockerfile.loadMissing())) break;
      findings = analyseWith(this.#dockerfile, this.#project, texts);
    }
    return findings;
  }

  #compareFindings(fixed: Finding, after: readonly Finding[], fail: (what: string) => void): void {
    const before = this.#dockerfile.findings;
    const rule = fixed.rule.id;
    const own = (findings: readonly Finding[]) => findings.filter(finding => finding.rule.id === rule);
    // A fix may cure one of several things that a finding names; then the finding says less afterwards.
    const same = (findings: readonly Finding[]) => own(findings).filter(finding => render(finding.message) === render(fixed.message)).length;
    const fixable = (findings: readonly Finding[]) => own(findings).filter(finding => finding.fix?.()).length;
    if (same(after) >= same(before)) fail('the fix leaves its own finding');
    else if (fixable(after) > fixable(before)) fail('the fix is offered again');
    const warnings = (findings: readonly Finding[], id: string) => findings.filter(finding => finding.rule.id === id && finding.severity === 'warning').length;
    for (const other of new Set(after.map(finding => finding.rule.id))) if (other !== rule && warnings(after, other) > warnings(before, other)) fail(`after the fix ${other} warns`);
  }

  /** All safe fixes together, and once more: the second time there must be nothing left to do. */
  async fixAll(): Promise<Examined['together']> {
    const { applied, texts } = await applyAllIn(this.#dockerfile, this.#project);
    if (applied.length > 0) {
      const left = (await this.#analyse(texts)).filter(finding => {
        const fix = finding.rule.fix === 'safe' ? finding.fix?.() : undefined;
        return fix !== undefined && fix.changes === undefined;
      });
      if (left[0]) this.#problems.push(`${left[0].rule.id}: fixing everything leaves a fix`);
    }
    return { applied: applied.length, texts };
  }
}

/** A text that mixes them already proves nothing. */
function keepsLineEnds(before: string, after: string): boolean {
  if (!before.includes('\n')) return true;
  if (!before.includes('\r')) return !after.includes('\r');
  return /(?<!\r)\n|\r(?!\n)/.test(before) || !/(?<!\r)\n|\r(?!\n)/.test(after);
}

// Makes tests of a rule's page: every example on it is analysed, its findings are compared with its caret lines and its
// fix with its `after` blocks. Refuses pages that prove too little. The format is described in docs/rule-pages.md.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { curesOf, type Finding, type Fix, type Rule } from '../../server/src/core/rules/rule.js';
import { sentences } from '../../server/src/core/rules/sentences.js';
import { applyEdits, findConflict } from '../../server/src/core/text/edits.js';
import { render } from '../../server/src/messages/index.js';
import { analyseExample, exampleLocation, type Example, type ExampleAnalysis } from './analyseExample.js';
import { readMarks, type ExpectedFinding, type MarkedText } from './marks.js';
import { parseRulePage, type PageCase, type RulePage } from './rulePage.js';

export interface RuleTest {
  readonly name: string;
  run(): void;
}

/** One test for the page as a whole and one per case on it. */
export function ruleTests(rule: Rule, pageText: string): readonly RuleTest[] {
  const page = parseRulePage(pageText);
  return [
    { name: 'page', run: () => { checkPage(rule, page); } },
    ...page.cases.map(pageCase => ({ name: pageCase.name, run: () => { checkCase(rule, pageCase); } })),
  ];
}

/** Fails on a page that lacks a part or proves too little. */
export function checkPage(rule: Rule, page: RulePage): void {
  assert.equal(page.title, rule.id, 'the title is the rule id');
  assert.match(page.summary, /^[A-Z`'].*\.$/, 'the first paragraph is one sentence on one line');
  const expected = ['Why', 'Bad', 'Good', ...(rule.fix === 'none' ? [] : ['Fix']), 'When to ignore it', 'Cases'];
  assert.deepEqual(page.sections, expected, 'the headings and their order');
  const marked = page.cases.map(pageCase => ({ pageCase, marks: readMarks(pageCase.main.lines) }));
  for (const { pageCase, marks } of marked) {
    if (pageCase.name.startsWith('Bad')) assert.ok(marks.expected.length > 0, `'${pageCase.name}' states a finding`);
    if (pageCase.name.startsWith('Good')) assert.equal(marks.expected.length, 0, `'${pageCase.name}' states no finding`);
    const foreign = marks.expected.find(finding => finding.ruleId !== rule.id);
    assert.equal(foreign, undefined, `'${pageCase.name}' states a finding of '${foreign?.ruleId}': only '${rule.id}' runs here`);
  }
  assert.ok(marked.filter(({ marks }) => marks.expected.length === 0).length >= 2, 'at least two examples in which the rule is silent');
  assertNoDuplicate(page.cases);
  const fixCases = page.cases.filter(pageCase => pageCase.afters.length > 0);
  if (rule.fix === 'none') assert.deepEqual(fixCases.map(pageCase => pageCase.name), [], 'a rule without a fix has no after block');
  else assert.ok(fixCases.length > 0, 'a rule with a fix has an after block');
}

function assertNoDuplicate(cases: readonly PageCase[]): void {
  const seen = new Map<string, string>();
  for (const pageCase of cases) {
    const key = JSON.stringify([pageCase.main.lines, pageCase.files.map(file => [file.path, file.block.lines]), pageCase.options]);
    assert.ok(!seen.has(key), `'${pageCase.name}' repeats '${seen.get(key)}'`);
    seen.set(key, pageCase.name);
  }
}

/** Runs one case: with both line ends, without a final line end, and cut off at every line. */
export function checkCase(rule: Rule, pageCase: PageCase): void {
  const marks = readMarks(pageCase.main.lines);
  const example = exampleOf(pageCase, marks.text);
  for (const variant of [unchanged, withCrlf, withoutFinalLineEnd]) {
    const changed = variant.change(example);
    const analysis = analyseExample(changed, rule);
    assertFindings(analysis, marks, variant.name);
    checkAction({ rule, pageCase, marks, example: changed, analysis, variant });
  }
  for (let end = marks.text.indexOf('\n'); end >= 0; end = marks.text.indexOf('\n', end + 1)) {
    for (const finding of analyseExample({ ...example, dockerfile: marks.text.slice(0, end) }, rule).findings) offeredFor(finding);
  }
}

interface Variant {
  readonly name: string;
  change(example: Example): Example;
  /** An expected text of an existing file. */
  text(text: string): string;
  /** An offset of the text with `\n`. */
  offset(offset: number, text: string): number;
}

const toCrlf = (text: string) => text.replace(/\n/g, '\r\n');
const unchanged: Variant = { name: 'LF', change: example => example, text: text => text, offset: offset => offset };
const withCrlf: Variant = {
  name: 'CRLF',
  change: example => ({ ...example, dockerfile: toCrlf(example.dockerfile), files: new Map([...example.files].map(([path, text]) => [path, toCrlf(text)])) }),
  text: toCrlf,
  offset: (offset, text) => toCrlf(text.slice(0, offset)).length,
};
const withoutFinalLineEnd: Variant = { name: 'no final line end', change: example => ({ ...example, dockerfile: example.dockerfile.replace(/\n$/, '') }), text: text => text, offset: offset => offset };

/** The example that a case's blocks describe, its Dockerfile given. */
export function exampleOf(pageCase: PageCase, dockerfile: string): Example {
  return { dockerfile, files: new Map(pageCase.files.map(file => [file.path, blockText(file.block.lines)])), options: pageCase.options };
}

function blockText(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('');
}

/** A finding as a caret line would state it. */
export function statedAs(finding: Finding, analysis: ExampleAnalysis): Omit<ExpectedFinding, 'blockLine'> & { readonly message: string } {
  const { lines } = analysis.syntax;
  const start = lines.positionAt(finding.range.from);
  const end = lines.positionAt(finding.range.to);
  const continues = end.line > start.line;
  const to = continues ? lines.lineEnd(start.line) - lines.lineStart(start.line) : end.character;
  return { line: start.line, from: start.character, to, continues, ruleId: finding.rule.id, message: sentences(finding, render) };
}

function assertFindings(analysis: ExampleAnalysis, marks: MarkedText, variant: string): void {
  const describe = (entry: Omit<ExpectedFinding, 'blockLine' | 'message'>) => `line ${entry.line + 1}, columns ${entry.from} to ${entry.to}${entry.continues ? '...' : ''}: ${entry.ruleId}`;
  const actual = analysis.findings.map(finding => statedAs(finding, analysis)).sort((a, b) => a.line - b.line || a.from - b.from);
  const expected = [...marks.expected].sort((a, b) => a.line - b.line || a.from - b.from);
  assert.deepEqual(actual.map(describe), expected.map(describe), `findings (${variant}); found: ${actual.map(entry => entry.message).join(' | ')}`);
  // Amounts in a message can depend on the line ends.
  if (variant !== unchanged.name) return;
  expected.forEach((entry, at) => {
    const message = actual[at]!.message;
    if (entry.message !== undefined) assert.ok(message.includes(entry.message), `message '${message}' should contain '${entry.message}'`);
  });
}

interface ActionCheck {
  readonly rule: Rule;
  readonly pageCase: PageCase;
  readonly marks: MarkedText;
  readonly example: Example;
  readonly analysis: ExampleAnalysis;
  readonly variant: Variant;
}

function checkAction(check: ActionCheck): void {
  const { pageCase, marks, analysis, variant, rule } = check;
  if (rule.fix === 'none') assert.ok(analysis.findings.every(finding => offeredFor(finding).length === 0), 'the rule declares no fix');
  const findings = findingsAtCursor(check);
  const offered = findings.flatMap(finding => offeredFor(finding).map(entry => ({ finding, ...entry })));
  const titlesOf = (finding: Finding) => offered.filter(entry => entry.finding === finding).map(entry => render(entry.fix.title));
  for (const finding of findings) assert.equal(new Set(titlesOf(finding)).size, titlesOf(finding).length, `cures of one finding have titles of their own: ${titlesOf(finding).join(' | ')}`);
  assertBlocked(check, findings, offered.length);
  if (pageCase.afters.length === 0) {
    if (marks.cursor) assert.deepEqual(offered.map(entry => render(entry.fix.title)), [], `no action is offered at the cursor (${variant.name})`);
    return;
  }
  const titles = new Set(pageCase.afters.map(after => after.fix));
  for (const title of titles) {
    const fitting = offered.filter(entry => (title === undefined ? entry.preferred : render(entry.fix.title).includes(title)));
    assert.equal(fitting.length, 1, `one action${title === undefined ? '' : ` with '${title}'`} at the cursor (${variant.name}); blocked by: ${findings.map(finding => finding.blocked && render(finding.blocked)).join(' | ')}`);
    checkFix(check, fitting[0]!, pageCase.afters.filter(after => after.fix === title));
  }
}

interface OfferedFix {
  readonly fix: Fix;
  /** Not one of the alternatives. */
  readonly preferred: boolean;
}

/** What can be done about a finding. */
export function offeredFor(finding: Finding): readonly OfferedFix[] {
  return curesOf(finding).flatMap(make => {
    const fix = make();
    return fix ? [{ fix, preferred: make === finding.fix }] : [];
  });
}

/** Those that the cursor touches; without a cursor all. */
function findingsAtCursor({ marks, analysis, variant }: ActionCheck): readonly Finding[] {
  const { cursor } = marks;
  if (!cursor) return analysis.findings;
  const from = variant.offset(cursor.from, marks.text);
  const to = variant.offset(cursor.to, marks.text);
  return analysis.findings.filter(finding => finding.range.from <= to && from <= finding.range.to);
}

function assertBlocked({ pageCase }: ActionCheck, findings: readonly Finding[], offeredCount: number): void {
  const part = pageCase.options['blocked'];
  if (part === undefined) return;
  assert.equal(offeredCount, 0, 'a blocked fix is not offered');
  const sentences = findings.flatMap(finding => (finding.blocked ? [render(finding.blocked)] : []));
  assert.ok(sentences.some(sentence => sentence.includes(String(part))), `'${sentences.join(' | ')}' should contain '${String(part)}'`);
}

/** The fixes of one look at a text that do what another look's fix does. */
function fixesLike(fix: Fix, { findings }: ExampleAnalysis): readonly Fix[] {
  const title = render(fix.title);
  const all = findings.flatMap(offeredFor).map(offered => offered.fix).filter(other => render(other.title) === title);
  return all.filter(other => isDeepStrictEqual(other, fix)).slice(0, 1);
}

function checkFix(check: ActionCheck, { finding, fix }: OfferedFix & { readonly finding: Finding }, afters: PageCase['afters']): void {
  const { example, analysis, variant, rule } = check;
  assert.deepEqual(fixesLike(fix, analyseExample(example, rule)), [fix], 'a fix is the same each time the text is looked at');
  const result = applyFix(fix, example);
  for (const after of afters) {
    const path = after.path ?? 'Dockerfile';
    const actual = result.get(path);
    const before = path === 'Dockerfile' ? example.dockerfile : example.files.get(path);
    const text = blockText(after.block.lines);
    const expected = before === undefined ? text : variant.text(text);
    const same = variant === withoutFinalLineEnd ? (value: string | undefined) => value?.replace(/\n+$/, '') : (value: string | undefined) => value;
    const actualText = before === undefined ? actual?.replace(/\r\n/g, '\n') : actual;
    assert.equal(same(actualText), same(expected), `${path} after the fix (${variant.name})`);
  }
  assert.deepEqual([...result.keys()].sort(), afters.map(after => after.path ?? 'Dockerfile').sort(), `the files that the fix touches (${variant.name})`);
  const repaired = analyseExample(afterFix(example, result), rule);
  assert.deepEqual(repaired.syntax.problems.map(problem => problem.kind), analysis.syntax.problems.map(problem => problem.kind), 'a fix leaves the syntax sound');
  const key = (entry: Finding, of: ExampleAnalysis) => of.syntax.text.slice(entry.range.from, entry.range.to).replace(/\r\n/g, '\n');
  const same = (of: ExampleAnalysis) => of.findings.filter(entry => key(entry, of) === key(finding, analysis)).length;
  assert.ok(same(repaired) < same(analysis), `the fix leaves its own finding (${variant.name})`);
}

/** Applies a fix after checking that its edits belong to the files as they are. */
export function applyFix(fix: Fix, example: Example): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  for (const file of fix.files) {
    const path = exampleLocation(file.location);
    const before = path === 'Dockerfile' ? example.dockerfile : example.files.get(path);
    assert.equal(file.text, before ?? '', `${path}: the edits belong to the text as it is`);
    assert.equal(file.creates, before === undefined, `${path}: whether the fix creates it`);
    assert.equal(findConflict(file.edits), undefined, `${path}: edits overlap`);
    const after = applyEdits(file.text, file.edits);
    assert.notEqual(after, before, `${path}: the fix changes nothing`);
    if (before !== undefined && before.includes('\n')) assertLineEnds(path, before, after);
    result.set(path, after);
  }
  return result;
}

function assertLineEnds(path: string, before: string, after: string): void {
  // A text that mixes them already proves nothing.
  if (!before.includes('\r')) assert.doesNotMatch(after, /\r/, `${path}: the fix mixes line ends`);
  else if (!/(?<!\r)\n|\r(?!\n)/.test(before)) assert.doesNotMatch(after, /(?<!\r)\n|\r(?!\n)/, `${path}: the fix mixes line ends`);
}

function afterFix(example: Example, result: ReadonlyMap<string, string>): Example {
  const files = new Map(example.files);
  for (const [path, text] of result) if (path !== 'Dockerfile') files.set(path, text);
  return { ...example, files, dockerfile: result.get('Dockerfile') ?? example.dockerfile };
}

// Rewrites a rule's page with what the rule does today (UPDATE=1): caret lines and `after` blocks. Numbers are never typed
// by hand; a person reads the difference.
import type { Rule } from '../../server/src/core/rules/rule.js';
import { render } from '../../server/src/messages/index.js';
import { analyseExample } from './analyseExample.js';
import { applyFix, exampleOf, offeredFor, statedAs } from './checkRule.js';
import { displayedColumn, isCaretLine, readMarks } from './marks.js';
import { parseRulePage, type PageCase } from './rulePage.js';

/** The page's text with caret lines and `after` blocks as the rule makes them. */
export function updatePage(rule: Rule, pageText: string): string {
  const lines = pageText.split('\n');
  const replacements = parseRulePage(pageText).cases.flatMap(pageCase => updateCase(rule, pageCase)).sort((a, b) => b.line - a.line);
  for (const { line, endLine, newLines } of replacements) lines.splice(line + 1, endLine - line - 1, ...newLines);
  return lines.join('\n');
}

interface Replacement {
  readonly line: number;
  readonly endLine: number;
  readonly newLines: readonly string[];
}

function updateCase(rule: Rule, pageCase: PageCase): readonly Replacement[] {
  const marks = readMarks(pageCase.main.lines);
  const example = exampleOf(pageCase, marks.text);
  const analysis = analyseExample(example, rule);
  const stated = analysis.findings.map(finding => statedAs(finding, analysis));
  const newLines: string[] = [];
  let clean = -1;
  for (const line of pageCase.main.lines) {
    if (isCaretLine(line)) continue;
    clean++;
    newLines.push(line);
    for (const entry of stated) {
      if (entry.line !== clean) continue;
      const from = displayedColumn(line, entry.from);
      const to = Math.max(from + 1, displayedColumn(line, entry.to - 1) + 1);
      // A part that a person chose and that still holds is kept.
      const kept = marks.expected.find(expected => expected.line === clean && (expected.message === undefined || entry.message.includes(expected.message)));
      const message = kept ? kept.message : entry.message;
      newLines.push(`${' '.repeat(from)}${'^'.repeat(to - from)}${entry.continues ? '...' : ''} ${entry.ruleId}${message === undefined ? '' : `: ${message}`}`);
    }
  }
  return [{ line: pageCase.main.line, endLine: pageCase.main.endLine, newLines }, ...updateAfters(pageCase, marks.cursor, { example, analysis })];
}

function updateAfters(pageCase: PageCase, cursor: { from: number; to: number } | undefined, { example, analysis }: { example: ReturnType<typeof exampleOf>; analysis: ReturnType<typeof analyseExample> }): readonly Replacement[] {
  return pageCase.afters.flatMap(after => {
    const fixes = analysis.findings.filter(finding => !cursor || (finding.range.from <= cursor.to && cursor.from <= finding.range.to)).flatMap(offeredFor);
    const fix = fixes.find(candidate => (after.fix === undefined ? candidate.preferred : render(candidate.fix.title).includes(after.fix)))?.fix;
    const text = fix && applyFix(fix, example).get(after.path ?? 'Dockerfile');
    return text === undefined ? [] : [{ line: after.block.line, endLine: after.block.endLine, newLines: text.replace(/\n$/, '').split('\n') }];
  });
}

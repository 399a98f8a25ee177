// What the analysis promises whatever the rules do: order, severities, suppression comments, and that one crash costs one rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, type RuleCrash, type RuleLevel } from '../../../server/src/core/analysis.js';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import { defineRule, type Finding, type Rule } from '../../../server/src/core/rules/rule.js';
import { suppressHere, suppressInFile } from '../../../server/src/core/suppression.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { applyEdits } from '../../../server/src/core/text/edits.js';
import { defineMessages, render } from '../../../server/src/messages/index.js';

const messages = defineMessages('test', { seen: 'saw {keyword}', fixed: 'Fix it' });
const base = { since: '0.1.0', category: 'order', severity: 'warning', fix: 'none' } as const;

/** Reports every RUN. */
const everyRun = defineRule({
  ...base, id: 'every-run',
  check: context => {
    for (const step of context.plan.stages.flatMap(stage => stage.steps)) {
      if (step.kind === 'run') context.report({ range: step.instruction.range, message: messages.seen({ keyword: 'RUN' }) });
    }
  },
});
const everyCopy = defineRule({
  ...base, id: 'every-copy', severity: 'hint',
  check: context => {
    for (const step of context.plan.stages.flatMap(stage => stage.steps)) {
      if (step.kind === 'copy') context.report({ range: step.instruction.range, message: messages.seen({ keyword: 'COPY' }) });
    }
  },
});
const throwing = defineRule({ ...base, id: 'throwing', check: context => { context.report({ range: { from: 0, to: 1 }, message: messages.fixed() }); throw new Error('on purpose'); } });
const throwingFix = defineRule({ ...base, id: 'throwing-fix', fix: 'safe', check: context => { context.report({ range: { from: 0, to: 1 }, message: messages.fixed(), fix: () => { throw new Error('in the fix'); } }); } });

const setup = { dockerfile: '/project/Dockerfile', context: undefined, target: undefined, args: new Map(), platform: undefined, namedContexts: new Map() };

function run(text: string, rules: readonly Rule[] = [everyRun, everyCopy], levels: readonly (readonly [string, RuleLevel])[] = []) {
  const crashes: RuleCrash[] = [];
  const syntax = parseDockerfile(text);
  const input = { syntax, plan: derivePlan(syntax, setup), context: undefined, cost: { lastRun: () => undefined }, settings: { levels: new Map(levels) } };
  return { syntax, crashes, findings: analyse(input, rules, crash => crashes.push(crash)) };
}

const found = (findings: readonly Finding[]) => findings.map(finding => `${finding.rule.id} ${finding.range.from}`);
const linesFound = (text: string) => run(text).findings.map(finding => parseDockerfile(text).lines.lineAt(finding.range.from) + 1);

test('findings come by position, not by rule', () => {
  assert.deepEqual(found(run('FROM a\nCOPY a b\nRUN c\nCOPY d e\n').findings), ['every-copy 7', 'every-run 16', 'every-copy 22']);
});

test('a setting changes the severity or switches the rule off', () => {
  const { findings } = run('FROM a\nCOPY a b\nRUN c\n', [everyRun, everyCopy], [['every-run', 'information'], ['every-copy', 'off']]);
  assert.deepEqual(findings.map(finding => [finding.rule.id, finding.severity]), [['every-run', 'information']]);
});

test('a rule that throws loses its own findings and no others', () => {
  const { findings, crashes } = run('FROM a\nRUN c\n', [throwing, everyRun]);
  assert.deepEqual(found(findings), ['every-run 7']);
  assert.deepEqual(crashes.map(crash => [crash.rule.id, String(crash.error)]), [['throwing', 'Error: on purpose']]);
});

test('a fix that throws is no fix, and is reported', () => {
  const { findings, crashes } = run('FROM a\n', [throwingFix]);
  assert.equal(findings[0]!.fix!(), undefined);
  assert.deepEqual(crashes.map(crash => String(crash.error)), ['Error: in the fix']);
});

test('a late cure is found out when somebody asks, and once', () => {
  let asked = 0;
  const late = defineRule({
    ...base, id: 'late', fix: 'safe',
    check: context => {
      const fix = { title: messages.fixed(), files: [] };
      context.report({ range: { from: 0, to: 1 }, message: messages.fixed(), cure: () => { asked++; return { fix, alternatives: [fix] }; } });
      context.report({ range: { from: 0, to: 1 }, message: messages.fixed(), cure: () => ({ blocked: messages.seen({ keyword: 'RUN' }) }) });
    },
  });
  const [first, second] = run('FROM a\n', [late]).findings;
  assert.equal(asked, 0);
  assert.deepEqual([first!.severity, first!.fix?.()?.files, first!.alternatives?.length, first!.blocked], ['warning', [], 1, undefined]);
  assert.equal(first!.fix, first!.fix);
  assert.equal(asked, 1);
  assert.deepEqual([second!.fix, render(second!.blocked!)], [undefined, 'saw RUN']);
});

test('a late cure that throws is none, and is reported', () => {
  const throwing = defineRule({ ...base, id: 'throwing', check: context => { context.report({ range: { from: 0, to: 1 }, message: messages.fixed(), cure: () => { throw new Error('in the cure'); } }); } });
  const { findings, crashes } = run('FROM a\n', [throwing]);
  assert.deepEqual([findings[0]!.fix, findings[0]!.blocked], [undefined, undefined]);
  assert.deepEqual(crashes.map(crash => String(crash.error)), ['Error: in the cure']);
});

test('a template or another language has no findings', () => {
  assert.deepEqual(found(run('FROM {{ base }}\nRUN x\n{% if a %}\nRUN y\n{% endif %}\n').findings), []);
});

test('a comment above an instruction silences the rules it names, there only', () => {
  assert.deepEqual(linesFound('FROM a\n# layerwise ignore=every-run\nRUN x\nRUN y\n'), [4]);
  assert.deepEqual(linesFound('FROM a\n# layerwise ignore=every-run,every-copy\nRUN x\n# layerwise ignore=every-copy , every-run because of reasons\nCOPY y z\n'), []);
  assert.deepEqual(linesFound('FROM a\n# layerwise ignore=every-copy\nRUN x\n'), [3]);
});

test('other comments may stand between, an empty line may not', () => {
  assert.deepEqual(linesFound('FROM a\n# layerwise ignore=every-run\n# why\nRUN x\n'), []);
  assert.deepEqual(linesFound('FROM a\n# layerwise ignore=every-run\n\nRUN x\n'), [4]);
});

test('a comment anywhere silences a rule in the whole file', () => {
  assert.deepEqual(linesFound('FROM a\nRUN x\nCOPY a b\nRUN y\n# layerwise ignore-file=every-run\n'), [3]);
});

function suppressed(text: string, make: typeof suppressHere): string {
  const { findings, syntax } = run(text);
  const fix = make(findings[0]!, syntax, setup)!;
  const after = applyEdits(text, fix.files[0]!.edits);
  assert.equal(run(after).findings.length, findings.length - 1, after);
  return after;
}

test('silencing here adds a comment line, or a rule to the one that is there', () => {
  assert.equal(suppressed('FROM a\r\n  RUN x\r\n', suppressHere), 'FROM a\r\n  # layerwise ignore=every-run\r\n  RUN x\r\n');
  assert.equal(suppressed('FROM a\n# layerwise ignore=every-copy (slow)\n# x\nRUN x\n', suppressHere), 'FROM a\n# layerwise ignore=every-copy,every-run (slow)\n# x\nRUN x\n');
});

test('silencing the file keeps the parser directives on top', () => {
  assert.equal(suppressed('# syntax=docker/dockerfile:1\n# escape=\\\nFROM a\nRUN x\n', suppressInFile), '# syntax=docker/dockerfile:1\n# escape=\\\n# layerwise ignore-file=every-run\nFROM a\nRUN x\n');
  assert.equal(suppressed('\uFEFFFROM a\nRUN x\n', suppressInFile), '\uFEFF# layerwise ignore-file=every-run\nFROM a\nRUN x\n');
  assert.equal(suppressed('FROM a\nRUN x\n# layerwise ignore-file=other\n', suppressInFile), 'FROM a\nRUN x\n# layerwise ignore-file=other,every-run\n');
});

test('the titles quote the comment', () => {
  const { findings, syntax } = run('FROM a\nRUN x\n');
  assert.equal(render(suppressHere(findings[0]!, syntax, setup)!.title), 'Ignore this here: # layerwise ignore=every-run');
});

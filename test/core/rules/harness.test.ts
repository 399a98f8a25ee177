// The harness must refuse pages that prove too little and rules that break their promises: each refusal has a page that
// earns it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defineRule, type Report, type Rule, type RuleContext } from '../../../server/src/core/rules/rule.js';
import { defineMessages, type Message } from '../../../server/src/messages/index.js';
import { ruleTests } from '../../harness/checkRule.js';
import { readMarks } from '../../harness/marks.js';
import { updatePage } from '../../harness/updateRule.js';

const messages = defineMessages('test', { bad: "'{word}' is bad", title: 'Make it good', other: 'Make it better' });

/** Finds every `bad` in a RUN; the fix is what a test wants it to be. */
function badRule(makeFix?: (context: RuleContext, from: number, to: number) => ReturnType<NonNullable<Report['fix']>>): Rule {
  return defineRule({
    id: 'bad-word', since: '0.1.0', category: 'order', severity: 'warning', fix: makeFix ? 'safe' : 'none',
    check: context => {
      for (const match of context.syntax.text.matchAll(/\bbad\b/g)) {
        const range = { from: match.index, to: match.index + 3 };
        context.report({ range, message: messages.bad({ word: 'bad' }), ...(makeFix ? { fix: () => makeFix(context, range.from, range.to) } : {}) });
      }
    },
  });
}

const replaceBy = (newText: string) => badRule((context, from, to) => ({ title: messages.title(), files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range: { from, to }, newText }] }] }));

function page(cases: string, { fix = false, good = 'RUN fine' } = {}): string {
  const fence = '```';
  return `# bad-word

Finds bad words.

## Why

## Bad

${fence}dockerfile
FROM a
RUN bad
    ^^^ bad-word
${fence}

## Good

${fence}dockerfile
FROM a
${good}
${fence}
${fix ? '\n## Fix\n' : ''}
## When to ignore it

## Cases

### Silent

${fence}dockerfile
FROM b
RUN fine
${fence}

${cases.replaceAll('~~~', fence)}`;
}

const fixCase = '### Fixed\n\n~~~dockerfile\nFROM a\nRUN <|>bad\n    ^^^^^^ bad-word\nRUN x\n~~~\n\n~~~dockerfile after\nFROM a\nRUN good\nRUN x\n~~~\n';

function run(rule: Rule, text: string): void {
  for (const ruleTest of ruleTests(rule, text)) ruleTest.run();
}

const refuses = (rule: Rule, text: string, reason: RegExp) => { assert.throws(() => { run(rule, text); }, reason); };

test('accepts a sound page', () => {
  run(badRule(), page(''));
  run(replaceBy('good'), page(fixCase, { fix: true }));
});

/** The same with a second cure that is worse; its title and text are what a test wants. */
function twoCures(title: () => Message, newText: string): Rule {
  const rule = replaceBy('good');
  return {
    ...rule,
    check: context => {
      const files = (range: { from: number; to: number }) => [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range, newText }] }];
      rule.check({ ...context, report: report => { context.report({ ...report, alternatives: [() => ({ title: title(), files: files(report.range) }), () => undefined] }); } });
    },
  };
}

const bothShown = `${fixCase}\n~~~dockerfile after fix="better"\nFROM a\nRUN best\nRUN x\n~~~\n`;

test('an after block without words is the preferred fix; alternatives are chosen by words of their title', () => {
  run(twoCures(messages.other, 'best'), page(bothShown, { fix: true }));
  run(twoCures(messages.other, 'best'), page(fixCase, { fix: true }));
  const updated = updatePage(twoCures(messages.other, 'best'), page(bothShown.replace('RUN best', 'RUN stale'), { fix: true }));
  assert.match(updated, /after fix="better"\nFROM a\nRUN best\n/);
  assert.match(updated, /dockerfile after\nFROM a\nRUN good\n/);
});

describe('refuses', () => {
  test('an alternative that breaks a promise, or has the title of another cure', () => {
    refuses(twoCures(messages.other, 'worst'), page(bothShown, { fix: true }), /Dockerfile after the fix/);
    refuses(twoCures(messages.other, 'bad'), page(bothShown, { fix: true }), /the fix changes nothing/);
    refuses(twoCures(messages.title, 'best'), page(fixCase, { fix: true }), /titles of their own/);
    refuses(twoCures(messages.other, 'best'), page(`${fixCase}\n### None\n\n~~~dockerfile\nFROM c\nRUN <|>bad\n    ^^^^^^ bad-word\n~~~\n`, { fix: true }), /no action is offered/);
  });
  test('a finding that is not stated, and a stated one that is not found', () => {
    refuses(badRule(), page('### A\n\n~~~dockerfile\nFROM a\nRUN bad x\n~~~\n'), /findings \(LF\)/);
    refuses(badRule(), page('### A\n\n~~~dockerfile\nFROM a\nRUN fine x\n    ^^^^ bad-word\n~~~\n'), /findings \(LF\)/);
  });
  test('carets that mark another range', () => {
    refuses(badRule(), page('### A\n\n~~~dockerfile\nFROM a\nRUN bad x\n    ^^ bad-word\n~~~\n'), /columns 4 to 6/);
  });
  test('another message', () => {
    refuses(badRule(), page("### A\n\n~~~dockerfile\nFROM a\nRUN bad x\n    ^^^ bad-word: 'worse'\n~~~\n"), /should contain ''worse''/);
  });
  test('a finding of another rule', () => {
    refuses(badRule(), page('### A\n\n~~~dockerfile\nFROM a\nRUN bad x\n    ^^^ good-word\n~~~\n'), /only 'bad-word' runs here/);
  });
  test('the same case twice', () => {
    refuses(badRule(), page('### A\n\n~~~dockerfile\nFROM b\nRUN fine\n~~~\n'), /'Cases > A' repeats 'Cases > Silent'/);
  });
  test('fewer than two silent examples', () => {
    refuses(badRule(), page('', { good: 'RUN fine' }).replace(/### Silent[\s\S]*?```\n/, ''), /at least two examples/);
  });
  test('a heading that is missing, and a title that is not the id', () => {
    refuses(badRule(), page('').replace('## Why\n', ''), /the headings and their order/);
    refuses(badRule(), page('').replace('# bad-word', '# bad-words'), /the title is the rule id/);
  });
  test('a fix that no case shows, and a case whose rule has no fix', () => {
    refuses(replaceBy('good'), page('', { fix: true }), /a rule with a fix has an after block/);
    refuses(badRule(), page(fixCase), /a rule without a fix has no after block/);
  });
  test('a fix that changes nothing', () => {
    refuses(replaceBy('bad'), page(fixCase, { fix: true }), /the fix changes nothing/);
  });
  test('a fix after which the rule reports the same', () => {
    refuses(replaceBy('good bad'), page(fixCase.replace('RUN good', 'RUN good bad'), { fix: true }), /the fix leaves its own finding/);
  });
  test('a fix that mixes line ends', () => {
    refuses(replaceBy('good\n'), page(fixCase.replace('RUN good', 'RUN good\n'), { fix: true }), /CRLF|mixes line ends/);
  });
  test('a fix with edits that overlap', () => {
    const overlapping = badRule((context, from, to) => ({ title: messages.title(), files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range: { from, to }, newText: 'good' }, { range: { from: from + 1, to }, newText: '' }] }] }));
    refuses(overlapping, page(fixCase, { fix: true }), /edits overlap/);
  });
  test('a fix that is another one each time', () => {
    let count = 0;
    const moody = badRule((context, from, to) => ({ title: messages.title(), files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range: { from, to }, newText: `good${'!'.repeat(count++)}` }] }] }));
    refuses(moody, page(fixCase, { fix: true }), /the same each time/);
  });
  test('an action where none is stated', () => {
    refuses(replaceBy('good'), page(`${fixCase}\n### None\n\n~~~dockerfile\nFROM c\nRUN <|>bad\n    ^^^^^^ bad-word\n~~~\n`, { fix: true }), /no action is offered/);
  });
  test('a file that the fix touches and no block shows', () => {
    const two = badRule((context, from, to) => ({ title: messages.title(), files: [{ location: context.plan.setup.dockerfile, text: context.syntax.text, creates: false, edits: [{ range: { from, to }, newText: 'good' }] }, { location: '/home/project/.dockerignore', text: '', creates: true, edits: [{ range: { from: 0, to: 0 }, newText: 'x\n' }] }] }));
    refuses(two, page(fixCase, { fix: true }), /the files that the fix touches/);
    run(two, page(`${fixCase}\n~~~text after file=.dockerignore\nx\n~~~\n`, { fix: true }));
  });
  test('a rule that throws, also on a text that is cut off', () => {
    const throwing = defineRule({ ...badRule(), check: () => { throw new Error('on purpose'); } });
    refuses(throwing, page(''), /on purpose/);
    const sensitive = defineRule({ ...badRule(), check: context => { if (context.plan.stages[0]!.steps.length < 2) throw new Error('only FROM'); badRule().check(context); } });
    refuses(sensitive, page(''), /only FROM/);
  });
  test('an option it does not know, and a block it does not know', () => {
    refuses(badRule(), page('### A\n\n~~~dockerfile\nFROM a\n~~~\n\n~~~json options\n{ "sceonds": 1 }\n~~~\n'), /don't know the option 'sceonds'/);
    refuses(badRule(), page('### A\n\n~~~dockerfile afterwards\nFROM a\n~~~\n'), /don't know 'afterwards'/);
  });
});

test('marks are taken out before the text is read, also inside a continuation and a here-document', () => {
  const marks = readMarks(['FROM a', 'RUN x \\', '  b<|>ad \\', '  ^^^^^^ bad-word: part', '  $0 ${V}', 'RUN <<EOF', 'bad', '^^^... bad-word', 'EOF']);
  assert.equal(marks.text, 'FROM a\nRUN x \\\n  bad \\\n  $0 ${V}\nRUN <<EOF\nbad\nEOF\n');
  assert.deepEqual(marks.cursor, { from: 18, to: 18 });
  assert.deepEqual(marks.expected.map(({ line, from, to, continues, message }) => [line, from, to, continues, message]), [[2, 2, 5, false, 'part'], [5, 0, 3, true, undefined]]);
});

test('an update writes what the rule does today and keeps what still holds', () => {
  const stale = page(fixCase.replace('    ^^^^^^ bad-word', ' ^ bad-word: is bad').replace('RUN good', 'RUN something'), { fix: true });
  assert.equal(updatePage(replaceBy('good'), stale), page(fixCase.replace('    ^^^^^^ bad-word', '       ^^^ bad-word: is bad'), { fix: true }));
});

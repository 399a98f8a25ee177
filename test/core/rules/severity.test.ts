// Severity follows cost: where builds have told that every step is quick, no rule warns of lost time.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { rules } from '../../../server/src/core/rules/index.js';
import { render } from '../../../server/src/messages/index.js';
import { analyseExample } from '../../harness/analyseExample.js';
import { exampleOf } from '../../harness/checkRule.js';
import { readMarks } from '../../harness/marks.js';
import { parseRulePage } from '../../harness/rulePage.js';

declare const __ROOT__: string;

/** Rules that warn of something other than time: a build that fails, an image that is wrong, or a secret that gets out. */
const notAboutTime: ReadonlySet<string> = new Set(['artifact-in-cache-mount', 'ignored-source', 'secret-in-context', 'source-outside-context', 'split-index-refresh']);

for (const rule of rules.filter(({ id }) => !notAboutTime.has(id))) {
  test(`${rule.id}: no warning where all steps together take under a second`, () => {
    const page = parseRulePage(readFileSync(path.join(__ROOT__, 'server/src/core/rules', `${rule.id}.md`), 'utf8'));
    for (const pageCase of page.cases.filter(({ options }) => options['level'] === undefined)) {
      const example = exampleOf(pageCase, readMarks(pageCase.main.lines).text);
      // The empty text is a part of every step's.
      const { findings } = analyseExample({ ...example, options: { ...example.options, seconds: { '': 0.05 } } }, rule);
      const warnings = findings.filter(({ severity }) => severity === 'warning').map(({ message }) => render(message));
      assert.deepEqual(warnings, [], pageCase.name);
    }
  });
}

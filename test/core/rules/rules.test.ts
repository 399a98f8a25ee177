// Runs every rule's page: its examples are the rule's tests. `UPDATE=1` rewrites the pages instead.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { rules } from '../../../server/src/core/rules/index.js';
import { ruleTests } from '../../harness/checkRule.js';
import { updatePage } from '../../harness/updateRule.js';

declare const __ROOT__: string;
const folder = path.join(__ROOT__, 'server/src/core/rules');

for (const rule of rules) {
  const file = path.join(folder, `${rule.id}.md`);
  if (process.env['UPDATE']) writeFileSync(file, updatePage(rule, readFileSync(file, 'utf8')));
  describe(rule.id, () => {
    for (const ruleTest of ruleTests(rule, readFileSync(file, 'utf8'))) test(ruleTest.name, () => { ruleTest.run(); });
  });
}

test('every rule file is in the list, under its own id', () => {
  const pages = readdirSync(folder).filter(name => name.endsWith('.md')).map(name => name.replace(/\.md$/, '')).sort();
  assert.deepEqual(rules.map(rule => rule.id).sort(), pages);
});

// What is generated from the rules and the manifest is current, and the scaffold refuses ids that name no problem.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

declare const __ROOT__: string;

const run = (script: string, ...args: string[]) => spawnSync(process.execPath, [path.join(__ROOT__, 'scripts', script), ...args], { encoding: 'utf8', cwd: __ROOT__ });

test('the list of rules, their pages, the setting and the tables are current', () => {
  const result = run('generate.mjs', '--check');
  assert.equal(result.stderr, '');
  assert.equal(result.status, 0);
});

test('an id that is one word, or not lower case, is refused before anything is written', () => {
  for (const id of ['mount', 'MissingMount', 'missing_mount', '']) {
    const result = run('new-rule.mjs', id);
    assert.equal(result.status, 2, id);
    assert.match(result.stderr, /^usage:/);
  }
});

// What modern Yarn writes anew counts as changed by a fix that copies the sources behind the install. The texts that keep their
// form were tried with Yarn 4.9.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../../server/src/core/analysis.js';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import { copyBeforeInstall } from '../../../server/src/core/rules/copy-before-install.js';
import { curesOf } from '../../../server/src/core/rules/rule.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { memoryContext } from '../../harness/memoryContext.js';
import { sampleSetup } from '../../harness/plan.js';

function declared(manifest: string, { settings = true, install = 'yarn install' } = {}): readonly string[] {
  const syntax = parseDockerfile(`FROM node:20\nWORKDIR /app\nCOPY . .\nRUN ${install}\n`);
  const context = memoryContext({ files: { 'package.json': manifest, 'index.js': '1\n', ...(settings ? { '.yarnrc.yml': 'nodeLinker: node-modules\n' } : {}) } });
  const [finding] = analyse({ syntax, plan: derivePlan(syntax, sampleSetup), context, cost: { lastRun: () => undefined }, settings: { levels: new Map() } }, [copyBeforeInstall], crash => { throw crash.error; });
  const [fix] = finding ? curesOf(finding).flatMap(make => make() ?? []) : [];
  assert.ok(fix, 'a fix');
  return fix.expectedDifferences ?? [];
}

const written = (manifest: object, indent: string | number = 2) => `${JSON.stringify(manifest, undefined, indent)}\n`;

test('a manifest in the form that Yarn gives it', () => {
  const manifest = { dependencies: { 'is-number': '7.0.0', 'left-pad': '1.3.0' }, name: 'web', files: [] };
  for (const text of [written(manifest), written(manifest, 4), written(manifest, '\t'), written(manifest).replaceAll('\n', '\r\n')]) assert.deepEqual(declared(text), []);
});

test('any other form', () => {
  const texts = [
    '{ "name": "web" }\n', written({ name: 'web' }).trimEnd(), written({ name: 'web', dependencies: {} }), written({ name: 'web', dependencies: { 'left-pad': '1.3.0', 'is-number': '7.0.0' } }), '{\n  "name": "web",\n  "files": ["a", "b"]\n}\n',
  ];
  for (const text of texts) assert.deepEqual(declared(text), ['/app/package.json'], text);
});

test('which Yarn it is', () => {
  const untidy = '{ "name": "web" }\n';
  assert.deepEqual(declared(untidy, { settings: false }), []);
  assert.deepEqual(declared('{ "name": "web", "packageManager": "yarn@4.9.4" }\n', { settings: false }), ['/app/package.json']);
  assert.deepEqual(declared('{ "name": "web", "packageManager": "yarn@1.22.22" }\n', { settings: false }), []);
  assert.deepEqual(declared(untidy, { settings: false, install: 'yarn install --mode=skip-build' }), ['/app/package.json']);
  assert.deepEqual(declared(untidy, { install: 'npm install' }), []);
});

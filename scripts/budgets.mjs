// Bundle sizes, minified, against their budgets in kB. A bundle that grows past its budget is a decision, not an accident.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/dependencies.mjs';

const budgets = {
  'dist/client.cjs': 10,
  'dist/languageClient.cjs': 550,
  'dist/shared.cjs': 850,
  'dist/server.cjs': 5,
  'dist/languageServer.cjs': 250,
  'dist/cli.cjs': 5,
  'dist/commandLine.cjs': 120,
  'dist/yamlReader.cjs': 130,
  'dist/proofTools.cjs': 60,
  'dist/web/client.cjs': 560,
  'dist/web/server.js': 1000,
};

const sizes = JSON.parse(readFileSync(path.join(root, 'dist/meta.json'), 'utf8'));
let over = 0;
for (const [file, budget] of Object.entries(budgets)) {
  const size = sizes[file];
  const fits = size !== undefined && size <= budget * 1000;
  if (!fits) over++;
  console.log(`${fits ? 'ok  ' : 'OVER'} ${file.padEnd(26)} ${size === undefined ? 'missing' : (size / 1000).toFixed(1)} of ${budget} kB`);
}
for (const file of Object.keys(sizes)) if (!(file in budgets)) { console.log(`OVER ${file} has no budget`); over++; }
process.exit(over ? 1 : 0);

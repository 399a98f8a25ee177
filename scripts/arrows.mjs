// Checks the arrows between rooms by dependency-cruiser, and that it really looked: with an unfit compiler it reports
// "no violations" over nothing.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './lib/dependencies.mjs';

const run = spawnSync(path.join(root, 'node_modules/.bin/depcruise'), ['server/src', 'client/src', '--config', '.dependency-cruiser.cjs'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
process.stdout.write(run.stdout);
process.stderr.write(run.stderr);
const modules = Number(/\((\d+) modules/.exec(run.stdout)?.[1] ?? /(\d+) modules/.exec(run.stdout)?.[1] ?? 0);
if (modules < 100) {
  console.error(`Only ${modules} modules were looked at; that is not the project.`);
  process.exit(1);
}
process.exit(run.status ?? 1);

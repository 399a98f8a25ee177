// Line coverage of server/src/core from the unit tests' V8 data: at least 95 %.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './lib/dependencies.mjs';

const [folder] = process.argv.slice(2);
const run = spawnSync(path.join(root, 'node_modules/.bin/c8'), [
  'report', '--temp-directory', folder, '--reporter=text', '--reporter=text-summary', '--exclude-after-remap', '--allowExternal=false',
  '--include=server/src/core/**/*.ts', '--src=server/src/core', '--check-coverage', '--lines=95', '--functions=0', '--branches=0', '--statements=0',
], { cwd: root, stdio: 'inherit' });
process.exit(run.status ?? 1);

// Packs dist/layerwise.vsix from what esbuild.mjs built. `npm run package` builds first.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/dependencies.mjs';

const file = path.join(root, 'dist/layerwise.vsix');
const run = spawnSync(path.join(root, 'node_modules/.bin/vsce'), ['package', '--no-dependencies', '-o', file], { cwd: root, stdio: 'inherit' });
if (run.status === 0) console.log(`${(statSync(file).size / 1000).toFixed(0)} kB`);
process.exit(run.status ?? 1);

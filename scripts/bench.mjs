// `npm run bench [-- --quick]`: builds and packs what is measured, gets the peers, and runs test/perf/bench.ts, which prints
// the figures and writes docs/PERFORMANCE.md. A goal that is missed is marked there; it does not fail the command.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';

ensureDependencies();
const { build } = await import('esbuild');

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 'inherit'], shell: process.platform === 'win32', ...options });
  if (status !== 0) {
    console.error(`Not measured: ${[command, ...args].join(' ')} failed.`);
    process.exit(1);
  }
}

const peers = path.join(root, 'tools/peers');
if (!existsSync(path.join(peers, 'node_modules'))) run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: peers });
run(process.execPath, ['esbuild.mjs']);
run(process.execPath, ['scripts/package.mjs']);

const out = path.join(root, 'out/bench');
const shared = { bundle: true, platform: 'node', target: 'node20', mainFields: ['module', 'main'], logLevel: 'warning', define: { __ROOT__: JSON.stringify(root) } };
await build({ ...shared, entryPoints: [path.join(root, 'test/perf/bench.ts')], outfile: path.join(out, 'bench.mjs'), format: 'esm' });
// The floor is bundled and minified as our own server is.
await build({ ...shared, entryPoints: [path.join(root, 'test/perf/echoServer.ts')], outfile: path.join(out, 'echoServer.cjs'), format: 'cjs', minify: true });
run(process.execPath, [path.join(out, 'bench.mjs'), ...process.argv.slice(2)], { stdio: ['ignore', 'inherit', 'inherit'] });

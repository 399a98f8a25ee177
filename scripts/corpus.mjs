// `npm run corpus -- FOLDER...` and `npm run precision -- [FOLDER...]`: bundles test/corpus/main.ts and runs it. With
// `--build-check` the engine of the shell is used, or the private one that scripts/engine/cli.mjs started.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';

ensureDependencies();
const { build } = await import('esbuild');
const args = process.argv.slice(2);
const outfile = path.join(root, 'out/corpus/main.mjs');
await build({
  entryPoints: [path.join(root, 'test/corpus/main.ts')], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', mainFields: ['module', 'main'], sourcemap: 'linked', logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" }, define: { __ROOT__: JSON.stringify(root) },
});
let env = process.env;
if (args.includes('--build-check') && !env.DOCKER_HOST) {
  const { attachEngine, engineEnv, sessionDir } = await import('./engine/daemon.mjs');
  const engine = attachEngine(sessionDir());
  if (engine) env = engineEnv(engine.env);
}
process.exit(spawnSync(process.execPath, ['--enable-source-maps', outfile, ...args], { stdio: 'inherit', env }).status ?? 1);

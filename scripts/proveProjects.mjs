// `npm run prove:projects [-- WORDS...]`: proves the projects of test/harness/projects on a real engine, all of them or those
// whose names hold one of the words.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';

ensureDependencies();
const { build } = await import('esbuild');
const outfile = path.join(root, 'out/prove/proveProjects.mjs');
await build({
  entryPoints: [path.join(root, 'test/harness/proveProjects.ts')], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', mainFields: ['module', 'main'], logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = new URL(import.meta.url).pathname; const __dirname = new URL('.', import.meta.url).pathname;" },
  define: { __ROOT__: JSON.stringify(root) },
});
process.exit(spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1);

// Runs suites of test/ with node:test: `node scripts/test.mjs core/context lsp` bundles every *.test.ts below those
// folders and prints a closing line `N passed, N failed`. A suite that ran no test fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { testFiles } from './testFiles.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Bundles and runs one suite; returns the counts. `names` are the files or folders below test/. */
export async function runSuite(suite, { coverage } = {}) {
  const files = testFiles(root, suite);
  if (files.length === 0) { console.error(`${suite}: no test files`); return { suite, passed: 0, failed: 1 }; }
  const out = path.join(root, 'out/test', suite.replace(/\W+/g, '-'));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: files, outdir: out, outbase: path.join(root, 'test'), outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20',
    mainFields: ['module', 'main'], sourcemap: 'linked', sourcesContent: true, logLevel: 'warning', external: ['playwright-core', 'esbuild', 'typescript'],
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __fileURLToPath } from 'node:url'; const require = __createRequire(import.meta.url); const __filename = __fileURLToPath(import.meta.url); const __dirname = __fileURLToPath(new URL('.', import.meta.url));" },
    define: { __ROOT__: JSON.stringify(root) },
  });
  const bundled = files.map(f => path.join(out, path.relative(path.join(root, 'test'), f).replace(/\.ts$/, '.mjs')));
  const tap = path.join(out, 'results.tap');
  const env = { ...process.env, ...(coverage ? { NODE_V8_COVERAGE: coverage } : {}) };
  delete env.NODE_OPTIONS;
  const serial = suite.startsWith('engine') || suite.startsWith('e2e');
  const result = spawnSync(process.execPath, ['--test', `--test-concurrency=${serial ? 1 : 2}`, '--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap', `--test-reporter-destination=${tap}`, ...bundled], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
  const text = existsSync(tap) ? readFileSync(tap, 'utf8') : '';
  const count = word => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const passed = count('pass');
  let failed = count('fail') + count('cancelled') + count('skipped') + count('todo');
  if (failed === 0 && (result.status !== 0 || passed === 0)) failed = 1;
  writeFileSync(path.join(out, 'counts.json'), JSON.stringify({ suite, passed, failed }));
  return { suite, passed, failed };
}

/** All folders of test/ that need neither an editor nor an engine; a new one is run without being named anywhere. */
function unitSuites() {
  return readdirSync(path.join(root, 'test'), { withFileTypes: true }).filter(entry => entry.isDirectory() && !['engine', 'e2e'].includes(entry.name)).map(({ name }) => name).filter(name => testFiles(root, name).length > 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const suites = process.argv.slice(2);
  let passed = 0, failed = 0;
  for (const suite of suites.length ? suites : unitSuites()) {
    const counts = await runSuite(suite, { coverage: process.env.LAYERWISE_COVERAGE });
    passed += counts.passed;
    failed += counts.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

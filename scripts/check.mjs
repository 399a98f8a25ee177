// `npm run check`: types, lint, import arrows, generated files, unit tests with coverage of core, bundles and budgets.
// Under two minutes; everything that needs an editor or an engine is in `npm test`.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';
import { Steps } from './lib/steps.mjs';

const bin = name => path.join(root, 'node_modules/.bin', name);

export async function check(steps) {
  await steps.command('types', bin('tsc'), ['-b']);
  await steps.command('lint', bin('eslint'), ['.', '--max-warnings=0', '--cache', '--cache-location', 'out/eslint.cache']);
  await steps.command('import arrows', process.execPath, ['scripts/arrows.mjs']);
  await steps.command('dead code', bin('knip'), []);
  await steps.command('generated files are current', process.execPath, ['scripts/generate.mjs', '--check']);
  const coverage = path.join(root, 'out/coverage');
  rmSync(coverage, { recursive: true, force: true });
  await steps.suite('unit tests', ['scripts/test.mjs'], { env: { ...process.env, LAYERWISE_COVERAGE: coverage } });
  await steps.command('coverage of core', process.execPath, ['scripts/coverage.mjs', coverage]);
  await steps.command('bundles', process.execPath, ['esbuild.mjs']);
  await steps.command('budgets', process.execPath, ['scripts/budgets.mjs']);
}

if (process.argv[1]?.endsWith('check.mjs')) {
  ensureDependencies();
  const steps = new Steps();
  await check(steps);
  process.exit(steps.finish());
}

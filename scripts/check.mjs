// `npm run check`: types, lint, import arrows, generated files, unit tests with coverage of core, bundles and budgets.
// Under two minutes; everything that needs an editor or an engine is in `npm test`.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, root } from './lib/dependencies.mjs';
import { Steps } from './lib/steps.mjs';

const bin = name => path.join(root, 'node_modules/.bin', name);

export async function check(steps) {
  steps.command('types', bin('tsc'), ['-b']);
  steps.command('lint', bin('eslint'), ['.', '--max-warnings=0', '--cache', '--cache-location', 'out/eslint.cache']);
  steps.command('import arrows', process.execPath, ['scripts/arrows.mjs']);
  steps.command('dead code', bin('knip'), []);
  steps.command('generated files are current', process.execPath, ['scripts/generate.mjs', '--check']);
  const coverage = path.join(root, 'out/coverage');
  rmSync(coverage, { recursive: true, force: true });
  steps.suite('unit tests', ['scripts/test.mjs'], { env: { ...process.env, LAYERWISE_COVERAGE: coverage } });
  steps.command('coverage of core', process.execPath, ['scripts/coverage.mjs', coverage]);
  steps.command('bundles', process.execPath, ['esbuild.mjs']);
  steps.command('budgets', process.execPath, ['scripts/budgets.mjs']);
}

if (process.argv[1]?.endsWith('check.mjs')) {
  ensureDependencies();
  const steps = new Steps();
  await check(steps);
  process.exit(steps.finish());
}

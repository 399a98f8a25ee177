// `npm test`: installs what is missing and runs every suite, real VS Code and real engine included. The closing line is
// `N passed, N failed` over all of them.
import { check } from './check.mjs';
import { ensureDependencies, root } from './lib/dependencies.mjs';
import { Steps } from './lib/steps.mjs';

ensureDependencies();
const steps = new Steps();
await check(steps);

let engine;
const env = () => ({ ...process.env, ...(engine ? { LAYERWISE_TEST_ENGINE: JSON.stringify(engine.env) } : {}) });
await steps.step('real engine starts', async () => {
  const { engineFor } = await import('./engine/daemon.mjs');
  engine = await engineFor({ log: console.log });
  console.log(`${engine.kind === 'own' ? 'the engine of this machine' : 'a private engine'}, version ${engine.version}`);
  return { passed: 1, failed: 0 };
});
try {
  await steps.suite('engine', ['scripts/test.mjs', 'engine'], { env: env() });
  await steps.command('extension is packaged', process.execPath, ['scripts/package.mjs']);
  await steps.command('VS Code is installed', process.execPath, ['scripts/vscode/install.mjs']);
  await steps.suite('extension host, newest VS Code', ['scripts/vscode/run.mjs', 'ext'], { env: env() });
  await steps.suite('extension host, oldest VS Code', ['scripts/vscode/run.mjs', 'oldest'], { env: env() });
  await steps.suite('extension host, by test-electron', ['scripts/vscode/run.mjs', 'desktop'], { env: env() });
  await steps.suite('web worker host', ['scripts/vscode/run.mjs', 'web'], { env: env() });
  await steps.suite('walks through the workbench', ['scripts/vscode/run.mjs', 'ui'], { env: env() });
} finally {
  await engine?.stop();
}
process.chdir(root);
process.exit(steps.finish());

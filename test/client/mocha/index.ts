// The test module for Node extension hosts: desktop VS Code and the VS Code server. Runs every suite and writes the
// results to the file that $LAYERWISE_TEST_RESULTS names. Knows no test.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { assertSuccess, collect } from './collect.js';

/** Called by VS Code. Rejects when a test failed or none ran. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: Mocha.reporters.Base, grep: __GREP__ });
  // Puts suite() and test() into the global scope, where the bundled suites look for them.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('layerwise:suites');
  const result = await collect((whenDone) => mocha.run(whenDone));
  const file = process.env['LAYERWISE_TEST_RESULTS'];
  if (file) writeFileSync(file, JSON.stringify(result));
  assertSuccess(result);
}

// The test module for the web worker host of VS Code for the Web, bundled into one file with Mocha inside. The results
// leave as one line of the console, for a worker has no files. Knows no test.
import 'mocha/mocha.js';
import { assertSuccess, collect } from './collect.js';

/** Called by VS Code. Rejects when a test failed or none ran. */
export async function run(): Promise<void> {
  // The browser build's default reporter wants a document; this one only counts.
  mocha.setup({ ui: 'tdd', timeout: 30_000, reporter: Mocha.reporters.Base, grep: __GREP__ });
  await import('layerwise:suites');
  const result = await collect((whenDone) => mocha.run(whenDone));
  console.log(`LAYERWISE-TEST-RESULTS ${JSON.stringify(result)}`);
  assertSuccess(result);
}

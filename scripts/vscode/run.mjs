#!/usr/bin/env node
// Runs one of the suites in real VS Code, prints a line per test and at last `N passed, N failed`.
//   node scripts/vscode/run.mjs ext      client suite, Node extension host of the newest VS Code server
//   node scripts/vscode/run.mjs oldest   the same in the oldest VS Code that the extension supports
//   node scripts/vscode/run.mjs web      the same in the web worker host of VS Code for the Web
//   node scripts/vscode/run.mjs desktop  the same through @vscode/test-electron (REQUIRE_DESKTOP=1: no stand-in)
//   node scripts/vscode/run.mjs ui       test/e2e on the packaged extension, seen through a browser
// --grep TEXT runs only the tests whose title holds it (not for ui); --verbose shows the extension host's console.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleTests } from './bundleTests.mjs';
import { scratchFolder } from './cleanup.mjs';
import { runInDesktop } from './desktop.mjs';
import { runInExtensionHost } from './extensionHost.mjs';
import { installChromium } from './chromium.mjs';
import { installServer } from './install.mjs';
import { defaultFixture, defaultVsix, root } from './paths.mjs';
import { runInWebHost } from './web.mjs';

const resultsLine = /^LAYERWISE-TEST-RESULTS (.*)$/s;

/** @typedef {{ title: string, state: 'passed' | 'failed' | 'skipped', ms?: number, error?: string }} TestResult */
/** @typedef {{ folder: string, extensionPath: string, testsPath: string, env: Record<string, string>, log: (text: string) => void }} Run */

/** @type {Record<string, { host: 'node' | 'web', start: (run: Run) => Promise<{ ok: boolean, reason?: string }> }>} */
const targets = {
  ext: { host: 'node', start: (run) => runInExtensionHost(run) },
  oldest: { host: 'node', start: (run) => runInExtensionHost({ ...run, edition: 'oldest' }) },
  desktop: { host: 'node', start: (run) => runInDesktop({ ...run, mustBeReal: Boolean(process.env.REQUIRE_DESKTOP) }) },
  web: { host: 'web', start: (run) => runInWebHost(run) },
};

/**
 * Runs the client suite in one kind of host.
 * @param {string} name
 * @param {{ grep?: string, verbose?: boolean }} options
 */
async function runClientSuite(name, { grep, verbose }) {
  const target = targets[name];
  if (!target) throw new Error(`There is no target '${name}'.`);
  const { host, start } = target;
  const built = path.join(root, host === 'web' ? 'dist/web/client.cjs' : 'dist/client.cjs');
  if (!fs.existsSync(built)) throw new Error(`${path.relative(root, built)} is missing. 'npm run build' makes it.`);
  const scratch = scratchFolder('suite');
  const folder = path.join(scratch.folder, 'workspace');
  const resultsFile = path.join(scratch.folder, 'results.json');
  fs.cpSync(defaultFixture, folder, { recursive: true });
  const testsPath = await bundleTests(host, grep);
  /** @type {string[]} */
  const said = [];
  /** @type {TestResult[]} */
  let tests = [];
  const log = (/** @type {string} */ text) => {
    const found = resultsLine.exec(text);
    if (found) ({ tests } = JSON.parse(found[1] ?? ''));
    else if (verbose) console.log(text);
    else said.push(text);
  };
  try {
    const env = { LAYERWISE_TEST_RESULTS: resultsFile };
    const outcome = await start({ folder, extensionPath: root, testsPath, env, log });
    if (fs.existsSync(resultsFile)) ({ tests } = JSON.parse(fs.readFileSync(resultsFile, 'utf8')));
    return report(tests, outcome, said);
  } finally {
    scratch.remove();
  }
}

/**
 * Prints the results. VS Code's word and the counts come by separate ways, and both must say success.
 * @param {readonly TestResult[]} tests
 * @param {{ ok: boolean, reason?: string }} outcome
 * @param {readonly string[]} said
 */
function report(tests, outcome, said) {
  for (const { state, title, ms, error } of tests) {
    const word = { passed: 'ok', failed: 'FAILED', skipped: 'skipped' }[state];
    console.log(`${word} - ${title}${ms === undefined ? '' : ` (${ms} ms)`}${error ? `\n${error}` : ''}`);
  }
  const count = (/** @type {string} */ state) => tests.filter((test) => test.state === state).length;
  const passed = count('passed');
  // A run that ended badly without a failed test, or without any test, is one failure.
  const failed = count('failed') || Number(!outcome.ok || passed === 0);
  // A failed test has told why; what else was said matters when the run itself went wrong.
  if (failed && !count('failed')) console.log(said.join('\n'));
  if (failed) console.log(outcome.reason ?? (passed === 0 ? 'No test ran.' : ''));
  return { passed, failed, skipped: count('skipped') };
}

/** Runs test/e2e with Node's test runner on the packaged extension. */
async function runUiSuite() {
  if (!fs.existsSync(defaultVsix)) throw new Error(`${path.relative(root, defaultVsix)} is missing. 'npm run package' makes it.`);
  // Both here, so that no test's time limit has to hold for a download.
  await installChromium(console.log);
  await installServer('newest', console.log);
  const { runSuite } = await import('../test.mjs');
  const { passed, failed } = await runSuite('e2e');
  return { passed, failed: failed || Number(passed === 0), skipped: 0 };
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' }, verbose: { type: 'boolean' } },
  });
  const [name, ...rest] = positionals;
  const names = [...Object.keys(targets), 'ui'];
  if (name === undefined || rest.length || !names.includes(name)) throw new Error(`Name one of: ${names.join(', ')}.`);
  const start = Date.now();
  const { passed, failed, skipped } = name === 'ui' ? await runUiSuite() : await runClientSuite(name, values);
  console.log(`${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
  return failed ? 1 : 0;
}

// A download that was given up keeps its connection for a while, so the process does not wait for the loop to empty.
main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(2);
  },
);

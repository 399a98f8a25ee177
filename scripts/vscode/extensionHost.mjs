// One run of an extension's test module in the Node extension host of a VS Code server, without a display.
// Knows nothing of what is tested.
import fs from 'node:fs';
import path from 'node:path';
import { scratchFolder } from './cleanup.mjs';
import { fence, launchBrowser, startServer, workbenchUrl } from './server.mjs';
import { awaitTestRun, shootFailure } from './testPage.mjs';

/**
 * Runs `run()` of a CommonJS module in the extension host. The extension host has this process's environment plus `env`.
 * @param {{
 *   edition?: import('./paths.mjs').Edition,
 *   folder: string,
 *   extensionPath: string,
 *   testsPath: string,
 *   env?: Readonly<Record<string, string | undefined>>,
 *   settings?: Readonly<Record<string, unknown>>,
 *   timeoutMs?: number,
 *   log?: (text: string) => void,
 * }} options
 * @returns {Promise<{ ok: boolean, reason?: string }>} `reason` says why a run failed
 */
export async function runInExtensionHost(options) {
  const { edition = 'newest', folder, extensionPath, testsPath, env, settings, timeoutMs = 180_000, log = console.log } = options;
  const scratch = scratchFolder('run');
  const guard = writeGuard(scratch.folder, testsPath);
  let server;
  let browser;
  try {
    server = await startServer({ edition, driver: true, log, ...(env && { env }), ...(settings && { settings }) });
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const outside = await fence(context);
    const page = await context.newPage();
    const url = workbenchUrl(server, { folder, extensionPath, testsPath: guard.module });
    const reported = await awaitTestRun(page, { url, timeoutMs, log });
    const reason = reported ?? guard.complaint() ?? complaintAbout(outside);
    if (reason === undefined) return { ok: true };
    const picture = await shootFailure(page, `extension-host-${edition}`);
    // After an ordinary failure the server has nothing to tell.
    const isOrdinary = /exit code/.test(reason);
    const tail = isOrdinary ? '' : `\nThe server's log ends:\n${fs.readFileSync(server.logFile, 'utf8').slice(-3000)}`;
    return { ok: false, reason: `${reason} ${picture}${tail}` };
  } finally {
    await browser?.close();
    await server?.stop();
    scratch.remove();
  }
}

/**
 * VS Code reports success when its extension host dies in the middle of a run. So the module it is given is one that
 * calls the real one and leaves a mark when `run()` has really ended.
 * @param {string} scratch
 * @param {string} testsPath
 */
function writeGuard(scratch, testsPath) {
  const mark = path.join(scratch, 'ended');
  const module = path.join(scratch, 'guard.cjs');
  const text = `'use strict';
exports.run = async () => {
  await require(${JSON.stringify(path.resolve(testsPath))}).run();
  require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');
};
`;
  fs.writeFileSync(module, text);
  const complaint = () => (fs.existsSync(mark) ? undefined : 'The extension host ended before the tests did.');
  return { module, complaint };
}

/** @param {readonly string[]} outside */
function complaintAbout(outside) {
  return outside.length ? `The workbench asked for addresses outside this machine: ${[...new Set(outside)].join(' ')}.` : undefined;
}

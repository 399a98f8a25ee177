// One run of a test module in VS Code for the Web: extension and language server in web workers, a virtual workspace, no
// Node anywhere. Knows nothing of what is tested.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import util from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumArguments, fence, installChromium, ownSignals } from './chromium.mjs';
import { scratchFolder } from './cleanup.mjs';
import { installWeb } from './install.mjs';
import { webPaths } from './paths.mjs';
import { awaitTestRun, shootFailure } from './testPage.mjs';

/**
 * Runs `run()` of a module that was bundled for a worker. Its results come back over the log.
 * @param {{ folder: string, extensionPath: string, testsPath: string, timeoutMs?: number, log?: (text: string) => void }} options
 * @returns {Promise<{ ok: boolean, reason?: string }>} `reason` says why a run failed
 */
export async function runInWebHost({ folder, extensionPath, testsPath, timeoutMs = 120_000, log = console.log }) {
  await installWeb(log);
  const executablePath = await installChromium(log);
  const port = await freePort();
  const restoreConsole = divertConsole(log);
  const profile = writeProfile();
  let server;
  let context;
  try {
    server = await serve({ folder, extensionPath, testsPath, port });
    const viewport = { width: 1280, height: 800 };
    context = await chromium.launchPersistentContext(profile.folder, { executablePath, args: chromiumArguments, viewport, ...ownSignals });
    const outside = await fence(context);
    const page = context.pages()[0] ?? (await context.newPage());
    const reason = await awaitTestRun(page, { url: `http://localhost:${port}/`, timeoutMs, log });
    if (outside.length) log(`Requests that were not let out: ${[...new Set(outside)].join(' ')}`);
    return reason === undefined ? { ok: true } : { ok: false, reason: `${reason} ${await shootFailure(page, 'web-host')}` };
  } finally {
    await context?.close();
    server?.dispose();
    restoreConsole();
    profile.remove();
  }
}

/**
 * Starts the official test server on the build that install.mjs has laid out.
 * @param {{ folder: string, extensionPath: string, testsPath: string, port: number }} options
 * @returns {Promise<{ dispose(): void }>}
 */
function serve({ folder, extensionPath, testsPath, port }) {
  const { tool, data, commit } = webPaths();
  const { open } = createRequire(path.join(tool, 'package.json'))('@vscode/test-web');
  return open({
    // It knows no option for the browser's path, so we bring our own.
    browserType: 'none',
    quality: 'stable',
    commit,
    testRunnerDataDir: data,
    printServerLog: false,
    host: 'localhost',
    port,
    extensionDevelopmentPath: path.resolve(extensionPath),
    extensionTestsPath: path.resolve(testsPath),
    folderPath: path.resolve(folder),
  });
}

/**
 * The official test server writes to the console of this process, each request included. That goes to the log.
 * @param {(text: string) => void} log it may itself write to the console
 * @returns {() => void} gives the console back
 */
function divertConsole(log) {
  const { log: original } = console;
  let isLogging = false;
  console.log = (...words) => {
    if (isLogging) return original(...words);
    isLogging = true;
    try {
      log(util.format(...words));
    } finally {
      isLogging = false;
    }
  };
  return () => {
    console.log = original;
  };
}

/** Webviews live on another site than the workbench, and their service worker needs the cookies that a new profile blocks. */
function writeProfile() {
  const profile = scratchFolder('profile');
  fs.mkdirSync(path.join(profile.folder, 'Default'));
  fs.writeFileSync(path.join(profile.folder, 'Default/Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }));
  return profile;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('There is no free port.'))));
    });
  });
}

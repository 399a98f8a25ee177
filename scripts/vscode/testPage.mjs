// Waits in a page for the end of an extension's test run and gathers what the extension host says meanwhile.
// Knows nothing of which VS Code shows the page.
import fs from 'node:fs';
import path from 'node:path';
import util from 'node:util';
import { shotsFolder } from './paths.mjs';

// The workbench's own talk comes over the same channel as the console of the extension host.
const workbenchTalk =
  /^(Resolv(ing|ed) connection token|Creating a socket|Ignoring fetching|Updating additional|Creation of workbench contribution|\[(reconnection-grace-time|AgentHost|AccountPolicyGate|Service Worker|ChatModelSelection))/;

/**
 * Opens the address and waits until VS Code reports the end of the run.
 * @param {import('playwright-core').Page} page
 * @param {{ url: string, timeoutMs: number, log: (text: string) => void }} options
 * @returns {Promise<string | undefined>} why the run failed, or undefined when VS Code reported success
 */
export async function awaitTestRun(page, { url, timeoutMs, log }) {
  /** @type {(reason: string | undefined) => void} */
  let finish = () => {};
  const finished = new Promise((resolve) => {
    finish = resolve;
  });
  page.on('crash', () => finish('The page of the workbench crashed.'));
  page.on('close', () => finish('The page of the workbench was closed.'));
  page.on('pageerror', (error) => log(`page error: ${error.message}`));
  // VS Code calls these two where a page has them.
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _kind, /** @type {unknown[]} */ args) => {
    const text = util.format(...args);
    if (!workbenchTalk.test(text)) log(text);
  });
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) =>
    finish(code === 0 ? undefined : `VS Code reported the exit code ${code}.`),
  );
  const timer = setTimeout(() => finish(`There was no result after ${timeoutMs / 1000} s.`), timeoutMs);
  try {
    await page.goto(url);
    return await finished;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Takes a picture of a failed run. Never throws: the failure itself matters more.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @returns {Promise<string>} where it is, for a message
 */
export async function shootFailure(page, name) {
  const file = path.join(shotsFolder, `${name}.png`);
  try {
    fs.mkdirSync(shotsFolder, { recursive: true });
    await page.screenshot({ path: file, timeout: 10_000 });
    return `A screenshot is at ${path.relative(process.cwd(), file)}.`;
  } catch (error) {
    return `No screenshot could be taken: ${error instanceof Error ? error.message : error}`;
  }
}

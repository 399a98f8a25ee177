// Finds the Chromium that shows VS Code's workbench, installs it where that is possible, and launches it.
// Knows nothing of VS Code.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const macNames = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
// Without a font package a bare machine draws empty boxes; this one holds a monospaced face too.
const packages = ['chromium', 'fonts-dejavu-core'];

/** Arguments for a browser that stays on this machine. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium, or undefined. `$CHROMIUM` wins.
 * @returns {string | undefined}
 */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...candidates, ...(process.platform === 'darwin' ? macNames : [])].find((file) => fs.existsSync(file));
}

/**
 * Installs Chromium by apt when it is missing. Needs root; else it throws an error that holds the command to run.
 * @param {(text: string) => void} [log]
 * @returns {Promise<string>} its path
 */
export async function installChromium(log = () => {}) {
  const found = findChromium();
  if (found) return found;
  return withLock('chromium', () => {
    const meanwhile = findChromium();
    if (meanwhile) return meanwhile;
    if (process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) throw new Error(missing());
    log('Installing Chromium by apt, once (about 180 MB)');
    const apt = (/** @type {string[]} */ ...args) =>
      execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    apt('update');
    apt('install', '-y', '--no-install-recommends', ...packages);
    const installed = findChromium();
    if (!installed) throw new Error(missing());
    return installed;
  });
}

function missing() {
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  return `No Chromium was found. Install one (Debian, Ubuntu: sudo sh -c '${command}'), or name one in $CHROMIUM.`;
}

/** The processes here end by themselves at a signal; the browser library's own handlers would keep them alive. */
export const ownSignals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

/** A Chromium without a window and without any profile. */
export async function launchBrowser() {
  const executablePath = await installChromium();
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, args: chromiumArguments, ...ownSignals });
}

/**
 * Keeps every page of a browser context on this machine. A request that would leave it is aborted and remembered in the
 * list that is returned.
 * @param {import('playwright-core').BrowserContext} context
 * @returns {Promise<string[]>}
 */
export async function fence(context) {
  /** @type {string[]} */
  const outside = [];
  const isInside = (/** @type {string} */ host) => host === '127.0.0.1' || host === '[::1]' || /(^|\.)localhost$/.test(host);
  await context.route(
    (url) => !isInside(url.hostname),
    (route) => {
      outside.push(route.request().url());
      return route.abort();
    },
  );
  return outside;
}

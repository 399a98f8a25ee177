// Starts a private VS Code server on a free loopback port and builds the addresses of its workbench.
// Knows nothing of browsers and tests.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cleanAtEnd } from './cleanup.mjs';
import { installServer } from './install.mjs';
import { serverPaths } from './paths.mjs';
import { testSettings } from './quietSettings.mjs';

export { fence, launchBrowser } from './chromium.mjs';

const startLimitMs = 30_000;
const stopLimitMs = 3_000;

/**
 * Starts a VS Code server with a new data folder. See server.d.mts for the options.
 * @param {import('./server.mjs').ServerOptions} [options]
 * @returns {Promise<import('./server.mjs').Server>}
 */
export async function startServer(options = {}) {
  const { edition = 'newest', settings = {}, baseSettings = testSettings, vsix, log = () => {} } = options;
  await installServer(edition, log);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'layerwise-vscode-'));
  try {
    const userFolder = path.join(data, 'data/User');
    fs.mkdirSync(userFolder, { recursive: true });
    fs.writeFileSync(path.join(userFolder, 'settings.json'), JSON.stringify({ ...baseSettings, ...settings }, null, 2));
    for (const file of vsix === undefined ? [] : [vsix].flat()) await installVsix(edition, data, file);
    return await launch(data, options);
  } catch (error) {
    fs.rmSync(data, { recursive: true, force: true });
    throw error;
  }
}

/**
 * @param {string} data
 * @param {import('./server.mjs').ServerOptions} options
 * @returns {Promise<import('./server.mjs').Server>}
 */
async function launch(data, { edition = 'newest', env = {}, driver = false, token = false, workspaceTrust = false, args = [] }) {
  const { main, node } = serverPaths(edition);
  const secret = token ? randomBytes(24).toString('hex') : undefined;
  const access = secret === undefined ? ['--without-connection-token'] : ['--connection-token-file', writeToken(data, secret)];
  const logFile = path.join(data, 'server.log');
  const output = fs.openSync(logFile, 'a');
  const child = spawn(
    node,
    [main, '--host', '127.0.0.1', '--port', '0', ...access, ...folders(data), ...quiet, ...(workspaceTrust ? [] : ['--disable-workspace-trust']), ...(driver ? ['--enable-smoke-test-driver'] : []), ...args],
    // A group of its own: the extension host, the file watcher and the terminal host are its children and end with it.
    { stdio: ['ignore', output, output], detached: true, env: serverEnvironment(data, env) },
  );
  fs.closeSync(output);
  const closed = new Promise((resolve) => child.once('exit', resolve));
  child.once('error', (error) => fs.appendFileSync(logFile, String(error)));
  const stop = stopper(child, closed, data);
  const port = await readPort(child, logFile);
  if (port === undefined) {
    const tail = fs.readFileSync(logFile, 'utf8').slice(-4000);
    await stop();
    throw new Error(`VS Code server (${edition}) did not start:\n${tail}`);
  }
  const authority = `127.0.0.1:${port}`;
  return { port, authority, url: `http://${authority}`, token: secret, data, logFile, closed: closed.then(() => undefined), stop };
}

const quiet = ['--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments'];

/** @param {string} data */
function folders(data) {
  return ['--accept-server-license-terms', '--server-data-dir', data, '--extensions-dir', path.join(data, 'extensions')];
}

/**
 * @param {string} data
 * @param {string} secret
 */
function writeToken(data, secret) {
  const file = path.join(data, 'token');
  fs.writeFileSync(file, secret, { mode: 0o600 });
  return file;
}

/**
 * The caller's environment without what an editor or a test runner around this process left in it.
 * @param {string} data
 * @param {Readonly<Record<string, string | undefined>>} extra
 */
function serverEnvironment(data, extra) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_TEST_CONTEXT$|npm_)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    // Sockets and temporary files stay in the run's folder, which is deleted.
    TMPDIR: data,
    // This build's way to say that there is no marketplace.
    EXTENSIONS_GALLERY: '{}',
    // Says that the environment is complete. Else VS Code asks a login shell, and its PATH would replace the given one.
    VSCODE_CLI: '1',
    ...extra,
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} logFile
 * @returns {Promise<number | undefined>}
 */
async function readPort(child, logFile) {
  for (const end = Date.now() + startLimitMs; Date.now() < end; await sleep(50)) {
    const found = /Extension host agent listening on (\d+)/.exec(fs.readFileSync(logFile, 'utf8'));
    if (found) return Number(found[1]);
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return undefined;
  }
  return undefined;
}

/**
 * The function that ends the whole process group and deletes its folder. It also runs when this process ends, unless it
 * is killed outright.
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<unknown>} closed
 * @param {string} data
 */
function stopper(child, closed, data) {
  const signal = (/** @type {NodeJS.Signals} */ name) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // The group has ended already.
    }
  };
  const clean = () => {
    signal('SIGKILL');
    fs.rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  const release = cleanAtEnd(clean);
  return async () => {
    release();
    signal('SIGTERM');
    await Promise.race([closed, sleep(stopLimitMs, undefined, { ref: false })]);
    clean();
  };
}

/**
 * Installs a packaged extension into a data folder.
 * @param {import('./paths.mjs').Edition} edition
 * @param {string} data
 * @param {string} vsix
 */
async function installVsix(edition, data, vsix) {
  if (!fs.existsSync(vsix)) throw new Error(`There is no packaged extension at ${vsix}. 'npm run package' makes it.`);
  const { main, node } = serverPaths(edition);
  const args = [main, ...folders(data), '--install-extension', path.resolve(vsix)];
  const { stdout, stderr } = await promisify(execFile)(node, args, { env: serverEnvironment(data, {}) });
  // The program exits with 0 even when it refused the extension.
  if (!/successfully installed/.test(stdout)) throw new Error(`VS Code did not install ${vsix}:\n${stdout}${stderr}`);
}

/**
 * The address that opens a folder, and with it what the payload asks for. See server.d.mts for the options.
 * @param {import('./server.mjs').Server} server
 * @param {import('./server.mjs').WorkbenchTarget} target
 */
export function workbenchUrl(server, { folder, file, extensionPath, testsPath, payload = [] }) {
  const remote = (/** @type {string} */ local) => `vscode-remote://${server.authority}${encodeURI(path.resolve(local))}`;
  const pairs = [['skipWelcome', 'true'], ...payload];
  if (file !== undefined) pairs.push(['openFile', remote(file)]);
  if (extensionPath !== undefined) pairs.push(['extensionDevelopmentPath', remote(extensionPath)]);
  if (testsPath !== undefined) pairs.push(['extensionTestsPath', remote(testsPath)]);
  const query = new URLSearchParams(server.token === undefined ? {} : { tkn: server.token });
  query.set('folder', path.resolve(folder));
  query.set('payload', JSON.stringify(pairs));
  return `${server.url}/?${query}`;
}

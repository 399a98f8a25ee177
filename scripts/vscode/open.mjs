// Opens an editor with the packaged extension for a person who wants to try it: a desktop VS Code where there is one, else
// the VS Code server, to be used in a browser. Settings and extensions are private; the person's own stay untouched.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { scratchFolder } from './cleanup.mjs';
import { findDesktop } from './desktop.mjs';
import { root } from './paths.mjs';
import { privateSettings } from './quietSettings.mjs';
import { startServer, workbenchUrl } from './server.mjs';

// A desktop that cannot start (no display after all, a missing library) gives up within this time.
const startWatchMs = 2_500;

/**
 * @typedef {{
 *   kind: 'desktop' | 'server',
 *   program?: string,
 *   url?: string,
 *   closed: Promise<void>,
 *   stop: () => Promise<void>,
 * }} OpenEditor `url` comes with the server; `closed` resolves when the window was closed or the server has ended
 */

/**
 * Opens a folder and a file in the first of: the program in `$LAYERWISE_VSCODE`, `code` on the path, a downloaded desktop,
 * the VS Code server on the loopback address. The second and third need a display.
 * @param {{
 *   folder: string,
 *   file?: string,
 *   vsix: string,
 *   env?: Readonly<Record<string, string | undefined>>,
 *   log?: (text: string) => void,
 * }} options `file` is absolute or relative to `folder`
 * @returns {Promise<OpenEditor>}
 */
export async function openEditor(options) {
  const { log = console.log } = options;
  if (!fs.existsSync(options.vsix)) throw new Error(`There is no packaged extension at ${options.vsix}. 'npm run package' makes it.`);
  for (const find of [() => process.env.LAYERWISE_VSCODE, findCode, () => (hasDisplay() ? findDesktop({ log }) : undefined)]) {
    const program = await find();
    const editor = program && (await openDesktop(program, options));
    if (editor) return editor;
  }
  return openServer(options);
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * `code` on the path. The `code` of a remote window is another program, and inside WSL it is the one of Windows, which
 * knows other paths: neither can open a private window here.
 */
function findCode() {
  if (!hasDisplay() || process.env.WSL_DISTRO_NAME || process.platform === 'win32') return undefined;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder && !folder.includes('remote-cli'));
  return folders.map((folder) => path.join(folder, 'code')).find((file) => fs.existsSync(file));
}

/**
 * @param {string} named
 * @param {Parameters<typeof openEditor>[0]} options
 * @returns {Promise<OpenEditor | undefined>} undefined, with a word in the log, when it does not start
 */
async function openDesktop(named, { folder, file, vsix, env = {}, log = console.log }) {
  const { program, cli } = desktopFiles(named);
  const { folder: data, remove } = scratchFolder('editor');
  const extensions = path.join(data, 'extensions');
  const privately = [`--user-data-dir=${data}`, `--extensions-dir=${extensions}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const fullEnv = { ...process.env, ...env };
  try {
    fs.mkdirSync(path.join(data, 'User'), { recursive: true });
    fs.writeFileSync(path.join(data, 'User/settings.json'), JSON.stringify(privateSettings, null, 2));
    // On Windows the command line is a batch file, which only a shell can run; there the built folder is loaded as it is.
    const isBatch = process.platform === 'win32';
    if (!isBatch) await promisify(execFile)(cli, [...privately, '--install-extension', path.resolve(vsix)], { env: fullEnv, timeout: 60_000 });
    const opened = file === undefined ? [] : [path.resolve(folder, file)];
    const args = [...privately, '--new-window', '--wait', ...(isBatch ? [`--extensionDevelopmentPath=${root}`] : []), path.resolve(folder), ...opened];
    const child = spawn(program, args, { stdio: 'ignore', env: fullEnv });
    const ended = new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
    const early = await Promise.race([ended, sleep(startWatchMs, 'running')]);
    if (early !== 'running' && early !== 0) throw new Error(`it ended with ${early}`);
    const closed = ended.then(remove, remove);
    return { kind: 'desktop', program, closed, stop: () => (child.kill(), closed) };
  } catch (error) {
    remove();
    log(`${program} could not open a window: ${error instanceof Error ? error.message.trim() : error}`);
    return undefined;
  }
}

/**
 * The program that owns the window, which ends with it, and its command line, which installs extensions. Either may be
 * named; where the other one is not in its usual place, the named one does both.
 * @param {string} named
 */
function desktopFiles(named) {
  const real = fs.existsSync(named) ? fs.realpathSync(named) : named;
  const folder = path.dirname(real);
  const isCli = path.basename(folder) === 'bin';
  const programs = [path.join(folder, '..', path.basename(real)), path.join(folder, '../../../MacOS/Electron')];
  const clis = [path.join(folder, 'bin', path.basename(real)), path.join(folder, '../Resources/app/bin/code')];
  const find = (/** @type {string[]} */ files) => files.find((file) => fs.existsSync(file) && fs.statSync(file).isFile()) ?? real;
  return isCli ? { program: find(programs), cli: real } : { program: real, cli: find(clis) };
}

/**
 * @param {Parameters<typeof openEditor>[0]} options
 * @returns {Promise<OpenEditor>}
 */
async function openServer({ folder, file, vsix, env, log = console.log }) {
  // It may run for hours, so other users of this machine are kept out by a secret in the address.
  const server = await startServer({ baseSettings: privateSettings, vsix, token: true, log, ...(env && { env }) });
  const url = workbenchUrl(server, { folder, ...(file !== undefined && { file: path.resolve(folder, file) }) });
  log(`VS Code is ready in the browser: ${url}`);
  return { kind: 'server', url, closed: server.closed, stop: () => server.stop() };
}

// Finds a desktop VS Code and runs a test module in it through @vscode/test-electron. Where no desktop can be had,
// codeHeadless.mjs stands in for its program, so that the same wiring runs. Knows nothing of what is tested.
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { scratchFolder } from './cleanup.mjs';
import { root } from './paths.mjs';

/** The program that takes a desktop's command line and runs it in the VS Code server. */
const standIn = path.join(root, 'scripts/vscode/codeHeadless.mjs');

/**
 * The path of a desktop VS Code: `$LAYERWISE_VSCODE`, or a download that is kept. Undefined where the download server
 * does not answer in time; once it does, a slow download may take as long as data keeps coming.
 * @param {{ limitMs?: number, log?: (text: string) => void }} [options] `limitMs` is the time to the first answer
 * @returns {Promise<string | undefined>}
 */
export async function findDesktop({ limitMs = 15_000, log = () => {} } = {}) {
  if (process.env.LAYERWISE_VSCODE) return process.env.LAYERWISE_VSCODE;
  if (process.env.LAYERWISE_NO_DOWNLOAD) return undefined;
  /** @type {(reason: Error) => void} */
  let giveUp = () => {};
  const silence = new Promise((resolve) => {
    giveUp = resolve;
  });
  const timer = setTimeout(() => giveUp(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  const reporter = {
    /** @param {{ stage: string, bytesSoFar?: number }} report */
    report({ stage, bytesSoFar = 0 }) {
      if (bytesSoFar > 0 || stage === 'foundMatchingInstall') clearTimeout(timer);
      // A second try after a failure would triple the limit.
      if (stage === 'retrying') giveUp(new Error('the download failed'));
    },
    error() {},
  };
  try {
    const cachePath = path.join(root, 'node_modules/.cache/vscode-desktop');
    const download = downloadAndUnzipVSCode({ version: 'stable', cachePath, timeout: limitMs, reporter });
    const outcome = await Promise.race([download, silence]);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  } catch (error) {
    log(`Desktop VS Code could not be fetched: ${reasonOf(error)}.`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause ?? ('errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined);
  const code = 'code' in error ? String(error.code) : undefined;
  return inner instanceof Error ? reasonOf(inner) : error.message || code || error.name;
}

/**
 * Runs `run()` of a CommonJS module in the Node extension host of desktop VS Code, or of its stand-in.
 * @param {{
 *   folder: string,
 *   extensionPath: string,
 *   testsPath: string,
 *   env?: Readonly<Record<string, string | undefined>>,
 *   mustBeReal?: boolean,
 *   log?: (text: string) => void,
 * }} options `mustBeReal` makes the stand-in a failure
 * @returns {Promise<{ ok: boolean, reason?: string }>} `reason` says why a run failed
 */
export async function runInDesktop({ folder, extensionPath, testsPath, env = {}, mustBeReal = false, log = console.log }) {
  const desktop = await findDesktop({ log });
  if (desktop === undefined && mustBeReal) return { ok: false, reason: 'There is no desktop VS Code here.' };
  log(desktop ? `Running in ${desktop}` : 'Running in VS Code server, which stands in for the desktop program.');
  // On macOS and Linux a socket below this folder must keep a short path, so it is not inside the project.
  const profile = scratchFolder('desktop');
  try {
    await runTests({
      vscodeExecutablePath: desktop ?? standIn,
      extensionDevelopmentPath: extensionPath,
      extensionTestsPath: testsPath,
      extensionTestsEnv: { ...env },
      launchArgs: [folder, '--disable-extensions', '--disable-telemetry', `--user-data-dir=${profile.folder}`, `--extensions-dir=${path.join(profile.folder, 'extensions')}`],
    });
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    profile.remove();
  }
}

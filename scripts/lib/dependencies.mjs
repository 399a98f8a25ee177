// Installs the project's own packages when they are missing or older than the lock file. Uses nothing but Node, so that a
// bare clone can start with it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Returns whether something was installed. Ends the process with a sentence when it can't be done. */
export function ensureDependencies(log = console.error) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    log(`Layerwise needs Node 20 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  const stamp = path.join(root, 'node_modules/.layerwise-lock');
  const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return false;
  log('Installing packages ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // No install scripts: nothing we use needs one, and none may download anything.
  const result = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.status !== 0) {
    log('The packages could not be installed. Try it by hand: npm ci --ignore-scripts');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
  return true;
}

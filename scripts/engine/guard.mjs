// Stands beside an engine and removes it when its owner goes away, however that happens: the owner holds the other end
// of standard input. Started by daemon.mjs as `node guard.mjs <engine folder>`.
import { removeEngine } from './leftovers.mjs';

const dir = process.argv[2];
process.stdin.resume();
process.stdin.on('error', () => {});
process.stdin.on('close', () => {
  removeEngine(dir).then(() => process.exit(0), error => { console.error(error.message); process.exit(1); });
});

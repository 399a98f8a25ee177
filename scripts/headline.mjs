// `npm run bench:headline [-- --rounds N]`: what the first fix is worth, with a real PyTorch install on a real engine. Naive
// against fixed after one edited source file (the goal: at least 18.75 times as fast), then one line more in
// requirements.txt without and with the cache mount. Writes docs/quality/headline.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './engine/run.mjs';
import { saysLifetimes, startRelay } from './headline/index.mjs';
import { addPackage, baseImage, copyProject, editSource, writeProject } from './headline/project.mjs';
import { ensureDependencies, root } from './lib/dependencies.mjs';
import { atEnd, undoAll } from './start/atEnd.mjs';
import { findEngine, prepareBase, removeImages } from './start/engine.mjs';
import { ask } from './start/layerwise.mjs';

const goal = 18.75;
const rounds = Number(parseArgs({ options: { rounds: { type: 'string', default: '3' } } }).values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds needs a whole number of at least 1');

const imageOf = name => `layerwise-headline:${name}`;

/** Builds a folder's project; resolves to the seconds it took and the megabytes that pip said it downloads. */
async function build({ engine, base }, folder, words = []) {
  const started = performance.now();
  const result = await run('docker', ['buildx', 'build', '--progress=plain', '--tag', imageOf(path.basename(folder)), ...(base.builder ? ['--builder', base.builder] : []), ...base.extraWords, ...words, folder], { env: engine.env, timeout: 1_800_000 });
  if (result.code !== 0) throw new Error(`The build of '${path.basename(folder)}' failed:\n${result.stderr.slice(-3000)}`);
  return { seconds: (performance.now() - started) / 1000, megabytes: downloaded(result.stderr), log: result.stderr };
}

/** pip names the size of all that it downloads, and of what it finds in its cache with other words. */
function downloaded(log) {
  const unit = { kB: 0.001, MB: 1, GB: 1000 };
  return [...log.matchAll(/\bDownloading \S+ \(([\d.]+) (kB|MB|GB)\)/g)].reduce((sum, [, size, name]) => sum + Number(size) * unit[name], 0);
}

const figuresOf = ({ seconds, megabytes }) => ({ seconds, megabytes });
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = ({ seconds }) => `${median(seconds).toFixed(2)} s${seconds.length > 1 ? ` (${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}, ${seconds.length} rounds)` : ''}`;
const ratioOf = (slow, fast) => median(slow.seconds) / median(fast.seconds);

/** Rebuilds, each behind one edit: seconds of all, megabytes of the middle one. */
async function rebuilds(job, folder, edit) {
  const built = [];
  for (let round = 0; round < rounds; round++) {
    edit(folder, round);
    built.push(await build(job, folder));
  }
  return { seconds: built.map(({ seconds }) => seconds), megabytes: median(built.map(({ megabytes }) => megabytes)) };
}

/** The same job with an index whose files pip keeps; there each folder is built once, so that what follows is a rebuild. */
async function whereFilesAreKept(job, folders) {
  const index = await indexOf(job);
  if (index === undefined || (await saysLifetimes(index))) return { kept: job, isRelayed: false };
  const relay = await startRelay(index);
  atEnd(() => relay.stop());
  await build(job, writeImage(job, 'relayed', [`ENV PIP_INDEX_URL=${relay.address} PIP_TRUSTED_HOST=${new URL(relay.address).host}`]));
  // Each of these builds takes 6 GB, and those so far are not needed any more; a person's own engine keeps what it has.
  if (job.engine.isPrivate) for (const words of [['image', 'rm', '--force', ...['naive', 'fixed', 'mounted'].map(imageOf)], ['buildx', 'prune', '--all', '--force']]) await run('docker', words, { env: job.engine.env });
  const kept = { ...job, base: { ...job.base, extraWords: ['--network=host', '--build-context', `${baseImage}=docker-image://${imageOf('relayed')}`] } };
  for (const folder of folders) await build(kept, folder, ['--no-cache']);
  return { kept, isRelayed: true };
}

/** The index that pip in the base image asks: the one in its settings, or else its own. */
async function indexOf(job) {
  const { log } = await build(job, writeImage(job, 'asking', ['RUN pip config get global.index-url || python -c "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"']), ['--no-cache']);
  const address = /^#\d+ [\d.]+ (https?:\/\/\S+)$/m.exec(log)?.[1];
  return address && `${address.replace(/\/$/, '')}/`;
}

/** A folder with a Dockerfile on the same base. */
function writeImage({ work }, name, lines) {
  const folder = path.join(work, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'Dockerfile'), [`FROM ${baseImage}`, ...lines, ''].join('\n'));
  return folder;
}

async function fix(folder, words = []) {
  const { code, answer } = await ask(['fix', ...words, folder]);
  if (code !== 0) throw new Error(`'layerwise fix' ended with ${code}`);
  return answer;
}

async function measure(job, work) {
  const naive = writeProject(work, 'naive');
  const fixed = copyProject(naive, 'fixed');
  await fix(fixed, ['--rule', 'copy-before-install']);
  const mounted = copyProject(fixed, 'mounted');
  await fix(mounted, ['--rule', 'missing-cache-mount']);
  console.log('building each of the three once: as it was written, fixed, and with a cache mount');
  const first = {};
  for (const folder of [naive, fixed, mounted]) first[path.basename(folder)] = figuresOf(await build(job, folder, ['--no-cache']));
  const unchanged = figuresOf(await build(job, fixed));
  const edited = { naive: await rebuilds(job, naive, editSource), fixed: await rebuilds(job, fixed, editSource) };
  const ratio = ratioOf(edited.naive, edited.fixed);
  console.log(`\none source file edited, then built again\n  as it was written   ${shown(edited.naive)}\n  fixed               ${shown(edited.fixed)}\n  ratio               ${ratio.toFixed(1)} (goal: ${goal})\n  nothing edited      ${unchanged.seconds.toFixed(2)} s`);
  const { kept, isRelayed } = await whereFilesAreKept(job, [fixed, mounted]);
  const added = { without: await rebuilds(kept, fixed, addPackage), mounted: await rebuilds(kept, mounted, addPackage) };
  console.log(`\none line added to requirements.txt, then built again${isRelayed ? ' (the index here does not say how long its files may be kept, as the public one does: a relay says it)' : ''}\n  without a cache mount  ${shown(added.without)}, ${added.without.megabytes.toFixed(1)} MB downloaded\n  with one               ${shown(added.mounted)}, ${added.mounted.megabytes.toFixed(1)} MB downloaded\n  ratio                  ${ratioOf(added.without, added.mounted).toFixed(2)}`);
  return { rounds, first, unchanged, edited, ratio, isRelayed, added };
}

async function main() {
  ensureDependencies();
  const bundled = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: ['ignore', 2, 'inherit'] });
  if (bundled.status !== 0) return 1;
  const engine = await findEngine({ refused: false });
  const base = engine && (await prepareBase(engine, baseImage));
  if (!base) return 2;
  const work = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'layerwise-headline-')));
  atEnd(() => rmSync(work, { recursive: true, force: true }));
  atEnd(() => removeImages(engine, ['naive', 'fixed', 'mounted', 'asking', 'relayed'].map(imageOf)));
  const figures = await measure({ engine, base, work }, work);
  mkdirSync(path.join(root, 'docs/quality'), { recursive: true });
  writeFileSync(path.join(root, 'docs/quality/headline.json'), `${JSON.stringify(figures, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value), 2)}\n`);
  if (figures.ratio >= goal) return 0;
  console.error(`\nmissed: ${figures.ratio.toFixed(1)} is less than ${goal}`);
  return 1;
}

let code = 1;
try {
  code = await main();
} finally {
  for (const error of await undoAll()) console.error(error.message);
}
process.exit(code);

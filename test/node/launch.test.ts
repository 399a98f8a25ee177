// A start with remembered code is like one without: the same output, whatever became of what was remembered.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { BuildOptions } from 'esbuild';

declare const __ROOT__: string;

const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-launch-'));
const program = path.join(folder, 'dist/cli.cjs');
const project = path.join(folder, 'project');
after(() => { rmSync(folder, { recursive: true, force: true }); });

before(async () => {
  const { bundles } = (await import(pathToFileURL(path.join(__ROOT__, 'esbuild.mjs')).href)) as { bundles: readonly BuildOptions[] };
  const { build } = await import('esbuild');
  for (const options of bundles) if (/node\/(?:cli|yamlReader)\.ts/.test(JSON.stringify(options.entryPoints))) await build({ ...options, absWorkingDir: __ROOT__, outdir: path.dirname(program) });
  mkdirSync(project);
  writeFileSync(path.join(project, 'Dockerfile'), 'FROM python\nCOPY . .\nRUN pip install six\n');
  // Read by a bundle of its own, which is loaded from within the remembered code.
  writeFileSync(path.join(project, 'compose.yaml'), 'services:\n  app:\n    build: .\n');
});

/** A cache folder of the test's own, on every system. */
const cacheHome = path.join(folder, 'cache');
const environment = { ...process.env, XDG_CACHE_HOME: cacheHome, HOME: folder, LOCALAPPDATA: cacheHome, NODE_DISABLE_COMPILE_CACHE: undefined, LAYERWISE_STATE: path.join(folder, 'state') };

function check(env: NodeJS.ProcessEnv = environment): string {
  const run = spawnSync(process.execPath, [program, 'check', '--format', 'json', 'Dockerfile'], { cwd: project, env, encoding: 'utf8' });
  assert.equal(run.stderr, '');
  return run.stdout;
}

function codeFile(): string {
  const found = readdirSync(cacheHome, { recursive: true }).map(String).filter(name => path.basename(name).startsWith('cliMain.cjs-'));
  assert.equal(found.length, 1);
  return path.join(cacheHome, found[0] ?? '');
}

test('the second start, and starts with spoiled code, say what the first one said', () => {
  const off = check({ ...environment, NODE_DISABLE_COMPILE_CACHE: '1' });
  assert.ok(off.includes('missing-cache-mount'));
  assert.ok(!existsSync(cacheHome));
  assert.equal(check(), off);
  const whole = readFileSync(codeFile());
  assert.equal(check(), off);
  assert.deepEqual(readFileSync(codeFile()), whole, 'good code is not written again');

  truncateSync(codeFile(), whole.length >> 1);
  assert.equal(check(), off);
  assert.equal(readFileSync(codeFile()).length > whole.length >> 1, true, 'what is not whole is written anew');

  writeFileSync(codeFile(), Buffer.from(whole.map((byte, index) => (index === 1000 ? byte ^ 255 : byte))));
  assert.equal(check(), off);
  writeFileSync(codeFile(), '');
  assert.equal(check(), off);
});

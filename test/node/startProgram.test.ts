// What is started loads its program, keeps its compiled code where Node can, and makes nothing of a folder that can't be written.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';

declare const __ROOT__: string;

const folder = mkdtempSync(path.join(tmpdir(), 'layerwise start-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });

before(async () => {
  await build({
    entryPoints: [path.join(__ROOT__, 'server/src/node/startProgram.ts')], outfile: path.join(folder, 'start.cjs'), bundle: true, platform: 'node', format: 'cjs', target: 'node20',
    logLevel: 'warning', define: { __PROGRAM__: '"./program.cjs"' },
  });
  writeFileSync(path.join(folder, 'program.cjs'), 'console.log(JSON.stringify(process.argv.slice(2)));\nprocess.exitCode = 7;\n');
});

const start = (env: Readonly<Record<string, string>>) => spawnSync(process.execPath, [path.join(folder, 'start.cjs'), 'a b', '--c'], { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env } });
const wasRun = { status: 7, stdout: '["a b","--c"]\n', stderr: '' };
const outcomeOf = ({ status, stdout, stderr }: ReturnType<typeof start>) => ({ status, stdout, stderr });

test('the program gets its words and its exit code; its code is kept in the user\'s cache folder', () => {
  const cache = path.join(folder, 'cache');
  for (let run = 0; run < 2; run++) assert.deepEqual(outcomeOf(start({ XDG_CACHE_HOME: cache })), wasRun);
  const kept = path.join(cache, 'layerwise/compiled');
  if ('enableCompileCache' in module && process.platform === 'linux') assert.equal(readdirSync(kept).length, 1);
  else assert.equal(existsSync(kept), false);
});

test('a folder that can\'t be written keeps nothing and disturbs nothing', () => {
  writeFileSync(path.join(folder, 'file'), '');
  assert.deepEqual(outcomeOf(start({ XDG_CACHE_HOME: path.join(folder, 'file') })), wasRun);
});

test('who switches the store of compiled code off has none', () => {
  const cache = path.join(folder, 'off');
  assert.deepEqual(outcomeOf(start({ XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: '1' })), wasRun);
  assert.equal(existsSync(path.join(cache, 'layerwise/compiled')), false);
});

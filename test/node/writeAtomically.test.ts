// Replacing a file in one step keeps everything about it but its text.
import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { writeAtomically } from '../../server/src/node/writeAtomically.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-atomic-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });
const at = (name: string) => path.join(folder, name);

test('mode, owner and link stay', async () => {
  writeFileSync(at('Dockerfile'), 'old');
  chmodSync(at('Dockerfile'), 0o640);
  if (process.geteuid?.() === 0) chownSync(at('Dockerfile'), 1234, 2345);
  symlinkSync('Dockerfile', at('link'));
  const before = statSync(at('Dockerfile'));
  await writeAtomically(at('link'), 'new ü');
  assert.equal(readFileSync(at('Dockerfile'), 'utf8'), 'new ü');
  assert.ok(lstatSync(at('link')).isSymbolicLink());
  assert.equal(readlinkSync(at('link')), 'Dockerfile');
  const { mode, uid, gid } = statSync(at('Dockerfile'));
  assert.deepEqual([mode, uid, gid], [before.mode, before.uid, before.gid]);
});

test('a file that did not exist gets the mode that every new file gets', async () => {
  await writeAtomically(at('new'), 'x');
  writeFileSync(at('other'), 'x');
  assert.equal(statSync(at('new')).mode, statSync(at('other')).mode);
});

test('a folder in the way rejects, and nothing is left over', async () => {
  mkdirSync(at('folder'));
  await assert.rejects(writeAtomically(at('folder'), 'x'));
  await assert.rejects(writeAtomically(at('nowhere/x'), 'x'), { code: 'ENOENT' });
  assert.deepEqual(readdirSync(folder).filter(name => name.endsWith('.tmp')), []);
});

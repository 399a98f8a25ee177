// Files by name below a folder, on a real disk.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { waitingDisk, withFoldersKept } from '../../server/src/node/disk.js';
import { findFiles } from '../../server/src/node/findFiles.js';

const folder = mkdtempSync(path.join(tmpdir(), 'layerwise find-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });

for (const name of ['b/Dockerfile', 'a/Dockerfile', 'a/deep/er/Dockerfile', 'a/other', 'node_modules/x/Dockerfile', 'a-b/Dockerfile', 'Dockerfile']) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), 'FROM scratch\n');
}
symlinkSync('..', path.join(folder, 'a/loop'));
symlinkSync('a', path.join(folder, 'linked'));
symlinkSync('../b/Dockerfile', path.join(folder, 'a-b/Dockerfile.linked'));
mkdirSync(path.join(folder, 'b/Dockerfile.d'));

const options = { isWanted: (name: string) => name.startsWith('Dockerfile'), isSkipped: (name: string) => name === 'node_modules' };

for (const [name, disk] of [['as it is', waitingDisk], ['as it was first read', withFoldersKept(waitingDisk)]] as const) {
  test(`the disk ${name}: wanted files in order, no folder of such a name, nothing behind a link to a folder, links as links`, () => {
    assert.deepEqual(findFiles(disk, folder, options), [
      { path: 'Dockerfile', isLink: false }, { path: 'a-b/Dockerfile', isLink: false }, { path: 'a-b/Dockerfile.linked', isLink: true },
      { path: 'a/Dockerfile', isLink: false }, { path: 'a/deep/er/Dockerfile', isLink: false }, { path: 'b/Dockerfile', isLink: false },
    ]);
  });

  test(`the disk ${name}: a file or nothing at all is no folder`, () => {
    assert.equal(findFiles(disk, path.join(folder, 'Dockerfile'), options), undefined);
    assert.equal(findFiles(disk, path.join(folder, 'absent'), options), undefined);
    assert.deepEqual(findFiles(disk, path.join(folder, 'a/deep'), { ...options, isWanted: () => false }), []);
  });
}

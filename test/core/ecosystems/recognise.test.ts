// Which commands install packages, and what they are taken for: one table per family of package managers.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ecosystems } from '../../../server/src/core/ecosystems/index.js';
import { recogniseInstall } from '../../../server/src/core/ecosystems/recognise.js';
import type { InstallCommand } from '../../../server/src/core/ecosystems/ecosystem.js';
import { commandsOf } from '../shell/runs.js';
import { tables } from './recognise.table.js';

/** `pip manifest "pip install" in api (requirements.txt) [./lib]`: ecosystem, kind, label, directory, manifests, local paths. */
function print(install: InstallCommand): string {
  const place = install.directory === '' ? '' : ` in ${install.directory ?? '?'}`;
  const named = install.namedManifests.length > 0 ? ` (${install.namedManifests.map(name => name ?? '?').join(' ')})` : '';
  const local = install.localPaths.length > 0 ? ` [${install.localPaths.join(' ')}]` : '';
  return `${install.ecosystem.id} ${install.kind} "${install.label}"${place}${named}${local}`;
}

function installsOf(run: string): readonly string[] {
  return commandsOf(`RUN ${run}`).flatMap(command => recogniseInstall(command) ?? []).map(print);
}

for (const [family, rows] of Object.entries(tables)) {
  test(family, () => {
    for (const [run, ...installs] of rows) assert.deepEqual(installsOf(run), installs, run);
  });
}

test('the table is large and knows every package manager', () => {
  const rows = Object.values(tables).flat();
  assert.ok(rows.length >= 150, String(rows.length));
  const seen = new Set(rows.flatMap(([, ...installs]) => installs.map(text => text.split(' ')[0])));
  assert.deepEqual(ecosystems.map(ecosystem => ecosystem.id).filter(id => !seen.has(id)), ['dnf5']);
});

test('ids are unique, and every package manager recognises only its own', () => {
  assert.equal(new Set(ecosystems.map(ecosystem => ecosystem.id)).size, ecosystems.length);
  for (const [run] of Object.values(tables).flat()) {
    for (const command of commandsOf(`RUN ${run}`)) {
      const found = ecosystems.flatMap(ecosystem => ecosystem.recognise(command) ?? []);
      assert.ok(found.length <= 1, `${run}: ${found.map(install => install.ecosystem.id).join(', ')}`);
      assert.deepEqual(found[0], recogniseInstall(command), `${run}: the program is one of those that it names`);
      for (const install of found) assert.ok(ecosystems.includes(install.ecosystem) && install.command === command, run);
    }
  }
});

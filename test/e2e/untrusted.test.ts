// A folder that nobody has trusted yet: hints and fixes work, and no process of any kind is started for it.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Workbench } from '../harness/vscode/workbench.js';
import { openProject, type Project } from './support/project.js';

suite('an untrusted folder', () => {
  let project: Project;
  let workbench: Workbench;
  const programs = mkdtempSync(path.join(os.tmpdir(), 'layerwise-tripwire-'));
  /** Written by a `docker` that stands first on the path: whoever starts it is found out. */
  const trace = path.join(programs, 'started');

  before(async () => {
    const docker = path.join(programs, 'docker');
    writeFileSync(docker, `#!/bin/sh\necho "$@" >> '${trace}'\nexit 1\n`);
    chmodSync(docker, 0o755);
    project = await openProject('churn-model', { untrusted: true, env: { PATH: `${programs}${path.delimiter}${process.env['PATH'] ?? ''}` } });
    ({ workbench } = project);
    await workbench.openFile('Dockerfile');
  });
  after(async () => {
    await project.close();
    rmSync(programs, { recursive: true, force: true });
  });

  test('hints appear, and the status bar says that there is no more than hints', async () => {
    await workbench.until('the squiggle', async () => (await workbench.lines()).some(line => line.text === 'COPY . .' && line.squiggles.includes('warning')));
    await workbench.until('the status bar', async () => (await workbench.statusBar()).includes('hints only'));
    await workbench.goto(5, 2);
    assert.match((await workbench.quickFixes())[0] ?? '', /^Copy requirements\.txt before 'pip install'/);
  });

  test('a build is refused in one sentence, and no process is started', async () => {
    await workbench.command('Layerwise: Build Image');
    const shown = await workbench.until('the sentence', async () => (await workbench.notifications())[0]);
    assert.equal(shown.message, 'Nothing was built: a build runs the commands of this folder, which you have not trusted yet.');
    assert.deepEqual(shown.buttons, ['Manage Workspace Trust']);
    await workbench.shot('untrusted');
    assert.ok(!existsSync(trace), 'no docker was started');
  });

  test('the same `docker` is found out where the folder is trusted', async () => {
    const trusted = await openProject('churn-model', { env: { PATH: `${programs}${path.delimiter}${process.env['PATH'] ?? ''}` } });
    try {
      await trusted.workbench.openFile('Dockerfile');
      await trusted.workbench.command('Layerwise: Build Image');
      await trusted.workbench.until('the started docker', () => existsSync(trace));
    } finally {
      await trusted.close();
    }
  });

  test('nothing asked for an address outside this machine', () => {
    assert.deepEqual(workbench.outside, []);
  });
});

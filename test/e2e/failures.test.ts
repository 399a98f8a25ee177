// A step fails, a build is canceled: the line says so, and nothing is left running.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { EditorLine } from '../harness/vscode/editorPage.js';
import type { Workbench } from '../harness/vscode/workbench.js';
import { openProject, placeToBuild, type Project } from './support/project.js';

const buildMs = 60_000;

/** Command lines of this machine's processes that hold the text; the ones inside containers are among them. */
function processesWith(text: string): readonly string[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' }).split('\n').filter(line => line.includes(text));
}

suite('a build that does not go well', () => {
  let project: Project;
  let workbench: Workbench;
  const lineOf = async (text: string): Promise<EditorLine | undefined> => (await workbench.lines()).find(line => line.text === text);
  const exportLine = 'RUN sh /usr/local/bin/export.sh';

  before(async () => {
    project = await openProject('data-export', await placeToBuild('alpine:3.20', 'busybox'));
    ({ workbench } = project);
    await workbench.openFile('Dockerfile');
  });
  after(() => project.close());

  test('the step that failed has an error with the end of its output', async () => {
    await workbench.command('Layerwise: Build Image');
    const line = await workbench.until('the failed line', async () => {
      const found = await lineOf(exportLine);
      return found?.squiggles.includes('error') && found.gutter.includes('failed.svg') ? found : undefined;
    }, buildMs);
    assert.match(line.after.join(' '), /^failed after [\d.]+ s: exit code 3$/);
    const shown = await workbench.until('one sentence about it', async () => (await workbench.notifications())[0]);
    assert.match(shown.message, /^The build of data-export failed: process .* exit code: 3$/);
    assert.deepEqual(shown.buttons, ['Show Log']);
    assert.match(await workbench.terminal(), />>> RUN sh \/usr\/local\/bin\/export\.sh\n/);
    await workbench.shot('failed-build');
    await workbench.command('Notifications: Clear All Notifications');
    const hover = (await workbench.hover(4, 8)).join('\n');
    assert.match(hover, /exit code: 3/);
    assert.match(hover, /reading table customers\n?.*column 'email' is missing/s);
    await workbench.until('the status bar', async () => (await workbench.statusBar()).some(item => /^failed · /.test(item)));
  });

  test('the error goes when the step has been mended and built', async () => {
    writeFileSync(path.join(workbench.folder, 'export.sh'), 'echo "reading table customers"\n');
    await workbench.command('Layerwise: Build Image');
    await workbench.until('a line without an error', async () => {
      const found = await lineOf(exportLine);
      return found?.gutter.some(icon => icon.startsWith('ran')) === true && !found.squiggles.includes('error');
    }, buildMs);
  });

  test('Cancel in the notification ends the step and leaves no process', async () => {
    // A number that nobody else sleeps for.
    const nap = `sleep ${600 + (process.pid % 1000)}.25`;
    writeFileSync(path.join(workbench.folder, 'export.sh'), `echo asleep\n${nap}\n`);
    await workbench.command('Layerwise: Build Image');
    await workbench.until('the running step', async () => (await lineOf(exportLine))?.after.some(text => /^running \d+ s/.test(text)) && processesWith(nap).length > 0, buildMs);
    const ours = 'buildx build --progress';
    assert.ok(processesWith(ours).some(line => line.includes(workbench.folder)));
    await workbench.shot('running-build');
    await workbench.pressNotification('Building data-export', 'Cancel');
    await workbench.until('the canceled line', async () => (await lineOf(exportLine))?.after.includes('canceled'));
    assert.deepEqual((await lineOf(exportLine))?.gutter, ['canceled.svg']);
    await workbench.until('no process of the build', () => !processesWith(ours).some(line => line.includes(workbench.folder)) && processesWith(nap).length === 0);
    await workbench.until('the status bar', async () => (await workbench.statusBar()).includes('canceled'));
    await workbench.until('no notification', async () => (await workbench.notifications()).length === 0);
  });

  test('nothing asked for an address outside this machine', () => {
    assert.deepEqual(workbench.outside, []);
  });
});

// A person opens a Dockerfile that throws its cache away, reads why, and mends it with one key. No engine is needed.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Workbench } from '../harness/vscode/workbench.js';
import { openProject, readmePicture, type Project } from './support/project.js';

const squiggles = async (workbench: Workbench): Promise<Record<string, readonly string[]>> =>
  Object.fromEntries((await workbench.lines()).filter(line => line.squiggles.length > 0).map(line => [line.text, [...new Set(line.squiggles)].sort()]));

/** Cursor on the squiggle, hover open with its link to the fix. */
async function showForReadme(workbench: Workbench): Promise<void> {
  await workbench.goto(5, 2);
  await workbench.page.keyboard.press('Control+K');
  await workbench.page.keyboard.press('Control+I');
  const hover = workbench.page.locator('.monaco-hover:not(.hidden)').filter({ hasText: 'Quick Fix' });
  await hover.waitFor();
  await workbench.until('the hover at rest', () => hover.evaluate(element => element.getAnimations({ subtree: true }).length === 0));
  await readmePicture(workbench, 'hints');
  await workbench.page.keyboard.press('Escape');
}

suite('the naive Dockerfile of a Python project', () => {
  let project: Project;
  let workbench: Workbench;
  const dockerfile = () => readFileSync(path.join(workbench.folder, 'Dockerfile'), 'utf8');

  before(async () => {
    project = await openProject('churn-model', { settings: {
      'editor.codeActionsOnSave': { 'source.fixAll.layerwise': 'explicit' },
      // Nothing to read stands below the squiggle's neighbours, so the hover of the picture goes there.
      'editor.hover.above': false,
    } });
    ({ workbench } = project);
    await workbench.openFile('Dockerfile');
  });
  after(() => project.close());

  test('the line to blame has a squiggle, and its hover says what it costs and what to do', async () => {
    await workbench.until('the squiggles', async () => 'COPY . .' in (await squiggles(workbench)));
    assert.deepEqual(await squiggles(workbench), { 'COPY . .': ['warning'], 'RUN pip install -r requirements.txt': ['hint'] });
    const [finding] = await workbench.hover(5, 2);
    assert.match(finding ?? '', /'COPY \. \.' changes with every source edit, so 'pip install' below runs again each time\. Copy requirements\.txt first\./);
    assert.match(finding ?? '', /layerwisecopy-before-install/);
    assert.match(finding ?? '', /'pip install' runs again whenever 'COPY \. \.' above brings a changed file/);
  });

  test('the fix is the first that Ctrl+. offers, and it is one undo step', async () => {
    const before = await workbench.text();
    await workbench.goto(5, 2);
    const titles = await workbench.quickFixes();
    await showForReadme(workbench);
    assert.match(titles[0] ?? '', /^Copy requirements\.txt before 'pip install' \(re-runs \d instead of \d steps\)$/);
    await workbench.quickFix("Copy requirements.txt before 'pip install'");
    const fixed = before.replace('COPY . .\nRUN pip install -r requirements.txt', 'COPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .');
    await workbench.until('the fixed text', async () => (await workbench.text()) === fixed);
    await workbench.until('no warning any more', async () => !Object.values(await squiggles(workbench)).flat().includes('warning'));
    await workbench.page.keyboard.press('Control+Z');
    await workbench.until('the text as it was', async () => (await workbench.text()) === before);
    await workbench.page.keyboard.press('Control+Shift+Z');
    await workbench.until('the fixed text again', async () => (await workbench.text()) === fixed);
  });

  test('a save mends the rest, where the editor is set to fix on saving', async () => {
    await workbench.save();
    const mended = 'COPY requirements.txt ./\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\nCOPY . .\n';
    await workbench.until('the mended file on the disk', () => dockerfile().includes(mended));
    await workbench.until('no finding any more', async () => Object.keys(await squiggles(workbench)).length === 0);
  });

  test('nothing asked for an address outside this machine', () => {
    assert.deepEqual(workbench.outside, []);
  });
});

suite('the naive Dockerfile of a Node project, with packages installed on the host', () => {
  let project: Project;
  let workbench: Workbench;
  const file = (name: string) => path.join(workbench.folder, name);

  before(async () => {
    project = await openProject('web-shop', { prepare: folder => {
      mkdirSync(path.join(folder, 'node_modules/is-number'), { recursive: true });
      writeFileSync(path.join(folder, 'node_modules/is-number/index.js'), 'module.exports = value => Number(value) === value;\n');
    } });
    ({ workbench } = project);
    await workbench.openFile('Dockerfile');
    await workbench.until('the squiggles', async () => 'COPY . .' in (await squiggles(workbench)));
  });
  after(() => project.close());

  test('a finding is silenced for one line', async () => {
    await workbench.goto(7, 6);
    await workbench.quickFix('Ignore this here: # layerwise ignore=missing-cache-mount');
    await workbench.until('the comment', async () => (await workbench.text()).includes('# layerwise ignore=missing-cache-mount\nRUN npm ci --ignore-scripts'));
    await workbench.until('no hint', async () => !('RUN npm ci --ignore-scripts' in (await squiggles(workbench))));
    await workbench.page.keyboard.press('Control+Z');
    await workbench.until('the hint again', async () => 'RUN npm ci --ignore-scripts' in (await squiggles(workbench)));
  });

  test('the fix brings the ignore file that keeps the host\'s packages out', async () => {
    await workbench.goto(6, 2);
    await workbench.quickFix("Copy package.json before 'npm ci' and ignore node_modules");
    await workbench.until('the split copy', async () => (await workbench.text()).includes('COPY package.json package-lock.json ./\nRUN npm ci --ignore-scripts\nCOPY . .'));
    await workbench.until('the ignore file on the disk', () => existsSync(file('.dockerignore')) && /^node_modules$/m.test(readFileSync(file('.dockerignore'), 'utf8')));
    await workbench.until('no warning any more', async () => !Object.values(await squiggles(workbench)).flat().includes('warning'));
  });

  test('Fix All mends what is left, but for what would change the image', async () => {
    await workbench.command('Fix All');
    await workbench.until('the cache mount', async () => (await workbench.text()).includes('RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts'));
    await workbench.until('one finding left', async () => Object.keys(await squiggles(workbench)).join() === 'COPY . .');
  });

  test('the Dockerfile leaves the image when it is asked to', async () => {
    await workbench.goto((await workbench.text()).split('\n').indexOf('COPY . .') + 1, 2);
    await workbench.quickFix('Ignore Dockerfile');
    await workbench.until('the edited ignore file', async () => (await workbench.page.locator('.tab.dirty', { hasText: '.dockerignore' }).count()) > 0);
    // A build reads the ignore file from the disk, and so do the findings.
    await workbench.command('File: Save All Files');
    await workbench.until('the ignored Dockerfile', () => /^Dockerfile$/m.test(readFileSync(file('.dockerignore'), 'utf8')));
    await workbench.until('no finding any more', async () => Object.keys(await squiggles(workbench)).length === 0);
  });

  test('nothing asked for an address outside this machine', () => {
    assert.deepEqual(workbench.outside, []);
  });
});

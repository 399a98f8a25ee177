// A person builds from the palette and reads on the lines what every step did; touches a source file and builds again.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Workbench } from '../harness/vscode/workbench.js';
import { openProject, placeToBuild, readmePicture, type Project } from './support/project.js';

const buildMs = 120_000;

/** What stands behind the lines and beside them, by the line's text; lines without anything are left out. */
async function marks(workbench: Workbench): Promise<Record<string, { readonly text: string; readonly icon: string }>> {
  const marked = (await workbench.lines()).filter(line => line.after.length > 0 || line.gutter.length > 0);
  return Object.fromEntries(marked.map(line => [line.text, { text: line.after.join(' '), icon: line.gutter.join(' ') }]));
}

/** The first word behind each line. */
async function words(workbench: Workbench): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await marks(workbench)).map(([line, { text }]) => [line, text.split(' ')[0] ?? '']));
}

/** Builds from the palette and waits for the end. @param meanwhile looks at the build while it runs */
async function build(workbench: Workbench, meanwhile?: () => Promise<void>): Promise<void> {
  await workbench.command('Layerwise: Build Image');
  await workbench.until('a running build', async () => (await workbench.statusBar()).some(item => /^building$|^\d+\/\d+ · /.test(item)));
  await meanwhile?.();
  await workbench.until('the end of the build', async () => (await workbench.statusBar()).some(item => /^\d+\/\d+ cached · /.test(item)), buildMs);
}

/** The contrast of each word behind a line with the editor's background, as WCAG 2 counts it. */
function contrasts(workbench: Workbench): Promise<Record<string, number>> {
  return workbench.editor.evaluate(root => {
    const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    const luminance = (color: string) => channels(color).map(channel => channel / 255).map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at]!, 0);
    const background = luminance(getComputedStyle(root.querySelector('.monaco-editor-background')!).backgroundColor);
    const found: Record<string, number> = {};
    for (const part of root.querySelectorAll('.view-line > span > span')) {
      const { content, color } = getComputedStyle(part, '::after');
      if (!content.startsWith('"') || content === '""') continue;
      const [light, dark] = [luminance(color), background].sort((a, b) => b - a) as [number, number];
      found[JSON.parse(content)] = (light + 0.05) / (dark + 0.05);
    }
    return found;
  });
}

/** Changes a source file on the disk, as another program would. */
function touch(workbench: Workbench, file: string, from: string, to: string): void {
  const place = path.join(workbench.folder, file);
  writeFileSync(place, readFileSync(place, 'utf8').replace(from, to));
}

suite('building a Python project twice', () => {
  let project: Project;
  let workbench: Workbench;

  before(async () => {
    project = await openProject('churn-model', await placeToBuild('python:3.11-slim', 'python'));
    ({ workbench } = project);
    await workbench.openFile('Dockerfile');
    await workbench.until('the squiggle', async () => (await workbench.lines()).some(line => line.squiggles.includes('warning')));
  });
  after(() => project.close());

  test('while it builds there is a notification with Cancel, a coloured log, and a mark on the line that runs', async () => {
    const install = 'RUN pip install -r requirements.txt';
    const signs: Readonly<Record<string, () => Promise<boolean>>> = {
      notification: async () => (await workbench.notifications()).some(({ message, buttons }) => /^Building churn-model: 3\/5 · pip install -r requirements\.txt$/.test(message) && buttons.includes('Cancel')),
      line: async () => { const mark = (await marks(workbench))[install]; return mark?.icon === 'running.svg' && /^running/.test(mark.text); },
      'status bar': async () => (await workbench.statusBar()).some(item => /^3\/5 · pip install -r requirements\.txt/.test(item)),
    };
    await build(workbench, async () => {
      const missing = new Set(Object.keys(signs));
      await workbench.until('the signs of a running install', async () => {
        for (const sign of missing) if (await signs[sign]!()) missing.delete(sign);
        return missing.size === 0;
      });
    });
    await workbench.until('the end of the log', async () => /^Built churn-model in [\d.]+ s · 0 of 4 steps cached$/m.test(await workbench.terminal()));
    assert.match(await workbench.terminal(), /epoch 8: loss 0\.\d+/);
    assert.ok((await workbench.page.locator('.terminal-wrapper.active .xterm-rows span[class*="xterm-fg-"]').count()) > 0, 'the log has colours');
  });

  test('afterwards every step says what it did, and metadata says nothing', async () => {
    const shown = await marks(workbench);
    assert.deepEqual(Object.keys(shown), ['WORKDIR /app', 'COPY . .', 'RUN pip install -r requirements.txt', 'RUN python -m src.train --epochs 8']);
    for (const mark of Object.values(shown)) assert.match(`${mark.text} ${mark.icon}`, /^ran( [\d.]+ s ran(Slow)?| ranQuick)\.svg$/);
    assert.ok((await workbench.statusBar()).some(item => /^0\/4 cached · [\d.]+ s$/.test(item)));
    await workbench.until('no notification', async () => (await workbench.notifications()).length === 0);
  });

  test('a touched source file makes the naive Dockerfile install everything again', async () => {
    touch(workbench, 'src/train.py', '0.05', '0.06');
    await build(workbench);
    assert.deepEqual(await words(workbench), { 'WORKDIR /app': 'cached', 'COPY . .': 'ran', 'RUN pip install -r requirements.txt': 'ran', 'RUN python -m src.train --epochs 8': 'ran' });
    assert.ok((await workbench.statusBar()).some(item => /^1\/4 cached · [\d.]+ s$/.test(item)));
  });

  test('after the fix the same edit installs nothing', async () => {
    await workbench.goto(5, 2);
    await workbench.quickFix("Copy requirements.txt before 'pip install'");
    await workbench.until('the split copy', async () => (await workbench.text()).includes('COPY requirements.txt ./\nRUN'));
    await build(workbench);
    touch(workbench, 'src/train.py', '0.06', '0.07');
    await build(workbench);
    assert.deepEqual(await words(workbench), {
      'WORKDIR /app': 'cached', 'COPY requirements.txt ./': 'cached', 'RUN pip install -r requirements.txt': 'cached',
      'COPY . .': 'ran', 'RUN python -m src.train --epochs 8': 'ran',
    });
    assert.ok((await workbench.statusBar()).some(item => /^3\/5 cached · [\d.]+ s$/.test(item)));
    await workbench.command('View: Toggle Panel Visibility');
    await workbench.page.locator('.part.panel').waitFor({ state: 'hidden' });
    assert.ok((await workbench.statusBar()).some(item => /^Built churn-model in [\d.]+ s · 3 of 5 steps cached · [\d.]+ s saved$/.test(item)));
    // No word under the cursor, whose like would be marked everywhere.
    await workbench.goto(13, 1);
    await readmePicture(workbench, 'outcomes');
  });

  test('the hover of a step tells when, how long, and the end of its output', async () => {
    const ran = (await workbench.hover(9, 2)).join('\n');
    assert.match(ran, /Ran [\d.]+ s in the last build/);
    assert.match(ran, /epoch 8: loss/);
    const cached = (await workbench.hover(6, 2)).join('\n');
    assert.match(cached, /Cached in the last build/);
    assert.match(cached, /It took [\d.]+ s when it last ran/);
  });

  test('one command hides the marks and shows them again', async () => {
    const shown = await marks(workbench);
    await workbench.command('Layerwise: Toggle Annotations');
    await workbench.until('no marks', async () => Object.keys(await marks(workbench)).length === 0);
    await workbench.command('Layerwise: Toggle Annotations');
    await workbench.until('the same marks', async () => JSON.stringify(await marks(workbench)) === JSON.stringify(shown));
  });

  test('marks move with the lines above them, and an edited line is stale', async () => {
    const shown = await marks(workbench);
    await workbench.goto(2, 1);
    await workbench.type('\nARG SEED=7\n');
    await workbench.until('the moved marks', async () => (await workbench.text()).includes('ARG SEED=7') && JSON.stringify(await marks(workbench)) === JSON.stringify(shown));
    await workbench.goto(11, 35);
    await workbench.type('0');
    await workbench.until('a stale mark', async () => (await marks(workbench))['RUN python -m src.train --epochs 80']?.icon === 'ranStale.svg');
    await workbench.until('the word on it', async () => (await workbench.hover(11, 2)).join('\n').includes('This line was edited since'));
    await workbench.shot('stale');
    await workbench.command('File: Revert File');
    await workbench.until('the marks as they were', async () => JSON.stringify(await marks(workbench)) === JSON.stringify(shown));
  });

  test('a reloaded window shows the same marks', async () => {
    const shown = await marks(workbench);
    await workbench.load();
    await workbench.openFile('Dockerfile');
    await workbench.until('the same marks', async () => JSON.stringify(await marks(workbench)) === JSON.stringify(shown));
    assert.ok((await workbench.statusBar()).some(item => /^3\/5 cached · [\d.]+ s$/.test(item)));
  });

  for (const [theme, kind] of [['Dark Modern', 'vs-dark'], ['Light Modern', 'vs'], ['Dark High Contrast', 'hc-black'], ['Light High Contrast', 'hc-light']] as const) {
    test(`the words behind the lines can be read in the theme ${theme}`, async () => {
      await workbench.command('Preferences: Color Theme');
      await workbench.answer(theme);
      await workbench.page.locator(`.monaco-workbench.${kind}`).waitFor();
      await workbench.shot(`outcomes-${theme.toLowerCase().replaceAll(' ', '-')}`);
      for (const [text, contrast] of Object.entries(await contrasts(workbench))) assert.ok(contrast >= 4.5, `'${text}' has a contrast of ${contrast.toFixed(1)}`);
    });
  }

  test('nothing asked for an address outside this machine', () => {
    assert.deepEqual(workbench.outside, []);
  });
});

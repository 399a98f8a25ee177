// Drives a real VS Code workbench in a browser: opens it on a copy of a fixture with the packaged extension, types, reads.
// Every wait is on a condition. Knows VS Code's page and nothing of what the extension does.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { defaultFixture, defaultVsix, shotsFolder } from '../../../scripts/vscode/paths.mjs';
import { fence, launchBrowser, startServer, workbenchUrl, type Edition, type Server } from '../../../scripts/vscode/server.mjs';
import { readLines, type EditorLine } from './editorPage.js';
import { Patience, type Clip } from './patience.js';

export interface WorkbenchOptions {
  /** The folder whose copy is opened; the small Python workspace unless given. */
  readonly fixture?: string;
  /** Opens the folder as one that nobody has trusted yet, without asking whether to. */
  readonly untrusted?: boolean;
  /** Changes the copy before VS Code sees it, such as adding a git history. */
  readonly prepare?: (folder: string) => void | Promise<void>;
  /** Packaged extensions to install; the project's own unless given. */
  readonly vsix?: string | readonly string[];
  readonly edition?: Edition;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the extension, its language server and the terminals. `undefined` takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** One notification on the screen. */
export interface Notification {
  readonly message: string;
  readonly buttons: readonly string[];
}

const texts = (found: Locator): Promise<string[]> => found.allInnerTexts().then((all) => all.map((text) => text.replaceAll('\u00a0', ' ').trim()));

/** Restricted from the start: no dialog that asks for trust, and no banner. */
const untrustedSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

export class Workbench {
  private constructor(
    /** The copy of the fixture that is open. */
    readonly folder: string,
    readonly page: Page,
    /** Addresses outside this machine that the workbench asked for; a test can assert that there are none. */
    readonly outside: readonly string[],
    private readonly patience: Patience,
    private readonly browser: Browser,
    private readonly server: Server,
  ) {}

  /** Opens a workbench of its own: private settings, extensions and browser profile, all gone after `close()`. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const { fixture = defaultFixture, prepare, vsix = defaultVsix, edition, untrusted = false, env, viewport = { width: 1400, height: 900 } } = options;
    const settings = { ...(untrusted && untrustedSettings), ...options.settings };
    const parent = mkdtempSync(path.join(os.tmpdir(), 'layerwise-workspace-'));
    // Named as the fixture, for the name is on the screen.
    const folder = path.join(parent, path.basename(fixture));
    let server: Server | undefined;
    let browser: Browser | undefined;
    try {
      cpSync(fixture, folder, { recursive: true });
      await prepare?.(folder);
      server = await startServer({ vsix, settings, workspaceTrust: untrusted, ...(edition && { edition }), ...(env && { env }) });
      browser = await launchBrowser();
      const context = await browser.newContext({ viewport, deviceScaleFactor: 1 });
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
      const outside = await fence(context);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      const workbench = new Workbench(folder, page, outside, new Patience(page, shotsFolder), browser, server);
      await workbench.load();
      return workbench;
    } catch (error: unknown) {
      await browser?.close();
      await server?.stop();
      rmSync(parent, { recursive: true, force: true });
      throw error;
    }
  }

  /** Loads the page anew, as a person reloads the window. */
  async load(): Promise<void> {
    await this.patience.during('the workbench', async () => {
      await this.page.goto(workbenchUrl(this.server, { folder: this.folder }));
      await this.page.locator('.part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
      await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    });
  }

  /** Ends the browser and the server, and deletes the copy. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    rmSync(path.dirname(this.folder), { recursive: true, force: true, maxRetries: 5 });
  }

  /** Writes `test-results/<name>.png`, of the whole page or of a part of it, and returns its path. */
  shot(name: string, clip?: Clip): Promise<string> {
    return this.patience.shot(name, clip);
  }

  /** Asks until the answer is neither `undefined` nor `false`; takes a screenshot when it never is. */
  until<T>(what: string, ask: () => T | Promise<T>, waitMs?: number): Promise<Exclude<T, undefined | false>> {
    return this.patience.until(what, ask, waitMs);
  }

  /** Runs a command of the palette by its full title, such as `Layerwise: Build Image`. */
  async command(title: string): Promise<void> {
    await this.patience.during(`the command '${title}'`, async () => {
      await this.openQuickInput('F1');
      await this.quickInput.fill(`>${title}`);
      // The whole title, for one command's title may begin another's. The list also keeps former rows for a moment.
      const row = this.quickInputRows.filter({ has: this.page.getByText(title, { exact: true }) }).first();
      await row.waitFor();
      await row.click();
    });
  }

  /** The titles in the palette that hold a text. */
  async commandsFor(text: string): Promise<string[]> {
    return this.patience.during(`commands for '${text}'`, async () => {
      await this.openQuickInput('F1');
      await this.quickInput.fill(`>${text}`);
      await this.quickInputRows.filter({ hasText: text }).first().waitFor();
      const titles = await texts(this.quickInputRows.locator('.quick-input-list-label').filter({ visible: true }));
      await this.page.keyboard.press('Escape');
      // The palette adds what it thinks is similar.
      return titles.filter((title) => title.includes(text));
    });
  }

  /** What a list that is open at the top offers. */
  async choices(): Promise<string[]> {
    await this.patience.during('a list', () => this.quickInputRows.first().waitFor());
    return texts(this.quickInputRows);
  }

  /** Picks from the list that is open at the top. */
  async choose(text: string): Promise<void> {
    await this.patience.during(`the choice '${text}'`, async () => {
      const row = this.quickInputRows.filter({ hasText: text }).first();
      await row.waitFor();
      await row.click();
    });
  }

  /** Answers the input box that is open at the top. */
  async answer(text: string): Promise<void> {
    await this.patience.during('an input box', async () => {
      await this.quickInput.waitFor();
      await this.quickInput.fill(text);
      await this.page.keyboard.press('Enter');
    });
  }

  /** Opens a file of the folder; the name is relative to it. */
  async openFile(name: string): Promise<void> {
    await this.patience.during(`the file '${name}'`, async () => {
      await this.openQuickInput('Control+P');
      // A whole path names one file, whatever the search makes of a part of it.
      await this.quickInput.fill(path.join(this.folder, name));
      const row = this.quickInputRows.filter({ hasText: path.basename(name) }).first();
      await row.waitFor();
      await row.click();
      await this.page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).first().waitFor();
      await this.editor.locator('.view-line').first().waitFor();
    });
  }

  /** Puts the cursor of the active editor at a line and column, both from 1. */
  async goto(line: number, column = 1): Promise<void> {
    await this.patience.during(`line ${line}, column ${column}`, async () => {
      await this.openQuickInput('Control+G');
      await this.quickInput.fill(`:${line}:${column}`);
      await this.page.keyboard.press('Enter');
      await this.quickInput.waitFor({ state: 'hidden' });
      await this.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
    });
  }

  /** Types at the cursor. A line break is an Enter, with the editor's own indentation. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Saves the active file and waits until its tab shows it as saved. */
  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.until('the saved file', async () => (await this.page.locator('.tab.active.dirty').count()) === 0);
  }

  /** The rendered lines of the active editor. Lines out of sight are missing. */
  async lines(): Promise<EditorLine[]> {
    return this.editor.evaluate(readLines);
  }

  /** The rendered text of the active editor. */
  async text(): Promise<string> {
    return (await this.lines()).map((line) => line.text).join('\n');
  }

  /** The titles of the code lenses of the active editor. */
  codeLenses(): Promise<string[]> {
    return texts(this.editor.locator('.codelens-decoration a'));
  }

  /** Clicks a code lens of the active editor. */
  async clickCodeLens(title: string): Promise<void> {
    await this.patience.during(`the lens '${title}'`, () => this.editor.locator('.codelens-decoration a', { hasText: title }).first().click());
  }

  /** The parts of the hover at a place, asked for by keyboard. */
  async hover(line: number, column: number): Promise<string[]> {
    await this.goto(line, column);
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const parts = this.page.locator('.monaco-hover:not(.hidden)').locator('.hover-row-contents, .hover-contents');
    const found = await this.until(`a hover at ${line}:${column}`, async () => {
      const all = (await texts(parts)).filter(Boolean);
      return all.length > 0 && !all.some((text) => text.startsWith('Loading')) && all;
    });
    await this.page.keyboard.press('Escape');
    return [...new Set(found)];
  }

  /** The titles of the actions at the cursor, as `Ctrl+.` shows them. */
  async quickFixes(): Promise<string[]> {
    const rows = await this.openQuickFixes();
    const titles = await texts(rows);
    await this.page.keyboard.press('Escape');
    await this.patience.during('the closed menu of actions', () => rows.first().waitFor({ state: 'hidden' }));
    return titles;
  }

  /** Takes the action with that title at the cursor, by keyboard alone. */
  async quickFix(title: string): Promise<void> {
    const rows = await this.openQuickFixes();
    const focused = rows.and(this.page.locator('.focused'));
    const isFocused = async (): Promise<boolean> => (await texts(focused)).some((text) => text.includes(title));
    for (let count = await rows.count(); count > 0 && !(await isFocused()); count -= 1) await this.page.keyboard.press('ArrowDown');
    await this.until(`the action '${title}'`, isFocused, 2_000);
    await this.page.keyboard.press('Enter');
    await this.patience.during('the closed menu of actions', () => rows.first().waitFor({ state: 'hidden' }));
  }

  /** The notifications on the screen. */
  async notifications(): Promise<Notification[]> {
    return this.toasts.evaluateAll((all) =>
      all.map((toast) => ({
        message: toast.querySelector('.notification-list-item-message')?.textContent.trim() ?? '',
        buttons: [...toast.querySelectorAll('.notification-list-item-buttons-container .monaco-button')].map((button) => button.textContent.trim()),
      })),
    );
  }

  /** Presses a button, such as `Cancel`, of the notification that holds the text. */
  async pressNotification(text: string, button: string): Promise<void> {
    await this.patience.during(`the button '${button}' of '${text}'`, () =>
      this.toasts.filter({ hasText: text }).locator('.notification-list-item-buttons-container .monaco-button', { hasText: button }).first().click(),
    );
  }

  /** The texts of the status bar, from left to right. */
  async statusBar(): Promise<string[]> {
    return (await texts(this.page.locator('.part.statusbar .statusbar-item'))).filter(Boolean);
  }

  /** Clicks an item of the status bar. */
  async clickStatusBar(text: string): Promise<void> {
    await this.patience.during(`the status bar item '${text}'`, () => this.page.locator('.part.statusbar .statusbar-item a', { hasText: text }).first().click());
  }

  /** The rows of the terminal in sight, without the empty ones at the end. */
  async terminal(): Promise<string> {
    const rows = await this.page.locator('.terminal-wrapper.active .xterm-rows > div').allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n').trimEnd();
  }

  /** The lines of the Output panel in sight. */
  async output(): Promise<string[]> {
    return texts(this.page.locator('.part.panel .output-view .view-line, .part.panel .monaco-editor .view-line'));
  }

  /** Shows a container of views by its name in the activity bar. */
  async openViewContainer(name: string): Promise<void> {
    const item = this.page.locator('.part.activitybar .action-item').filter({ has: this.page.locator(`.action-label[aria-label^="${name}"]`) });
    await this.patience.during(`the views '${name}'`, async () => {
      const isOpen = /\bchecked\b/.test((await item.getAttribute('class')) ?? '');
      if (!isOpen) await item.click();
    });
  }

  /** The rows of a tree view, each as `label | description`. */
  treeRows(view: string): Promise<string[]> {
    return this.page.locator(`.pane:has(.pane-header[aria-label^="${view}"]) .monaco-list-row`).evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('.label-name, .label-description')].map((part) => part.textContent.trim()).filter(Boolean).join(' | ')),
    );
  }

  /** The document inside the webview in sight. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** The active editor. */
  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  private get quickInputRows(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
  }

  private get toasts(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item');
  }

  /** A key that comes before VS Code has its keybindings is lost, so it is pressed until the box is there. */
  private async openQuickInput(key: string): Promise<void> {
    await this.until(`the box of ${key}`, async () => {
      await this.page.keyboard.press(key);
      const isOpen = await this.quickInput.waitFor({ timeout: 2_000 }).then(() => true, () => false);
      // Only then: it would also take notifications away, which a person still reads.
      if (!isOpen) await this.page.keyboard.press('Escape');
      return isOpen;
    });
  }

  /** VS Code opens an empty menu, or none, while the language server still works; so this asks until there are rows. */
  private async openQuickFixes(): Promise<Locator> {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    await this.until('actions at the cursor', async () => {
      await this.page.keyboard.press('Control+.');
      const isOpen = await rows.first().waitFor({ timeout: 2_000 }).then(() => true, () => false);
      if (!isOpen) await this.page.keyboard.press('Escape');
      return isOpen;
    });
    return rows;
  }
}

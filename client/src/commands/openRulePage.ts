// Opens the page of a rule, which lies in the extension's folder, in the editor's Markdown preview. Needs no network and
// no server.
import { commands, FileType, Uri, window, workspace } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import { say } from '../text.js';

const messages = defineMessages('client.rulePage', {
  which: 'Which rule do you want to read about?',
  unknown: 'Layerwise has no rule "{rule}".',
  none: 'The rule pages cannot be listed here; open one from a finding.',
});

/** @param rule a rule's id; anything else asks for one */
export async function openRulePage(extensionUri: Uri, rule: unknown): Promise<void> {
  const folder = Uri.joinPath(extensionUri, 'docs', 'rules');
  const chosen = typeof rule === 'string' ? rule : await pickRule(folder);
  if (chosen === undefined) return;
  const page = Uri.joinPath(folder, `${chosen}.md`);
  // Links come from outside; a name that is no page of ours opens nothing.
  if (/^[a-z0-9-]+$/.test(chosen) && await isReadable(page)) await commands.executeCommand('markdown.showPreview', page);
  else void window.showErrorMessage(say(messages.unknown({ rule: chosen })));
}

async function pickRule(folder: Uri): Promise<string | undefined> {
  const rules = await rulesIn(folder);
  if (rules.length > 0) return window.showQuickPick(rules, { placeHolder: say(messages.which()) });
  void window.showErrorMessage(say(messages.none()));
  return undefined;
}

async function isReadable(page: Uri): Promise<boolean> {
  try {
    await workspace.fs.readFile(page);
    return true;
  } catch {
    return false;
  }
}

/** Empty where folders cannot be listed, as in a browser. */
async function rulesIn(folder: Uri): Promise<string[]> {
  try {
    const entries = await workspace.fs.readDirectory(folder);
    return entries.filter(([name, type]) => type === FileType.File && /^[a-z0-9-]+\.md$/.test(name)).map(([name]) => name.slice(0, -'.md'.length)).sort();
  } catch {
    return [];
  }
}

// What a click on the status bar offers.
import { commands, window, type QuickPickItem } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import type { CommandId } from '../commandIds.js';
import { say } from '../text.js';

const messages = defineMessages('client.menu', {
  build: 'Build Image',
  buildWithoutCache: 'Build Without Cache',
  showLog: 'Show Build Log',
  toggle: 'Toggle Annotations',
  rules: 'Read About a Rule',
});

export async function showMenu(): Promise<void> {
  const items: readonly (QuickPickItem & { readonly command: CommandId })[] = [
    { label: `$(play) ${say(messages.build())}`, command: 'layerwise.buildImage' },
    { label: `$(refresh) ${say(messages.buildWithoutCache())}`, command: 'layerwise.buildWithoutCache' },
    { label: `$(output) ${say(messages.showLog())}`, command: 'layerwise.showLog' },
    { label: `$(eye) ${say(messages.toggle())}`, command: 'layerwise.toggleAnnotations' },
    { label: `$(book) ${say(messages.rules())}`, command: 'layerwise.openRulePage' },
  ];
  const picked = await window.showQuickPick(items, { placeHolder: 'Layerwise' });
  if (picked) await commands.executeCommand(picked.command);
}

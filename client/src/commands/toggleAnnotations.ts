// `Layerwise: Toggle Annotations`: hides what is behind the lines in this window, or shows it again. Settings stay as
// they are.
import { window } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import { say } from '../text.js';
import type { CommandParts } from './commandParts.js';

const messages = defineMessages('client.toggle', {
  shown: 'Layerwise annotations are shown',
  hidden: 'Layerwise annotations are hidden',
});

const messageTime = 3_000;

/** Answers whether annotations are shown now. */
export function toggleAnnotations({ annotations }: Pick<CommandParts, 'annotations'>): boolean {
  const isShown = annotations.toggle();
  // In a file that was never built nothing changes on the screen, so words say what happened.
  window.setStatusBarMessage(say(isShown ? messages.shown() : messages.hidden()), messageTime);
  return isShown;
}

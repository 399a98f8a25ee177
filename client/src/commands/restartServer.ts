// `Layerwise: Restart Server`.
import { window } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import { say } from '../text.js';
import type { CommandParts } from './commandParts.js';

const messages = defineMessages('client.restart', { failed: 'The Layerwise server could not be started: {error}' });

export async function restartServer({ connection, restarts }: Pick<CommandParts, 'connection' | 'restarts'>): Promise<void> {
  restarts.reset();
  try {
    await connection.restart();
  } catch (error: unknown) {
    void window.showErrorMessage(say(messages.failed({ error: error instanceof Error ? error.message : String(error) })));
  }
}

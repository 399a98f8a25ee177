// Tells a person who asked for a build why there is none, and opens the way where there is one.
import { commands, window } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import type { BuildResult } from '../../../server/src/protocol/index.js';
import { say } from '../text.js';
import { obstacleSentence, type ObstacleKind } from './obstacle.js';

const messages = defineMessages('client.trust', { manage: 'Manage Workspace Trust' });

/** Shows the reason without waiting for an answer; the result is that of a build that was refused. */
export function explainObstacle(kind: ObstacleKind): BuildResult {
  const message = say(obstacleSentence(kind));
  void show(kind, message);
  return { status: 'refused', message, milliseconds: 0 };
}

async function show(kind: ObstacleKind, message: string): Promise<void> {
  if (kind !== 'untrusted') {
    await window.showInformationMessage(message);
    return;
  }
  const manage = say(messages.manage());
  if (await window.showInformationMessage(message, manage) === manage) await commands.executeCommand('workbench.trust.manage');
}

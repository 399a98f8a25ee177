// `Layerwise: Prove This Fix`: the fix at the cursor, or all safe fixes of the Dockerfile. The server builds, shows progress
// and says how it went.
import { CancellationTokenSource, window, workspace } from 'vscode';
import { defineMessages } from '../../../server/src/messages/index.js';
import { proveCommand, type ProveParams, type ProveResult } from '../../../server/src/protocol/index.js';
import { chooseDockerfile } from '../builds/chooseBuild.js';
import { explainObstacle } from '../builds/explainObstacle.js';
import { obstacleTo } from '../builds/obstacle.js';
import { say } from '../text.js';
import type { CommandParts } from './commandParts.js';

const messages = defineMessages('client.prove', { failed: 'The fix could not be proven: {error}' });

/** Resolves with the verdict, or with nothing when no proof was started. */
export async function proveFix({ connection, isBrowser }: Pick<CommandParts, 'connection' | 'isBrowser'>): Promise<ProveResult | undefined> {
  const beforehand = obstacleTo({ isBrowser, isTrusted: workspace.isTrusted });
  const uri = beforehand ? undefined : await chooseDockerfile();
  if (!beforehand && !uri) return undefined;
  const obstacle = beforehand ?? obstacleTo({ isBrowser, isTrusted: workspace.isTrusted, scheme: uri?.scheme });
  if (obstacle || !uri) {
    if (obstacle) explainObstacle(obstacle);
    return undefined;
  }
  // The server knows open documents only, and the engine is sent what is on the disk.
  const editor = await window.showTextDocument(uri, { preserveFocus: true, preview: false });
  await workspace.saveAll(false);
  const { line, character } = editor.selection.active;
  const cancel = new CancellationTokenSource();
  try {
    return await connection.request<ProveResult>('workspace/executeCommand', { command: proveCommand, arguments: [{ uri: uri.toString(), position: { line, character } } satisfies ProveParams] }, cancel.token);
  } catch (error: unknown) {
    void window.showErrorMessage(say(messages.failed({ error: error instanceof Error ? error.message : String(error) })));
    return undefined;
  } finally {
    cancel.dispose();
  }
}

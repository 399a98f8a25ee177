// Leads a command's id to what it does. One file per command; nothing is decided here.
import type { CommandId } from '../commandIds.js';
import { buildImage } from './buildImage.js';
import { buildWithoutCache } from './buildWithoutCache.js';
import type { CommandParts } from './commandParts.js';
import { openRulePage } from './openRulePage.js';
import { proveFix } from './proveFix.js';
import { restartServer } from './restartServer.js';
import { showLog } from './showLog.js';
import { showMenu } from './showMenu.js';
import { toggleAnnotations } from './toggleAnnotations.js';

const handlers: Readonly<Record<CommandId, (parts: CommandParts, args: readonly unknown[]) => unknown>> = {
  'layerwise.buildImage': (parts, [argument]) => buildImage(parts, argument),
  'layerwise.build': (parts, [argument]) => buildImage(parts, argument),
  'layerwise.buildWithoutCache': (parts, [argument]) => buildWithoutCache(parts, argument),
  'layerwise.proveFix': parts => proveFix(parts),
  'layerwise.showLog': parts => showLog(parts),
  'layerwise.toggleAnnotations': parts => toggleAnnotations(parts),
  'layerwise.openRulePage': ({ extensionUri }, [argument]) => openRulePage(extensionUri, argument),
  'layerwise.restartServer': parts => restartServer(parts),
  'layerwise.showMenu': () => showMenu(),
};

/** Runs a command of ours; rejects for an id that is none. */
export async function runCommand(id: string, args: readonly unknown[], parts: CommandParts): Promise<unknown> {
  const handler = Object.hasOwn(handlers, id) ? handlers[id as CommandId] : undefined;
  if (!handler) throw new Error(`Unknown command: ${id}`);
  return await handler(parts, args);
}

// Why no build can be started here, in words for people. Pure, so that every reason can be tested without an editor.
import { defineMessages, type Message } from '../../../server/src/messages/index.js';

export type ObstacleKind = 'browser' | 'untrusted' | 'unsaved' | 'remoteFile';

export interface BuildSurroundings {
  /** The extension runs in a browser, where no process can be started. */
  readonly isBrowser: boolean;
  readonly isTrusted: boolean;
  /** Of the Dockerfile's URI, when one is chosen. */
  readonly scheme?: string | undefined;
}

const messages = defineMessages('client.obstacle', {
  browser: 'a browser cannot run a build; open the folder in a desktop or remote window',
  untrusted: 'a build runs the commands of this folder, which you have not trusted yet',
  unsaved: 'this Dockerfile has not been saved to a file yet',
  remoteFile: 'this Dockerfile is not on a disk that a build can read',
  cannotBuild: 'Nothing was built: {why}.',
});

/** What stands in the way of a build; undefined when nothing does. */
export function obstacleTo({ isBrowser, isTrusted, scheme }: BuildSurroundings): ObstacleKind | undefined {
  if (isBrowser) return 'browser';
  if (!isTrusted) return 'untrusted';
  if (scheme === 'untitled') return 'unsaved';
  return scheme === undefined || scheme === 'file' ? undefined : 'remoteFile';
}

/** The reason as the end of a sentence. */
export function obstacleReason(kind: ObstacleKind): Message {
  return messages[kind]();
}

/** The whole sentence for somebody who asked for a build. */
export function obstacleSentence(kind: ObstacleKind): Message {
  return messages.cannotBuild({ why: messages[kind]() });
}

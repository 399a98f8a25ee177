// The server's host on Node: real files, real time, records in the user's state folder, docker as a process.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createDockerEngine } from '../engines/docker.js';
import type { ServerHost } from '../lsp/session.js';
import type { Log } from '../project/host.js';
import { nodeClock } from './clock.js';
import { patientDisk, type Disk } from './disk.js';
import { createFileTree } from './fileTree.js';
import { readGitHistory } from './gitHistory.js';
import { locationOfUri, uriOfLocation } from './locations.js';
import { createNodeStorage, stateFolder } from './storage.js';

/** `extensionFolder` holds docs/rules, so that a rule's page opens without a network. */
export function createNodeHost(log: Log, extensionFolder: string | undefined, disk: Disk = patientDisk): ServerHost {
  // Asked for with every finding, on every key press.
  const pages = new Map<string, string>();
  return {
    files: createFileTree(disk), clock: nodeClock, storage: createNodeStorage(stateFolder(), disk), log, readYaml: async text => (await import('./yamlReader.js')).readYamlDocuments(text), environment: process.env, readHistory: readGitHistory, randomId: () => randomBytes(4).toString('hex'),
    locationOf: locationOfUri, uriOf: uriOfLocation,
    createEngine: docker => createDockerEngine({ docker, env: process.env }),
    loadProofTools: async docker => (await import('./proofTools.js')).createProofTools(docker, process.env),
    rulePage: ruleId => {
      if (extensionFolder === undefined) return undefined;
      const known = pages.get(ruleId) ?? uriOfLocation(path.join(extensionFolder, 'docs', 'rules', `${ruleId}.md`));
      pages.set(ruleId, known);
      return known;
    },
  };
}

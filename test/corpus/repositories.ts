// Which repositories a list of folders means, and what of the world each of them shows to a project.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isDockerfileName, isSkippedFolder } from '../../server/src/cli/findDockerfiles.js';
import { readYamlDocuments } from '../../server/src/node/yamlReader.js';
import type { FileTree, Host } from '../../server/src/project/host.js';
import { GitTree } from './gitTree.js';

/** A repository at one commit, with its Dockerfiles. */
export interface Repository {
  readonly name: string;
  readonly commit: string;
  readonly files: FileTree;
  /** Paths without a leading slash. */
  readonly dockerfiles: readonly string[];
  close(): void;
}

/** Where a repository lies; it is opened when its turn comes. */
export interface Place {
  readonly name: string;
  readonly gitFolder: string;
  readonly commit: string;
}

/**
 * The repositories below the folders. A folder is a clone, a bare repository, or holds such things up to two levels deep;
 * `FOLDER@COMMIT` chooses a commit, otherwise it is the newest. A folder called `owner+name` stands for `owner/name`.
 */
export function findRepositories(folders: readonly string[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const given of folders) {
    const [, folder = given, commit = 'HEAD'] = /^(.+)@([0-9a-f]{7,40})$/.exec(given) ?? [];
    const found = search(path.resolve(folder), 0);
    if (found.length === 0) throw new Error(`There is no git repository at ${folder}.`);
    // What is named by itself wins over what is come upon in a folder.
    for (const gitFolder of found) if (commit !== 'HEAD' || !places.has(gitFolder)) places.set(gitFolder, { name: nameOf(gitFolder), gitFolder, commit });
  }
  return [...places.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const maxDepth = 2;

function search(folder: string, depth: number): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const own = [folder, path.join(folder, '.git')].find(isGitFolder);
  if (own !== undefined) return [own];
  return depth === maxDepth ? [] : readdirSync(folder).sort().flatMap(name => search(path.join(folder, name), depth + 1));
}

function isGitFolder(folder: string): boolean {
  return existsSync(path.join(folder, 'HEAD')) && existsSync(path.join(folder, 'objects'));
}

function nameOf(gitFolder: string): string {
  const parts = gitFolder.split(path.sep);
  const last = parts.findLast(part => part.includes('+')) ?? parts.findLast(part => part !== '.git') ?? gitFolder;
  return last.replace('+', '/');
}

/** Opens a repository; `isWanted` leaves Dockerfiles out. */
export function openRepository({ name, gitFolder, commit }: Place, isWanted: (path: string) => boolean): Repository {
  const files = new GitTree(gitFolder, commit);
  const dockerfiles = files.files.filter(file => {
    const folders = file.split('/');
    const last = folders.pop() ?? '';
    return isDockerfileName(last) && !folders.some(isSkippedFolder) && isWanted(file);
  });
  return { name, commit: files.commit, files, dockerfiles, close: () => { files.close(); } };
}

/** `owner/name=FILE`: of that repository only what lies below the folders that the file lists, one a line. */
export function readFolderLists(options: readonly string[]): (repository: string, path: string) => boolean {
  const lists = new Map(options.map(option => {
    const at = option.indexOf('=');
    const folders = readFileSync(option.slice(at + 1), 'utf8').split('\n').map(line => line.trim()).filter(Boolean);
    return [option.slice(0, at), folders] as const;
  }));
  return (repository, file) => lists.get(repository)?.some(folder => file.startsWith(`${folder}/`)) ?? true;
}

/** A host over a file tree: no records, no environment. `failed` hears what is logged as an error, such as a rule that threw. */
export function corpusHost(files: FileTree, failed: (text: string) => void): Host {
  // A compose file at the top is asked for by every Dockerfile below it.
  const documents = new Map<string, readonly unknown[]>();
  return {
    files, environment: {}, log: { info: () => undefined, error: failed }, randomId: () => '0',
    clock: { now: () => 0, after: () => () => undefined },
    storage: { read: async () => undefined, write: async () => undefined, list: async () => [], remove: async () => undefined, setAside: async () => undefined, watch: () => () => undefined },
    readYaml: async text => {
      const read = documents.get(text) ?? readYamlDocuments(text);
      documents.set(text, read);
      return read;
    },
  };
}

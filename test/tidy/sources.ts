// The files of the repository as the tidy tests see them: what is under version control or would be.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

declare const __ROOT__: string;

export const root = __ROOT__;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Paths relative to the repository, sorted. A file that is gone from the work tree is left out. */
export function repositoryFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return [...new Set(listed.split('\0'))].filter(file => file !== '' && existsSync(path.join(root, file))).sort();
}

export function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Sources whose path matches; never fewer than the project has, so that a wrong pattern can't pass. */
export function sources(pattern: RegExp, atLeast: number): readonly SourceFile[] {
  const found = repositoryFiles().filter(file => pattern.test(file)).map(file => ({ path: file, text: read(file) }));
  if (found.length < atLeast) throw new Error(`only ${found.length} files match ${pattern.source}`);
  return found;
}

// Tells by its name whether a file of the context is sources that people edit all day, or something that an install reads.
// Knows no steps.
import { goMatch, hasWildcards } from '../context/goMatch.js';
import { ecosystems } from '../ecosystems/index.js';
import { baseName } from '../plan/paths.js';
import { installFolders, installInputs, sourceEndings, sourceFolders } from './copy-before-install.data.js';

/** Whether a source of a COPY is sources, where the files are not known. */
export function looksLikeSources(path: string): boolean {
  if (path === '' || path === '*' || path === '**') return true;
  if (isInstallInput(path)) return false;
  return sourceFolders.has(baseName(path).toLowerCase()) || isSource(path);
}

export function isSource(path: string): boolean {
  const name = baseName(path);
  if (isInstallInput(path) || /\.config\.\w+$|^\.|rc\.\w+$/.test(name)) return false;
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return name.includes('.') && sourceEndings.has(ending);
}

/** Whether an install reads it, whichever package manager it is for. */
export function isInstallInput(path: string): boolean {
  if (path.split('/').slice(0, -1).some(part => installFolders.has(part))) return true;
  const name = baseName(path);
  return inputNames.has(name) || inputTests.some(isMatch => isMatch(path, name));
}

const inputs: readonly string[] = [...new Set([...ecosystems.flatMap(ecosystem => ecosystem.manifestNames), ...installInputs])];
/** Nearly all of them are plain names, found without a comparison. */
const isPlainName = (pattern: string) => !pattern.includes('/') && !hasWildcards(pattern);
const inputNames: ReadonlySet<string> = new Set(inputs.filter(isPlainName));
const inputTests = inputs.filter(pattern => !isPlainName(pattern)).map(testOf);

/** What `goMatch` says of a path and its name; a star alone takes no matcher, and every file of a context is asked about. */
function testOf(pattern: string): (path: string, name: string) => boolean {
  if (pattern.includes('/')) return path => goMatch(pattern, path) === true;
  const [before = '', after, ...others] = pattern.split('*');
  if (after === undefined || others.length > 0 || hasWildcards(before + after)) return (_path, name) => goMatch(pattern, name) === true;
  return (_path, name) => name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
}

/** Files that lie in every project and that nobody blames for a rebuild. */
export function isAside(path: string): boolean {
  return /^(Dockerfile.*|.*\.dockerignore|\.git(ignore|attributes)?|README.*|LICENSE.*|compose.*\.ya?ml|docker-compose.*\.ya?ml)$/i.test(path);
}

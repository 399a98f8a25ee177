// Adding patterns to an ignore file: the edits of its text. Must not know why they are added.
import type { TextEdit } from '../text/edits.js';
import { lineEndOf } from '../text/offsets.js';
import { parseIgnoreFile, type IgnorePattern } from './ignoreFile.js';

/**
 * The edits that make the patterns count, or none when they all do already. A pattern is added at the end, where no exception
 * (`!`) can overrule it; one that stands further up is left alone, and repeated only when an exception follows it. Where an
 * exception could still bring back something inside of a folder, a second pattern for its contents is added.
 * Keeps the text's line end and gives it a final one. `undefined` as text is a file that does not exist yet. Exceptions, and
 * what the engine would refuse or read as something else (a comment, two lines), are not added.
 */
export function ignoreAdditions(text: string | undefined, patterns: readonly string[]): readonly TextEdit[] {
  const old = text ?? '';
  const additions = missingPatterns(parseIgnoreFile(old).patterns, patterns);
  if (additions.length === 0) return [];
  const lineEnd = lineEndOf(old);
  const lead = old === '' || old === '\ufeff' || old.endsWith('\n') ? '' : lineEnd;
  return [{ range: { from: old.length, to: old.length }, newText: lead + additions.map(pattern => pattern + lineEnd).join('') }];
}

/**
 * The pattern that matches this path of the context and no other, special characters escaped; `undefined` when no line of an
 * ignore file can say it.
 */
export function patternForPath(path: string): string | undefined {
  const escaped = path.replace(/[\\*?[\]^{|}]/g, '\\$&').replace(/^[!#]/, '\\$&').replace(/^\s|\s$/g, '[$&]');
  const only = readOne(escaped);
  return only?.test(path) === true && !only.isException ? escaped : undefined;
}

/** What to add, in order and without repetition. */
function missingPatterns(existing: readonly IgnorePattern[], wanted: readonly string[]): readonly string[] {
  const exceptions = existing.filter(pattern => pattern.isException);
  const additions = new Map<string, string>();
  for (const text of wanted) {
    const pattern = readOne(text);
    if (!pattern || pattern.isException) continue;
    additions.set(pattern.pattern, text);
    const contents = `${pattern.pattern}/**`;
    if (exceptions.some(exception => reachesInside(exception, pattern)) && readOne(contents)) additions.set(contents, contents);
  }
  return [...additions].filter(([pattern]) => !isInForce(existing, pattern)).map(([, text]) => text);
}

/** Whether the pattern stands there with no exception behind it. */
function isInForce(existing: readonly IgnorePattern[], pattern: string): boolean {
  const at = existing.findLastIndex(candidate => !candidate.isException && candidate.pattern === pattern);
  return at >= 0 && existing.slice(at + 1).every(later => !later.isException);
}

/**
 * Whether the exception may bring back something inside of a folder that the pattern leaves out. A folder that an earlier
 * pattern leaves out already is not compared with later ones, so that `a`, `!a/b`, `a` sends `a/b` (see IgnoreMatcher).
 */
function reachesInside(exception: IgnorePattern, pattern: IgnorePattern): boolean {
  const plain = exception.pattern.replace(/\/\*\*?$/, '');
  if (/[*?[\]\\]/.test(plain)) return exception.pattern.includes('/') || exception.pattern.includes('**');
  const folders = exception.pattern.split('/').slice(0, -1);
  return folders.some((_, index) => pattern.test(folders.slice(0, index + 1).join('/')));
}

/** The pattern when the text is one line that the engine accepts as one pattern. */
function readOne(text: string): IgnorePattern | undefined {
  const { patterns, problems } = parseIgnoreFile(text);
  return problems.length === 0 && patterns.length === 1 && !/[\r\n]/.test(text) ? patterns[0] : undefined;
}

// The text of an ignore file (`.dockerignore`) -> its patterns and what the engine refuses in it. Matching is done elsewhere;
// this file must not know where the text comes from.
import type { OffsetRange } from '../text/offsets.js';
import { goFilepathMatch } from './goMatch.js';
import { cleanPath, trimmedRange, trimSpace, utf8Length } from './goText.js';
import { compilePattern, type PathTest } from './ignorePattern.js';

/** One pattern that the engine accepts. */
export interface IgnorePattern {
  /** Cleaned, without `!` and without a leading slash. */
  readonly pattern: string;
  /** Whether it brings back what earlier patterns left out (`!`). */
  readonly isException: boolean;
  /** Where it stands in the text, white space around it left out. */
  readonly range: OffsetRange;
  /** Whether the pattern by itself matches the path. Parents and other patterns are the IgnoreMatcher's affair. */
  readonly test: PathTest;
}

/**
 * What the engine refuses: `loneException` a `!` with nothing behind it, `syntax` a pattern that is malformed, `unusable` one
 * that passes the check and fails once a path is compared with it, `lineTooLong` a line of 64 KiB or more.
 */
export type IgnoreProblemKind = 'loneException' | 'syntax' | 'unusable' | 'lineTooLong';

export interface IgnoreProblem {
  readonly kind: IgnoreProblemKind;
  readonly range: OffsetRange;
}

export interface IgnoreFile {
  /** In order; a later pattern overrules earlier ones. */
  readonly patterns: readonly IgnorePattern[];
  /** When there is any, every build with this file fails (for `unusable`: every build that sends a path it is asked about). */
  readonly problems: readonly IgnoreProblem[];
}

/** Go's bufio.Scanner gives up on a line that fills its buffer. */
const longestLine = 64 * 1024 - 1;

/**
 * Reads an ignore file as the engine does: a `#` in the first column makes a comment, white space around a pattern and a
 * leading slash are dropped, the path is cleaned. moby/patternmatcher ignorefile/ignorefile.go ReadAll and patternmatcher.go New.
 */
export function parseIgnoreFile(text: string): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const problems: IgnoreProblem[] = [];
  for (const line of patternLines(text)) {
    if (utf8Length(text.slice(line.from, line.to)) > longestLine) {
      // The engine stops reading here, with an error; what follows would not count either way.
      problems.push({ kind: 'lineTooLong', range: line });
      break;
    }
    if (text.charAt(line.from) === '#') continue;
    const range = trimmedRange(text, line.from, line.to);
    if (range.from === range.to) continue;
    const read = readPattern(text.slice(range.from, range.to));
    if (!read) continue;
    if (typeof read === 'string') problems.push({ kind: read, range });
    else patterns.push({ ...read, range });
  }
  return { patterns, problems };
}

/**
 * Patterns that come one by one, as those of `COPY --exclude`: no comments, and a leading slash stays, so that such a pattern
 * matches nothing. Each range is that of the whole pattern. moby/patternmatcher patternmatcher.go New.
 */
export function parsePatterns(texts: readonly string[]): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const problems: IgnoreProblem[] = [];
  for (const text of texts) {
    const range = { from: 0, to: text.length };
    const read = acceptPattern(trimSpace(text));
    if (typeof read === 'string') problems.push({ kind: read, range });
    else if (read) patterns.push({ ...read, range });
  }
  return { patterns, problems };
}

/** The pattern of one line, what is wrong with it, or `undefined` when nothing of it is left after cleaning. */
function readPattern(line: string): Omit<IgnorePattern, 'range'> | IgnoreProblemKind | undefined {
  // The text is cleaned twice, by the reader of the file and again, with `!` at its front, by the matcher.
  return acceptPattern(trimSpace(line.startsWith('!') ? `!${cleanRelative(trimSpace(line.slice(1)))}` : cleanRelative(line)));
}

function acceptPattern(cleaned: string): Omit<IgnorePattern, 'range'> | IgnoreProblemKind | undefined {
  if (cleaned === '') return undefined;
  const again = cleanPath(cleaned);
  const isException = again.startsWith('!');
  const pattern = isException ? again.slice(1) : again;
  if (pattern === '') return 'loneException';
  if (goFilepathMatch(pattern, '.') === undefined) return 'syntax';
  const test = compilePattern(pattern);
  return test ? { pattern, isException, test } : 'unusable';
}

function cleanRelative(path: string): string {
  if (path === '') return '';
  const cleaned = cleanPath(path);
  return cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
}

/** The lines of the text without their line ends; only a line feed ends one. A byte order mark at the start belongs to none. */
function* patternLines(text: string): Generator<OffsetRange> {
  let from = text.startsWith('\ufeff') ? 1 : 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield { from, to };
    from = to + 1;
  }
}

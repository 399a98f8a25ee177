// Go's path matching (`path.Match`, `path/filepath.Match`), which BuildKit uses for the wildcards of COPY and to check the
// patterns of an ignore file. Works on UTF-8 bytes as Go does; knows nothing of contexts.
import { decodeRune, utf8Bytes } from './goText.js';

/** `true` or `false`, or `undefined` when Go reports a syntax error in the pattern. */
export type GoMatch = boolean | undefined;

/**
 * Whether the whole path matches the pattern: `*` and `?` stop at `/`, `[a-z]` and `[^x]` are classes (and, a quirk of Go,
 * may match `/`), a backslash takes the next character literally. `undefined` for a pattern with a syntax error anywhere.
 * As Go's path.Match, which BuildKit asks in cache/contenthash/checksum.go cacheContext.includedPaths.
 */
export function goMatch(pattern: string, path: string): GoMatch {
  return match(utf8Bytes(pattern), utf8Bytes(path), true);
}

/**
 * The same on a Unix host by Go's filepath.Match, which stops at the first difference and so overlooks syntax errors behind it.
 * moby/patternmatcher patternmatcher.go New checks its patterns with it.
 */
export function goFilepathMatch(pattern: string, path: string): GoMatch {
  return match(utf8Bytes(pattern), utf8Bytes(path), false);
}

/** Whether COPY takes the source as a pattern: it has `*`, `?` or `[` not behind a backslash. BuildKit solver/llbsolver/ops/file.go containsWildcards. */
export function hasWildcards(source: string): boolean {
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\\') at++;
    else if (character === '*' || character === '?' || character === '[') return true;
  }
  return false;
}

const slash = 0x2f;
const noMatch = -1;
const badPattern = -2;

/** A run of the pattern without stars, and whether stars stand before it. */
interface Chunk {
  readonly star: boolean;
  readonly text: string;
  readonly rest: string;
}

function match(pattern: string, path: string, checkRest: boolean): GoMatch {
  let rest = pattern;
  let at = 0;
  while (rest.length > 0) {
    const chunk = nextChunk(rest);
    rest = chunk.rest;
    if (chunk.star && chunk.text === '') return !path.includes('/', at);
    const end = matchAfterStar(chunk, path, at);
    if (end === badPattern) return undefined;
    if (end === noMatch) return checkRest && !isWellFormed(rest) ? undefined : false;
    at = end;
  }
  return at === path.length;
}

/** Where the path goes on behind the chunk, which may start later when a star stands before it. Only the last chunk must reach the end. */
function matchAfterStar(chunk: Chunk, path: string, from: number): number {
  for (let start = from; ; start++) {
    const end = matchChunk(chunk.text, path, start);
    if (end === badPattern || (end !== noMatch && (end === path.length || chunk.rest.length > 0))) return end;
    if (!chunk.star || start >= path.length || path.charCodeAt(start) === slash) return noMatch;
  }
}

function isWellFormed(pattern: string): boolean {
  for (let rest = pattern; rest.length > 0;) {
    const chunk = nextChunk(rest);
    if (matchChunk(chunk.text, '', 0) === badPattern) return false;
    rest = chunk.rest;
  }
  return true;
}

function nextChunk(pattern: string): Chunk {
  let start = 0;
  while (pattern.charAt(start) === '*') start++;
  let inClass = false;
  for (let at = start; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '*' && !inClass) return { star: start > 0, text: pattern.slice(start, at), rest: pattern.slice(at) };
  }
  return { star: start > 0, text: pattern.slice(start), rest: '' };
}

/** Where the path goes on behind the chunk, or `noMatch`. The chunk is read to its end even then, because an error in it counts. */
function matchChunk(chunk: string, path: string, from: number): number {
  let at = from;
  let failed = false;
  for (let next = 0; next < chunk.length;) {
    failed ||= at >= path.length;
    const character = chunk.charAt(next);
    if (character === '[') {
      const read = failed ? { rune: 0, size: 0 } : decodeRune(path, at);
      const end = readClass(chunk, next + 1, read.rune);
      if (!end) return badPattern;
      at += read.size;
      next = end.next;
      failed ||= !end.holds;
    } else if (character === '?') {
      failed ||= path.charCodeAt(at) === slash;
      if (!failed) at += decodeRune(path, at).size;
      next++;
    } else {
      if (character === '\\') next++;
      if (next >= chunk.length) return badPattern;
      failed ||= chunk.charCodeAt(next) !== path.charCodeAt(at);
      at++;
      next++;
    }
  }
  return failed ? noMatch : at;
}

/** Reads a class behind its `[`: where the pattern goes on and whether the class holds the rune; `undefined` when it is malformed. */
function readClass(chunk: string, from: number, rune: number): { readonly next: number; readonly holds: boolean } | undefined {
  const isNegated = chunk.charAt(from) === '^';
  let next = isNegated ? from + 1 : from;
  let found = false;
  for (let count = 0; count === 0 || chunk.charAt(next) !== ']'; count++) {
    const low = readClassRune(chunk, next);
    if (!low) return undefined;
    next = low.next;
    let high = low;
    if (chunk.charAt(next) === '-') {
      const end = readClassRune(chunk, next + 1);
      if (!end) return undefined;
      high = end;
      next = end.next;
    }
    found ||= low.rune <= rune && rune <= high.rune;
  }
  return { next: next + 1, holds: found !== isNegated };
}

/** One character of a class, perhaps behind a backslash. The class can't end with it, so the last character of a chunk is an error. */
function readClassRune(chunk: string, from: number): { readonly rune: number; readonly next: number } | undefined {
  let at = from;
  const first = chunk.charAt(at);
  if (first === '' || first === '-' || first === ']') return undefined;
  if (first === '\\') at++;
  if (at >= chunk.length) return undefined;
  const { rune, size } = decodeRune(chunk, at);
  return at + size >= chunk.length ? undefined : { rune, next: at + size };
}

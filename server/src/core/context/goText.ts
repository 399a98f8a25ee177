// Text helpers that behave like those of Go's standard library, because the engine's answers depend on them to the
// character. Knows nothing of ignore files or of BuildKit.

/** Shortest equal path by text alone, as Go's `path.Clean`: `a//b/./../c/` becomes `a/c`, an empty path becomes `.`. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  const joined = parts.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** The bounds of the text without white space at both ends, as Go's `strings.TrimSpace` sees it (a byte order mark is none, U+0085 is). */
export function trimmedRange(text: string, from = 0, to = text.length): { readonly from: number; readonly to: number } {
  let start = from;
  let end = to;
  while (start < end && isGoSpace(text.charCodeAt(start))) start++;
  while (end > start && isGoSpace(text.charCodeAt(end - 1))) end--;
  return { from: start, to: end };
}

/** The text without white space at both ends, as Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const { from, to } = trimmedRange(text);
  return text.slice(from, to);
}

function isGoSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** The text as a string of UTF-8 bytes, one character each. A text of ASCII comes back as it is. Half a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): string {
  if (isAscii(text)) return text;
  let bytes = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += encodeRune(code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
  }
  return bytes;
}

/** How many bytes the text has in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) length++;
    if (code > 0x7ff) length++;
    // A pair of surrogates is four bytes: three were counted at its first half, the second half counts as the one unit it is.
    if (code >= 0xd800 && code <= 0xdbff && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) at++;
  }
  return length;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

function encodeRune(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  return String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
}

/** The rune at a place of a string of bytes and its length in bytes; a byte that starts no rune is U+FFFD of length 1, as in Go. */
export function decodeRune(bytes: string, at: number): { readonly rune: number; readonly size: number } {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return { rune: first, size: 1 };
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return { rune: 0xfffd, size: 1 };
  let rune = first & (0xff >> (size + 1));
  for (let next = at + 1; next < at + size; next++) {
    const byte = bytes.charCodeAt(next);
    if ((byte & 0xc0) !== 0x80) return { rune: 0xfffd, size: 1 };
    rune = (rune << 6) | (byte & 63);
  }
  const isOverlong = (size === 3 && rune < 0x800) || (size === 4 && (rune < 0x10000 || rune > 0x10ffff));
  return isOverlong || (rune >= 0xd800 && rune <= 0xdfff) ? { rune: 0xfffd, size: 1 } : { rune, size };
}

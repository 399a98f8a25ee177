// One pattern of an ignore file: what it means to the engine, with all quirks, as a test of a single path. Knows nothing of
// the other patterns, of parents or of files.
import { translateGoRegExp } from './goRegExp.js';

/** Tests one cleaned path without a leading slash. */
export type PathTest = (path: string) => boolean;

/** What the matcher recognised a pattern as. It decides which characters keep a special meaning. */
type Form = 'exact' | 'prefix' | 'suffix' | 'expression';

/**
 * The test for a cleaned pattern (its `!` taken off) as on a Unix client, or `undefined` when the engine fails on it.
 * As moby/patternmatcher 0.6.1 patternmatcher.go Pattern.compile and Pattern.match.
 */
export function compilePattern(pattern: string): PathTest | undefined {
  const { form, expression } = toGoRegExp(pattern);
  if (form === 'exact') return path => path === pattern;
  if (form === 'prefix') return prefixTest(pattern.slice(0, -2));
  if (form === 'suffix') return suffixTest(pattern.slice(2));
  const regExp = translateGoRegExp(expression);
  if (!regExp) return undefined;
  return shortcut(pattern, regExp) ?? (path => regExp.test(path));
}

function prefixTest(prefix: string): PathTest {
  return path => path.startsWith(prefix);
}

/** `**` at the start and nothing special behind it: any path that ends so, and for `**` followed by `/x` also `x` itself. */
function suffixTest(suffix: string): PathTest {
  if (suffix === '') return () => true;
  if (!suffix.startsWith('/')) return path => path.endsWith(suffix);
  const name = suffix.slice(1);
  return path => path.endsWith(suffix) || path === name;
}

/**
 * The commonest expressions without a regular expression: `*.log` and `**` + `/*.log`. Only line feeds tell the two apart,
 * because Go's dot does not match them; a path that has one is left to the expression.
 */
function shortcut(pattern: string, regExp: RegExp): PathTest | undefined {
  const parts = /^(\*\*\/)?\*([^*?[\]\\^/{|}]+)$/.exec(pattern);
  const ending = parts?.[2];
  if (!parts || ending === undefined) return undefined;
  const isNested = parts[1] !== undefined;
  return path => path.endsWith(ending) && (isNested || !path.includes('/')) && (!path.includes('\n') || regExp.test(path));
}

/**
 * The characters that the matcher takes for literal in an expression. It means `{`, `|` and `}` as well, but its table of bits
 * is too small for them, so `a|*` is an alternative.
 */
const escaped = '.+()$';

/** The form of the pattern and the Go regular expression that the matcher would build from it. */
function toGoRegExp(pattern: string): { readonly form: Form; readonly expression: string } {
  const characters = Array.from(pattern);
  // Go's scanner drops a byte order mark at the start of what it reads.
  let at = characters[0] === '\ufeff' ? 1 : 0;
  let form: Form = 'exact';
  let expression = '^';
  for (let count = 0; at < characters.length; count++) {
    const character = characters[at++] ?? '';
    if (character === '*' && characters[at] === '*') {
      at++;
      if (characters[at] === '/') at++;
      const isLast = at >= characters.length;
      if (isLast && form === 'exact') form = 'prefix';
      else {
        expression += isLast ? '.*' : '(.*/)?';
        form = 'expression';
      }
      if (count === 0) form = 'suffix';
    } else if (character === '*' || character === '?') {
      expression += character === '*' ? '[^/]*' : '[^/]';
      form = 'expression';
    } else if (character === '\\' && at < characters.length) {
      expression += `\\${characters[at++] ?? ''}`;
      form = 'expression';
    } else if (character === '[' || character === ']') {
      expression += character;
      form = 'expression';
    } else expression += escaped.includes(character) ? `\\${character}` : character;
  }
  return { form, expression: `${expression}$` };
}

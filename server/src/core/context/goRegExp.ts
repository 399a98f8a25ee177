// Translates the regular expressions that moby/patternmatcher builds from ignore patterns (Go's RE2 syntax) into JavaScript's,
// with what Go makes of escapes and classes. Covers what can arise there, not the whole of RE2. Knows nothing of paths.

/** The same expression for JavaScript, or `undefined` when Go refuses to compile it. Go: regexp/syntax/parse.go, flags Perl. */
export function translateGoRegExp(source: string): RegExp | undefined {
  const translated = new Translator(Array.from(source)).all();
  return translated === undefined ? undefined : new RegExp(translated, 'u');
}

type Range = readonly [number, number];

const maxRune = 0x10ffff;
const digit: readonly Range[] = [[0x30, 0x39]];
const upper: readonly Range[] = [[0x41, 0x5a]];
const lower: readonly Range[] = [[0x61, 0x7a]];
const word: readonly Range[] = [...digit, ...upper, [0x5f, 0x5f], ...lower];

/** Go's `\s` has no vertical tab and nothing beyond ASCII. */
const perlClasses: Readonly<Record<string, readonly Range[]>> = { d: digit, s: [[9, 10], [12, 13], [32, 32]], w: word };

const posixClasses: ReadonlyMap<string, readonly Range[]> = new Map(Object.entries<readonly Range[]>({
  alnum: [...digit, ...upper, ...lower], alpha: [...upper, ...lower], ascii: [[0, 0x7f]], blank: [[9, 9], [32, 32]], cntrl: [[0, 0x1f], [0x7f, 0x7f]],
  digit, graph: [[0x21, 0x7e]], lower, print: [[0x20, 0x7e]], punct: [[0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]],
  space: [[9, 13], [32, 32]], upper, word, xdigit: [...digit, [0x41, 0x46], [0x61, 0x66]],
}));

const assertions: ReadonlyMap<string, string> = new Map([['A', '^'], ['z', '$'], ['b', '\\b'], ['B', '\\B']]);

const controlEscapes: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** What stands before a repetition decides whether Go allows it. */
type Before = 'atom' | 'repetition' | 'bar';

/** Go's limit for the numbers of `{n,m}`. */
const maxRepeat = 1000;

class Translator {
  readonly #pieces: string[] = [];
  #before: Before = 'bar';
  #at = 0;

  constructor(readonly source: readonly string[]) {}

  all(): string | undefined {
    while (this.#at < this.source.length) {
      if (!this.#next()) return undefined;
    }
    return this.#pieces.join('');
  }

  #peek(offset = 0): string {
    return this.source[this.#at + offset] ?? '';
  }

  /** Translates what stands next; `false` when Go refuses it. */
  #next(): boolean {
    const character = this.#peek();
    if (character === '[') return this.#push(this.#class());
    if (character === '\\') return this.#escape();
    if (character === '{') return this.#count();
    this.#at++;
    if (character === '*' || character === '?') return this.#repeat(character);
    if (character === '(') return this.#group();
    // Go's dot stops at a line feed only, JavaScript's at three more.
    if (character === '.') return this.#push('[^\\n]');
    if (character === '^' || character === '$') return this.#push(character);
    if (character !== '|') return this.#push(literal(codeOf(character)));
    this.#pieces.push('|');
    this.#before = 'bar';
    return true;
  }

  #push(piece: string | undefined): boolean {
    if (piece === undefined) return false;
    this.#pieces.push(piece);
    this.#before = 'atom';
    return true;
  }

  #repeat(operator: string): boolean {
    const repeated = this.#pieces.pop();
    if (this.#before !== 'atom' || repeated === undefined) return false;
    // Go repeats anchors too, JavaScript only groups of them.
    this.#pieces.push(`(?:${repeated})${operator}`);
    this.#before = 'repetition';
    return true;
  }

  /** The only group is the one the matcher writes for two stars; its `(` is already taken. */
  #group(): boolean {
    const end = this.source.indexOf(')', this.#at);
    if (this.source.slice(this.#at, end).join('') !== '.*/') return false;
    this.#at = end + 1;
    return this.#push('(?:[^\\n]*/)');
  }

  /** `{2}`, `{2,}` or `{2,3}`. Anything else that starts with a brace stands for itself. */
  #count(): boolean {
    const numbers = /^\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}/.exec(this.source.slice(this.#at).join(''));
    this.#at += numbers ? numbers[0].length : 1;
    if (!numbers) return this.#push(literal(codeOf('{')));
    const low = Number(numbers[1]);
    const high = numbers[2] === undefined ? low : Number(numbers[3] ?? maxRepeat);
    return low <= high && high <= maxRepeat && this.#repeat(numbers[0]);
  }

  #escape(): boolean {
    const kind = this.#peek(1);
    if (kind === 'Q') return this.#quoted();
    const assertion = assertions.get(kind);
    if (assertion !== undefined) {
      this.#at += 2;
      return this.#push(assertion);
    }
    const set = this.#escapedSet();
    if (set !== undefined) return set !== '' && this.#push(`[${set}]`);
    const code = this.#escapedCharacter();
    return code !== undefined && this.#push(literal(code));
  }

  /** Everything up to `\E` or the end stands for itself, even what the matcher added, its end anchor included. */
  #quoted(): boolean {
    this.#at += 2;
    // Even with nothing in between, a repetition may now follow another one.
    if (this.#before === 'repetition') this.#before = 'atom';
    while (this.#at < this.source.length) {
      if (this.#peek() === '\\' && this.#peek(1) === 'E') {
        this.#at += 2;
        break;
      }
      this.#push(literal(codeOf(this.#peek())));
      this.#at++;
    }
    return true;
  }

  /** `\d`, `\S`, `\pL` as the inside of a class; `''` for a category that is not known; `undefined` when there is no such escape here. */
  #escapedSet(): string | undefined {
    const kind = this.#peek(1);
    if (kind === 'p' || kind === 'P') return this.#unicodeSet(kind === 'P');
    const ranges = perlClasses[kind.toLowerCase()];
    if (this.#peek() !== '\\' || !ranges) return undefined;
    this.#at += 2;
    return writeRanges(kind === kind.toLowerCase() ? ranges : complement(ranges));
  }

  /** `\pL`, `\p{Lu}`, `\P{Greek}`, `\p{^Han}`: general categories and scripts. */
  #unicodeSet(isNegated: boolean): string {
    const name = /^\\[pP](?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/.exec(this.source.slice(this.#at).join(''));
    if (!name) return '';
    const property = ['gc', 'sc'].map(key => `${key}=${name[2] ?? name[3] ?? ''}`).find(isKnownProperty);
    if (property === undefined) return '';
    this.#at += name[0].length;
    return `\\${isNegated !== (name[1] === '^') ? 'P' : 'p'}{${property}}`;
  }

  /** The character of an escape such as `\n`, `\x41`, `\012` or `\+`; `undefined` for one that Go does not know. */
  #escapedCharacter(): number | undefined {
    const kind = this.#peek(1);
    const control = controlEscapes[kind];
    if (control !== undefined) {
      this.#at += 2;
      return control;
    }
    if (/^[0-7]$/.test(kind)) return this.#octal(kind);
    if (kind === 'x') return this.#hexadecimal();
    if (kind === '' || codeOf(kind) > 0x7f || /^[0-9A-Za-z]$/.test(kind)) return undefined;
    this.#at += 2;
    return codeOf(kind);
  }

  #octal(first: string): number | undefined {
    // A single digit other than 0 would be a reference to a group, which RE2 does not have.
    if (first !== '0' && !/^[0-7]$/.test(this.#peek(2))) return undefined;
    let digits = first;
    while (digits.length < 3 && /^[0-7]$/.test(this.#peek(1 + digits.length))) digits += this.#peek(1 + digits.length);
    this.#at += 1 + digits.length;
    return parseInt(digits, 8);
  }

  #hexadecimal(): number | undefined {
    const digits = /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/.exec(this.source.slice(this.#at).join(''));
    const code = digits ? parseInt(digits[1] ?? digits[2] ?? '', 16) : Infinity;
    if (!digits || code > maxRune) return undefined;
    this.#at += digits[0].length;
    return code;
  }

  #class(): string | undefined {
    this.#at++;
    const isNegated = this.#peek() === '^';
    if (isNegated) this.#at++;
    let inside = '';
    for (let isFirst = true; isFirst || this.#peek() !== ']'; isFirst = false) {
      if (this.#at >= this.source.length) return undefined;
      const piece = this.#classPiece();
      if (piece === undefined) return undefined;
      inside += piece;
    }
    this.#at++;
    return `[${isNegated ? '^' : ''}${inside}]`;
  }

  #classPiece(): string | undefined {
    if (this.#peek() === '[' && this.#peek(1) === ':') {
      const named = this.#posixClass();
      if (named !== undefined) return named === '' ? undefined : named;
    }
    if (this.#peek() === '\\') {
      const set = this.#escapedSet();
      if (set !== undefined) return set === '' ? undefined : set;
    }
    const low = this.#classCharacter();
    if (low === undefined) return undefined;
    if (this.#peek() !== '-' || this.#peek(1) === ']' || this.#peek(1) === '') return writeRanges([[low, low]]);
    this.#at++;
    const high = this.#classCharacter();
    return high === undefined || high < low ? undefined : writeRanges([[low, high]]);
  }

  /** `[:alpha:]`: its characters; `''` for a name that is not known; `undefined` when there is no such name here. */
  #posixClass(): string | undefined {
    const rest = this.source.slice(this.#at + 2).join('');
    const end = rest.indexOf(':]');
    if (end < 0) return undefined;
    const isNegated = rest.startsWith('^');
    const ranges = posixClasses.get(rest.slice(isNegated ? 1 : 0, end));
    if (!ranges) return '';
    this.#at += 2 + Array.from(rest.slice(0, end)).length + 2;
    return writeRanges(isNegated ? complement(ranges) : ranges);
  }

  #classCharacter(): number | undefined {
    const character = this.#peek();
    if (character === '') return undefined;
    if (character === '\\') return this.#escapedCharacter();
    this.#at++;
    return codeOf(character);
  }
}

function isKnownProperty(property: string): boolean {
  try {
    return new RegExp(`\\p{${property}}`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function literal(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function writeRanges(ranges: readonly Range[]): string {
  return ranges.map(([low, high]) => (low === high ? literal(low) : `${literal(low)}-${literal(high)}`)).join('');
}

/** Every character that the sorted ranges leave out. */
function complement(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  let next = 0;
  for (const [low, high] of ranges) {
    if (low > next) out.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= maxRune) out.push([next, maxRune]);
  return out;
}

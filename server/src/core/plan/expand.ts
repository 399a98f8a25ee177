// Variable expansion as BuildKit does it in FROM, COPY, ADD, WORKDIR, USER, ENV and ARG (frontend/dockerfile/shell/lex.go).
// What depends on a value that nobody knows is `unknown`, never a guess.
import type { Expanded } from './plan.js';

/** The value of a variable: a text, `undefined` when it is certainly not set, or `unknown`. */
export type Lookup = (name: string) => string | undefined | typeof unknownValue;
export const unknownValue: unique symbol = Symbol('unknown');

/** Expands one word: quotes and escapes are removed, `$NAME` and `${NAME...}` replaced. */
export function expandWord(word: string, lookup: Lookup, escape: '\\' | '`' = '\\'): Expanded {
  return special.test(word) ? new Expander(word, lookup, escape).run() : { known: true, value: word };
}

/** Most words hold nothing that is to be replaced. */
const special = /[$'"\\`]/;
const nameStart = /[A-Za-z_]/;
const namePattern = /^[A-Za-z_][A-Za-z0-9_]*/;

class Expander {
  readonly #word: string;
  readonly #lookup: Lookup;
  readonly #escape: string;
  #at = 0;
  #known = true;

  constructor(word: string, lookup: Lookup, escape: string) {
    this.#word = word;
    this.#lookup = lookup;
    this.#escape = escape;
  }

  run(): Expanded {
    const value = this.#text('');
    return this.#known ? { known: true, value } : { known: false };
  }

  /** Reads up to an unquoted `end` (or the word's end). */
  #text(end: string): string {
    let out = '';
    let quote = '';
    while (this.#at < this.#word.length) {
      const char = this.#word[this.#at] ?? '';
      if (quote === '' && char === end && end !== '') return out;
      this.#at++;
      if (quote === "'") {
        if (char === "'") quote = '';
        else out += char;
      } else if (char === this.#escape) out += this.#escaped(quote);
      else if (char === '$') out += this.#variable();
      else if (char === '"') quote = quote === '"' ? '' : '"';
      else if (char === "'" && quote === '') quote = "'";
      else out += char;
    }
    return out;
  }

  /** In double quotes only `"`, `$` and the escape character itself can be escaped. */
  #escaped(quote: string): string {
    const next = this.#word[this.#at];
    if (next === undefined) return this.#escape;
    this.#at++;
    return quote === '"' && next !== '"' && next !== '$' && next !== this.#escape ? this.#escape + next : next;
  }

  #variable(): string {
    const next = this.#word[this.#at];
    if (next === '{') return this.#braced();
    if (next === undefined || !nameStart.test(next)) return '$';
    const name = namePattern.exec(this.#word.slice(this.#at))?.[0] ?? '';
    this.#at += name.length;
    return this.#use(this.#lookup(name));
  }

  #braced(): string {
    this.#at++;
    const name = namePattern.exec(this.#word.slice(this.#at))?.[0] ?? '';
    this.#at += name.length;
    if (name === '') return this.#giveUp();
    const value = this.#lookup(name);
    const operator = /^:?[-+?]/.exec(this.#word.slice(this.#at))?.[0] ?? '';
    this.#at += operator.length;
    if (operator === '' && this.#word[this.#at] !== '}') return this.#giveUp();
    const word = operator === '' ? '' : this.#text('}');
    if (this.#word[this.#at] !== '}') return this.#giveUp();
    this.#at++;
    return this.#apply(operator, value, word);
  }

  #apply(operator: string, value: ReturnType<Lookup>, word: string): string {
    if (value === unknownValue) return this.#giveUp();
    const isSet = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
    if (operator.endsWith('-')) return isSet ? (value ?? '') : word;
    if (operator.endsWith('+')) return isSet ? word : '';
    if (operator.endsWith('?') && !isSet) return this.#giveUp();
    return value ?? '';
  }

  #use(value: ReturnType<Lookup>): string {
    return value === unknownValue ? this.#giveUp() : (value ?? '');
  }

  /** A value nobody knows, or a form that is not followed here (`${X#a}`, `${X/a/b}`). */
  #giveUp(): string {
    this.#known = false;
    return '';
  }
}

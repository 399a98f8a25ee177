// Words of a shell script: what they say once quotes are taken away, and whether that is known without running anything.
import type { HereDoc, Word, WordPart } from 'unbash';
import { MappedText, type MappedTextBuilder } from './mappedText.js';
import type { ShellWord } from './script.js';

/** A word together with its dequoted text, which may itself be a script (`sh -c '...'`). */
export interface SourceWord {
  readonly word: ShellWord;
  /** The dequoted text, mapped; variables stay in it as they are written, substitutions become a variable. */
  content(): MappedText;
}

/** How words of one script are read. */
export interface WordSource {
  readonly script: MappedText;
  readonly dialect: 'sh' | 'bash';
  /** The document's text between two offsets. */
  readonly written: (from: number, to: number) => string;
}

export function readWord(word: Word, source: WordSource): SourceWord {
  const range = source.script.range(word.pos, word.end);
  return {
    word: { value: word.value, text: source.written(range.from, range.to), static: isStatic(word, source.dialect), range },
    content: () => dequote(word, source.script),
  };
}

/** Whether a word says the same whatever the shell's variables and files are. */
export function isStatic(word: Word, dialect: 'sh' | 'bash'): boolean {
  // An unquoted tilde at the start becomes a home folder; the parser gives it no part of its own.
  if (word.text.startsWith('~')) return false;
  return (word.parts ?? []).every(part => isStaticPart(part, dialect));
}

function isStaticPart(part: WordPart, dialect: 'sh' | 'bash'): boolean {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
      return true;
    case 'DoubleQuoted':
      return part.parts.every(child => child.type === 'Literal');
    // dash leaves `$'...'` as it is written, busybox and bash decode it.
    case 'AnsiCQuoted':
      return dialect === 'bash';
    default:
      return false;
  }
}

/** Expansions of an outer shell, by where they start: where they end, and whether they may stay as they are written. */
type Expansions = ReadonlyMap<number, { readonly end: number; readonly plain: boolean }>;

function expansionsOf(parts: readonly WordPart[]): Expansions {
  const found = new Map<number, { readonly end: number; readonly plain: boolean }>();
  const add = (part: WordPart): void => {
    if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') part.parts.forEach(add);
    else if (part.type.endsWith('Expansion') || part.type === 'ProcessSubstitution') found.set(part.pos, { end: part.end, plain: part.type === 'SimpleExpansion' || (part.type === 'ParameterExpansion' && !part.operation) });
  };
  parts.forEach(add);
  return found;
}

/**
 * Adds an expansion that the outer shell makes. What it runs has been read there, so an inner script sees a variable of
 * unknown value instead; it must not find the same commands a second time.
 */
function addExpansion(builder: MappedTextBuilder, script: MappedText, at: number, expansion: { readonly end: number; readonly plain: boolean }): void {
  if (expansion.plain) builder.append(script, at, expansion.end);
  else builder.replace('$_', script.range(at, expansion.end));
}

function dequote(word: Word, script: MappedText): MappedText {
  const expansions = expansionsOf(word.parts ?? []);
  return MappedText.build(builder => {
    let quote = '';
    for (let at = word.pos; at < word.end; at++) {
      const char = script.text[at] ?? '';
      const expansion = quote === "'" ? undefined : expansions.get(at);
      if (expansion && expansion.end > at) {
        addExpansion(builder, script, at, expansion);
        at = expansion.end - 1;
      } else if (quote ? char === quote : char === '"' || char === "'") {
        quote = quote ? '' : char;
      } else if (char === '\\' && quote !== "'" && at + 1 < word.end) {
        const next = script.text[at + 1] ?? '';
        if (next === '\n') at++;
        else if (quote === '"' && !'$`"\\'.includes(next)) builder.append(script, at, at + 1);
        else builder.replace(next, script.range(at, ++at + 1));
      } else {
        builder.append(script, at, at + 1);
      }
    }
  });
}

/** The body of a here-document as the command on whose input it is reads it; tabs that `<<-` strips left out. */
export function heredocContent(heredoc: HereDoc, script: MappedText): MappedText {
  const { pos, end, parts } = heredoc.body;
  const expansions = heredoc.delimiter?.quoted ? expansionsOf([]) : expansionsOf(parts ?? []);
  return MappedText.build(builder => {
    let lineStart = true;
    for (let at = pos; at < end; at++) {
      const char = script.text[at] ?? '';
      const expansion = expansions.get(at);
      if (expansion && expansion.end > at) {
        addExpansion(builder, script, at, expansion);
        at = expansion.end - 1;
      } else if (!(lineStart && char === '\t' && heredoc.operator === '<<-')) {
        builder.append(script, at, at + 1);
        lineStart = char === '\n';
      }
    }
  });
}

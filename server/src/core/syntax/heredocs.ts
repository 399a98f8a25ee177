// Here-document markers on an instruction's first line. Follows BuildKit (frontend/dockerfile/parser/parser.go
// heredocsFromLine, ParseHeredoc): a marker is a whole shell word of the form [fd]<<[-]NAME, quotes kept while splitting.

export interface HeredocMarker {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly chomp: boolean;
  /** Offsets within the line given. */
  readonly from: number;
  readonly to: number;
}

const marker = /^(\d*)<<(-?)([^<]*)$/;

/** The markers of a logical line, in order. An unbalanced quote ends the search, as BuildKit's word splitter would fail. */
export function findHeredocMarkers(line: string): readonly HeredocMarker[] {
  if (!line.includes('<<')) return [];
  const found: HeredocMarker[] = [];
  for (const word of splitWords(line)) {
    const match = marker.exec(word.text);
    const rest = match?.[3] ?? '';
    if (!match || rest === '') continue;
    const delimiter = unquote(rest);
    if (delimiter === undefined || delimiter === '') continue;
    found.push({ delimiter, quoted: delimiter !== rest, chomp: match[2] === '-', from: word.from, to: word.from + word.text.length });
  }
  return found;
}

function splitWords(line: string): { readonly text: string; readonly from: number }[] {
  const words: { text: string; from: number }[] = [];
  let from = -1;
  let quote = '';
  for (let at = 0; at <= line.length; at++) {
    const char = line[at];
    if (char === undefined || (quote === '' && /\s/.test(char))) {
      if (from >= 0 && quote === '') words.push({ text: line.slice(from, at), from });
      from = -1;
      continue;
    }
    if (from < 0) from = at;
    if (char === '\\' && quote !== "'") at++;
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
  }
  return words;
}

/** Removes quotes and escapes of one word; `undefined` when it would be more than one word or is unbalanced. */
function unquote(word: string): string | undefined {
  let out = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const char = word[at] ?? '';
    if (char === '\\' && quote !== "'") out += word[++at] ?? '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else out += char;
  }
  return quote === '' ? out : undefined;
}

// Which lines of TypeScript sources ran, from V8's own counts of the bundles that ran. Knows nothing of tests and limits.
// The usual reporters lose nearly all ranges of a bundle of several sources and call what they lost covered.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

/** Lines (from 1) that ran, by absolute source path, over all `coverage-*.json` of a folder. `isWanted` chooses sources. */
export function linesThatRan(folder, isWanted) {
  const ran = new Map();
  const maps = new Map();
  for (const name of readdirSync(folder).filter(file => file.endsWith('.json'))) {
    for (const { url, functions } of JSON.parse(readFileSync(path.join(folder, name), 'utf8')).result) {
      if (!url.startsWith('file:') || !url.endsWith('.mjs')) continue;
      const file = fileURLToPath(url);
      if (!maps.has(file)) maps.set(file, readBundle(file, isWanted));
      const bundle = maps.get(file);
      if (bundle) addLines(ran, bundle, countsOf(functions, bundle.length));
    }
  }
  return ran;
}

/** Lines (from 1) of a source that hold code: types, comments and imports are none. */
export function linesOfCode(file) {
  const text = readFileSync(file, 'utf8');
  const { map } = transformSync(text, { loader: 'ts', sourcemap: 'external', sourcefile: file, target: 'es2022', format: 'esm' });
  const imports = new Set();
  for (const { index, 0: statement } of text.matchAll(/^(?:import|export)\b[^;=(]*?(?:\bfrom\s*)?'[^']*';/gm)) {
    const first = text.slice(0, index).split('\n').length;
    for (let line = first; line < first + statement.split('\n').length; line++) imports.add(line);
  }
  return new Set(segmentsOf(JSON.parse(map).mappings).map(segment => segment.line).filter(line => !imports.has(line)));
}

/** What of a bundle comes from wanted sources; `undefined` when nothing does, or when it has been built anew since. */
function readBundle(file, isWanted) {
  let text, map;
  try {
    text = readFileSync(file, 'utf8');
    map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  } catch {
    return undefined;
  }
  const sources = map.sources.map(source => path.resolve(path.dirname(file), source));
  const wanted = sources.map(source => isWanted(source));
  if (!wanted.includes(true)) return undefined;
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const segments = segmentsOf(map.mappings).filter(({ source }) => wanted[source]).map(({ row, column, source, line }) => ({ offset: starts[row] + column, source: sources[source], line }));
  return { length: text.length, segments };
}

/** For every character whether it ran; inner ranges come after the outer ones that hold them. */
function countsOf(functions, length) {
  const ran = new Uint8Array(length);
  const ranges = functions.flatMap(({ ranges }) => ranges).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran;
}

function addLines(ran, { segments }, counts) {
  for (const { offset, source, line } of segments) {
    if (!ran.has(source)) ran.set(source, new Set());
    if (counts[offset] === 1) ran.get(source).add(line);
  }
}

const digits = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((letter, value) => [letter, value]));

/** The segments of a source map's `mappings`: row and column of the output from 0, line of the source from 1. */
function segmentsOf(mappings) {
  const segments = [];
  let source = 0, line = 0;
  mappings.split(';').forEach((row, index) => {
    let column = 0;
    for (const text of row === '' ? [] : row.split(',')) {
      const [columns, sources, lines] = numbersOf(text);
      column += columns;
      if (sources === undefined) continue;
      source += sources;
      line += lines;
      segments.push({ row: index, column, source, line: line + 1 });
    }
  });
  return segments;
}

/** Base 64 VLQ: five bits a letter, the sixth says that more follow, the lowest bit of a number is its sign. */
function numbersOf(text) {
  const numbers = [];
  let value = 0, shift = 0;
  for (const letter of text) {
    const digit = digits.get(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}

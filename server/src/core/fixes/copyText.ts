// Writes a COPY in the style of another one: its keyword's case, its flags that say how files arrive, its way of naming
// the destination. Knows nothing of which files are worth copying.
import type { Instruction } from '../syntax/instruction.js';

/** Flags that decide owner, mode and layering of what arrives; the others choose sources and are not carried over. */
const carriedFlags = new Set(['chown', 'chmod', 'link']);

/** A COPY of files that all go to one folder. */
export interface CopyLine {
  /** Relative to the context. */
  readonly sources: readonly string[];
  /** Below the model's destination; `''` for the destination itself. */
  readonly folder: string;
  /** Whether the sources keep their folders (`--parents`). */
  readonly parents?: boolean;
}

/** The text of a COPY (one line) that brings `line.sources` into the folder below the destination of `model`. */
export function copyLike(model: Instruction, text: string, line: CopyLine): string {
  const keyword = text.slice(model.keywordRange.from, model.keywordRange.to) === model.keyword.toLowerCase() ? 'copy' : 'COPY';
  const flags = model.flags.filter(flag => carriedFlags.has(flag.name)).map(flag => text.slice(flag.range.from, flag.range.to));
  const destination = folderBelow(model.args.at(-1)?.text ?? '.', line.folder);
  const words = [...line.sources, destination];
  const json = model.json || words.some(word => /\s/.test(word));
  const list = json ? [JSON.stringify(words).replace(/","/g, '", "')] : words;
  return [keyword, ...(line.parents === true ? ['--parents'] : []), ...flags, ...list].join(' ');
}

/** `.` and `''` -> `./`; `/app` and `requirements` -> `/app/requirements/`. */
function folderBelow(destination: string, folder: string): string {
  const base = destination.endsWith('/') ? destination : `${destination}/`;
  return folder === '' ? base : `${base}${folder}/`;
}

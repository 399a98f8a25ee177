// Text edits: plain values, applied and checked without knowing what the text means.
import { overlaps, type OffsetRange } from './offsets.js';

/** Replace a range of a text. An empty range inserts. */
export interface TextEdit {
  readonly range: OffsetRange;
  readonly newText: string;
}

/** The edits in order of position, insertions at one place in the order given. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.map((edit, index) => ({ edit, index })).sort((a, b) => a.edit.range.from - b.edit.range.from || a.edit.range.to - b.edit.range.to || a.index - b.index).map(entry => entry.edit);
}

/** The first two edits that touch the same characters, or `undefined` when all can be applied at once. */
export function findConflict(edits: readonly TextEdit[]): readonly [TextEdit, TextEdit] | undefined {
  const sorted = sortEdits(edits);
  for (let at = 1; at < sorted.length; at++) {
    const before = sorted[at - 1];
    const edit = sorted[at];
    if (before && edit && (overlaps(before.range, edit.range) || before.range.to > edit.range.from)) return [before, edit];
  }
  return undefined;
}

/** Applies edits that do not conflict. Offsets are those of the text as given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of sortEdits(edits)) {
    parts.push(text.slice(at, edit.range.from), edit.newText);
    at = edit.range.to;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

// Carries annotations over an edit until the server has answered for the new text: what was typed on is dropped, what
// lies below moves along. Pure, and must not know the editor.
import type { LineAnnotation } from '../../../server/src/protocol/index.js';

/** One replacement in a document. Lines and characters are zero-based and belong to the text before it. */
export interface LineChange {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly text: string;
  /** Nothing stands behind the replaced text on its last line. */
  readonly atLineEnd: boolean;
}

/** The annotations that still hold after the changes, which are applied in the order given. */
export function afterEdit(annotations: readonly LineAnnotation[], changes: readonly LineChange[]): readonly LineAnnotation[] {
  return changes.reduce<readonly LineAnnotation[]>(afterChange, annotations);
}

function afterChange(annotations: readonly LineAnnotation[], change: LineChange): readonly LineAnnotation[] {
  const { first, last, movedFrom } = reachOf(change);
  const delta = lineBreaks(change.text) - (change.endLine - change.startLine);
  return annotations.flatMap(annotation => {
    const isInside = annotation.line < movedFrom && movedFrom <= annotation.endLine;
    const isTouched = annotation.line <= last && first <= annotation.endLine;
    if (isTouched || isInside) return [];
    return annotation.line >= movedFrom && delta !== 0 ? [{ ...annotation, line: annotation.line + delta, endLine: annotation.endLine + delta }] : [annotation];
  });
}

/** The lines whose text a change alters (none when `last` is before `first`), and the first line that it moves. */
function reachOf(change: LineChange): { readonly first: number; readonly last: number; readonly movedFrom: number } {
  const isInsertion = change.startLine === change.endLine && change.startCharacter === change.endCharacter;
  // Enter at the end of a line leaves that line as it was.
  if (isInsertion && change.atLineEnd && /^\r?\n/.test(change.text)) return { first: change.startLine + 1, last: change.startLine, movedFrom: change.startLine + 1 };
  const isWholeLines = change.startCharacter === 0 && change.endCharacter === 0 && (change.text === '' || change.text.endsWith('\n'));
  if (isWholeLines) return { first: change.startLine, last: change.endLine - 1, movedFrom: change.endLine };
  return { first: change.startLine, last: change.endLine, movedFrom: change.endLine + 1 };
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}

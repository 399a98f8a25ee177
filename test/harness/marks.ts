// Takes the marks out of an example: caret lines that state findings, the cursor `<|>` and the selection `[|...|]`.
// Works on text with `\n`; offsets are those of the text without marks.

/** One caret line: what must be found under it. */
export interface ExpectedFinding {
  /** Line and columns in the text without marks. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** Written `^^^...`: the finding goes on in later lines. */
  readonly continues: boolean;
  readonly ruleId: string;
  readonly message: string | undefined;
  /** Index of the caret line among the block's lines. */
  readonly blockLine: number;
}

export interface MarkedText {
  readonly text: string;
  readonly expected: readonly ExpectedFinding[];
  /** An empty range for a cursor. */
  readonly cursor: { readonly from: number; readonly to: number } | undefined;
  /** Per line of the text without marks, its index among the block's lines. */
  readonly blockLines: readonly number[];
}

const caretLine = /^(\s*)(\^+)(\.\.\.)?\s+([a-z][a-z0-9-]*)(?::\s*(.*\S))?\s*$/;
const marks = ['<|>', '[|', '|]'];

/** Whether a line states a finding. */
export function isCaretLine(line: string): boolean {
  return caretLine.test(line);
}

/** Reads a block's lines. Carets count columns as displayed, marks included. */
export function readMarks(lines: readonly string[]): MarkedText {
  const clean: string[] = [];
  const blockLines: number[] = [];
  const expected: ExpectedFinding[] = [];
  const found: { readonly mark: string; readonly offset: number }[] = [];
  let offset = 0;
  let displayed = '';
  lines.forEach((line, blockLine) => {
    const caret = caretLine.exec(line);
    if (caret) {
      const start = caret[1]!.length;
      const at = clean.length - 1;
      if (at < 0) throw new Error('a caret line needs a line above it');
      expected.push({ line: at, from: columnWithoutMarks(displayed, start), to: columnWithoutMarks(displayed, start + caret[2]!.length), continues: caret[3] !== undefined, ruleId: caret[4]!, message: caret[5], blockLine });
      return;
    }
    displayed = line;
    const stripped = stripMarks(line);
    for (const { mark, column } of stripped.found) found.push({ mark, offset: offset + column });
    clean.push(stripped.text);
    blockLines.push(blockLine);
    offset += stripped.text.length + 1;
  });
  return { text: clean.map(line => `${line}\n`).join(''), expected, cursor: cursorOf(found), blockLines };
}

/** The column of a displayed character once the marks before it are gone; for a character of a mark, of what follows it. */
function columnWithoutMarks(displayed: string, column: number): number {
  let clean = 0;
  for (let at = 0; at < column;) {
    const mark = marks.find(candidate => displayed.startsWith(candidate, at));
    if (!mark) clean++;
    at += mark?.length ?? 1;
  }
  return clean;
}

/** The column at which a character of the clean line is displayed. */
export function displayedColumn(displayed: string, column: number): number {
  for (let at = 0; at < displayed.length;) {
    const mark = marks.find(candidate => displayed.startsWith(candidate, at));
    if (!mark && columnWithoutMarks(displayed, at) === column) return at;
    at += mark?.length ?? 1;
  }
  return displayed.length;
}

function stripMarks(line: string): { readonly text: string; readonly found: readonly { readonly mark: string; readonly column: number }[] } {
  const found: { mark: string; column: number }[] = [];
  let text = '';
  for (let at = 0; at < line.length;) {
    const mark = marks.find(candidate => line.startsWith(candidate, at));
    if (mark) found.push({ mark, column: text.length });
    else text += line[at]!;
    at += mark?.length ?? 1;
  }
  return { text, found };
}

function cursorOf(found: readonly { readonly mark: string; readonly offset: number }[]): MarkedText['cursor'] {
  const [first, second] = found;
  if (!first) return undefined;
  if (first.mark === '<|>' && !second) return { from: first.offset, to: first.offset };
  if (first.mark === '[|' && second?.mark === '|]' && found.length === 2) return { from: first.offset, to: second.offset };
  throw new Error('an example has one cursor or one selection');
}

// The parts of an instruction without escapes and brackets, as most are: blanks and continuations part its words, and nothing
// else does. Such a text is split here, in a twentieth of the parser's time; any other is left to the parser.
import type { OffsetRange } from '../text/offsets.js';
import type { Argument, Assignment, Flag } from './instruction.js';
import type { InstructionParts } from './instructionParts.js';

const plainHead = /^[A-Za-z]+[ \t]+[^\s"'`\\[\]<>#{}][^\r\n`\\<>\f\v]*$/;
/** A name comes first, and anything may stand in quotes; with blanks at its end the parser sees one more name. */
const assigningHead = /^[A-Za-z]+[ \t]+\w[^\r\n`\\\f\v]*(?<![ \t])$/;
const withFlags: ReadonlySet<string> = new Set(['FROM', 'COPY', 'ADD']);
const withAssignments: ReadonlySet<string> = new Set(['ARG', 'ENV', 'LABEL']);
const withWords: ReadonlySet<string> = new Set(['WORKDIR', 'USER', 'EXPOSE', 'VOLUME', 'STOPSIGNAL', 'MAINTAINER']);
const flagWord = /^--([a-z][a-z-]*)=([^="']+)$/;
const assignment = /[ \t]+([\w.-]+)=("[^"]*"|'[^']*'|[^ \t"'=][^ \t"']*|)(?=[ \t]|$)/y;
const nameWord = /^\w+$/;
const oldForm = /^[A-Za-z]+[ \t]+([\w.-]+)[ \t]+([^= \t].*)$/;

/** The parts of a plain instruction; `undefined`: it is not plain enough. */
export function plainPartsOf(head: string, escape: '\\' | '`'): InstructionParts | undefined {
  const keywordLength = head.search(/[ \t]/);
  const keyword = head.slice(0, Math.max(0, keywordLength)).toUpperCase();
  const isAssigning = withAssignments.has(keyword);
  if (!isAssigning && !withFlags.has(keyword) && !withWords.has(keyword)) return undefined;
  const line = escape === '\\' ? joined(head) : head;
  if (!(isAssigning ? assigningHead : plainHead).test(line)) return undefined;
  const words = wordsOf(line, keywordLength);
  const flags = withFlags.has(keyword) ? flagsOf(words) : [];
  const args = words.slice(flags?.length ?? 0);
  const assignments = isAssigning ? assignmentsOf(keyword, args, line, head) : [];
  const first = args[0];
  if (!flags || !assignments || !first || first.text.startsWith('[') || args.some(({ text }) => text.startsWith('--'))) return undefined;
  return { keyword, keywordLength, flags, argumentsFrom: first.range.from, args, json: false, assignments, triggerFrom: undefined };
}

/** On one line, with blanks for continuations, so that every word keeps its place; a line end is left where it is not so simple. */
function joined(head: string): string {
  return head.includes('\n') ? head.replace(/(?<=[ \t])\\[ \t]*\r?\n(?=[ \t]*[^\s#])/g, found => ' '.repeat(found.length)) : head;
}

function wordsOf(line: string, from: number): readonly Argument[] {
  const words: Argument[] = [];
  const word = /[^ \t]+/g;
  word.lastIndex = from;
  for (let match = word.exec(line); match; match = word.exec(line)) words.push({ text: match[0], range: { from: match.index, to: word.lastIndex } });
  return words;
}

/** `undefined`: one is not written plainly. */
function flagsOf(words: readonly Argument[]): readonly Flag[] | undefined {
  const flags: Flag[] = [];
  for (const { text, range } of words) {
    if (!text.startsWith('--')) break;
    const match = flagWord.exec(text);
    if (!match) return undefined;
    flags.push({ name: match[1] ?? '', value: match[2], range });
  }
  return flags;
}

/** Names alone, which only ARG takes, assignments alone, or the old form with one; `undefined` for anything else. */
function assignmentsOf(keyword: string, words: readonly Argument[], line: string, head: string): readonly Assignment[] | undefined {
  if (keyword === 'ARG' && words.every(({ text }) => nameWord.test(text))) return words.map(({ text, range }) => ({ name: text, rawValue: undefined, range, nameRange: range, valueRange: undefined }));
  const old = keyword !== 'ARG' && line === head ? oldForm.exec(line) : null;
  const from = words[0]?.range.from ?? 0;
  if (old) return [assignmentOf(old[1] ?? '', old[2] ?? '', { from, to: line.length })];
  const found: Assignment[] = [];
  for (let at = keyword.length; at < line.length; at = assignment.lastIndex) {
    assignment.lastIndex = at;
    const match = assignment.exec(line);
    if (!match) return undefined;
    const [, name = '', value = ''] = match;
    found.push(assignmentOf(name, value, { from: assignment.lastIndex - name.length - 1 - value.length, to: assignment.lastIndex }));
  }
  // A quoted value that runs through a continuation does not say what stands on the lines.
  return found.some(({ range }) => head.slice(range.from, range.to).includes('\n')) ? undefined : found;
}

function assignmentOf(name: string, rawValue: string, range: OffsetRange): Assignment {
  return { name, rawValue, range, nameRange: { from: range.from, to: range.from + name.length }, valueRange: { from: range.to - rawValue.length, to: range.to } };
}

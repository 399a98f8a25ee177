// The parts of an instruction on one line without quotes, escapes and brackets, as most are: blanks part its words, and
// nothing else does. Such a line is split here, in a twentieth of the parser's time; any other is left to the parser.
import type { OffsetRange } from '../text/offsets.js';
import type { Argument, Assignment, Flag } from './instruction.js';
import type { InstructionParts } from './instructionParts.js';

const plainHead = /^[A-Za-z]+[ \t]+[^\s"'`\\[\]<>#{}][^\r\n"'`\\[\]<>#{}\f\v]*$/;
const withFlags: ReadonlySet<string> = new Set(['FROM', 'COPY', 'ADD']);
const withAssignments: ReadonlySet<string> = new Set(['ARG', 'ENV', 'LABEL']);
const withWords: ReadonlySet<string> = new Set(['WORKDIR', 'USER', 'EXPOSE', 'VOLUME', 'STOPSIGNAL', 'MAINTAINER']);
const flagWord = /^--([a-z][a-z-]*)=([^=]+)$/;
const assignmentWord = /^(\w+)=(.+)$/;
const nameWord = /^\w+$/;

/** The parts of a plain instruction; `undefined`: it is not plain enough. */
export function plainPartsOf(head: string): InstructionParts | undefined {
  const keywordLength = head.search(/[ \t]/);
  const keyword = head.slice(0, Math.max(0, keywordLength)).toUpperCase();
  const isAssigning = withAssignments.has(keyword);
  if ((!isAssigning && !withFlags.has(keyword) && !withWords.has(keyword)) || !plainHead.test(head)) return undefined;
  const words = wordsOf(head, keywordLength);
  const flags = withFlags.has(keyword) ? flagsOf(words) : [];
  const args = words.slice(flags?.length ?? 0);
  const assignments = isAssigning ? assignmentsOf(keyword, args) : [];
  const first = args[0];
  if (!flags || !assignments || !first || args.some(({ text }) => text.startsWith('--'))) return undefined;
  return { keyword, keywordLength, flags, argumentsFrom: first.range.from, args, json: false, assignments, triggerFrom: undefined };
}

function wordsOf(head: string, from: number): readonly Argument[] {
  const words: Argument[] = [];
  const word = /[^ \t]+/g;
  word.lastIndex = from;
  for (let match = word.exec(head); match; match = word.exec(head)) words.push({ text: match[0], range: { from: match.index, to: word.lastIndex } });
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

/** Names alone, which only ARG takes, or assignments alone; `undefined` for the old form and for empty values. */
function assignmentsOf(keyword: string, words: readonly Argument[]): readonly Assignment[] | undefined {
  if (keyword === 'ARG' && words.every(({ text }) => nameWord.test(text))) return words.map(({ text, range }) => ({ name: text, rawValue: undefined, range, nameRange: range, valueRange: undefined }));
  const found = words.flatMap(({ text, range }) => {
    const match = assignmentWord.exec(text);
    return match ? [assignmentOf(match[1] ?? '', match[2] ?? '', range)] : [];
  });
  return found.length === words.length ? found : undefined;
}

function assignmentOf(name: string, rawValue: string, range: OffsetRange): Assignment {
  const nameRange = { from: range.from, to: range.from + name.length };
  return { name, rawValue, range, nameRange, valueRange: { from: nameRange.to + 1, to: range.to } };
}

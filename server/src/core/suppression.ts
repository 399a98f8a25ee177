// Comments by which a person silences a rule, read and written: `# layerwise ignore=<rule>` above an instruction and
// `# layerwise ignore-file=<rule>` anywhere. Knows nothing of what rules find.
import { defineMessages } from '../messages/index.js';
import type { BuildSetup } from './plan/plan.js';
import type { Finding, Fix } from './rules/rule.js';
import type { Comment, DockerfileSyntax, Instruction } from './syntax/instruction.js';
import { lineEndOf } from './text/offsets.js';
import type { TextEdit } from './text/edits.js';

const messages = defineMessages('suppression', {
  here: 'Ignore this here: {comment}',
  inFile: 'Ignore this in the whole file: {comment}',
});

/** Which rules are silenced where. */
export interface Suppressions {
  inFile(ruleId: string): boolean;
  /** Whether the rule is silenced for the instruction that holds the offset. */
  at(offset: number, ruleId: string): boolean;
}

interface SuppressionComment {
  readonly scope: 'instruction' | 'file';
  readonly ruleIds: readonly string[];
  /** Where another rule id can be appended. */
  readonly listEnd: number;
  readonly comment: Comment;
}

/** Reads the suppression comments of a file. Words behind the list of rules are a reason for people. */
export function deriveSuppressions(syntax: DockerfileSyntax): Suppressions {
  const found = suppressionComments(syntax);
  const wholeFile = new Set(found.filter(entry => entry.scope === 'file').flatMap(entry => entry.ruleIds));
  const inPlaces = found.filter(entry => entry.scope === 'instruction');
  return {
    inFile: ruleId => wholeFile.has(ruleId),
    at: (offset, ruleId) => {
      if (inPlaces.length === 0) return false;
      const instruction = instructionAt(syntax, offset);
      return instruction !== undefined && commentsAbove(syntax, instruction, inPlaces).some(entry => entry.ruleIds.includes(ruleId));
    },
  };
}

/** Silences the finding's rule for the instruction it is on. */
export function suppressHere(finding: Finding, syntax: DockerfileSyntax, setup: Pick<BuildSetup, 'dockerfile'>): Fix | undefined {
  const instruction = instructionAt(syntax, finding.range.from);
  if (!instruction) return undefined;
  const comment = `# layerwise ignore=${finding.rule.id}`;
  const existing = commentsAbove(syntax, instruction, suppressionComments(syntax)).at(-1);
  return {
    title: messages.here({ comment }),
    files: [{ location: setup.dockerfile, text: syntax.text, creates: false, edits: [existing ? appendTo(existing, finding) : newLine(syntax, lineStartOf(syntax, instruction), comment)] }],
  };
}

/** Silences the finding's rule in the whole file, by a comment below the parser directives, which must stay on top. */
export function suppressInFile(finding: Finding, syntax: DockerfileSyntax, setup: Pick<BuildSetup, 'dockerfile'>): Fix {
  const comment = `# layerwise ignore-file=${finding.rule.id}`;
  const existing = suppressionComments(syntax).find(entry => entry.scope === 'file');
  return {
    title: messages.inFile({ comment }),
    files: [{ location: setup.dockerfile, text: syntax.text, creates: false, edits: [existing ? appendTo(existing, finding) : newLine(syntax, placeOnTop(syntax), comment)] }],
  };
}

function suppressionComments(syntax: DockerfileSyntax): readonly SuppressionComment[] {
  return syntax.comments.filter(comment => comment.text.startsWith('layerwise')).flatMap(comment => {
    const text = syntax.text.slice(comment.range.from, comment.range.to);
    const match = /^\s*#\s*layerwise\s+ignore(-file)?=\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/.exec(text);
    if (!match) return [];
    const ruleIds = (match[2] ?? '').split(',').map(id => id.trim());
    return [{ scope: match[1] ? 'file' as const : 'instruction' as const, ruleIds, listEnd: comment.range.from + match[0].length, comment }];
  });
}

/** The suppressions in the unbroken block of comment lines above the instruction, from top to bottom. */
function commentsAbove(syntax: DockerfileSyntax, instruction: Instruction, found: readonly SuppressionComment[]): readonly SuppressionComment[] {
  const { comments, lines } = syntax;
  let top = lines.lineAt(instruction.range.from);
  const below = top;
  // Comments are in order, so the block is found by going up from the last one above the instruction.
  let at = comments.length - 1;
  while (at >= 0 && (comments[at]?.range.from ?? 0) > instruction.range.from) at--;
  for (; at >= 0; at--) {
    const comment = comments[at];
    if (!comment || lines.lineAt(comment.range.from) !== top - 1) break;
    top--;
  }
  return found.filter(entry => {
    const line = lines.lineAt(entry.comment.range.from);
    return entry.scope === 'instruction' && line >= top && line < below;
  });
}

/** Instructions are in order and apart. */
function instructionAt({ instructions }: DockerfileSyntax, offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.range.to ?? 0) >= offset) high = middle;
    else low = middle + 1;
  }
  const found = instructions[low];
  return found && found.range.from <= offset ? found : undefined;
}

function appendTo(existing: SuppressionComment, finding: Finding): TextEdit {
  return { range: { from: existing.listEnd, to: existing.listEnd }, newText: `,${finding.rule.id}` };
}

function newLine(syntax: DockerfileSyntax, offset: number, comment: string): TextEdit {
  const lineText = syntax.text.slice(offset);
  const indentation = /^[ \t]*/.exec(lineText)?.[0] ?? '';
  return { range: { from: offset, to: offset }, newText: `${indentation}${comment}${lineEndOf(syntax.text)}` };
}

function lineStartOf(syntax: DockerfileSyntax, instruction: Instruction): number {
  const start = syntax.lines.lineStart(syntax.lines.lineAt(instruction.range.from));
  return start === 0 && syntax.text.startsWith('\uFEFF') ? 1 : start;
}

function placeOnTop(syntax: DockerfileSyntax): number {
  const last = syntax.directives.at(-1);
  if (last) return syntax.lines.nextLineStart(syntax.lines.lineAt(last.range.from));
  return syntax.text.startsWith('\uFEFF') ? 1 : 0;
}

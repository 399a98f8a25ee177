// The edits that put installs above a COPY, or the COPY below them. Proves nothing.
import { copyLike } from '../fixes/copyText.js';
import { blockOf } from '../fixes/instructionBlock.js';
import { insertAfter, insertBefore, insertBelowComments, moveInstructions, moveInstructionsBelow } from '../fixes/instructionEdits.js';
import type { Step } from '../plan/plan.js';
import type { DockerfileSyntax } from '../syntax/instruction.js';
import { lineEndOf } from '../text/offsets.js';
import type { TextEdit } from '../text/edits.js';
import type { ManifestLine } from './copy-before-install.manifests.js';
import type { Cut } from './copy-before-install.split.js';

export interface Rearrangement {
  readonly syntax: DockerfileSyntax;
  /** In order; all stand above the last RUN. */
  readonly copies: readonly Step[];
  readonly runs: readonly Step[];
  /** Those of the RUNs that may look at manifests; the others, of system packages, would run again with each of them. */
  readonly reading: ReadonlySet<Step>;
  readonly lines: readonly ManifestLine[];
  /** Where the last RUN is cut, so that its second part stays below the COPYs. */
  readonly cut: Cut | undefined;
  /** The sources of one `COPY --parents` that stands for all lines. */
  readonly tree?: readonly string[] | undefined;
}

/** The manifests at the place of the first COPY, and the RUNs behind them. */
export function editsAbove({ syntax, copies, runs, lines, tree }: Rearrangement): readonly TextEdit[] {
  const anchor = copies[0];
  if (!anchor) return [];
  const manifests = lines.length === 0 ? [] : [insertBefore(syntax, anchor.instruction, textOf(lines, syntax, tree))];
  return [...manifests, ...moveInstructions(syntax, runs.map(run => run.instruction), anchor.instruction)];
}

/** The COPYs below the last RUN. Their manifests take their place, or stand with the RUN where it comes next. */
export function editsBelow(arrangement: Rearrangement): readonly TextEdit[] {
  const { syntax, copies, runs, lines, cut, tree } = arrangement;
  const last = runs.at(-1);
  const first = runs[0];
  if (!last || !first) return [];
  const [only] = copies;
  const instructions = copies.map(copy => copy.instruction);
  if (only && copies.length === 1 && isNext(only, first)) {
    const manifests = lines.length === 0 ? [] : [insertBelowComments(syntax, firstReader(arrangement, first).instruction, textOf(lines, syntax, tree))];
    const moves = moveInstructionsBelow(syntax, instructions, last.instruction);
    return cut ? [...manifests, ...moves.slice(0, -1), cutAt(cut, arrangement)] : [...manifests, ...moves];
  }
  const removals = copies.map(copy => {
    const own = lines.filter(line => line.model === copy);
    const { range } = blockOf(syntax, copy.instruction);
    return { range, newText: own.length === 0 ? '' : textOf(own, syntax, tree) + lineEndOf(syntax.text) };
  });
  return [...removals, cut ? cutAt(cut, arrangement) : insertAfter(syntax, last.instruction, copiedText(arrangement))];
}

/**
 * The RUN that the manifests go to. The COPYs were proven to make no difference to the RUNs above it, and no instruction between
 * may change what a COPY of some of their files means.
 */
function firstReader({ runs, reading }: Rearrangement, first: Step): Step {
  let at = first;
  for (const run of runs.slice(1)) {
    if (reading.has(at) || !isNext(at, run)) break;
    at = run;
  }
  return reading.has(at) ? at : first;
}

function isNext(copy: Step, run: Step): boolean {
  const { instructions } = copy.stage;
  return instructions[instructions.indexOf(copy.instruction) + 1] === run.instruction;
}

function textOf(lines: readonly ManifestLine[], syntax: DockerfileSyntax, tree: readonly string[] | undefined): string {
  const [first] = lines;
  if (tree && first) return copyLike(first.model.instruction, syntax.text, { sources: tree, folder: '', parents: true });
  return lines.map(line => copyLike(line.model.instruction, syntax.text, { sources: line.files, folder: line.folder })).join(lineEndOf(syntax.text));
}

/** The moved COPYs with their comments, without a closing line end. */
function copiedText({ syntax, copies }: Rearrangement): string {
  return copies.map(copy => {
    const { range } = blockOf(syntax, copy.instruction);
    return syntax.text.slice(range.from, range.to).replace(/\r?\n$/, '');
  }).join(lineEndOf(syntax.text));
}

function cutAt(cut: Cut, arrangement: Rearrangement): TextEdit {
  const lineEnd = lineEndOf(arrangement.syntax.text);
  return { range: { from: cut.from, to: cut.to }, newText: `${lineEnd}${copiedText(arrangement)}${lineEnd}${cut.opening}` };
}

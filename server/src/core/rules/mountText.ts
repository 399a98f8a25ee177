// Writes mounts into a RUN.
import type { CacheFolder } from '../ecosystems/ecosystem.js';
import type { Step } from '../plan/plan.js';
import type { DockerfileSyntax } from '../syntax/instruction.js';
import type { TextEdit } from '../text/edits.js';
import { lineEndOf } from '../text/offsets.js';

/** One mount stays on the line of the RUN; of several each gets a line. A folder of another user than root names that user. */
export function mountEdit(step: Step, folders: readonly CacheFolder[], uid: number, syntax: DockerfileSyntax): TextEdit {
  const owner = uid === 0 ? '' : `,uid=${uid}`;
  return mountsEdit(step, folders.map(folder => `--mount=type=cache,target=${folder.target ?? ''}${folder.sharing === 'locked' ? ',sharing=locked' : ''}${owner}`), syntax);
}

/** Puts `--mount` flags in front of what a RUN has. */
export function mountsEdit(step: Step, flags: readonly string[], syntax: DockerfileSyntax): TextEdit {
  const { keywordRange, heredocs } = step.instruction;
  const { text, escape } = syntax;
  const newLine = ` ${escape}${lineEndOf(text)}    `;
  if (flags.length === 1 || heredocs.length > 0) return { range: { from: keywordRange.to, to: keywordRange.to }, newText: flags.map(flag => ` ${flag}`).join('') };
  const blanks = /^[ \t]*/.exec(text.slice(keywordRange.to))?.[0].length ?? 0;
  return { range: { from: keywordRange.to, to: keywordRange.to + blanks }, newText: ` ${flags.join(newLine)}${newLine}` };
}

// Tells Dockerfiles from templates of Dockerfiles and from other texts that the editor opens as one. Rules speak only of
// Dockerfiles.
import type { FileKind, Instruction } from './instruction.js';
import { knownKeywords } from './instructionParts.js';

/** A line that is only a placeholder, or a `{% ... %}` statement: no Dockerfile has one. */
const templateLine = /^[ \t]*(?:\{%|\{\{[^}]*\}\}[ \t]*$|\{\{-|\{#|%%[A-Za-z_]+%%|<%)/m;
/** A placeholder in a place that BuildKit reads itself; in a RUN `{{` can be a format string. */
const placeholder = /\{\{.*?\}\}|\{%.*?%\}|%%[A-Za-z_]+%%/;

/** Without one of these in it no text is a template: told in no time, on every key press. */
const placeholderStarts: readonly string[] = ['{{', '{%', '{#', '%%', '<%'];

export function fileKindOf(text: string, instructions: readonly Instruction[]): FileKind {
  if (placeholderStarts.some(start => text.includes(start))) {
    if (templateLine.test(text)) return 'template';
    if (instructions.some(found => !['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'LABEL'].includes(found.keyword) && placeholder.test(found.logicalText))) return 'template';
    if (instructions.some(found => found.keyword === 'RUN' && /\{%.*?%\}|%%[A-Z_]+%%/.test(found.logicalText))) return 'template';
  }
  const first = instructions[0];
  if (!first || !['FROM', 'ARG'].includes(first.keyword) || !instructions.some(found => found.keyword === 'FROM')) return 'other';
  const unknown = instructions.filter(found => !knownKeywords.has(found.keyword)).length;
  return unknown * 3 > instructions.length ? 'other' : 'dockerfile';
}

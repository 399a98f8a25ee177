// Parser directives at the top of a Dockerfile: `# escape=`, `# syntax=`, `# check=`. Follows BuildKit
// (frontend/dockerfile/parser/directives.go DirectiveParser.ParseLine): the first line that is no known directive ends them.
import type { Directive } from './instruction.js';

const known = new Set<Directive['name']>(['syntax', 'escape', 'check']);
const pattern = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;

/** The directives that BuildKit honours, in order. */
export function parseDirectives(text: string): readonly Directive[] {
  const found: Directive[] = [];
  let from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (from < text.length) {
    const newline = text.indexOf('\n', from);
    const to = newline < 0 ? text.length : newline;
    const line = text.slice(from, to);
    const match = pattern.exec(line);
    const name = match?.[1]?.toLowerCase() as Directive['name'] | undefined;
    if (!match || !name || !known.has(name) || found.some(directive => directive.name === name)) break;
    found.push({ name, value: match[2] ?? '', range: { from, to: from + line.trimEnd().length } });
    from = to + 1;
  }
  return found;
}

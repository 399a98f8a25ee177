// Reads pip's requirements files: lines, options, includes and local paths. What is named in them is for pip to resolve.

/** One line that reads something else, or stands for files of the project. */
export interface RequirementReference {
  readonly kind: 'include' | 'constraint' | 'editable' | 'local';
  /** As written, without quotes. */
  readonly path: string;
}

const option = /^(?:(-r|--requirement|-c|--constraint|-e|--editable|-f|--find-links)(?:\s*=\s*|\s+|(?=[^\s-])))(.+)$/;
const kinds: Readonly<Record<string, RequirementReference['kind']>> = { '-r': 'include', '--requirement': 'include', '-c': 'constraint', '--constraint': 'constraint', '-e': 'editable', '--editable': 'editable' };

/** The references of a requirements file to other files, in order. */
export function readRequirements(text: string): readonly RequirementReference[] {
  return requirementLines(text).flatMap(line => readRequirementLine(line) ?? []);
}

/** The lines as pip sees them: continuations joined, comments and empty lines dropped. */
export function requirementLines(text: string): readonly string[] {
  const lines: string[] = [];
  let open = '';
  for (const raw of text.split(/\r\n|\r|\n/)) {
    // A comment line ends a continuation; its own backslash continues nothing.
    const comment = /^\s*#/.test(raw);
    const continued = !comment && raw.endsWith('\\');
    open += continued ? raw.slice(0, -1) : comment ? ` ${raw}` : raw;
    if (continued) continue;
    lines.push(open);
    open = '';
  }
  lines.push(open);
  return lines.map(line => line.replace(/(^|\s)#.*$/, '').trim()).filter(line => line !== '');
}

/** What one line refers to; `undefined` for a package by name, a URL, or an option that reads no file. */
export function readRequirementLine(line: string): RequirementReference | undefined {
  const match = option.exec(line);
  if (match) {
    const path = unquote(match[2] ?? '');
    if (isRemote(path)) return undefined;
    return { kind: kinds[match[1] ?? ''] ?? 'local', path };
  }
  if (line.startsWith('-')) return undefined;
  const requirement = unquote(line.split(/\s+(?:--|;)/, 1)[0] ?? '');
  const at = /^[\w.-]+(?:\s*\[[^\]]*\])?\s*@\s*(\S+)/.exec(requirement)?.[1];
  const target = at ?? requirement;
  return isLocalRequirement(target) ? { kind: 'local', path: target } : undefined;
}

/** Whether pip takes a requirement for a file or folder (pip's own rule: a separator, a leading dot, or an archive's name). */
export function isLocalRequirement(text: string): boolean {
  if (/^file:/i.test(text)) return true;
  if (isRemote(text)) return false;
  const path = text.replace(/\[[^\]]*\]$/, '');
  return /^\.{1,2}(\/|$)/.test(path) || path.startsWith('/') || (path.includes('/') && !/[<>=!~;@\s]/.test(path)) || /\.(whl|tar\.gz|tgz|tar\.bz2|tar\.xz|zip)$/i.test(path);
}

function isRemote(text: string): boolean {
  return /^(?:[a-z+]+):\/\//i.test(text) && !/^file:/i.test(text) && !/^[a-z]+\+file:/i.test(text);
}

function unquote(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

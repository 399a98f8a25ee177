// Reads a rule's page: headings, fenced blocks and the cases they make. Knows nothing of rules or Dockerfiles.

/** A fenced block. Lines are zero-based; `line` is the opening fence, `endLine` the closing one. */
export interface PageBlock {
  readonly language: string;
  readonly info: readonly string[];
  readonly lines: readonly string[];
  readonly line: number;
  readonly endLine: number;
}

/** What one example states: a Dockerfile, the files around it, and what a fix makes of them. */
export interface PageCase {
  /** The path of headings, and a number where one heading has several cases. */
  readonly name: string;
  readonly main: PageBlock;
  readonly files: readonly { readonly path: string; readonly block: PageBlock }[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly afters: readonly { /** `undefined`: the Dockerfile. */ readonly path: string | undefined; readonly fix: string | undefined; readonly block: PageBlock }[];
}

export interface RulePage {
  readonly title: string;
  /** The first paragraph. */
  readonly summary: string;
  readonly sections: readonly string[];
  readonly cases: readonly PageCase[];
}

interface OpenCase {
  readonly heading: string;
  readonly main: PageBlock;
  readonly files: { path: string; block: PageBlock }[];
  readonly options: Record<string, unknown>;
  readonly afters: { path: string | undefined; fix: string | undefined; block: PageBlock }[];
}

/** Reads a page; throws on one that is not well formed, naming the line. */
export function parseRulePage(text: string): RulePage {
  const lines = text.split('\n');
  const headings: string[] = [];
  const sections: string[] = [];
  const cases: OpenCase[] = [];
  let summary = '';
  let shared: Pick<OpenCase, 'files' | 'options'> = { files: [], options: {} };
  let current: OpenCase | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const heading = /^(#+) (.+)$/.exec(line);
    if (heading) {
      const level = heading[1]!.length;
      headings.length = level - 1;
      headings[level - 1] = heading[2]!.trim();
      if (level === 2) sections.push(heading[2]!.trim());
      shared = { files: [], options: {} };
      current = undefined;
    } else if (line.startsWith('```')) {
      const block = readBlock(lines, at);
      at = block.endLine;
      current = addBlock(block, { heading: headings.filter(Boolean).slice(1).join(' > '), shared, current, cases });
    } else if (line.trim() && !summary && headings.length === 1) summary = line.trim();
  }
  return { title: /^# (.+)$/m.exec(text)?.[1]?.trim() ?? '', summary, sections, cases: numbered(cases) };
}

function readBlock(lines: readonly string[], line: number): PageBlock {
  const endLine = lines.findIndex((text, at) => at > line && text.trimEnd() === '```');
  if (endLine < 0) throw new Error(`line ${line + 1}: this block is never closed`);
  const [language = '', ...info] = splitInfo(lines[line]!.slice(3).trim());
  return { language, info, lines: lines.slice(line + 1, endLine), line, endLine };
}

function splitInfo(info: string): string[] {
  return info.match(/[^\s"=]+="[^"]*"|\S+/g) ?? [];
}

function infoValue(block: PageBlock, name: string): string | undefined {
  const word = block.info.find(entry => entry.startsWith(`${name}=`));
  return word?.slice(name.length + 1).replace(/^"(.*)"$/, '$1');
}

function addBlock(block: PageBlock, state: { heading: string; shared: Pick<OpenCase, 'files' | 'options'>; current: OpenCase | undefined; cases: OpenCase[] }): OpenCase | undefined {
  const path = infoValue(block, 'file');
  const where = `line ${block.line + 1}`;
  const unknown = block.info.find(word => !/^(after|options|file=.+|fix=.+)$/.test(word));
  if (unknown) throw new Error(`${where}: don't know '${unknown}'`);
  if (block.info.includes('after')) {
    if (!state.current) throw new Error(`${where}: an 'after' block needs a Dockerfile before it`);
    state.current.afters.push({ path, fix: infoValue(block, 'fix'), block });
  } else if (block.info.includes('options')) Object.assign((state.current ?? state.shared).options, readOptions(block));
  else if (path !== undefined) (state.current ?? state.shared).files.push({ path, block });
  else if (block.language === 'dockerfile') {
    const opened: OpenCase = { heading: state.heading, main: block, files: [...state.shared.files], options: { ...state.shared.options }, afters: [] };
    state.cases.push(opened);
    return opened;
  }
  return state.current;
}

function readOptions(block: PageBlock): Record<string, unknown> {
  try {
    return JSON.parse(block.lines.join('\n')) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`line ${block.line + 1}: the options are not JSON`, { cause });
  }
}

function numbered(cases: readonly OpenCase[]): readonly PageCase[] {
  const totals = new Map<string, number>();
  for (const entry of cases) totals.set(entry.heading, (totals.get(entry.heading) ?? 0) + 1);
  const seen = new Map<string, number>();
  return cases.map(({ heading, ...rest }) => {
    const number = (seen.get(heading) ?? 0) + 1;
    seen.set(heading, number);
    return { name: totals.get(heading) === 1 ? heading : `${heading} (${number})`, ...rest };
  });
}

// Draws findings at random, rule by rule, and writes them down so that a person can judge them by reading one text.
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { FileTree } from '../../server/src/project/host.js';
import type { Severity } from '../../server/src/core/rules/rule.js';
import { Random } from '../perf/documents.js';
import type { Examined, ExaminedFinding } from './examine.js';
import { keyOf, type FindingKey } from './labels.js';
import type { Repository } from './repositories.js';

interface Candidate extends FindingKey {
  readonly severity: Severity;
  /** What a reader needs; made only for what may be drawn. */
  readonly page: string;
}

/** Keeps a random choice of the findings that pass by, for each rule and severity as many as the whole sample needs at most. */
export class Sample {
  readonly #size: number;
  readonly #random: Random;
  readonly #known: ReadonlySet<string>;
  readonly #drawn = new Map<string, { seen: number; readonly kept: Candidate[] }>();

  constructor(size: number, seed: number, known: readonly FindingKey[]) {
    this.#size = size;
    this.#random = new Random(seed);
    this.#known = new Set(known.map(keyOf));
  }

  async add(repository: Repository, file: Examined): Promise<void> {
    for (const finding of file.findings) {
      const key: FindingKey = { repository: repository.name, commit: repository.commit, path: file.path, rule: finding.rule, line: finding.line };
      if (this.#known.has(keyOf(key))) continue;
      const stratum = `${finding.severity} ${finding.rule}`;
      const drawn = this.#drawn.get(stratum) ?? { seen: 0, kept: [] };
      this.#drawn.set(stratum, drawn);
      // Every finding of the stratum is kept with the same chance, however many there are.
      const place = drawn.kept.length < this.#size ? drawn.kept.length : this.#random.below(drawn.seen + 1);
      drawn.seen++;
      if (place < this.#size) drawn.kept[place] = { ...key, severity: finding.severity, page: await describe(repository.files, file, finding) };
    }
  }

  /** Writes batches of `batchSize` into a new folder and returns it. */
  write(batchSize: number): { readonly folder: string; readonly batches: number; readonly findings: number } {
    const chosen = this.#choose();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-sample-'));
    let batches = 0;
    for (let at = 0; at < chosen.length; at += batchSize) {
      const batch = chosen.slice(at, at + batchSize);
      const name = path.join(folder, `batch-${String(++batches).padStart(2, '0')}`);
      writeFileSync(`${name}.json`, `[\n${batch.map(({ repository, commit, path: file, rule, line, severity }) => JSON.stringify({ repository, commit, path: file, rule, line, severity, verdict: '', note: '' })).join(',\n')}\n]\n`);
      writeFileSync(`${name}.md`, batch.map((candidate, index) => `# ${index + 1} of ${batch.length}: ${candidate.rule} (${candidate.severity})\n\n${candidate.page}`).join('\n\n'));
    }
    return { folder, batches, findings: chosen.length };
  }

  /** The strata take turns, so that a rule that speaks seldom is judged as well as one that speaks often. */
  #choose(): readonly Candidate[] {
    const strata = [...this.#drawn].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { kept }]) => this.#shuffled(kept));
    const chosen: Candidate[] = [];
    for (let round = 0; chosen.length < this.#size && strata.some(stratum => stratum.length > round); round++) {
      for (const stratum of strata) if (stratum[round] && chosen.length < this.#size) chosen.push(stratum[round]!);
    }
    return chosen;
  }

  #shuffled(list: readonly Candidate[]): readonly Candidate[] {
    const rest = [...list];
    return list.map(() => rest.splice(this.#random.below(rest.length), 1)[0]!);
  }
}

async function describe(files: FileTree, file: Examined, finding: ExaminedFinding): Promise<string> {
  const lines = file.text.split(/\r?\n/);
  const numbered = lines.map((line, at) => `${at + 1 === finding.line ? '>' : ' '}${String(at + 1).padStart(4)}  ${line.slice(0, 300)}`);
  const shown = numbered.length <= 160 ? numbered : [...numbered.slice(0, 20), '      ...', ...numbered.slice(Math.max(20, finding.line - 60), finding.line + 60)];
  return [
    `${file.path}, line ${finding.line}`, `Message: ${finding.message}`, finding.blocked ? `No fix: ${finding.blocked.text}` : '',
    '```dockerfile', ...shown, '```', ...finding.fixes.flatMap(fix => [`Fix${fix.isAlternative ? ' (another)' : ''}: ${fix.title}`, ...(fix.changes === undefined ? [] : [`It says: ${fix.changes}`]), '```diff', ...diffs(file, fix.texts), '```']),
    await describeContext(files, file.context),
  ].filter(Boolean).join('\n');
}

function diffs(file: Examined, texts: ReadonlyMap<string, string>): readonly string[] {
  return [...texts].map(([location, text]) => (location === `/${file.path}` ? createTwoFilesPatch('before', 'after', file.text, text, undefined, undefined, { context: 1 }).split('\n').slice(3).join('\n') : `${location} becomes:\n${text.slice(0, 2000)}`));
}

async function describeContext(files: FileTree, context: string | undefined): Promise<string> {
  if (context === undefined) return 'The context is not known.';
  const listing = await files.list(context, { maxEntries: 5000, opaque: (_path, name) => name === '.git' || name === 'node_modules' });
  const entries = listing?.entries ?? [];
  // The top, and what lies near it: enough to see which manifests there are.
  const near = entries.filter(entry => entry.path.split('/').length <= 2).map(entry => (entry.kind === 'directory' ? `${entry.path}/` : entry.path));
  const ignoreFile = await files.readText(`${context === '/' ? '' : context}/.dockerignore`, 10_000);
  return [`Context ${context}, ${entries.length} entries:`, '```', near.slice(0, 120).join('\n'), near.length > 120 ? '...' : '', '```', ignoreFile === undefined ? 'No .dockerignore.' : `.dockerignore:\n\`\`\`\n${ignoreFile.slice(0, 1500)}\n\`\`\``].filter(Boolean).join('\n');
}

// `layerwise check`: findings of Dockerfiles, for people or as JSON.
import pc from 'picocolors';
import type { Location } from '../core/plan/plan.js';
import type { Finding, Fix, Severity } from '../core/rules/rule.js';
import { LineIndex, type Position } from '../core/text/offsets.js';
import { render } from '../messages/index.js';
import { findDockerfiles, type FoundDockerfile } from './findDockerfiles.js';
import { openDockerfile, openProject } from './openProject.js';
import { texts } from './texts.js';
import { exitCodes, shownPath, type World } from './world.js';

export interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly failOn: Severity | 'never';
  readonly rule: readonly string[];
  readonly context: string | undefined;
}

interface JsonRange {
  readonly start: Position;
  readonly end: Position;
}

interface CheckedFile {
  readonly path: string;
  readonly findings: readonly JsonFinding[];
}

/** The documented shape of `check --format json`; lines and characters from 0. */
interface JsonFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: JsonRange;
  readonly fix: { readonly title: string; readonly edits: readonly { readonly path: string; readonly range: JsonRange; readonly newText: string }[] } | null;
  readonly blocked: string | null;
}

const ranks: Readonly<Record<Severity | 'never', number>> = { hint: 0, information: 1, warning: 2, never: 3 };

export async function check(world: World, paths: readonly string[], options: CheckOptions): Promise<number> {
  const project = openProject(world, { context: options.context, rules: options.rule });
  const checkOne = async (found: FoundDockerfile): Promise<readonly CheckedFile[]> => {
    const dockerfile = await openDockerfile(world, project, found);
    if (!dockerfile) return [];
    const findings = await dockerfile.settle();
    project.close(found.location);
    return [{ path: shownPath(world, found.location), findings: findings.map(finding => toJson(world, finding, dockerfile.syntax.lines)) }];
  };
  const files = (await inParallel(await findDockerfiles(world, paths), checkOne)).flat();
  if (options.format === 'json') world.out(`${JSON.stringify({ version: 1, files }, undefined, 2)}\n`);
  else writeText(world, files);
  const worst = Math.max(-1, ...files.flatMap(file => file.findings.map(finding => ranks[finding.severity])));
  return worst >= ranks[options.failOn] ? exitCodes.findings : exitCodes.fine;
}

/** Files that are read at the same time: while one waits for the disk, another is looked at. */
const parallelFiles = 16;

/** The results in the order of the items. */
async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelFiles, items.length) }, worker));
  return results;
}

function toJson(world: World, finding: Finding, lines: LineIndex): JsonFinding {
  const fix = finding.fix?.();
  const range = { start: lines.positionAt(finding.range.from), end: lines.positionAt(finding.range.to) };
  return { rule: finding.rule.id, severity: finding.severity, message: render(finding.message), range, fix: fix ? fixToJson(world, fix) : null, blocked: finding.blocked ? render(finding.blocked) : null };
}

function fixToJson(world: World, fix: Fix): JsonFinding['fix'] {
  const path = (location: Location) => shownPath(world, location);
  return {
    title: render(fix.title),
    edits: fix.files.flatMap(file => {
      const lines = new LineIndex(file.text);
      return file.edits.map(edit => ({ path: path(file.location), range: { start: lines.positionAt(edit.range.from), end: lines.positionAt(edit.range.to) }, newText: edit.newText }));
    }),
  };
}

function writeText(world: World, files: readonly { readonly path: string; readonly findings: readonly JsonFinding[] }[]): void {
  const colours = pc.createColors(world.colour);
  const tint: Readonly<Record<Severity, (text: string) => string>> = { warning: colours.yellow, information: colours.cyan, hint: colours.dim };
  for (const { path, findings } of files) {
    for (const { range, severity, rule, message, blocked } of findings) {
      world.out(`${colours.bold(`${path}:${range.start.line + 1}:${range.start.character + 1}`)} ${tint[severity](severity)} ${colours.dim(rule)}  ${message}\n`);
      if (blocked !== null) world.out(`  ${colours.dim(blocked)}\n`);
    }
  }
  const count = files.reduce((sum, file) => sum + file.findings.length, 0);
  const fixable = files.reduce((sum, file) => sum + file.findings.filter(finding => finding.fix !== null).length, 0);
  const shown = texts.files({ count: files.length });
  world.out(`${render(count === 0 ? texts.clean({ files: shown }) : fixable === 0 ? texts.totals({ count, files: shown }) : texts.totalsFixable({ count, files: shown, fixable }))}\n`);
}

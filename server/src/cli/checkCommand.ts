// `layerwise check`: findings of Dockerfiles, for people or as JSON.
import pc from 'picocolors';
import { safeFixOf } from '../core/fixAll.js';
import type { Finding, Fix, Severity } from '../core/rules/rule.js';
import { sentences } from '../core/rules/sentences.js';
import { LineIndex, type OffsetRange, type Position } from '../core/text/offsets.js';
import { render } from '../messages/index.js';
import type { DockerfileProject } from '../project/dockerfileProject.js';
import { gainOfFix } from '../project/laidOver.js';
import { findDockerfiles } from './findDockerfiles.js';
import { gainToJson, type JsonGain } from './gainJson.js';
import { openDockerfile, openProject } from './openProject.js';
import { texts } from './texts.js';
import { exitCodes, shownPath, type World } from './world.js';

export interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly failOn: Severity | 'never';
  readonly rule: readonly string[];
  readonly context: string | undefined;
  readonly otherTools: readonly string[];
}

interface JsonRange {
  readonly start: Position;
  readonly end: Position;
}

interface CheckedFile<T> {
  readonly path: string;
  readonly findings: readonly T[];
}

/** The documented shape of `check --format json`; lines and characters from 0. */
interface JsonFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: JsonRange;
  /** Other places that have to do with it. */
  readonly related: readonly { readonly message: string; readonly range: JsonRange }[];
  readonly fix: JsonFix | null;
  readonly alternatives: readonly JsonFix[];
  readonly blocked: string | null;
}

interface JsonFix {
  readonly title: string;
  /** Whether `layerwise fix` applies it unasked. */
  readonly safe: boolean;
  readonly changes: string | null;
  readonly gain: JsonGain | null;
  readonly edits: readonly { readonly path: string; readonly range: JsonRange; readonly newText: string }[];
}

/** What people are shown of a finding. */
interface ShownFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly start: Position;
  readonly isFixable: boolean;
  readonly blocked: string | undefined;
}

const ranks: Readonly<Record<Severity | 'never', number>> = { hint: 0, information: 1, warning: 2, never: 3 };

export async function check(anyWorld: World, paths: readonly string[], options: CheckOptions): Promise<number> {
  const world: World = { ...anyWorld, ...anyWorld.steady };
  const project = openProject(world, { context: options.context, rules: options.rule, otherTools: options.otherTools });
  const dockerfiles = await findDockerfiles(world, paths);
  if (dockerfiles.length >= manyFiles) world.prepareForMany();
  const checkAll = <T>(look: (dockerfile: DockerfileProject) => Promise<readonly T[]>) => inParallel(dockerfiles, async found => {
    const dockerfile = await openDockerfile(world, project, found);
    if (!dockerfile) return [];
    const findings = await look(dockerfile);
    project.close(found.location);
    return [{ path: shownPath(world, found.location), findings }];
  });
  if (options.format === 'json') {
    const files = (await checkAll(async dockerfile => (await dockerfile.settle()).map(finding => toJson(finding, world, dockerfile)))).flat();
    world.out(`${JSON.stringify({ version: 1, files }, undefined, 2)}\n`);
    return exitCodeOf(files, options);
  }
  // Nobody sees an alternative here, and to find one can take as long as all the rest.
  const files = (await checkAll(async dockerfile => (await dockerfile.settle(({ fix }) => (fix ? [fix] : []))).map(finding => toShown(finding, dockerfile)))).flat();
  writeText(world, files);
  return exitCodeOf(files, options);
}

function exitCodeOf(files: readonly CheckedFile<{ readonly severity: Severity }>[], { failOn }: CheckOptions): number {
  const worst = Math.max(-1, ...files.flatMap(file => file.findings.map(finding => ranks[finding.severity])));
  return worst >= ranks[failOn] ? exitCodes.findings : exitCodes.fine;
}

/** From here on it pays to take memory for them. */
const manyFiles = 100;

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

function toShown(finding: Finding, { syntax: { lines } }: DockerfileProject): ShownFinding {
  return {
    rule: finding.rule.id, severity: finding.severity, message: sentences(finding, render), start: lines.positionAt(finding.range.from),
    isFixable: safeFixOf(finding) !== undefined, blocked: finding.blocked && render(finding.blocked),
  };
}

function toJson(finding: Finding, world: World, dockerfile: DockerfileProject): JsonFinding {
  const { lines } = dockerfile.syntax;
  const rangeOf = ({ from, to }: OffsetRange) => ({ start: lines.positionAt(from), end: lines.positionAt(to) });
  const fix = finding.fix?.();
  const alternatives = (finding.alternatives ?? []).flatMap(make => make() ?? []);
  return {
    rule: finding.rule.id, severity: finding.severity, message: sentences(finding, render), range: rangeOf(finding.range),
    related: (finding.related ?? []).map(({ message, range }) => ({ message: render(message), range: rangeOf(range) })),
    fix: fix ? fixToJson(fix, safeFixOf(finding) !== undefined, world, dockerfile) : null,
    alternatives: alternatives.map(other => fixToJson(other, false, world, dockerfile)), blocked: finding.blocked ? render(finding.blocked) : null,
  };
}

function fixToJson(fix: Fix, safe: boolean, world: World, dockerfile: DockerfileProject): JsonFix {
  return {
    title: render(fix.title), safe, changes: fix.changes ? render(fix.changes) : null, gain: gainToJson(gainOfFix(dockerfile, fix)),
    edits: fix.files.flatMap(file => {
      const lines = new LineIndex(file.text);
      return file.edits.map(edit => ({ path: shownPath(world, file.location), range: { start: lines.positionAt(edit.range.from), end: lines.positionAt(edit.range.to) }, newText: edit.newText }));
    }),
  };
}

function writeText(world: World, files: readonly CheckedFile<ShownFinding>[]): void {
  const colours = pc.createColors(world.colour);
  const tint: Readonly<Record<Severity, (text: string) => string>> = { warning: colours.yellow, information: colours.cyan, hint: colours.dim };
  for (const { path, findings } of files) {
    for (const { start, severity, rule, message, blocked } of findings) {
      world.out(`${colours.bold(`${path}:${start.line + 1}:${start.character + 1}`)} ${tint[severity](severity)} ${colours.dim(rule)}  ${message}\n`);
      if (blocked !== undefined) world.out(`  ${colours.dim(blocked)}\n`);
    }
  }
  const count = files.reduce((sum, file) => sum + file.findings.length, 0);
  const fixable = files.reduce((sum, file) => sum + file.findings.filter(finding => finding.isFixable).length, 0);
  const shown = texts.files({ count: files.length });
  world.out(`${render(count === 0 ? texts.clean({ files: shown }) : fixable === 0 ? texts.totals({ count, files: shown }) : texts.totalsFixable({ count, files: shown, fixable }))}\n`);
}

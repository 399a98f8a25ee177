// `layerwise check`: findings of Dockerfiles, for people or as JSON.
import pc from 'picocolors';
import type { Location } from '../core/plan/plan.js';
import { safeFixOf } from '../core/fixAll.js';
import type { Finding, Fix, Severity } from '../core/rules/rule.js';
import { sentences } from '../core/rules/sentences.js';
import { LineIndex, type Position } from '../core/text/offsets.js';
import { render } from '../messages/index.js';
import type { DockerfileProject } from '../project/dockerfileProject.js';
import { gainOfFix } from '../project/laidOver.js';
import { findDockerfiles, type FoundDockerfile } from './findDockerfiles.js';
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

const ranks: Readonly<Record<Severity | 'never', number>> = { hint: 0, information: 1, warning: 2, never: 3 };

export async function check(anyWorld: World, paths: readonly string[], options: CheckOptions): Promise<number> {
  const world: World = { ...anyWorld, host: anyWorld.steadyHost };
  const project = openProject(world, { context: options.context, rules: options.rule, otherTools: options.otherTools });
  const checkOne = async (found: FoundDockerfile): Promise<readonly CheckedFile[]> => {
    const dockerfile = await openDockerfile(world, project, found);
    if (!dockerfile) return [];
    const findings = await dockerfile.settle();
    const checked = { path: shownPath(world, found.location), findings: findings.map(finding => toJson(finding, { world, dockerfile, wantsGain: options.format === 'json' })) };
    project.close(found.location);
    return [checked];
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

interface Checked {
  readonly world: World;
  readonly dockerfile: DockerfileProject;
  /** It is counted over all files of the context, so only for who reads it. */
  readonly wantsGain: boolean;
}

function toJson(finding: Finding, checked: Checked): JsonFinding {
  const { lines } = checked.dockerfile.syntax;
  const range = { start: lines.positionAt(finding.range.from), end: lines.positionAt(finding.range.to) };
  const fix = finding.fix?.();
  const alternatives = (finding.alternatives ?? []).flatMap(make => make() ?? []);
  return {
    rule: finding.rule.id, severity: finding.severity, message: sentences(finding, render), range, fix: fix ? fixToJson(fix, safeFixOf(finding) !== undefined, checked) : null,
    alternatives: alternatives.map(other => fixToJson(other, false, checked)), blocked: finding.blocked ? render(finding.blocked) : null,
  };
}

function fixToJson(fix: Fix, safe: boolean, { world, dockerfile, wantsGain }: Checked): JsonFix {
  const path = (location: Location) => shownPath(world, location);
  return {
    title: render(fix.title), safe, changes: fix.changes ? render(fix.changes) : null, gain: gainToJson(wantsGain ? gainOfFix(dockerfile, fix) : undefined),
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
  const fixable = files.reduce((sum, file) => sum + file.findings.filter(finding => finding.fix?.safe === true).length, 0);
  const shown = texts.files({ count: files.length });
  world.out(`${render(count === 0 ? texts.clean({ files: shown }) : fixable === 0 ? texts.totals({ count, files: shown }) : texts.totalsFixable({ count, files: shown, fixable }))}\n`);
}

// `layerwise fix`: applies the safe fixes, or shows what they would change.
import { createTwoFilesPatch } from 'diff';
import pc from 'picocolors';
import type { AppliedFix, FixAllOptions } from '../core/fixAll.js';
import type { Gain } from '../core/gain.js';
import type { Location } from '../core/plan/plan.js';
import { render } from '../messages/index.js';
import type { FileTree } from '../project/host.js';
import { applyAllIn } from '../project/fixAll.js';
import { gainText } from '../project/gainText.js';
import { gainWith } from '../project/laidOver.js';
import { findDockerfiles } from './findDockerfiles.js';
import { gainToJson } from './gainJson.js';
import { openDockerfile, openProject } from './openProject.js';
import { texts } from './texts.js';
import { exitCodes, shownPath, UsageError, type World } from './world.js';

export interface FixOptions {
  readonly format: 'text' | 'json';
  readonly rule: readonly string[];
  readonly dryRun: boolean;
  readonly context: string | undefined;
  readonly otherTools: readonly string[];
  /** Words of titles: the fixes that have them are applied, whether safe or not. */
  readonly choose: readonly string[];
}

interface FixedFile {
  readonly path: string;
  readonly applied: readonly AppliedFix[];
  readonly gain: Gain | undefined;
}

export async function fix(world: World, paths: readonly string[], options: FixOptions): Promise<number> {
  // Later Dockerfiles must see what earlier ones did to an ignore file they share, also when nothing is written.
  const written = new Map<Location, string>();
  const laidOver: World = { ...world, host: { ...world.host, files: overlay(world.host.files, written) } };
  const originals = new Map<Location, string | undefined>();
  const files: FixedFile[] = [];
  for (const found of await findDockerfiles(world, paths)) {
    const project = openProject(laidOver, { context: options.context, rules: options.rule, otherTools: options.otherTools });
    const dockerfile = await openDockerfile(laidOver, project, found);
    if (!dockerfile) continue;
    const result = await applyAllIn(dockerfile, project, limitsOf(options));
    for (const [file, text] of result.texts) {
      if (!originals.has(file)) originals.set(file, await world.host.files.readText(file, 10_000_000));
      written.set(file, text);
    }
    files.push({ path: shownPath(world, found.location), applied: result.applied, gain: gainWith(dockerfile, result.texts) });
  }
  if (!options.dryRun) for (const [file, text] of written) await write(world, file, text);
  report(world, options, { files, diff: diffOf(world, originals, written) });
  return exitCodes.fine;
}

/** What the words of the command let through. */
export function limitsOf({ rule, choose }: Pick<FixOptions, 'rule' | 'choose'>): FixAllOptions {
  const words = choose.map(part => part.toLowerCase());
  return {
    ...(rule.length > 0 ? { only: new Set(rule) } : {}),
    ...(words.length > 0 ? { choose: fix => { const title = render(fix.title).toLowerCase(); return words.some(part => title.includes(part)); } } : {}),
  };
}

async function write(world: World, file: Location, text: string): Promise<void> {
  try {
    await world.writeText(file, text);
  } catch (error) {
    throw new UsageError(texts.notWritten({ path: shownPath(world, file), why: error instanceof Error ? error.message : String(error) }));
  }
}

function overlay(files: FileTree, written: ReadonlyMap<Location, string>): FileTree {
  const { now } = files;
  return {
    ...files, readText: async (file, maxBytes) => written.get(file) ?? (await files.readText(file, maxBytes)),
    ...(now ? { now: { ...now, readText: (file, maxBytes) => written.get(file) ?? now.readText(file, maxBytes) } } : {}),
  };
}

function diffOf(world: World, originals: ReadonlyMap<Location, string | undefined>, written: ReadonlyMap<Location, string>): string {
  return [...written].filter(([file, text]) => originals.get(file) !== text).map(([file, text]) => {
    const path = shownPath(world, file);
    const before = originals.get(file);
    return createTwoFilesPatch(before === undefined ? '/dev/null' : `a/${path}`, `b/${path}`, before ?? '', text).replace(/^=+\n/, '');
  }).join('');
}

function report(world: World, options: FixOptions, result: { readonly files: readonly FixedFile[]; readonly diff: string }): void {
  if (options.format === 'json') {
    const files = result.files.map(({ path, applied, gain }) => ({ path, applied: applied.map(({ rule, title }) => ({ rule, title: render(title) })), changed: applied.length > 0, gain: gainToJson(gain) }));
    world.out(`${JSON.stringify({ version: 1, files, diff: result.diff }, undefined, 2)}\n`);
    return;
  }
  const colours = pc.createColors(world.colour);
  if (options.dryRun) world.out(result.diff.replace(/^(\+.*)$/gm, line => colours.green(line)).replace(/^(-.*)$/gm, line => colours.red(line)));
  for (const { path, applied, gain } of result.files) {
    for (const { title } of applied) world.out(`${render(texts.fixed({ path, title }))}\n`);
    if (gain) world.out(`${render(texts.gained({ path, gain: gainText(gain) }))}\n`);
  }
  if (result.files.every(({ applied }) => applied.length === 0)) world.out(`${render(texts.nothingToFix({ files: texts.files({ count: result.files.length }) }))}\n`);
}

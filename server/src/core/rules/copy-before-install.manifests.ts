// Which files must be copied ahead so that installs find what they read. Proves that they are the same files.
import type { Message } from '../../messages/index.js';
import { copyTouches, type IsLeftOut } from '../effects/copyEffects.js';
import { isBound } from '../effects/contextBinds.js';
import { joinContext, placementsOf, sourceOfFile, stepsAbove, type Placement } from '../effects/copyLayout.js';
import { rewrittenLocks } from '../effects/lockFiles.js';
import { absolutePath, relativeTo } from '../effects/paths.js';
import { baseName, parentPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import type { Victim } from './copy-before-install.blame.js';
import { blocked } from './copy-before-install.messages.js';
import type { Facts } from './rule.js';

/** Files that one new COPY brings to one folder, as the COPY `model` would. */
export interface ManifestLine {
  readonly model: Step;
  /** Relative to the context. */
  readonly files: readonly string[];
  /** Below the model's destination. */
  readonly folder: string;
}

export interface ManifestPlan {
  readonly lines: readonly ManifestLine[];
  /** By RUN, the files of the image that its installs read and will find. */
  readonly supplied: ReadonlyMap<Step, ReadonlySet<string>>;
  /** Files for which no new line is needed, by the COPYs that go on bringing them. */
  readonly staying: ReadonlyMap<string, readonly Step[]>;
}

interface Surroundings {
  readonly facts: Facts;
  readonly isLeftOut: IsLeftOut;
}

/** One file (or folder) that an install reads. */
interface Need {
  /** Absolute, in the image. */
  readonly path: string;
  /** Relative to the context. */
  readonly source: string;
  /** Whether the install can't do without it. */
  readonly required: boolean;
}

/** Plans the copies of manifests for the installs of all victims; the COPYs `moved` will come later than now. */
export function planManifests(victims: readonly Victim[], moved: readonly Step[], around: Surroundings): ManifestPlan | { readonly why: Message } {
  const lines = new Map<string, { readonly model: Step; readonly folder: string; readonly files: string[] }>();
  const supplied = new Map<Step, Set<string>>();
  const staying = new Map<string, readonly Step[]>();
  for (const victim of victims) {
    const found = new Set<string>();
    supplied.set(victim.step, found);
    for (const need of victim.manifestInstalls.flatMap(needsOf)) {
      if (isBound(victim.step, need.path, need.source, around.facts.context)) {
        found.add(need.path);
        continue;
      }
      if (isNeverThere(need, victim, around)) continue;
      const supply = supplyOf(need, victim, moved, around);
      if ('why' in supply) return supply;
      found.add(need.path);
      if (supply.model) addLine(lines, supply.model, supply.folder, need.source);
      else staying.set(need.path, supply.by);
    }
  }
  return { lines: [...lines.values()], supplied, staying };
}

function needsOf({ install, project }: Victim['manifestInstalls'][number]): readonly Need[] {
  const { set, directory, folder } = project;
  if (set?.state !== 'known' || directory === undefined || folder === undefined) return [];
  const unneeded = rewrittenLocks(install, () => undefined);
  return set.files.flatMap(file => {
    const path = absolutePath(directory, file);
    return path === undefined ? [] : [{ path, source: joinContext(folder, file), required: !baseName(file).startsWith('.') && !unneeded.includes(file) }];
  });
}

/** What no COPY brings, or what the ignore file keeps on this machine, is in the image neither before nor after. */
function isNeverThere(need: Need, victim: Victim, { facts, isLeftOut }: Surroundings): boolean {
  if (isLeftOut(need.source) && !need.required) return true;
  return facts.context?.entry(need.source) !== undefined && !isLeftOut(need.source) && bringing(need, victim, facts, isLeftOut).length === 0;
}

function bringing(need: Need, victim: Victim, facts: Facts, isLeftOut: IsLeftOut): readonly Step[] {
  return stepsAbove(victim.step).filter(step => step.copy && copyTouches(step, need.path, facts.context, isLeftOut) !== 'no');
}

function addLine(lines: Map<string, { readonly model: Step; readonly folder: string; readonly files: string[] }>, model: Step, folder: string, source: string): void {
  const key = `${model.index}:${folder}`;
  const line = lines.get(key) ?? { model, folder, files: [] };
  if (!line.files.includes(source)) line.files.push(source);
  lines.set(key, line);
}

/** Where a file comes from once the moved COPYs are gone: a COPY that stays (no model), or a new line like the model. */
function supplyOf(need: Need, victim: Victim, moved: readonly Step[], { facts, isLeftOut }: Surroundings): { readonly model: Step | undefined; readonly folder: string; /** COPYs that stay. */ readonly by: readonly Step[] } | { readonly why: Message } {
  const entry = facts.context?.entry(need.source);
  if (!entry) return { why: blocked.missingManifest({ subject: need.source }) };
  if (entry.kind !== 'file' && entry.kind !== 'directory') return { why: blocked.linkedManifest({ subject: need.source }) };
  if (isLeftOut(need.source)) return { why: blocked.ignoredManifest({ subject: need.source }) };
  const copies = bringing(need, victim, facts, isLeftOut);
  const other = copies.find(step => placementFor(step, need, facts) === undefined);
  if (other) return { why: blocked.otherSource({ subject: need.source }) };
  const by = copies.filter(step => !moved.includes(step));
  if (by.length > 0) return { model: undefined, folder: '', by };
  const model = copies.at(-1);
  const placement = model && placementFor(model, need, facts);
  if (!model || !placement) return { why: blocked.otherSource({ subject: need.source }) };
  const written = model.instruction.args.at(-1)?.text ?? '';
  if (/[*?[\]\\$"'\s#]/.test(need.source.replace(/ /g, '')) || /["'\\]/.test(written)) return { why: blocked.notWritable({ subject: need.source }) };
  if (isFileName(model, placement)) return { why: blocked.toFileName({ subject: need.source }) };
  const folder = folderOf(placement, need, entry.kind === 'directory');
  return folder === undefined ? { why: blocked.notWritable({ subject: need.source }) } : { model, folder, by };
}

/** The source of a COPY by which exactly this file comes to its place. */
function placementFor(step: Step, need: Need, facts: Facts): Placement | undefined {
  return placementsOf(step, facts.context)?.find(placement => sourceOfFile(placement, need.path) === need.source);
}

/** `COPY a/pom.xml pom.xml`: the destination is the file itself, and a line like it would make a folder of that name. */
function isFileName({ copy }: Step, placement: Placement): boolean {
  return placement.kind === 'file' && copy?.sources.length === 1 && copy.destination?.endsWith('/') !== true;
}

/** The folder below the COPY's destination that the file goes to; a folder goes to itself, because COPY brings its contents. */
function folderOf(placement: Placement, need: Need, isFolder: boolean): string | undefined {
  if (placement.kind === 'folder') {
    const relative = relativeTo(placement.to, need.path);
    return relative === undefined || isFolder ? relative : parentPath(relative);
  }
  const keepsName = baseName(need.path) === baseName(need.source);
  return keepsName && !isFolder && placement.kind !== 'unclear' ? '' : undefined;
}

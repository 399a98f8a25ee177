// Which files must be copied ahead so that installs find what they read. Proves that they are the same files.
import type { Message } from '../../messages/index.js';
import { copyTouches, type IsLeftOut } from '../effects/copyEffects.js';
import { joinContext, placementsOf, sourceOfFile, stepsAbove, type Placement } from '../effects/copyLayout.js';
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
}

/** Plans the copies of manifests for the installs of all victims; the COPYs `moved` will come later than now. */
export function planManifests(victims: readonly Victim[], moved: readonly Step[], around: Surroundings): ManifestPlan | { readonly why: Message } {
  const lines = new Map<string, { readonly model: Step; readonly folder: string; readonly files: string[] }>();
  const supplied = new Map<Step, Set<string>>();
  for (const victim of victims) {
    const found = new Set<string>();
    supplied.set(victim.step, found);
    for (const need of victim.manifestInstalls.flatMap(needsOf)) {
      // Settings that the ignore file keeps on this machine are in the image neither before nor after.
      if (baseName(need.source).startsWith('.') && around.isLeftOut(need.source)) continue;
      const supply = supplyOf(need, victim, moved, around);
      if ('why' in supply) return supply;
      found.add(need.path);
      if (supply.model) addLine(lines, supply.model, supply.folder, need.source);
    }
  }
  return { lines: [...lines.values()], supplied };
}

function needsOf({ project }: Victim['manifestInstalls'][number]): readonly Need[] {
  const { set, directory, folder } = project;
  if (set?.state !== 'known' || directory === undefined || folder === undefined) return [];
  return set.files.flatMap(file => {
    const path = absolutePath(directory, file);
    return path === undefined ? [] : [{ path, source: joinContext(folder, file) }];
  });
}

function addLine(lines: Map<string, { readonly model: Step; readonly folder: string; readonly files: string[] }>, model: Step, folder: string, source: string): void {
  const key = `${model.index}:${folder}`;
  const line = lines.get(key) ?? { model, folder, files: [] };
  if (!line.files.includes(source)) line.files.push(source);
  lines.set(key, line);
}

/** Where a file comes from once the moved COPYs are gone: a COPY that stays (no model), or a new line like the model. */
function supplyOf(need: Need, victim: Victim, moved: readonly Step[], { facts, isLeftOut }: Surroundings): { readonly model: Step | undefined; readonly folder: string } | { readonly why: Message } {
  const entry = facts.context?.entry(need.source);
  if (!entry) return { why: blocked.missingManifest({ subject: need.source }) };
  if (entry.kind !== 'file' && entry.kind !== 'directory') return { why: blocked.linkedManifest({ subject: need.source }) };
  if (isLeftOut(need.source)) return { why: blocked.ignoredManifest({ subject: need.source }) };
  const bringing = stepsAbove(victim.step).filter(step => step.copy && copyTouches(step, need.path, facts.context, isLeftOut) !== 'no');
  const other = bringing.find(step => placementFor(step, need, facts) === undefined);
  if (other || bringing.length === 0) return { why: blocked.otherSource({ subject: need.source }) };
  if (bringing.some(step => !moved.includes(step))) return { model: undefined, folder: '' };
  const model = bringing.at(-1);
  const placement = model && placementFor(model, need, facts);
  if (!model || !placement) return { why: blocked.otherSource({ subject: need.source }) };
  const written = model.instruction.args.at(-1)?.text ?? '';
  if (/[*?[\]\\$"'\s#]/.test(need.source.replace(/ /g, '')) || /["'\\]/.test(written)) return { why: blocked.notWritable({ subject: need.source }) };
  const folder = folderOf(placement, need, entry.kind === 'directory');
  return folder === undefined ? { why: blocked.notWritable({ subject: need.source }) } : { model, folder };
}

/** The source of a COPY by which exactly this file comes to its place. */
function placementFor(step: Step, need: Need, facts: Facts): Placement | undefined {
  return placementsOf(step, facts.context)?.find(placement => sourceOfFile(placement, need.path) === need.source);
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

// Where the files of a COPY or ADD land in the image, and where in the context a file of the image came from. Looks at
// the context only through its view; ignored files are the caller's to leave out.
import type { ContextView } from '../context/contextView.js';
import { goMatch } from '../context/goMatch.js';
import { baseName, isWithin, joinPath, parentPath } from '../plan/paths.js';
import type { CopySource, Step } from '../plan/plan.js';
import { Note } from '../text/notes.js';
import { relativeTo } from './paths.js';

/** One source of a COPY with the place that it takes in the image. */
export type Placement =
  /** The contents of the context's folder `from` lie in the image's folder `to`. */
  | { readonly kind: 'folder'; readonly from: string; readonly to: string }
  | { readonly kind: 'file'; readonly from: string; readonly to: string }
  /** Files of the context's folder `from` whose names fit a glob lie in `to`. */
  | { readonly kind: 'glob'; readonly from: string; readonly name: string; readonly to: string }
  /** Something lies at or below `to`; it is not known what. `from` is not of the context when `undefined`. */
  | { readonly kind: 'unclear'; readonly from: string | undefined; readonly to: string };

/** Where everything goes; `undefined` when the destination is not known. */
export function placementsOf(step: Step, context: ContextView | undefined): readonly Placement[] | undefined {
  const known = placed.get(step);
  if (known && known.context === context) return known.placements;
  const placements = findPlacements(step, context);
  placed.set(step, { context, placements });
  return placements;
}

/** A proof asks for the same COPY once per path that some other step touches. */
const placed = new Note<{ readonly context: ContextView | undefined; readonly placements: readonly Placement[] | undefined }>();

function findPlacements(step: Step, context: ContextView | undefined): readonly Placement[] | undefined {
  const { copy } = step;
  if (!copy || copy.destination === undefined) return undefined;
  const written = copy.destination;
  const to = joinPath('/', written);
  const intoFolder = written.endsWith('/') || copy.sources.length > 1;
  return copy.sources.map(source => placementOf(source, { step, context, to, intoFolder }));
}

interface Target {
  readonly step: Step;
  readonly context: ContextView | undefined;
  readonly to: string;
  readonly intoFolder: boolean;
}

function placementOf(source: CopySource, target: Target): Placement {
  const { to, intoFolder, context, step } = target;
  const { path } = source;
  if (source.kind === 'heredoc' || source.kind === 'url') return path !== undefined && intoFolder && source.kind === 'heredoc' ? { kind: 'unclear', from: undefined, to: joinPath(to, path) } : { kind: 'unclear', from: undefined, to };
  if (source.kind !== 'context' || path === undefined || step.copy?.parents || (step.copy?.excludes.length ?? 0) > 0) return { kind: 'unclear', from: source.kind === 'context' ? path : undefined, to };
  if (/[*?[\\]/.test(path)) return globPlacement(path, to);
  if (path === '') return { kind: 'folder', from: '', to };
  const entry = context?.entry(path);
  if (entry?.kind === 'directory') return { kind: 'folder', from: path, to };
  const unpacked = step.kind === 'add' && /\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$/.test(path);
  // Without a slash the file is `to` itself, unless a folder of that name was there before; then the install's folder
  // finds no origin, which only makes rules silent.
  if (entry?.kind === 'file' && !unpacked) return { kind: 'file', from: path, to: intoFolder ? joinPath(to, baseName(path)) : to };
  return { kind: 'unclear', from: path, to };
}

function globPlacement(path: string, to: string): Placement {
  const folder = parentPath(path);
  return /[*?[\\]/.test(folder) ? { kind: 'unclear', from: path, to } : { kind: 'glob', from: folder, name: baseName(path), to };
}

/** The steps above `step` in its stage and in the stages that this one builds on, from the first. */
export function stepsAbove(step: Step): readonly Step[] {
  const own = step.stage.steps.slice(0, step.index);
  const { base } = step.stage;
  if (base.kind !== 'stage') return own;
  const last = base.stage.steps.at(-1);
  return last ? [...stepsAbove(last), last, ...own] : own;
}

/** A folder of the context that a COPY laid into the image. */
export interface FolderOrigin {
  readonly step: Step;
  /** Relative to the context; `''` for its root. */
  readonly folder: string;
}

/** The context folders whose files lie in the image's folder, by the last COPY first. */
export function originsOf(directory: string, copies: readonly Step[], context: ContextView | undefined): readonly FolderOrigin[] {
  return [...copies].reverse().flatMap(step => (placementsOf(step, context) ?? []).flatMap(placement => {
    const folder = folderIn(placement, directory);
    return folder === undefined ? [] : [{ step, folder }];
  }));
}

/** The context's folder whose files a placement lays into a folder of the image. */
export function folderIn(placement: Placement, directory: string): string | undefined {
  switch (placement.kind) {
    case 'folder': return below(placement.from, relativeTo(placement.to, directory));
    case 'glob': return placement.to === directory ? placement.from : undefined;
    case 'file': return parentPath(placement.to) === directory ? parentPath(placement.from) : undefined;
    case 'unclear': return undefined;
  }
}

function below(folder: string, relative: string | undefined): string | undefined {
  if (relative === undefined) return undefined;
  return joinContext(folder, relative);
}

/** Joins two paths of the context; `''` is its root. */
export function joinContext(folder: string, path: string): string {
  return [folder, path].filter(Boolean).join('/');
}

/** The context's file behind a path of the image, if this placement could have put it there. */
export function sourceOfFile(placement: Placement, path: string): string | undefined {
  switch (placement.kind) {
    case 'folder': return below(placement.from, relativeTo(placement.to, path));
    case 'file': return placement.to === path ? placement.from : undefined;
    case 'glob': return parentPath(path) === placement.to && goMatch(placement.name, baseName(path)) === true ? joinContext(placement.from, baseName(path)) : undefined;
    case 'unclear': return undefined;
  }
}

/** Whether a placement may put something at, above or below the path. */
export function placementMeets(placement: Placement, path: string): boolean {
  return isWithin(path, placement.to) || isWithin(placement.to, path);
}

// Where files of the context end up in the image that is built, by way of COPY alone: what a RUN makes of a file is not looked at.
import { goMatch, hasWildcards } from '../context/goMatch.js';
import { joinPath } from '../plan/paths.js';
import type { BuildPlan, CopySource, Stage, Step } from '../plan/plan.js';
import type { Message } from '../../messages/index.js';
import type { Fix } from './rule.js';

export interface ImagePlaces {
  /** Absolute paths in the target's file system. */
  readonly places: readonly string[];
  /** Whether there may be others. */
  readonly open: boolean;
}

/** Where the entries (by their paths in the context) lie in the image, brought by any COPY or ADD that the target needs. */
export function placesInImage(paths: readonly string[], plan: BuildPlan): ImagePlaces {
  const search = new Search(plan);
  for (const stage of plan.stages.filter(({ reachable }) => reachable)) {
    for (const step of stage.steps) for (const source of step.copy?.sources ?? []) if (source.kind === 'context') search.addCopied(step, source, paths);
  }
  return search.result;
}

/** Whether one source of a step may bring the entry into the image. */
export function mayReachImage(step: Step, source: CopySource, path: string, plan: BuildPlan): boolean {
  const search = new Search(plan);
  search.addCopied(step, source, [path]);
  return search.result.open || search.result.places.length > 0;
}

/** What a fix says that leaves entries out of the context. */
export function goneFromImage({ places, open }: ImagePlaces, changes: Message): Pick<Fix, 'changes' | 'expectedDifferences'> {
  if (!open && places.length === 0) return {};
  return { changes, ...(open ? {} : { expectedDifferences: places }) };
}

class Search {
  readonly #plan: BuildPlan;
  readonly #places = new Set<string>();
  readonly #seen = new Set<string>();
  #open = false;

  constructor(plan: BuildPlan) {
    this.#plan = plan;
    this.#open = plan.target === undefined;
  }

  get result(): ImagePlaces {
    return { places: [...this.#places].sort(), open: this.#open };
  }

  addCopied({ copy, stage }: Step, { path: source }: CopySource, paths: readonly string[]): void {
    for (const path of paths) {
      const inside = source === undefined ? undefined : placeBelow(path, source);
      if (inside === false) continue;
      this.#add(stage, inside === undefined || copy?.destination === undefined ? undefined : joinPath(copy.destination, inside));
    }
  }

  /** A path of a stage; `undefined`: it is not known which. */
  #add(stage: Stage, place: string | undefined): void {
    const key = `${stage.index} ${place ?? ''}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const holders = this.#plan.stages.filter(candidate => candidate.reachable && standsOn(candidate, stage));
    if (this.#plan.target && holders.includes(this.#plan.target)) {
      if (place === undefined) this.#open = true;
      else this.#places.add(place);
    }
    for (const next of this.#plan.stages.filter(({ reachable }) => reachable)) {
      for (const { copy } of next.steps) {
        if (!copy?.fromStage || !holders.includes(copy.fromStage)) continue;
        for (const source of copy.sources) {
          const inside = place === undefined || source.path === undefined ? undefined : placeBelow(place.slice(1), source.path);
          if (inside !== false) this.#add(next, inside === undefined || copy.destination === undefined ? undefined : joinPath(copy.destination, inside));
        }
      }
    }
  }
}

function standsOn(stage: Stage, base: Stage): boolean {
  for (let at: Stage | undefined = stage; at; at = at.base.kind === 'stage' ? at.base.stage : undefined) if (at === base) return true;
  return false;
}

/** Where a COPY of the source puts the path, from its destination on: `false` where it does not bring it, `undefined` where only the engine knows. */
function placeBelow(path: string, source: string): string | false | undefined {
  if (source === '') return path;
  if (path.startsWith(`${source}/`)) return path.slice(source.length + 1);
  if (path === source) return path.slice(path.lastIndexOf('/') + 1);
  if (!hasWildcards(source)) return false;
  const parts = path.split('/');
  return parts.some((_, index) => goMatch(source, parts.slice(0, index + 1).join('/')) !== false) ? undefined : false;
}

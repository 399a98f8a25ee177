// What a COPY or ADD writes, and whether it touches a given path. Precise where the context's files are known.
import { contextFacts } from '../context/contextFacts.js';
import type { ContextEntry, ContextView } from '../context/contextView.js';
import { goMatch } from '../context/goMatch.js';
import { baseName, isWithin, parentPath } from '../plan/paths.js';
import type { Step } from '../plan/plan.js';
import { joinContext, placementMeets, placementsOf, sourceOfFile, type Placement } from './copyLayout.js';
import type { Answer, PathSet, StepEffects } from './effects.js';
import { anyPath, noPaths, relativeTo } from './paths.js';

/** Which files of a context don't take part. */
export type IsLeftOut = (path: string) => boolean;

/** The effects of a COPY or ADD: it writes its destination. A `--chown` by name reads the image's list of users. */
export function copyEffects(step: Step, context: ContextView | undefined): StepEffects {
  const placements = placementsOf(step, context);
  const writes: PathSet = placements ? { paths: placements.map(placement => placement.to), open: false } : anyPath;
  const byName = step.copy?.chown !== undefined && /[a-z]/i.test(step.copy.chown);
  return { reads: byName ? { paths: ['/etc/passwd', '/etc/group'], open: false } : noPaths, writes, variables: new Set() };
}

/** Whether the step puts a file at or below `path`, or something in the way of it. */
export function copyTouches(step: Step, path: string, context: ContextView | undefined, isLeftOut: IsLeftOut): Answer {
  const placements = placementsOf(step, context);
  if (!placements) return 'unknown';
  const answers = placements.map(placement => placementTouches(placement, path, context, isLeftOut));
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

function placementTouches(placement: Placement, path: string, context: ContextView | undefined, isLeftOut: IsLeftOut): Answer {
  if (!placementMeets(placement, path)) return 'no';
  if (placement.kind === 'file') return 'yes';
  if (isWithin(placement.to, path)) return 'yes';
  if (!context?.entries || context.truncated) return 'unknown';
  if (placement.kind === 'glob') return globTouches(placement, path, context, isLeftOut);
  const source = sourceOfFile(placement, path);
  return source === undefined ? 'unknown' : entryAnswer(source, context, isLeftOut);
}

/** A file that fits lies beside the others; of a folder that fits the contents do. */
function globTouches(placement: Placement & { readonly kind: 'glob' }, path: string, context: ContextView, isLeftOut: IsLeftOut): Answer {
  const inside = relativeTo(placement.to, path) ?? '';
  const answers = matches(placement, context).map(entry => {
    if (entry.kind === 'file') return baseName(entry.path) === inside.split('/')[0] && !isLeftOut(entry.path) ? 'yes' : 'no';
    return entry.kind === 'directory' ? entryAnswer(joinContext(entry.path, inside), context, isLeftOut) : 'unknown';
  });
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

/** What of a folder fits a glob, or may do so. */
function matches({ from, name }: Placement & { readonly kind: 'glob' }, context: ContextView): readonly ContextEntry[] {
  return contextFacts(context).remember(['fits', from, name].join('\n'), () => (context.entries ?? []).filter(entry => parentPath(entry.path) === from && goMatch(name, baseName(entry.path)) !== false));
}

/** Whether the context has something at, or in the way of, the path that is not left out. */
function entryAnswer(source: string, context: ContextView, isLeftOut: IsLeftOut): Answer {
  const entry = context.entry(source);
  if (entry) return isLeftOut(source) && !hasKeptEntryBelow(source, context, isLeftOut) ? 'no' : 'yes';
  for (let above = parentPath(source); above !== ''; above = parentPath(above)) {
    const found = context.entry(above);
    if (!found) continue;
    if (found.kind === 'directory') return isListed(above, context) || isLeftOut(above) ? 'no' : 'unknown';
    return isLeftOut(above) ? 'no' : 'unknown';
  }
  return 'no';
}

function hasKeptEntryBelow(folder: string, context: ContextView, isLeftOut: IsLeftOut): boolean {
  return (context.entries ?? []).some(entry => entry.path.startsWith(`${folder}/`) && !isLeftOut(entry.path));
}

/** Big folders stand in the listing without their contents: of those absence proves nothing. */
function isListed(folder: string, context: ContextView): boolean {
  return (context.entries ?? []).some(entry => entry.path.startsWith(`${folder}/`));
}

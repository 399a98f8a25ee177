// Which COPYs and ADDs bring files that people edit all day.
import { contextFacts } from '../context/contextFacts.js';
import { copiedEntries, type CopiedEntries } from '../context/copyMatch.js';
import { placementsOf } from '../effects/copyLayout.js';
import { meets } from '../effects/paths.js';
import type { CopySource, Step } from '../plan/plan.js';
import { isAside, isInstallInput, isSource, looksLikeSources } from './sourceNames.js';
import type { Facts } from './rule.js';

/** Whether the step copies sources from the context; with a directory of the image, whether it may put some in or above it. */
export function bringsSources(step: Step, { context }: Pick<Facts, 'context'>, directory?: string): boolean {
  const { copy } = step;
  if (!copy || copy.from !== undefined) return false;
  const placements = directory === undefined ? undefined : placementsOf(step, context);
  return copy.sources.some((source, at) => {
    const to = placements?.[at]?.to;
    if (to !== undefined && directory !== undefined && !meets(to, directory)) return false;
    return source.kind === 'context' && sourceBringsSources(source, copy.excludes, context);
  });
}

function sourceBringsSources({ path }: CopySource, excludes: readonly string[], context: Facts['context']): boolean {
  if (path === undefined) return false;
  const facts = context && contextFacts(context);
  // Several rules ask this of every COPY on every key press, and a folder may hold thousands of files.
  return facts ? facts.remember(['sources', path, ...excludes].join('\n'), () => hasSources(path, copiedEntries(facts, path, excludes))) : looksLikeSources(path);
}

function hasSources(path: string, copied: CopiedEntries): boolean {
  if (copied.state !== 'known') return looksLikeSources(path);
  // The whole context changes with everything in it; of a folder only sources count, not what configures a server.
  const counts = path === '' ? (file: string) => !isInstallInput(file) && !isAside(file) : isSource;
  return copied.entries.some(entry => entry.kind !== 'directory' && counts(entry.path));
}

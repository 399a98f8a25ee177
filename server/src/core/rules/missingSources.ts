// The COPY sources of a build that the engine will not find, where that is certain: plain paths, in a context that is listed to its
// end. A pattern without a match copies nothing and is no failure (BuildKit cache/contenthash/checksum.go).
import { contextFacts } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import { copiedEntries } from '../context/copyMatch.js';
import { hasWildcards } from '../context/goMatch.js';
import type { CopySource, Step } from '../plan/plan.js';
import type { RuleContext } from './rule.js';

export interface MissingSource {
  readonly step: Step;
  readonly source: CopySource;
  /** Cleaned and relative to the context. */
  readonly path: string;
  /** Whether it is there and the ignore file leaves it out. */
  readonly ignored: boolean;
}

export function missingSources(context: RuleContext, view: ContextView): readonly MissingSource[] {
  const facts = contextFacts(view);
  if (!facts.kept || view.truncated) return [];
  return context.plan.stages.filter(stage => stage.reachable).flatMap(stage => stage.steps).flatMap(step => (step.copy?.sources ?? []).flatMap((source): readonly MissingSource[] => {
    const { path } = source;
    if (source.kind !== 'context' || path === undefined || path === '' || hasWildcards(path)) return [];
    const copied = copiedEntries(facts, path);
    return copied.state === 'known' && copied.missing ? [{ step, source, path, ignored: view.entry(path) !== undefined }] : [];
  }));
}

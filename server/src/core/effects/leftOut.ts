// Which files of a context don't reach the engine.
import { contextFacts, isIgnored } from '../context/contextFacts.js';
import type { ContextView } from '../context/contextView.js';
import { isWithin } from '../plan/paths.js';
import type { IsLeftOut } from './copyEffects.js';

/** What the ignore file leaves out, and what it would leave out with some more plain paths in it. */
export function leftOutBy(context: ContextView | undefined, further: readonly string[] = []): IsLeftOut {
  const facts = context && contextFacts(context);
  return path => further.some(folder => isWithin(path, folder)) || (facts !== undefined && isIgnored(facts, path));
}

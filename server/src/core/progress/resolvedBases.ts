// Which image each FROM had, by the names of a build's vertices. BuildKit writes a reference with its digest only where a
// registry's manifest (or the store's own) was resolved, so every digest found here is one that a FROM can be pinned to
// (dockerfile2llb/convert.go toDispatchState; a local image of the classic store has none).
import { canonicalReference } from '../plan/imageReference.js';
import type { BuildState } from './buildState.js';
import type { RecordedBase } from './record.js';
import { parseStepName } from './stepName.js';

/** One entry per reference, in the order of the stream. Of a reference that had two digests in one build nothing is said. */
export function resolvedBases(state: BuildState): readonly RecordedBase[] {
  const digests = new Map<string, Set<string>>();
  for (const { name } of state.vertices.values()) {
    const text = parseStepName(name)?.text ?? name;
    const [, reference, digest] = /^FROM (\S+?)@(sha256:[0-9a-f]{64})$/.exec(text) ?? [];
    const key = reference === undefined ? undefined : canonicalReference(reference);
    if (key === undefined || digest === undefined) continue;
    digests.set(key, (digests.get(key) ?? new Set()).add(digest));
  }
  return [...digests].flatMap(([reference, [digest, ...others]]) => (digest !== undefined && others.length === 0 ? [{ reference, digest }] : []));
}

// Image references by the engine's own grammar, through a port of it.
import { parseFamiliarName } from '@swimlane/docker-reference';

export interface ImageReference {
  /** Repository as people write it: `python`, `ghcr.io/owner/name`. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Takes a reference apart; `undefined` for one that the engine refuses. */
export function parseImageReference(text: string): ImageReference | undefined {
  try {
    parseFamiliarName(text);
  } catch {
    return undefined;
  }
  // The library checks the grammar; the parts keep the reader's own spelling.
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  return { name: hasTag ? rest.slice(0, colon) : rest, tag: hasTag ? rest.slice(colon + 1) : undefined, digest };
}

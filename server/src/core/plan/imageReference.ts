// Image references by the engine's own grammar (distribution/reference: reference.go ParseNormalizedNamed, regexp.go). Every
// pattern here takes linear time: a name is read with every key press.

export interface ImageReference {
  /** Repository as people write it: `python`, `ghcr.io/owner/name`. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const domainPattern = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const pathPartPattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[a-zA-Z][a-zA-Z0-9]*(?:[-_+.][a-zA-Z][a-zA-Z0-9]*)*:[a-fA-F0-9]{32,}$/;
/** An image's own id, which is no name. */
const idPattern = /^[a-f0-9]{64}$/;
const longestPath = 255;

/** Takes a reference apart; `undefined` for one that the engine refuses. */
export function parseImageReference(text: string): ImageReference | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  const name = hasTag ? rest.slice(0, colon) : rest;
  const tag = hasTag ? rest.slice(colon + 1) : undefined;
  const { domain, path } = splitName(name);
  const isSound = !idPattern.test(text) && domainPattern.test(domain) && path.length <= longestPath && path.split('/').every(part => pathPartPattern.test(part))
    && (tag === undefined || tagPattern.test(tag)) && (digest === undefined || digestPattern.test(digest));
  return isSound ? { name, tag, digest } : undefined;
}

/** A reference with registry, namespace and tag written out, its digest left out: two spellings of one image are the same text. */
export function canonicalReference(text: string): string | undefined {
  const reference = parseImageReference(text);
  if (!reference) return undefined;
  const { domain, path } = splitName(reference.name);
  return `${domain}/${path}:${reference.tag ?? 'latest'}`;
}

/** The registry and the path in it, as the engine completes them (normalize.go splitDockerDomain). */
function splitName(name: string): { readonly domain: string; readonly path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const isDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const domain = isDomain && first !== 'index.docker.io' ? first : 'docker.io';
  const path = isDomain ? name.slice(slash + 1) : name;
  return { domain, path: domain === 'docker.io' && !path.includes('/') ? `library/${path}` : path };
}

// Reads what BuildKit records of a finished build (SLSA provenance v0.2 and v1, or a metadata file that holds it): which
// vertex is which line. It carries build arguments too; none of them is kept.
import { Base64TextDecoder } from './base64Text.js';

/** Zero-based lines, both inclusive. */
export interface LineRange {
  readonly line: number;
  readonly endLine: number;
}

/** A file that a build got from an address. */
export interface FetchedFile {
  readonly address: string;
  /** `sha256:...` */
  readonly digest: string;
}

export interface ProvenanceProblem {
  readonly kind: 'not-an-object' | 'no-build-config' | 'no-locations';
}

/** What one build's provenance says of lines. */
export interface Provenance {
  /** The places of a vertex in the Dockerfile, by its digest of this build: several when stages share it, none for internal work. */
  readonly linesOf: (digest: string) => readonly LineRange[];
  /** Bytes of the layer that the vertex added, where the engine gives them. */
  readonly layerBytesOf: (digest: string) => number | undefined;
  /** The files that ADD fetched by http, with the digests of their contents. */
  readonly fetchedFiles: readonly FetchedFile[];
  /** The Dockerfile as the engine read it; `undefined` where it is not recorded. */
  readonly dockerfileText: string | undefined;
  readonly problems: readonly ProvenanceProblem[];
}

type Fields = Readonly<Record<string, unknown>>;

const metadataKey = 'https://mobyproject.org/buildkit@v1#metadata';
const fileKey = 'buildx.build.provenance';

/**
 * Reads a predicate, an in-toto statement around one, or buildx's metadata file (also of several platforms). Takes any
 * value; what it can't read is missing from the answer and named in `problems`. Layouts: llbsolver/provenance/types.go.
 */
export function readProvenance(value: unknown): Provenance {
  const parts = predicatesOf(value).map(readPredicate);
  if (parts.length === 0) return { linesOf: () => [], layerBytesOf: () => undefined, fetchedFiles: [], dockerfileText: undefined, problems: [{ kind: 'not-an-object' }] };
  return {
    linesOf: digest => parts.find(part => part.steps.has(digest))?.linesOf(digest) ?? [],
    layerBytesOf: digest => parts.find(part => part.steps.has(digest))?.layerBytesOf(digest),
    fetchedFiles: parts.flatMap(part => part.fetchedFiles),
    dockerfileText: parts.find(part => part.dockerfileText !== undefined)?.dockerfileText,
    problems: parts.flatMap(part => part.problems),
  };
}

/**
 * The part of a metadata file or predicate that `readProvenance` needs, as a value of its own. Operations, environment
 * and request are left behind: they hold the values of build arguments.
 */
export function withoutValues(value: unknown): unknown {
  return {
    [fileKey]: predicatesOf(value).map(predicate => {
      const config = buildConfigOf(predicate);
      const metadata = metadataOf(predicate);
      return {
        materials: fetchedIn(predicate).map(({ address, digest }) => ({ uri: address, digest: { sha256: digest.replace(/^sha256:/, '') } })),
        ...(config ? { buildConfig: { digestMapping: config['digestMapping'], llbDefinition: objects(config['llbDefinition']).map(({ id, inputs }) => ({ id, inputs })) } } : {}),
        ...(metadata ? { buildkit_metadata: { source: { locations: child(metadata, 'source', 'locations'), infos: objects(child(metadata, 'source')?.['infos']).map(({ data }) => ({ data })) }, layers: metadata['layers'] } } : {}),
      };
    }),
  };
}

function predicatesOf(value: unknown): readonly Fields[] {
  if (!isObject(value)) return [];
  const inner = Object.entries(value).filter(([key]) => key === fileKey || key.startsWith(`${fileKey}/`)).flatMap(([, part]): readonly unknown[] => (Array.isArray(part) ? part : [part]));
  if (inner.length > 0) return inner.filter(isObject);
  return [isObject(value['predicate']) ? value['predicate'] : value];
}

function buildConfigOf(predicate: Fields): Fields | undefined {
  return child(predicate, 'buildConfig') ?? child(predicate, 'buildDefinition', 'internalParameters', 'buildConfig');
}

function metadataOf(predicate: Fields): Fields | undefined {
  return child(predicate, 'metadata', metadataKey) ?? child(predicate, 'runDetails', 'metadata', 'buildkit_metadata') ?? child(predicate, 'buildkit_metadata');
}

interface Part extends Provenance {
  readonly steps: ReadonlyMap<string, string>;
}

function readPredicate(predicate: Fields): Part {
  const config = buildConfigOf(predicate);
  const metadata = metadataOf(predicate);
  const problems: ProvenanceProblem[] = [];
  if (!config || !isObject(config['digestMapping'])) problems.push({ kind: 'no-build-config' });
  const locations = child(metadata, 'source', 'locations');
  if (!locations) problems.push({ kind: 'no-locations' });
  const steps = new Map(Object.entries(child(config, 'digestMapping') ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const inputs = new Map(objects(config?.['llbDefinition']).map(step => [step['id'], step['inputs']]));
  const layers = child(metadata, 'layers');
  return {
    steps,
    linesOf: digest => linesOfStep(locations, steps.get(digest)),
    fetchedFiles: fetchedIn(predicate),
    layerBytesOf: digest => layerBytes(layers, steps.get(digest), inputs.get(steps.get(digest))),
    dockerfileText: dockerfileTextOf(metadata),
    problems,
  };
}

/** Both layouts list what a build took from outside; of images and repositories their own digests say nothing here. */
function fetchedIn(predicate: Fields): readonly FetchedFile[] {
  return [...objects(predicate['materials']), ...objects(child(predicate, 'buildDefinition')?.['resolvedDependencies'])].flatMap(material => {
    const [address, sha256] = [material['uri'], child(material, 'digest')?.['sha256']];
    return typeof address === 'string' && /^https?:\/\//.test(address) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? [{ address, digest: `sha256:${sha256}` }] : [];
  });
}

function linesOfStep(locations: Fields | undefined, step: string | undefined): readonly LineRange[] {
  if (step === undefined) return [];
  return objects(child(locations, step)?.['locations']).flatMap(location => {
    // Another file than the first is not the Dockerfile that was asked for.
    if (typeof location['sourceIndex'] === 'number' && location['sourceIndex'] !== 0) return [];
    const lines = objects(location['ranges']).flatMap(range => [child(range, 'start')?.['line'], child(range, 'end')?.['line']]).filter(line => typeof line === 'number' && line > 0) as number[];
    return lines.length > 0 ? [{ line: Math.min(...lines) - 1, endLine: Math.max(...lines) - 1 }] : [];
  });
}

/** The layers of a step are all those of its result; those of its inputs are not its own. */
function layerBytes(layers: Fields | undefined, step: string | undefined, inputs: unknown): number | undefined {
  if (!layers || step === undefined) return undefined;
  const own = layersOf(layers, `${step}:0`);
  if (own.length === 0) return undefined;
  const below = new Set((Array.isArray(inputs) ? inputs : []).flatMap(input => layersOf(layers, String(input))).map(layer => layer['digest']));
  let bytes: number | undefined;
  for (const layer of own.filter(layer => !below.has(layer['digest']))) {
    const size = layer['size'];
    // The classic image store does not know: -1.
    if (typeof size !== 'number' || size < 0) return undefined;
    bytes = (bytes ?? 0) + size;
  }
  return bytes;
}

function layersOf(layers: Fields, output: string): readonly Fields[] {
  const chains = layers[output];
  return Array.isArray(chains) ? objects(chains[0]) : [];
}

function dockerfileTextOf(metadata: Fields | undefined): string | undefined {
  const data = objects(child(metadata, 'source')?.['infos'])[0]?.['data'];
  return typeof data === 'string' ? new Base64TextDecoder().decode(data) : undefined;
}

function child(value: unknown, ...keys: readonly string[]): Fields | undefined {
  let at: unknown = value;
  for (const key of keys) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? at : undefined;
}

function objects(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

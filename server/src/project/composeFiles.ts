// What compose files say of a Dockerfile: context, target, arguments. Reads the few `build:` fields; whatever needs more
// than `${NAME:-default}` is left out rather than guessed.
import { joinLocation, parentLocation } from './locations.js';
import type { Location } from '../core/plan/plan.js';
import type { Host } from './host.js';

export interface ComposeBuild {
  readonly file: Location;
  readonly service: string;
  readonly context: Location;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string | undefined>;
}

const composeName = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/;

/** Services, in the folder of the Dockerfile and those above it up to `top`, that build this Dockerfile. */
export async function findComposeBuilds(host: Pick<Host, 'files' | 'readYaml'>, dockerfile: Location, top: Location): Promise<readonly ComposeBuild[]> {
  const found: ComposeBuild[] = [];
  for (const folder of foldersUpTo(parentLocation(dockerfile), top)) {
    for (const name of await host.files.names(folder)) {
      if (!composeName.test(name)) continue;
      const file = joinLocation(folder, name);
      const text = await host.files.readText(file, 1_000_000);
      if (text !== undefined) found.push(...readComposeBuilds(await host.readYaml(text), file).filter(build => build.dockerfile === dockerfile));
    }
  }
  return found;
}

/** The folder itself, then its parents; `top` is the last. At most ten. */
export function foldersUpTo(folder: Location, top: Location): readonly Location[] {
  const folders = [folder];
  while (folders.length < 10) {
    const last = folders[folders.length - 1] ?? folder;
    const parent = parentLocation(last);
    if (last === top || parent === last || !(`${last}/`).startsWith(top.endsWith('/') ? top : `${top}/`)) break;
    folders.push(parent);
  }
  return folders;
}

function readComposeBuilds(documents: readonly unknown[], file: Location): readonly (ComposeBuild & { readonly dockerfile: Location })[] {
  const services = documents.flatMap(content => (isRecord(content) && isRecord(content['services']) ? Object.entries(content['services']) : []));
  return services.flatMap(([service, value]) => {
    const build = isRecord(value) ? readBuild(value['build'], file) : undefined;
    return build ? [{ ...build, service, file }] : [];
  });
}

function readBuild(build: unknown, file: Location): { dockerfile: Location; context: Location; target: string | undefined; args: ReadonlyMap<string, string | undefined> } | undefined {
  const fields = typeof build === 'string' ? { context: build } : isRecord(build) ? build : undefined;
  if (!fields || fields['dockerfile_inline'] !== undefined) return undefined;
  const context = interpolate(fields['context'] ?? '.');
  const name = interpolate(fields['dockerfile'] ?? 'Dockerfile');
  if (context === undefined || name === undefined || /^(?:https?|git|ssh):\/\/|^git@/.test(context)) return undefined;
  const folder = joinLocation(parentLocation(file), context);
  return { dockerfile: joinLocation(folder, name), context: folder, target: interpolate(fields['target']), args: readArguments(fields['args']) };
}

function readArguments(args: unknown): ReadonlyMap<string, string | undefined> {
  const pairs: [string, unknown][] = Array.isArray(args) ? args.filter(item => typeof item === 'string').map(item => splitPair(item)) : isRecord(args) ? Object.entries(args) : [];
  return new Map(pairs.map(([name, value]) => [name, value === undefined || value === null ? undefined : interpolate(value)]));
}

function splitPair(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** Replaces `${NAME:-default}` by its default and gives up on any other variable. */
function interpolate(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.replace(/\$\{\w+:?-([^${}]*)\}/g, '$1').replace(/\$\$/g, '\u0000');
  return text.includes('$') ? undefined : text.replaceAll('\u0000', '$');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

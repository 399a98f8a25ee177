// What compose files say of a Dockerfile: context, target, arguments. Reads the few `build:` fields; whatever needs more
// than `${NAME:-default}` is left out rather than guessed.
import { joinLocation, nameOf, parentLocation } from './locations.js';
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

/** The default file, the first that is there; what compose lays over it by itself has `.override` in its name. */
const defaultNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const overrideName = /\.override\.ya?ml$/;

/** Services, in the folder of the Dockerfile and those above it up to `top`, that build this Dockerfile; those of a profile last. */
export async function findComposeBuilds(host: Pick<Host, 'files' | 'readYaml'>, dockerfile: Location, top: Location): Promise<readonly ComposeBuild[]> {
  const found: Service[] = [];
  for (const folder of foldersUpTo(parentLocation(dockerfile), top)) {
    const names = (await host.files.names(folder)).filter(name => composeName.test(name));
    const files = await Promise.all(names.map(async name => readServices(host, joinLocation(folder, name))));
    found.push(...mergeServices(files.flat()));
  }
  const builds = found.flatMap(service => {
    const build = readBuild(service);
    return build?.dockerfile === dockerfile ? [{ ...build, isOptional: service.isOptional }] : [];
  });
  return [...builds.filter(build => !build.isOptional), ...builds.filter(build => build.isOptional)];
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

/** A service as one file writes it down, or as several do together. */
interface Service {
  readonly file: Location;
  readonly name: string;
  /** The fields of its `build`. */
  readonly build: Readonly<Record<string, unknown>>;
  /** Whether it belongs to a profile. */
  readonly isOptional: boolean;
}

/** A key of that name, in whatever style it is written. */
const writesBuild = /\bbuild["']?\s*:/;

async function readServices(host: Pick<Host, 'files' | 'readYaml'>, file: Location): Promise<readonly Service[]> {
  const text = await host.files.readText(file, 1_000_000);
  // Most compose files build nothing, and reading one takes longer than everything else that is done for a Dockerfile.
  const documents = text !== undefined && writesBuild.test(text) ? await host.readYaml(text) : [];
  const services = documents.flatMap(content => (isRecord(content) && isRecord(content['services']) ? Object.entries(content['services']) : []));
  return services.flatMap(([name, value]): Service[] => {
    if (!isRecord(value)) return [];
    const { build, profiles } = value;
    const fields = typeof build === 'string' ? { context: build } : isRecord(build) ? build : undefined;
    return fields ? [{ file, name, build: fields, isOptional: Array.isArray(profiles) && profiles.length > 0 }] : [];
  });
}

/**
 * The services of one folder as compose builds them: an override file is laid over the default one. Any other file
 * (`compose.prod.yaml`) is a way of its own to build; what it does not say of a service is taken from the default file.
 */
function mergeServices(services: readonly Service[]): readonly Service[] {
  const base = defaultNames.find(name => services.some(service => nameOf(service.file) === name));
  const isBase = (service: Service) => nameOf(service.file) === base;
  const isOverride = (service: Service) => overrideName.test(nameOf(service.file));
  const below = (service: Service) => services.find(other => isBase(other) && other.name === service.name);
  const merged = services.filter(isBase).map(service => services.filter(other => isOverride(other) && other.name === service.name).reduce(layOver, service));
  const others = services.filter(service => !isBase(service) && !(isOverride(service) && below(service)) && !defaultNames.includes(nameOf(service.file)));
  return [...merged, ...others.map(service => {
    const lower = below(service);
    return lower ? { ...layOver(lower, service), file: service.file } : service;
  })];
}

function layOver(below: Service, above: Service): Service {
  const args = { ...Object.fromEntries(argumentPairs(below.build['args'])), ...Object.fromEntries(argumentPairs(above.build['args'])) };
  return { ...below, build: { ...below.build, ...above.build, args } };
}

function readBuild({ build, file, name: service }: Service): (ComposeBuild & { readonly dockerfile: Location }) | undefined {
  if (build['dockerfile_inline'] !== undefined) return undefined;
  const context = interpolate(build['context'] ?? '.');
  const name = interpolate(build['dockerfile'] ?? 'Dockerfile');
  const target = interpolate(build['target'] ?? '');
  if (context === undefined || name === undefined || target === undefined || /^(?:https?|git|ssh):\/\/|^git@/.test(context)) return undefined;
  const folder = joinLocation(parentLocation(file), context);
  return { file, service, dockerfile: joinLocation(folder, name), context: folder, target: target === '' ? undefined : target, args: readArguments(build['args']) };
}

/** Those whose value is written down, and those that take it from the environment. */
function readArguments(args: unknown): ReadonlyMap<string, string | undefined> {
  return new Map(argumentPairs(args).flatMap(([name, value]): [string, string | undefined][] => {
    if (value === undefined || value === null) return [[name, undefined]];
    const text = interpolate(value);
    return text === undefined ? [] : [[name, text]];
  }));
}

function argumentPairs(args: unknown): readonly (readonly [string, unknown])[] {
  if (Array.isArray(args)) return args.filter(item => typeof item === 'string').map(item => splitPair(item));
  return isRecord(args) ? Object.entries(args) : [];
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

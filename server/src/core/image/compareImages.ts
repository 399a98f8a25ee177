// What differs between two images. What that means is for others to judge.
import type { Image, ImageFile } from './image.js';

/** What is compared of a file besides that it is there. */
const fields = ['type', 'mode', 'uid', 'gid', 'size', 'linkTarget', 'sha256', 'xattrs'] as const;

export interface Difference {
  /** Path in the image, or the name of a configuration field. */
  readonly path: string;
  readonly part: 'presence' | (typeof fields)[number] | 'config';
  /** What it is in the first and in the second image; `undefined` where it is not there. */
  readonly first: unknown;
  readonly second: unknown;
  /** The file's entry in the images that have it. */
  readonly files: readonly [ImageFile | undefined, ImageFile | undefined];
}

/** Every difference of two images: files first, by path, then the configuration. */
export function compareImages(first: Image, second: Image): readonly Difference[] {
  return [...compareFiles(first.files, second.files), ...compareConfigs(first.config, second.config)];
}

function compareFiles(first: readonly ImageFile[], second: readonly ImageFile[]): readonly Difference[] {
  const ones = new Map(first.map(file => [file.path, file]));
  const twos = new Map(second.map(file => [file.path, file]));
  return [...new Set([...ones.keys(), ...twos.keys()])].sort().flatMap(path => compareFile(path, ones.get(path), twos.get(path)));
}

function compareFile(path: string, one: ImageFile | undefined, two: ImageFile | undefined): readonly Difference[] {
  if (one === two) return [];
  if (!one || !two) return [{ path, part: 'presence', first: one && one.type, second: two && two.type, files: [one, two] }];
  return fields.filter(field => !isEqual(one[field], two[field])).map(field => ({ path, part: field, first: one[field], second: two[field], files: [one, two] }));
}

function compareConfigs(first: Image['config'], second: Image['config']): readonly Difference[] {
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])].sort();
  return names.filter(name => !isEqual(comparable(name, first[name]), comparable(name, second[name]))).map(name => ({ path: name, part: 'config', first: first[name] ?? null, second: second[name] ?? null, files: [undefined, undefined] }));
}

/** Each variable stands in the environment once, so a program sees the same whatever their order. */
function comparable(name: string, value: unknown): unknown {
  return name === 'Env' && Array.isArray(value) ? value.map(String).sort() : value ?? null;
}

function isEqual(one: unknown, two: unknown): boolean {
  return one === two || JSON.stringify(one) === JSON.stringify(two);
}

/** Letters of a digest that tell two files apart for people. */
const digestLength = 12;

/** One difference in words of the engine's own terms: `mode 0755 and 0700`, `only in the first`. */
export function describeDifference({ part, first, second }: Difference): string {
  if (part === 'presence') return first === undefined ? 'only in the second' : 'only in the first';
  if (part === 'sha256' && typeof first === 'string' && typeof second === 'string') return `content ${first.slice(0, digestLength)} and ${second.slice(0, digestLength)}`;
  const show = (value: unknown) => (part === 'mode' && typeof value === 'number' ? value.toString(8).padStart(4, '0') : value === undefined ? 'none' : JSON.stringify(value));
  return `${part === 'config' ? '' : `${part} `}${show(first)} and ${show(second)}`;
}

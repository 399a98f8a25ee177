// Arithmetic on locations: absolute paths with `/` (a drive letter may stand in front) or URIs.
import { cleanPath } from '../core/plan/paths.js';
import type { Location } from '../core/plan/plan.js';

/** Splits off what can't be cleaned: `file://host`, `c:`. */
function split(location: Location): { readonly root: string; readonly path: string } {
  if (location.startsWith('/')) return { root: '', path: location };
  const root = /^(?:[a-zA-Z][\w+.-]*:\/\/[^/]*|[a-zA-Z]:)/.exec(location)?.[0] ?? '';
  return { root, path: location.slice(root.length) };
}

export function parentLocation(location: Location): Location {
  const { root, path } = split(location);
  const slash = path.lastIndexOf('/');
  return root + (slash <= 0 ? '/' : path.slice(0, slash));
}

export function joinLocation(folder: Location, path: string): Location {
  if (path === '') return folder;
  if (path.startsWith('/') || (path.includes(':') && /^(?:[a-zA-Z]:\/|[a-zA-Z][\w+.-]*:\/\/)/.test(path))) return path;
  const { root, path: base } = split(folder);
  return root + cleanPath(`${base}/${path}`);
}

export function nameOf(location: Location): string {
  return location.slice(location.lastIndexOf('/') + 1);
}

/** The path of `location` relative to `folder`; `''` for the folder itself, `undefined` when it lies outside. */
export function relativeLocation(folder: Location, location: Location): string | undefined {
  if (location === folder) return '';
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return location.startsWith(base) ? location.slice(base.length) : undefined;
}

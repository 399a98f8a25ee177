// Paths inside an image or a context: always `/`, cleaned the way Go's path.Clean does.

const dotPart = /(?:^|\/)\.{1,2}(?:\/|$)/;

/** Cleans `a/./b/../c` to `a/c`; the empty path stays empty, the root is `/`. */
export function cleanPath(path: string): string {
  // Most paths are clean already.
  if (!path.includes('//') && !path.endsWith('/') && !dotPart.test(path)) return path;
  const absolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (!absolute) parts.push(part);
  }
  return (absolute ? '/' : '') + parts.join('/');
}

/** Joins a relative path to a folder; an absolute path stays as it is. */
export function joinPath(folder: string, path: string): string {
  return path.startsWith('/') ? cleanPath(path) : cleanPath(`${folder}/${path}`);
}

/** A context path as COPY reads it: clamped to the root, without leading slash; the root is `''`. */
export function contextPath(path: string): string {
  return cleanPath(`/${path}`).slice(1);
}

export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '';
  return slash === 0 ? '/' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `folder` or lies below it. `''` and `/` hold everything. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

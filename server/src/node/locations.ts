// File URIs and the project's locations: absolute paths with `/`.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The location of a file URI; `undefined` for any other scheme (an unsaved or virtual document). */
export function locationOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return locationOfPath(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}

export function uriOfLocation(location: string): string {
  return pathToFileURL(location).href;
}

export function locationOfPath(file: string): string {
  const absolute = path.resolve(file);
  return path.sep === '\\' ? absolute.replaceAll('\\', '/') : absolute;
}

// Version numbers as engines print them. Knows no engine.
import { compareVersions, validate } from 'compare-versions';

/** The first version number in the text (`0.29.1` of `github.com/docker/buildx v0.29.1+ds1 0.29.1+ds1-4`). */
export function findVersion(text: string): string | undefined {
  const version = /(?<![\w.])v?(\d+\.\d+(?:\.\d+)?(?:-(?:rc|beta|alpha)[\w.]*)?)/.exec(text)?.[1];
  return version !== undefined && validate(version) ? version : undefined;
}

/** Whether a version is at least as new; a version that is not known is taken for a new one. */
export function isAtLeast(version: string | undefined, least: string): boolean {
  return version === undefined || compareVersions(version, least) >= 0;
}

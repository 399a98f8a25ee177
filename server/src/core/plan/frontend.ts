// Which Dockerfile syntax the engine will understand, by the file's syntax line. Knows no engine.
import type { DockerfileSyntax } from '../syntax/instruction.js';

/** Syntax that came later than the oldest engines in use. */
export type FrontendFeature = 'cache-mount' | 'heredoc' | 'copy-link' | 'add-checksum' | 'copy-exclude' | 'copy-parents';

/** The minor release of the stable 1.x syntax that brought it (the frontend's release notes; BuildKit frontend/dockerfile/docs/reference.md). */
const since: Readonly<Record<FrontendFeature, number>> = {
  'cache-mount': 2, heredoc: 4, 'copy-link': 4, 'add-checksum': 6, 'copy-exclude': 19, 'copy-parents': 20,
};

/** The labs releases had some of it earlier. */
const sinceLabs: Readonly<Partial<Record<FrontendFeature, number>>> = { 'add-checksum': 5, 'copy-exclude': 7, 'copy-parents': 7 };

/** What engines bring along without a syntax line, Docker 23 (BuildKit 0.11) and later. */
const builtIn = 5;

/**
 * Whether the file may use it: `docker/dockerfile:1` is the newest there is, `:1.7` that release, any other image is not known
 * and so trusted with nothing new.
 * `release` is the minor release that the engine in use brings along, where that is known.
 */
export function supports(feature: FrontendFeature, syntax: DockerfileSyntax, release = builtIn): boolean {
  const line = syntax.directives.find(directive => directive.name.toLowerCase() === 'syntax');
  if (!line) return since[feature] <= release;
  const match = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?:1(?:\.(\d+)(?:\.\d+)?)?(-labs)?(?:@.*)?$/.exec(line.value.trim());
  if (!match) return since[feature] <= 2;
  const minor = match[1] === undefined ? Infinity : Number(match[1]);
  return (match[2] === undefined ? since[feature] : sinceLabs[feature] ?? since[feature]) <= minor;
}

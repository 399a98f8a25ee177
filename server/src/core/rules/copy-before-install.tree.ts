// Manifests of many folders in one `COPY --parents`, where the file's syntax has it.
import { contextFacts } from '../context/contextFacts.js';
import { goMatch } from '../context/goMatch.js';
import { joinContext, placementsOf } from '../effects/copyLayout.js';
import { supports } from '../plan/frontend.js';
import { baseName, parentPath } from '../plan/paths.js';
import type { ManifestLine } from './copy-before-install.manifests.js';
import type { Facts } from './rule.js';

/** So many lines of COPY are read at a glance; beyond that one line is better, where it can be had. */
export const mostLines = 4;

/** The sources of one `COPY --parents` for all lines; `undefined` where they can't be said so. */
export function treeSources(lines: readonly ManifestLine[], facts: Facts): readonly string[] | undefined {
  const [first] = lines;
  if (!first || lines.length < 2 || !supports('copy-parents', facts.syntax) || lines.some(line => line.model !== first.model)) return undefined;
  // The folders that are kept are those of the context, so the COPY must lay its root.
  const [placement, ...others] = placementsOf(first.model, facts.context) ?? [];
  if (placement?.kind !== 'folder' || placement.from !== '' || others.length > 0) return undefined;
  const files = lines.flatMap(line => line.files);
  if (files.some(file => facts.context?.entry(file)?.kind !== 'file' || /\s/.test(file)) || lines.some(line => line.files.some(file => joinContext(line.folder, baseName(file)) !== file))) return undefined;
  return withPatterns(files, facts);
}

/** `packages/a/package.json` and all of its like become `packages/*` + `/package.json`, where that names the same files. */
function withPatterns(files: readonly string[], facts: Facts): readonly string[] {
  const kept = facts.context ? contextFacts(facts.context).kept ?? [] : [];
  const words = new Map<string, string>();
  for (const file of files) {
    const above = parentPath(parentPath(file));
    const pattern = `${above === '' ? '' : `${above}/`}*/${baseName(file)}`;
    const alike = files.filter(other => goMatch(pattern, other) === true);
    const isExact = parentPath(file) !== '' && alike.length > 1 && kept.filter(entry => goMatch(pattern, entry.path) === true).length === alike.length;
    words.set(isExact ? pattern : file, file);
  }
  return [...words.keys()];
}

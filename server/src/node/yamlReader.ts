// YAML to plain values. A bundle of its own (esbuild.mjs), read when the first compose file is.
import { parseAllDocuments } from 'yaml';

/** The documents that are whole; a text that is no YAML has none. */
export function readYamlDocuments(text: string): readonly unknown[] {
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' });
  return documents.flatMap(document => {
    if (!('toJS' in document) || document.errors.length > 0) return [];
    try {
      return [document.toJS({ maxAliasCount: 100 }) as unknown];
    } catch {
      // Too many aliases: a bomb, not a compose file.
      return [];
    }
  });
}

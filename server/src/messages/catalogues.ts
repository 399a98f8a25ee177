// The languages. Each further one is a file of templates beside this one and a line here.
import { english, type Catalogue } from './message.js';

const catalogues: readonly Catalogue[] = [english];

/** The catalogue for a locale (`de-AT`): the same, else the same language, else English. */
export function catalogueFor(locale: string | undefined): Catalogue {
  const wanted = (locale ?? 'en').toLowerCase();
  return catalogues.find(found => found.locale === wanted) ?? catalogues.find(found => wanted.startsWith(`${found.locale}-`)) ?? english;
}

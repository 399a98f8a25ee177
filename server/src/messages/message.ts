// The typed catalogue's mechanism: a message is a template's id plus its parameters, and becomes text only at the border
// (language server, command line, editor). Knows no editor, no protocol and no place where messages are shown.

/** A template: one sentence, or one per plural form chosen by the parameter `count`. Placeholders are `{name}`. */
export type Template = string | { readonly one: string; readonly other: string };

/** What a placeholder can hold. A list is joined as the language joins lists. */
export type Param = string | number | Message | readonly (string | Message)[];

/** A sentence for people that is not yet in any language. */
export interface Message {
  /** `namespace.key`, the key of every translation. */
  readonly id: string;
  /** The English template, so that a message can be shown without any catalogue. */
  readonly template: Template;
  readonly params: Readonly<Record<string, Param>>;
}

type PlaceholdersOf<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | PlaceholdersOf<Rest> : never;
type Placeholders<T extends Template> = T extends string ? PlaceholdersOf<T> : T extends { one: infer O extends string; other: infer R extends string } ? PlaceholdersOf<O> | PlaceholdersOf<R> : never;
/** The parameters that a template asks for; forgetting or misspelling one does not compile. */
export type ParamsOf<T extends Template> = { readonly [Name in Placeholders<T>]: Param };

type MessageMaker<T extends Template> = [Placeholders<T>] extends [never] ? () => Message : (params: ParamsOf<T>) => Message;

/**
 * Declares the messages of one subject, in English. The result has one function per key that takes exactly the
 * template's placeholders: `messages.title({ manifest: 'requirements.txt' })`.
 */
export function defineMessages<const T extends Record<string, Template>>(namespace: string, templates: T): { readonly [Key in keyof T]: MessageMaker<T[Key]> } {
  const make = (key: string, template: Template) => (params: Readonly<Record<string, Param>> = {}): Message => ({ id: `${namespace}.${key}`, template, params });
  return Object.fromEntries(Object.entries(templates).map(([key, template]) => [key, make(key, template)])) as { readonly [Key in keyof T]: MessageMaker<T[Key]> };
}

/** A language: its BCP 47 tag, and templates by message id. English needs none. */
export interface Catalogue {
  readonly locale: string;
  readonly templates: Readonly<Record<string, Template>>;
}

export const english: Catalogue = { locale: 'en', templates: {} };

/** Turns a message into text. A message that the catalogue lacks is shown in English. */
export function render(message: Message, catalogue: Catalogue = english): string {
  const template = catalogue.templates[message.id] ?? message.template;
  const text = typeof template === 'string' ? template : template[pluralForm(message, catalogue)];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = message.params[name];
    return value === undefined ? whole : renderParam(value, catalogue);
  });
}

function pluralForm(message: Message, catalogue: Catalogue): 'one' | 'other' {
  const count = Number(message.params['count']);
  if (catalogue.locale === english.locale) return count === 1 ? 'one' : 'other';
  return pluralsOf(catalogue.locale).select(count) === 'one' ? 'one' : 'other';
}

function renderParam(value: Param, catalogue: Catalogue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (isList(value)) {
    const items = value.map(item => renderParam(item, catalogue));
    return catalogue.locale === english.locale ? listInEnglish(items) : listsOf(catalogue.locale).format(items);
  }
  return render(value, catalogue);
}

/** As `Intl.ListFormat` joins them, whose tables take ten milliseconds to load: a tenth of a whole check of one file. */
function listInEnglish(items: readonly string[]): string {
  return items.length < 3 ? items.join(' and ') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1)}`;
}

function isList(value: Param): value is readonly (string | Message)[] {
  return Array.isArray(value);
}

/** Making one takes longer than everything else that is done for a message. */
const pluralsOf = remembering(locale => new Intl.PluralRules(locale));
const listsOf = remembering(locale => new Intl.ListFormat(locale, { type: 'conjunction' }));

function remembering<T>(make: (locale: string) => T): (locale: string) => T {
  const known = new Map<string, T>();
  return locale => {
    const made = known.get(locale) ?? make(locale);
    known.set(locale, made);
    return made;
  };
}

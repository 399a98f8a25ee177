// Finds the entries of a context that are sent and change without changing the image, grouped by the pattern that would leave
// them out. Looks at the listing only; whether an instruction names such an entry is for the caller to check.
import { isOpaque, type ContextFacts } from './contextFacts.js';
import type { ContextEntry } from './contextView.js';
import { patternForPath } from './ignoreAdditions.js';
import { parentOf } from './ignoreMatcher.js';
import { isSafeReason, volatileRows, type VolatileKind, type VolatileReason, type VolatileRow } from './volatileKinds.js';

export type { VolatileKind, VolatileReason } from './volatileKinds.js';

/** Entries that one pattern of an ignore file would leave out. */
export interface VolatileGroup {
  readonly kind: VolatileKind;
  /** To write into the ignore file; with `**` + `/` in front when such entries can stand anywhere. */
  readonly pattern: string;
  /** Whether no image can need the entries, unless an instruction names them. When not, the reason says what to look at. */
  readonly safe: boolean;
  readonly reason: VolatileReason;
  /** The entries the pattern names. What lies in them is counted too, unless it makes a group of its own. */
  readonly roots: readonly ContextEntry[];
  /** How many entries are sent because of them, folders included. */
  readonly entryCount: number;
  readonly bytes: number;
  /** Some contents are not listed, so that count and bytes are too small. */
  readonly isPartial: boolean;
}

/** The groups in the order of their first entries; none while the folder has not been listed. */
export function classifyVolatile(facts: ContextFacts): readonly VolatileGroup[] {
  const kept = facts.kept;
  return kept ? facts.rememberOwn('volatile', () => classify(facts, kept)) : [];
}

function classify(facts: ContextFacts, kept: readonly ContextEntry[]): readonly VolatileGroup[] {
  const classifier = new Classifier(facts, kept);
  const drafts = new Map<string, Draft>();
  const covering = new Map<string, Draft>();
  const wanted = new Set<string>();
  for (const entry of kept) {
    const above = covering.get(parentOf(entry.path));
    // Inside of something that needs a look, other things are told apart: they may be safe, or make their own pattern unsafe.
    const match = above && isSafeReason(above.reason) ? undefined : classifier.classify(entry);
    if (match?.isWanted) wanted.add(match.pattern);
    const found = match?.isWanted === false ? match : undefined;
    const draft = found ? draftFor(drafts, found) : above;
    if (!draft) continue;
    if (found) {
      draft.roots.push(entry);
      if (found.reason === 'mayBeContent') draft.reason = found.reason;
      draft.fits ||= found.fits;
    }
    if (entry.kind === 'directory') covering.set(entry.path, draft);
    draft.entryCount++;
    draft.bytes += entry.size;
    draft.isPartial ||= facts.view.truncated || isOpaque(entry);
  }
  return [...drafts.values()].filter(draft => draft.fits && !wanted.has(draft.pattern) && draft.bytes >= draft.minBytes).map(toGroup);
}

interface Match {
  readonly kind: VolatileKind;
  readonly pattern: string;
  readonly reason: VolatileReason;
  readonly minBytes: number;
  /** Not so for a folder of a file's name and the reverse: the pattern would leave it out as well, so it has to be counted. */
  readonly fits: boolean;
  /** The ignore file asks for the entry by name; then the pattern is not proposed at all. */
  readonly isWanted: boolean;
}

interface Draft extends Omit<Match, 'reason' | 'fits' | 'isWanted'> {
  reason: VolatileReason;
  fits: boolean;
  readonly roots: ContextEntry[];
  entryCount: number;
  bytes: number;
  isPartial: boolean;
}

function draftFor(drafts: Map<string, Draft>, match: Match): Draft {
  const known = drafts.get(match.pattern);
  if (known) return known;
  const { kind, pattern, reason, minBytes, fits } = match;
  const draft: Draft = { kind, pattern, reason, minBytes, fits, roots: [], entryCount: 0, bytes: 0, isPartial: false };
  drafts.set(match.pattern, draft);
  return draft;
}

function toGroup(draft: Draft): VolatileGroup {
  const { kind, pattern, reason, roots, entryCount, bytes, isPartial } = draft;
  return { kind, pattern, safe: isSafeReason(reason), reason, roots, entryCount, bytes, isPartial };
}

/** A row under one of its names. */
interface NamedRow {
  readonly row: VolatileRow;
  readonly name: string;
}

class Classifier {
  readonly #facts: ContextFacts;
  /** Rows by the last part of their names. */
  readonly #byName = new Map<string, NamedRow[]>();
  /** Rows by the ending of the name: from its last dot, or its last character. */
  readonly #byEnding = new Map<string, NamedRow[]>();
  readonly #anyName: NamedRow[] = [];
  /** `folder/*.csproj` for each folder and ending that a row asks for beside its entries. */
  readonly #besideEndings = new Set<string>();

  constructor(facts: ContextFacts, kept: readonly ContextEntry[]) {
    this.#facts = facts;
    for (const row of volatileRows) {
      for (const name of row.names) this.#add({ row, name });
    }
    const endings = volatileRows.flatMap(row => row.beside ?? []).filter(name => name.startsWith('*')).map(name => name.slice(1));
    for (const { path } of kept) {
      const ending = endings.find(candidate => path.endsWith(candidate));
      if (ending !== undefined) this.#besideEndings.add(`${parentOf(path)}/*${ending}`);
    }
  }

  classify(entry: ContextEntry): Match | undefined {
    const own = this.#buildDefinition(entry);
    if (own) return own;
    const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
    const dot = name.lastIndexOf('.');
    const candidates = [this.#byName.get(name), dot < 0 ? undefined : this.#byEnding.get(name.slice(dot)), this.#byEnding.get(name.slice(-1)), this.#anyName];
    for (const rows of candidates) {
      for (const candidate of rows ?? []) {
        const match = this.#matchRow(candidate, entry);
        if (match) return { ...match, isWanted: this.#isWanted(entry, name) };
      }
    }
    return undefined;
  }

  #add(named: NamedRow): void {
    const { name } = named;
    if (name === '*') this.#anyName.push(named);
    else if (name.startsWith('*')) append(this.#byEnding, name.slice(1), named);
    else append(this.#byName, name.slice(name.lastIndexOf('/') + 1), named);
  }

  /** The Dockerfile and the ignore files that stand beside it: the engine reads them apart from the context (dockerui/config.go ReadEntrypoint). */
  #buildDefinition(entry: ContextEntry): Match | undefined {
    const dockerfile = this.#facts.view.dockerfilePath;
    const isOwn = entry.path === '.dockerignore' || (dockerfile !== undefined && (entry.path === dockerfile || entry.path === `${dockerfile}.dockerignore`));
    if (!isOwn || entry.kind === 'directory') return undefined;
    const pattern = patternForPath(entry.path);
    return pattern === undefined ? undefined : { kind: 'buildDefinition', pattern, reason: 'readByEngine', minBytes: 0, fits: true, isWanted: this.#isWanted(entry, entry.path) };
  }

  #matchRow({ row, name }: NamedRow, entry: ContextEntry): Match | undefined {
    const { path } = entry;
    const isNamedByPath = row.atRoot === true || row.holds !== undefined || row.beside !== undefined;
    const fits = (entry.kind === 'directory') === (row.entry === 'directory');
    if (!fits && isNamedByPath) return undefined;
    if (!name.startsWith('*') && path !== name && (row.atRoot === true || !path.endsWith(`/${name}`))) return undefined;
    if (row.holds && !row.holds.some(child => this.#facts.view.entry(`${path}/${child}`))) return undefined;
    if (row.beside && !row.beside.some(sibling => this.#isBeside(sibling, path))) return undefined;
    const pattern = isNamedByPath ? patternForPath(path) : `**/${name}`;
    if (pattern === undefined) return undefined;
    const isContent = !fits || row.contentBelow && parentOf(path).split('/').some(part => row.contentBelow?.includes(part));
    return { kind: row.kind, pattern, reason: isContent ? 'mayBeContent' : row.reason, minBytes: row.minBytes ?? 0, fits, isWanted: false };
  }

  #isBeside(sibling: string, path: string): boolean {
    const folder = parentOf(path);
    if (sibling.startsWith('*')) return this.#besideEndings.has(`${folder}/${sibling}`);
    return this.#facts.view.entry(folder === '' ? sibling : `${folder}/${sibling}`) !== undefined;
  }

  /** Whether the ignore file brings the entry back by its very name, or something in it: then someone wants it. */
  #isWanted(entry: ContextEntry, name: string): boolean {
    const { matcher } = this.#facts;
    const decided = matcher.explain(entry.path);
    if (!decided) return false;
    return decided.isException ? decided.pattern.endsWith(name) && decided.test(entry.path) : entry.kind === 'directory';
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

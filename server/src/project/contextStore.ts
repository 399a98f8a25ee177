// Build contexts as last seen: a listing and the few texts that rules asked for. Everything is read in the background and
// announced when it is there; nobody ever waits for a file while typing.
import { isOpaque, opaqueFolderNames } from '../core/context/contextFacts.js';
import type { Churn } from '../core/context/churn.js';
import type { ContextEntry, ContextView, FileText, IgnoreFileText } from '../core/context/contextView.js';
import type { Location } from '../core/plan/plan.js';
import { FolderView } from './folderView.js';
import type { EntryKind, FolderListing, Host } from './host.js';
import { joinLocation, nameOf, parentLocation, relativeLocation } from './locations.js';

/** A text bigger than this is no manifest that people write. */
const maxTextBytes = 1_000_000;

export interface ContextFolderOptions {
  readonly maxEntries: number;
  readonly changed: () => void;
  /** Finds how often the folder's files change; asked once, with the first listing. */
  readonly churn?: () => Promise<Churn | undefined>;
}

/** One context folder, as the Dockerfiles in it or beside it see it. */
export class ContextFolder {
  readonly location: Location;
  readonly #host: Host;
  readonly #maxEntries: number;
  readonly #changed: () => void;
  readonly #findChurn: ContextFolderOptions['churn'];
  #churn: Churn | undefined;
  readonly #texts = new Map<string, FileText>();
  readonly #wanted = new Set<string>();
  #entries: readonly ContextEntry[] | undefined;
  #byPath = new Map<string, ContextEntry>();
  #truncated = false;
  #loading: Promise<void> | undefined;
  #stale = true;
  #generation = 0;
  /** Paths that came or went since the folder was listed. */
  readonly #changedSince = new Set<string>();
  /** Changed while something was being read: what was read of it may be the old state. */
  readonly #changedMeanwhile = new Set<string>();
  /** Views by Dockerfile; the same one as long as it says the same, so that what follows from it is derived once. */
  readonly #views = new Map<Location, { readonly generation: number; readonly view: ContextView }>();

  constructor(location: Location, host: Host, options: ContextFolderOptions) {
    this.location = location;
    this.#host = host;
    this.#maxEntries = options.maxEntries;
    this.#changed = options.changed;
    this.#findChurn = options.churn;
  }

  /** Goes up with every change of what is known; views of the same generation say the same. */
  get generation(): number {
    return this.#generation;
  }

  /** The folder as seen from a Dockerfile. Ignore files next to the Dockerfile win (dockerui/config.go ReadEntrypoint). */
  viewFor(dockerfile: Location): ContextView {
    const known = this.#views.get(dockerfile);
    if (known?.generation === this.#generation) return known.view;
    const made = this.#makeView(dockerfile);
    // Texts are read through the view as they are now: what follows from the listing stays true when only a text came.
    const view = known && saysTheSame(known.view, made) ? known.view : made;
    this.#views.set(dockerfile, { generation: this.#generation, view });
    return view;
  }

  #makeView(dockerfile: Location): ContextView {
    const ignoreFile = this.#ignoreFile(dockerfile);
    // Without its ignore file a listing would claim that everything is sent.
    const isKnown = ignoreFile !== 'unread';
    return new FolderView(this, {
      entries: isKnown ? this.#entries : undefined, truncated: isKnown && this.#truncated, ignoreFile: isKnown ? ignoreFile : undefined,
      newIgnoreFile: joinLocation(this.location, '.dockerignore'), dockerfilePath: relativeLocation(this.location, dockerfile), churn: this.#churn,
    });
  }

  /** The entry at a path as it was listed. */
  entry(path: string): ContextEntry | undefined {
    return this.#byPath.get(path);
  }

  /** Takes what was found out later. */
  setChurn(churn: Churn): void {
    this.#churn = churn;
    this.#generation++;
    this.#changed();
  }

  /** Whether what is asked for is all there. */
  get isSettled(): boolean {
    return !this.#stale && !this.#loading && this.#wanted.size === 0;
  }

  /** Reads what is missing. Resolves when everything asked for before the call is known. */
  load(): Promise<void> {
    return (this.#loading ??= this.#loadMissing().finally(() => { this.#loading = undefined; }));
  }

  /**
   * Something changed at a location: forgets what may be wrong now and says whether that was anything. A text that nobody
   * asked for concerns nobody, and what happens inside of `.git` or `node_modules` is not listed.
   */
  fileChanged(location: Location, kind: 'changed' | 'created' | 'deleted'): boolean {
    const path = relativeLocation(this.location, location);
    const key = path ?? location;
    // Of a folder that comes or goes nobody may tell its files one by one.
    const gone = [...this.#texts.keys()].filter(known => known === key || (kind !== 'changed' && known.startsWith(`${key}/`)));
    for (const known of gone) this.#texts.delete(known);
    if (this.#loading) this.#changedMeanwhile.add(key);
    const isListed = path !== undefined && path !== '' && kind !== 'changed' && !path.split('/').slice(0, -1).some(name => opaqueFolderNames.has(name));
    if (isListed) {
      this.#stale = true;
      this.#changedSince.add(path);
    }
    if (gone.length > 0 || isListed) this.#generation++;
    return gone.length > 0 || isListed;
  }

  async #loadMissing(): Promise<void> {
    if (this.#stale) {
      this.#stale = false;
      this.#changedSince.clear();
      const [churn, listing] = await Promise.all([this.#churn ?? this.#findChurn?.(), this.#list()]);
      this.#churn = churn;
      this.#entries = listing?.entries;
      this.#truncated = listing?.truncated ?? false;
      this.#byPath = new Map((listing?.entries ?? []).map(entry => [entry.path, entry]));
    }
    const paths = [...this.#wanted];
    // Of some the listing has told meanwhile that they are not there.
    await Promise.all(paths.filter(path => this.read(path).state === 'unread').map(path => this.#readNow(path)));
    for (const path of paths) this.#wanted.delete(path);
    this.#changedMeanwhile.clear();
    this.#generation++;
    this.#changed();
  }

  #list(): Promise<FolderListing | undefined> {
    return this.#host.files.list(this.location, { maxEntries: this.#maxEntries, opaque: (_path, name) => opaqueFolderNames.has(name) });
  }

  async #readNow(path: string): Promise<void> {
    const location = joinLocation(this.location, path);
    const text = await this.#host.files.readText(location, maxTextBytes);
    const known = fileTextOf(text, text === undefined ? await this.#host.files.kind(location) : 'file');
    if (!this.#changedMeanwhile.has(path)) this.#texts.set(path, known);
  }

  /** Where waiting is allowed nothing is analysed twice for want of a text. */
  #askNow(path: string): FileText | undefined {
    const { now } = this.#host.files;
    if (!now) return undefined;
    const location = joinLocation(this.location, path);
    const text = now.readText(location, maxTextBytes);
    const known = fileTextOf(text, text === undefined ? now.kind(location) : 'file');
    this.#texts.set(path, known);
    return known;
  }

  /** The text at a path; one that is not known yet is asked for. */
  read(path: string): FileText {
    const known = this.#texts.get(path);
    if (known) return known;
    if (this.#entries && !this.#truncated && this.#isListed(path) && !this.#byPath.has(path)) return { state: 'absent' };
    const found = this.#askNow(path);
    if (found) return found;
    this.#wanted.add(path);
    return { state: 'unread' };
  }

  /** Whether the listing would hold the path if it existed: not so outside, behind a link, in an opaque folder, or when it came later. */
  #isListed(path: string): boolean {
    if (relativeLocation(this.location, joinLocation(this.location, path)) === undefined || this.#changedSince.has(path)) return false;
    return foldersAbove(path).every(folder => {
      const entry = this.#byPath.get(folder);
      return !this.#changedSince.has(folder) && !(entry && (entry.kind === 'symlink' || isOpaque(entry)));
    });
  }

  #ignoreFile(dockerfile: Location): IgnoreFileText | 'unread' | undefined {
    const beside = ignoreFileBeside(dockerfile);
    // Both are asked for at once, whether or not the second will count.
    const files = [relativeLocation(this.location, beside) ?? beside, '.dockerignore'].map(path => ({ path, file: this.read(path) }));
    const first = files.find(({ file }) => file.state !== 'absent');
    if (first?.file.state === 'text') return { location: joinLocation(this.location, first.path), name: nameOf(first.path), text: first.file.text };
    return first && 'unread';
  }
}

/** A file that is there and can't be read is not absent; it stays unread without being asked for again. */
function fileTextOf(text: string | undefined, kind: EntryKind | undefined): FileText {
  return text !== undefined ? { state: 'text', text } : { state: kind === 'file' ? 'unread' : 'absent' };
}

function saysTheSame(a: ContextView, b: ContextView): boolean {
  return a.entries === b.entries && a.truncated === b.truncated && a.churn === b.churn && a.ignoreFile?.location === b.ignoreFile?.location && a.ignoreFile?.text === b.ignoreFile?.text;
}

/** `<Dockerfile>.dockerignore`, absolute: it may lie outside the context. */
function ignoreFileBeside(dockerfile: Location): string {
  return joinLocation(parentLocation(dockerfile), `${nameOf(dockerfile)}.dockerignore`);
}

function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

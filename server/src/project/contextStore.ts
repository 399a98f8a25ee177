// Build contexts as last seen: a listing and the few texts that rules asked for. Everything is read in the background and
// announced when it is there; nobody ever waits for a file while typing.
import { opaqueFolderNames } from '../core/context/contextFacts.js';
import type { ContextEntry, ContextView, FileText, IgnoreFileText } from '../core/context/contextView.js';
import type { Location } from '../core/plan/plan.js';
import type { Host } from './host.js';
import { joinLocation, nameOf, parentLocation, relativeLocation } from './locations.js';

/** A text bigger than this is no manifest that people write. */
const maxTextBytes = 1_000_000;

/** One context folder, as a Dockerfile in it (or beside it) sees it. */
export class ContextFolder {
  readonly location: Location;
  readonly #host: Host;
  readonly #maxEntries: number;
  readonly #changed: () => void;
  readonly #texts = new Map<string, FileText>();
  readonly #wanted = new Set<string>();
  #entries: readonly ContextEntry[] | undefined;
  #byPath = new Map<string, ContextEntry>();
  #truncated = false;
  #loading: Promise<void> | undefined;
  #stale = true;
  #generation = 0;
  /** Views by Dockerfile; the same one as long as it says the same, so that what follows from it is derived once. */
  readonly #views = new Map<Location, { readonly generation: number; readonly view: ContextView }>();

  constructor(location: Location, host: Host, options: { readonly maxEntries: number; readonly changed: () => void }) {
    this.location = location;
    this.#host = host;
    this.#maxEntries = options.maxEntries;
    this.#changed = options.changed;
  }

  /** Goes up with every change of what is known; views of the same generation say the same. */
  get generation(): number {
    return this.#generation;
  }

  /** The folder as seen from a Dockerfile. Ignore files next to the Dockerfile win (dockerui/config.go ReadEntrypoint). */
  viewFor(dockerfile: Location): ContextView {
    const known = this.#views.get(dockerfile);
    if (known?.generation === this.#generation) return known.view;
    const view = this.#makeView(dockerfile);
    this.#views.set(dockerfile, { generation: this.#generation, view });
    return view;
  }

  #makeView(dockerfile: Location): ContextView {
    const dockerfilePath = relativeLocation(this.location, dockerfile);
    return {
      entries: this.#entries, truncated: this.#truncated, ignoreFile: this.#ignoreFile(dockerfile), newIgnoreFile: joinLocation(this.location, '.dockerignore'), dockerfilePath,
      entry: path => this.#byPath.get(path), read: path => this.#read(path),
    };
  }

  /** Whether what is asked for is all there. */
  get isSettled(): boolean {
    return !this.#stale && this.#wanted.size === 0;
  }

  /** Reads what is missing. Resolves when everything asked for so far is known. */
  async load(dockerfile: Location): Promise<void> {
    if (this.#loading) return this.#loading;
    this.#loading = this.#loadMissing(dockerfile).finally(() => { this.#loading = undefined; });
    return this.#loading;
  }

  /** Something below the folder changed: forget what may be wrong. */
  fileChanged(path: string, kind: 'changed' | 'created' | 'deleted'): void {
    this.#texts.delete(path);
    if (kind !== 'changed' || path.endsWith('.dockerignore')) this.#stale = true;
    this.#generation++;
  }

  async #loadMissing(dockerfile: Location): Promise<void> {
    const ignoreNames = ['.dockerignore', ignoreFileBeside(dockerfile)];
    if (this.#stale) {
      this.#stale = false;
      const listing = await this.#host.files.list(this.location, { maxEntries: this.#maxEntries, opaque: (_path, name) => opaqueFolderNames.has(name) });
      this.#entries = listing?.entries;
      this.#truncated = listing?.truncated ?? false;
      this.#byPath = new Map((listing?.entries ?? []).map(entry => [entry.path, entry]));
      for (const name of ignoreNames) this.#texts.delete(name);
    }
    for (const name of ignoreNames) if (!this.#texts.has(name)) this.#wanted.add(name);
    const paths = [...this.#wanted];
    this.#wanted.clear();
    await Promise.all(paths.map(path => this.#readNow(path)));
    this.#generation++;
    this.#changed();
  }

  async #readNow(path: string): Promise<void> {
    const text = await this.#host.files.readText(joinLocation(this.location, path), maxTextBytes);
    this.#texts.set(path, text === undefined ? { state: 'absent' } : { state: 'text', text });
  }

  #read(path: string): FileText {
    const known = this.#texts.get(path);
    if (known) return known;
    if (this.#entries && !this.#truncated && !path.startsWith('/') && !this.#byPath.has(path)) return { state: 'absent' };
    this.#wanted.add(path);
    return { state: 'unread' };
  }

  #ignoreFile(dockerfile: Location): IgnoreFileText | undefined {
    for (const path of [ignoreFileBeside(dockerfile), '.dockerignore']) {
      const known = this.#texts.get(path);
      if (known?.state === 'text') return { location: joinLocation(this.location, path), name: nameOf(path), text: known.text };
    }
    return undefined;
  }
}

/** `<Dockerfile>.dockerignore`, absolute: it may lie outside the context. */
function ignoreFileBeside(dockerfile: Location): string {
  return joinLocation(parentLocation(dockerfile), `${nameOf(dockerfile)}.dockerignore`);
}

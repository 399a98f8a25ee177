// All Dockerfiles that are open, and what they share. The only owner of state; hears of every change and says which
// Dockerfiles it concerns.
import type { RuleCrash } from '../core/analysis.js';
import type { Location } from '../core/plan/plan.js';
import { ContextFolder } from './contextStore.js';
import { DockerfileProject } from './dockerfileProject.js';
import { Emitter, type Event } from './events.js';
import { Histories } from './histories.js';
import type { Host } from './host.js';
import { nameOf, parentLocation, relativeLocation } from './locations.js';
import { RecordStore } from './recordStore.js';
import type { ProjectServices, ProjectSettings, RememberedChoice } from './services.js';

export const defaultSettings: ProjectSettings = {
  generation: 0, enabled: true, levels: new Map(), otherTools: new Set(), build: { context: '', target: '', args: {}, extraArgs: [] }, builder: undefined, maxFiles: 100_000, ecosystems: [],
};

export class Project {
  readonly host: Host;
  readonly records: RecordStore;
  readonly #histories: Histories;
  readonly #readsHistory: boolean;
  readonly #changed = new Emitter<Location>();
  #dockerfiles: ReadonlyMap<Location, DockerfileProject> = new Map();
  #contexts: ReadonlyMap<Location, ContextFolder> = new Map();
  readonly #crashes = new Set<string>();
  #settings = defaultSettings;
  #sharedServices: ProjectServices | undefined;
  #folders: readonly Location[] = [];

  /** `readsHistory`: a person waits for this project's answers, so the history of a repository may be read for them. */
  constructor(host: Host, options: { readonly readsHistory?: boolean } = {}) {
    this.host = host;
    this.records = new RecordStore(host);
    this.#histories = new Histories(host);
    this.#readsHistory = options.readsHistory ?? false;
  }

  /** Fires when something shown for a Dockerfile may be different, other than by its own text. */
  get changed(): Event<Location> {
    return this.#changed;
  }

  get settings(): ProjectSettings {
    return this.#settings;
  }

  get dockerfiles(): Iterable<DockerfileProject> {
    return this.#dockerfiles.values();
  }

  get(location: Location): DockerfileProject | undefined {
    return this.#dockerfiles.get(location);
  }

  /** Opens a Dockerfile; what must be read is read in the background. */
  open(location: Location, text: string, version: number): DockerfileProject {
    this.close(location);
    const opened = new DockerfileProject(location, text, version, this.#services());
    this.#dockerfiles = new Map(this.#dockerfiles).set(location, opened);
    return opened;
  }

  close(location: Location): void {
    this.#dockerfiles.get(location)?.close();
    // New maps each time: of one in which things come and go V8 makes another now and then, and the old one leads to it. Over a run of
    // thousands of files that chain kept every one of them until the next full collection.
    this.#dockerfiles = new Map([...this.#dockerfiles].filter(([known]) => known !== location));
    const used = new Set([...this.#dockerfiles.values()].map(dockerfile => dockerfile.contextLocation));
    this.#contexts = new Map([...this.#contexts].filter(([context]) => used.has(context)));
  }

  setFolders(folders: readonly Location[]): void {
    this.#folders = folders;
    for (const dockerfile of this.#dockerfiles.values()) void dockerfile.refreshSetup();
  }

  setSettings(settings: Omit<ProjectSettings, 'generation'>): void {
    const buildChanged = JSON.stringify(settings.build) !== JSON.stringify(this.#settings.build);
    this.#settings = { ...settings, generation: this.#settings.generation + 1 };
    for (const dockerfile of this.#dockerfiles.values()) {
      if (buildChanged) void dockerfile.refreshSetup();
      this.#changed.emit(dockerfile.location);
    }
  }

  /** A file outside the editor changed. Only the Dockerfiles that can see it are told. */
  fileChanged(location: Location, kind: 'changed' | 'created' | 'deleted'): void {
    const concerned = new Set([...this.#contexts.values()].filter(context => context.fileChanged(location, kind)).map(context => context.location));
    const isCompose = /compose[\w.-]*\.ya?ml$/.test(nameOf(location));
    for (const dockerfile of this.#dockerfiles.values()) {
      // A Dockerfile that was saved may copy from another folder now.
      if (isCompose || location === dockerfile.location) void dockerfile.refreshSetup();
      if (dockerfile.contextLocation !== undefined && concerned.has(dockerfile.contextLocation)) this.#changed.emit(dockerfile.location);
    }
  }

  /** Reads how often the files of a context change: after a build, which is when a person wants to know. */
  async refreshHistory(context: Location): Promise<void> {
    const churn = await this.#histories.read(context, { again: true });
    if (churn) this.#contexts.get(context)?.setChurn(churn);
  }

  /** Remembers how the user builds a Dockerfile. */
  async remember(dockerfile: Location, choice: RememberedChoice): Promise<void> {
    try {
      await this.host.storage.write(['choices', dockerfile], JSON.stringify({ version: 1, ...choice }));
    } catch (error) {
      this.host.log.error(`The choice of build could not be remembered: ${String(error)}`);
    }
  }

  #services(): ProjectServices {
    const project = this;
    return this.#sharedServices ??= {
      host: this.host, records: this.records,
      get settings() { return project.#settings; },
      contextFolder: location => this.#contextFolder(location),
      rememberedChoice: dockerfile => this.#rememberedChoice(dockerfile),
      topOf: dockerfile => this.#topOf(dockerfile),
      changed: dockerfile => { this.#changed.emit(dockerfile); },
      reportCrash: (crash, dockerfile) => { this.#reportCrash(crash, dockerfile); },
    };
  }

  #contextFolder(location: Location): ContextFolder {
    const known = this.#contexts.get(location);
    if (known) return known;
    const context = new ContextFolder(location, this.host, {
      maxEntries: this.#settings.maxFiles, changed: () => { this.#contextChanged(location); },
      churn: () => (this.#readsHistory ? this.#histories.read(location) : this.#histories.stored(location)),
    });
    this.#contexts = new Map(this.#contexts).set(location, context);
    return context;
  }

  #contextChanged(context: Location): void {
    for (const dockerfile of this.#dockerfiles.values()) if (dockerfile.contextLocation === context) this.#changed.emit(dockerfile.location);
  }

  async #rememberedChoice(dockerfile: Location): Promise<RememberedChoice | undefined> {
    const text = await this.host.storage.read(['choices', dockerfile]);
    if (text === undefined) return undefined;
    try {
      const value = JSON.parse(text) as Partial<RememberedChoice>;
      if (typeof value.context !== 'string') return undefined;
      const args = Object.entries(value.args ?? {}).filter(([, argument]) => typeof argument === 'string');
      return { context: value.context, target: typeof value.target === 'string' ? value.target : undefined, args: Object.fromEntries(args) };
    } catch {
      return undefined;
    }
  }

  #topOf(dockerfile: Location): Location {
    const holding = this.#folders.filter(folder => relativeLocation(folder, dockerfile) !== undefined);
    return holding.sort((a, b) => b.length - a.length)[0] ?? parentLocation(dockerfile);
  }

  /** Once per rule and session: a rule that crashes on every key press must not fill the log. */
  #reportCrash(crash: RuleCrash, dockerfile: Location): void {
    if (this.#crashes.has(crash.rule.id)) return;
    this.#crashes.add(crash.rule.id);
    const stack = crash.error instanceof Error ? crash.error.stack : String(crash.error);
    this.host.log.error(`Rule ${crash.rule.id} failed on ${nameOf(dockerfile)} and is silent there: ${stack ?? ''}`);
  }
}

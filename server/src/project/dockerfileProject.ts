// Everything known of one Dockerfile. Each fact is derived from text, setup, context and records, and derived again when
// one of them changed; nothing is patched by hand. Asking never waits: what is not there yet is announced when it comes.
import { analyse, deriveFacts } from '../core/analysis.js';
import type { ContextView } from '../core/context/contextView.js';
import type { Ecosystem } from '../core/ecosystems/ecosystem.js';
import { derivePlan } from '../core/plan/derivePlan.js';
import type { BuildPlan, BuildSetup, Location } from '../core/plan/plan.js';
import type { BuildRecord } from '../core/progress/record.js';
import { curesOf, type Facts, type Finding, type Fix } from '../core/rules/rule.js';
import { rules } from '../core/rules/index.js';
import type { DockerfileSyntax } from '../core/syntax/instruction.js';
import { parseDockerfile } from '../core/syntax/parser.js';
import { findBuildChoices, type Choice, type Choices } from './buildChoices.js';
import type { ContextFolder } from './contextStore.js';
import { Costs } from './costs.js';
import { parentLocation } from './locations.js';
import type { ProjectServices } from './services.js';

/** One version of the text and all that was derived from it so far. */
interface Version {
  readonly version: number;
  readonly syntax: DockerfileSyntax;
  plan?: BuildPlan;
  findings?: { readonly key: string; readonly value: readonly Finding[]; readonly facts: Facts };
}

/** Which cures of a finding somebody will ask for. */
type CuresOf = (finding: Finding) => readonly (() => Fix | undefined)[];

/** Each round of reading may lead to further files: a requirements file to those it includes. */
export const mostRounds = 20;

export class DockerfileProject {
  readonly location: Location;
  readonly #services: ProjectServices;
  readonly #stopWatching: () => void;
  #current: Version;
  #choice: Choice | undefined;
  #context: ContextFolder | undefined;
  #records: readonly BuildRecord[] = [];
  #costs = new Costs([]);
  #recordGeneration = 0;
  #opening: Promise<void> | undefined;
  #closed = false;
  #resolution = 0;
  #reload = 0;

  constructor(location: Location, text: string, version: number, services: ProjectServices) {
    this.location = location;
    this.#services = services;
    this.#current = { version, syntax: parseDockerfile(text) };
    this.#stopWatching = services.records.watch(location, () => { void this.reloadRecords(); });
  }

  get version(): number {
    return this.#current.version;
  }

  get syntax(): DockerfileSyntax {
    return this.#current.syntax;
  }

  get plan(): BuildPlan {
    return (this.#current.plan ??= derivePlan(this.#current.syntax, this.setup));
  }

  get setup(): BuildSetup {
    const choice = this.#choice;
    return { dockerfile: this.location, context: choice?.context, target: choice?.target, args: choice?.args ?? new Map(), platform: undefined, namedContexts: new Map() };
  }

  /** Newest first. */
  get records(): readonly BuildRecord[] {
    return this.#records;
  }

  get costs(): Costs {
    return this.#costs;
  }

  get contextView(): ContextView | undefined {
    return this.#context?.viewFor(this.location);
  }

  get contextLocation(): Location | undefined {
    return this.#context?.location;
  }

  /** A new text; older work is dropped. */
  update(text: string, version: number): void {
    if (text === this.#current.syntax.text) {
      this.#current = { ...this.#current, version };
      return;
    }
    this.#current = { version, syntax: parseDockerfile(text, this.#current.syntax) };
  }

  /** The findings for the current text and all that is known right now. */
  get findings(): readonly Finding[] {
    return this.#analysed().value;
  }

  get facts(): Facts {
    return this.#analysed().facts;
  }

  /** Package managers that the person defined. */
  get ecosystems(): readonly Ecosystem[] {
    return this.#services.settings.ecosystems;
  }

  #analysed(): { readonly value: readonly Finding[]; readonly facts: Facts } {
    const key = `${this.#context?.location ?? ''}:${this.#context?.generation ?? 0}:${this.#services.settings.generation}:${this.#recordGeneration}`;
    const known = this.#current.findings;
    if (known?.key === key) return known;
    const input = { syntax: this.syntax, plan: this.plan, context: this.contextView, cost: this.#costs, ecosystems: this.ecosystems };
    const facts = deriveFacts(input);
    const settings = this.#services.settings;
    const value = settings.enabled ? analyse({ ...input, facts, settings }, rules, crash => { this.#services.reportCrash(crash, this.location); }) : [];
    const analysed = { key, value, facts };
    this.#current.findings = analysed;
    if (this.#context && !this.#context.isSettled) void this.#context.load();
    return analysed;
  }

  /** Finds setup, context and records. Announced through the services' `changed`. */
  open(): Promise<void> {
    return (this.#opening ??= Promise.all([this.#resolveSetup(), this.reloadRecords()]).then(() => undefined));
  }

  close(): void {
    this.#closed = true;
    this.#stopWatching();
  }

  /** Looks again for how this file is built; one that was never opened from a place on disk is not looked for. */
  async refreshSetup(): Promise<void> {
    if (this.#opening) await this.#resolveSetup();
  }

  /** Finds how this file is built and takes the best guess. */
  async #resolveSetup(): Promise<void> {
    const round = ++this.#resolution;
    const { choices } = await this.findChoices();
    const first = choices[0];
    // What was asked later knows more.
    if (first && !this.#closed && round === this.#resolution) this.choose(first);
  }

  async findChoices(): Promise<Choices> {
    const { settings, host } = this.#services;
    return findBuildChoices(host, { dockerfile: this.location, plan: this.plan, top: this.#services.topOf(this.location), setting: settings.build, remembered: await this.#services.rememberedChoice(this.location) });
  }

  choose(choice: Choice): void {
    const known = this.#choice;
    this.#choice = choice;
    if (known && known.context === choice.context && known.target === choice.target && sameArguments(known.args, choice.args)) return;
    this.#context = this.#services.contextFolder(choice.context);
    // The plan depends on target and arguments; of the context it only knows the place. The text depends on neither.
    const { version, syntax, plan } = this.#current;
    const isSamePlan = plan && plan.setup.target === choice.target && sameArguments(plan.setup.args, choice.args);
    this.#current = { version, syntax, ...(isSamePlan ? { plan: { ...plan, setup: this.setup } } : {}) };
    this.#services.changed(this.location);
  }

  async reloadRecords(): Promise<void> {
    const round = ++this.#reload;
    const records = await this.#services.records.newest(this.location);
    if (!this.#closed && round === this.#reload) this.#setRecords(records);
  }

  /** Takes a record that was just stored, ahead of what watching the storage will tell. */
  addRecord(record: BuildRecord): void {
    // What is being read now may have been listed before this record was there.
    this.#reload++;
    this.#setRecords([record, ...this.#records.filter(({ id }) => id !== record.id)]);
  }

  #setRecords(records: readonly BuildRecord[]): void {
    this.#records = records;
    this.#costs = new Costs(records);
    this.#recordGeneration++;
    this.#services.changed(this.location);
  }

  /** Resolves when nothing is missing any more that rules and the wanted cures asked for: for callers that want the final answer. */
  async settle(cures: CuresOf = curesOf): Promise<readonly Finding[]> {
    await this.open();
    // Every analysis asks for the listing and the ignore file; without them the first one would be for nothing.
    if (this.contextView) await this.loadMissing();
    await this.settleCures(() => true, cures);
    return this.findings;
  }

  /** The wanted findings once everything that their cures ask for has been read. */
  async settleCures(isWanted: (finding: Finding) => boolean, cures: CuresOf = curesOf): Promise<readonly Finding[]> {
    for (let round = 0; round < mostRounds; round++) {
      // Fixes may ask for files that the rule itself did not need.
      for (const finding of this.findings.filter(isWanted)) for (const cure of cures(finding)) cure();
      if (!(await this.loadMissing())) break;
    }
    return this.findings.filter(isWanted);
  }

  /** Reads what was asked of the context and is not there yet; says whether there was anything. */
  async loadMissing(): Promise<boolean> {
    const context = this.#context;
    if (!context || context.isSettled) return false;
    await context.load();
    return true;
  }

  /** Where a Dockerfile without a context would be built. */
  get folder(): Location {
    return parentLocation(this.location);
  }
}

function sameArguments(a: Choice['args'], b: Choice['args']): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

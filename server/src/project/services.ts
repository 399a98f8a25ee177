// What one Dockerfile's project shares with the others: settings, contexts, records and the way to say that something
// changed.
import type { RuleCrash, RuleLevel, RuleSettings } from '../core/analysis.js';
import type { Ecosystem } from '../core/ecosystems/ecosystem.js';
import type { Location } from '../core/plan/plan.js';
import type { ContextFolder } from './contextStore.js';
import type { Host } from './host.js';
import type { RecordStore } from './recordStore.js';

export interface ProjectSettings {
  /** Goes up with every change. */
  readonly generation: number;
  readonly enabled: boolean;
  readonly levels: ReadonlyMap<string, RuleLevel>;
  /** Tools that run beside this one. */
  readonly otherTools: NonNullable<RuleSettings['otherTools']>;
  readonly build: { readonly context: string; readonly target: string; readonly args: Readonly<Record<string, string>>; readonly extraArgs: readonly string[] };
  readonly builder: string | undefined;
  readonly maxFiles: number;
  /** Package managers that the person defined. */
  readonly ecosystems: readonly Ecosystem[];
}

export interface RememberedChoice {
  readonly context: string;
  readonly target: string | undefined;
  readonly args: Readonly<Record<string, string>>;
}

export interface ProjectServices {
  readonly host: Host;
  readonly records: RecordStore;
  readonly settings: ProjectSettings;
  contextFolder(location: Location): ContextFolder;
  rememberedChoice(dockerfile: Location): Promise<RememberedChoice | undefined>;
  /** The workspace folder that holds the file, or the file's own folder. */
  topOf(dockerfile: Location): Location;
  /** Something that is shown for this Dockerfile may be different now. */
  changed(dockerfile: Location): void;
  reportCrash(crash: RuleCrash, dockerfile: Location): void;
}

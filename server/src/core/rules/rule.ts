// What a rule is, what it is given and what it reports. A rule is a plain function over facts; it never touches files,
// clocks or the editor.
import type { Message } from '../../messages/index.js';
import type { ContextView } from '../context/contextView.js';
import type { BuildPlan, Location, Step } from '../plan/plan.js';
import type { InstallCommand } from '../ecosystems/ecosystem.js';
import type { ShellScript } from '../shell/script.js';
import type { StepEffects } from '../effects/effects.js';
import type { DockerfileSyntax } from '../syntax/instruction.js';
import type { OffsetRange } from '../text/offsets.js';
import type { TextEdit } from '../text/edits.js';

export type Severity = 'warning' | 'information' | 'hint';
export type RuleCategory = 'order' | 'installs' | 'stability' | 'context' | 'layers';

/** Edits of one file. `text` is what the offsets belong to; a file that does not exist yet has the text `''`. */
export interface FileEdits {
  readonly location: Location;
  readonly text: string;
  readonly creates: boolean;
  readonly edits: readonly TextEdit[];
}

/** A proven change, of the Dockerfile and where needed of the ignore file. */
export interface Fix {
  readonly title: Message;
  readonly files: readonly FileEdits[];
  /** What else becomes different in the image, in one sentence. `undefined`: nothing. Fix-all leaves such a fix alone. */
  readonly changes?: Message;
  /** Files and folders of the image that may differ after it, with all that is in them; a proof leaves them aside. */
  readonly expectedDifferences?: readonly string[];
}

/** What a rule hands in. */
export interface Report {
  readonly range: OffsetRange;
  readonly message: Message;
  /** A further sentence behind the message, such as how often it happens. */
  readonly detail?: Message | undefined;
  /** Default: the rule's own. */
  readonly severity?: Severity;
  /** The victim, with a sentence of its own. */
  readonly related?: readonly { readonly range: OffsetRange; readonly message: Message }[];
  /** Makes the fix; called only when somebody asks, must return the same each time. `undefined`: none is possible. */
  readonly fix?: () => Fix | undefined;
  /** Other cures of the same problem, each on its own, best first; offered one by one, never by fix-all. Called like `fix`. */
  readonly alternatives?: readonly (() => Fix | undefined)[];
  /** Why no fix is offered, in one sentence. */
  readonly blocked?: Message;
  /** Instead of these three, where it takes long to find them out: called when somebody asks, not on every key press. */
  readonly cure?: () => Cure;
  /** Milliseconds that following the advice saves on the next build, where a record tells. */
  readonly savesMilliseconds?: number;
}

/** What can be done about it. Nothing at all while something is still being read. */
export interface Cure {
  readonly fix?: Fix;
  readonly alternatives?: readonly Fix[];
  readonly blocked?: Message;
}

/** One diagnostic of one rule on one range. */
export interface Finding extends Pick<Report, 'range' | 'message'>, FoundLater<Omit<Report, 'range' | 'message' | 'severity' | 'cure'>> {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** What may turn out to be missing only when it is asked for. */
type FoundLater<T> = { readonly [Key in keyof T]: T[Key] | undefined };

/** All that may cure a finding, the preferred fix first; each is called like `fix`. */
export function curesOf({ fix, alternatives = [] }: Pick<Finding, 'fix' | 'alternatives'>): readonly (() => Fix | undefined)[] {
  return fix ? [fix, ...alternatives] : alternatives;
}

/** What real builds of this file have told. */
export interface CostView {
  /** Milliseconds that the step took when it last ran (not cached); `undefined`: no build has told. */
  lastRun(step: Step): number | undefined;
  /** The digest (`sha256:...`) of the base that a FROM had in the last build; `undefined`: no build has told. */
  baseDigest?(step: Step): string | undefined;
  /** The digest (`sha256:...`) of the file that an ADD fetched from the address in the last build; `undefined`: no build has told. */
  fetchedDigest?(address: string): string | undefined;
  /** The last lines that the step printed when it last ran; `undefined`: no build has told. */
  logTail?(step: Step): readonly string[] | undefined;
}

/** Facts that every rule shares; each is computed once per version and on demand. */
export interface Facts {
  readonly syntax: DockerfileSyntax;
  readonly plan: BuildPlan;
  /** `undefined`: no context is known, or it can't be seen. */
  readonly context: ContextView | undefined;
  readonly cost: CostView;
  /** The commands of a RUN step. */
  script(step: Step): ShellScript;
  /** The package manager commands of a RUN step, in order. */
  installs(step: Step): readonly InstallCommand[];
  effects(step: Step): StepEffects;
}

export interface RuleContext extends Facts {
  report(report: Report): void;
}

/** Checks of other tools, by tool. */
export interface SameAs {
  /** Numbers such as `DL3009`. */
  readonly hadolint?: readonly string[];
  /** Names of build checks such as `SecretsUsedInArgOrEnv`. */
  readonly buildkit?: readonly string[];
}

export interface Rule {
  /** Kebab case, names the problem; the diagnostic's code. Never changes meaning. */
  readonly id: string;
  readonly since: string;
  readonly category: RuleCategory;
  readonly severity: Severity;
  readonly fix: 'none' | 'safe' | 'unsafe';
  /** Whether it is silent until a person sets its level. */
  readonly offByDefault?: true;
  /** Checks of other tools that say the same of the same lines, by their numbers or names. */
  readonly sameAs?: SameAs;
  check(context: RuleContext): void;
}

/** Declares a rule; the function exists so that a rule file is checked where it is written. */
export function defineRule(rule: Rule): Rule {
  return rule;
}

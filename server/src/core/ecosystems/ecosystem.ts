// A package manager as data: which commands install, what they read, where they keep their cache. One file each beside
// this one; adding a package manager touches its file, and `npm run generate` puts it in the list.
import type { ContextView } from '../context/contextView.js';
import type { ShellCommand, ShellWord } from '../shell/script.js';

/** What one command does with packages. */
export interface InstallCommand {
  readonly ecosystem: Ecosystem;
  readonly command: ShellCommand;
  readonly kind:
    /** Installs what manifests name (`npm ci`, `pip install -r requirements.txt`). */
    | 'manifest'
    /** Installs packages named in the command (`apt-get install git`, `pip install torch`). */
    | 'packages'
    /** Refreshes a package index (`apt-get update`). */
    | 'refresh'
    /** Builds and downloads dependencies in one (`cargo build`): no separate dependency step. */
    | 'build'
    /** Installs the project itself (`pip install -e .`): needs its sources. */
    | 'project';
  /** For people: `pip install`, `npm ci`. */
  readonly label: string;
  /** The directory in which it works: absolute, or relative to the step's working directory; `undefined`: unknown. */
  readonly directory: string | undefined;
  /** Manifests named in the command (`-r requirements/dev.txt`), relative to `directory`; `undefined` inside: not static. */
  readonly namedManifests: readonly (string | undefined)[];
  /** Words it was given that are files or folders of the project (`.`, `./lib`, `*.whl`). */
  readonly localPaths: readonly string[];
}

/** What a manifest-driven install reads, or why that can't be told. */
export type ManifestSet =
  | { readonly state: 'known'; /** Relative to the project folder given; first the one to name to people. */ readonly files: readonly string[]; /** Patterns that may match nothing today but would be read if there (lock files). */ readonly optional: readonly string[] }
  | { readonly state: 'unread' }
  | { readonly state: 'blocked'; readonly why: Blocker };

/** Why an install can't be separated from the sources. Each kind has one sentence in the catalogue. */
export interface Blocker {
  readonly kind:
    | 'missing-manifest' | 'missing-lock' | 'ignored-manifest' | 'local-path' | 'autoload' | 'editable' | 'workspace' | 'lifecycle-script'
    | 'outside-include' | 'patch-files' | 'dynamic-arguments' | 'unreadable-manifest' | 'linked-manifest' | 'project-install' | 'rewrites-manifest';
  /** The file or script it is about. */
  readonly subject: string;
  /** The file that says so. */
  readonly file: string | undefined;
  /** For people: the command that does it, or that can do it later. */
  readonly command?: string;
}

/** A package manager's cache folder, for `--mount=type=cache`. */
export interface CacheFolder {
  /** Absolute path for the given user's home and environment; `undefined` when that is not known. */
  readonly target: string | undefined;
  readonly sharing: 'shared' | 'locked' | undefined;
}

/** A command that fetches what a build needs, in a step of its own before the sources are there. */
export interface FetchStep {
  /** To be run in the build's directory: `go mod download`. The build's own options that decide what is fetched are in it. */
  readonly command: string;
  /** Whether it leaves nothing in the image but in the cache folders. */
  readonly onlyCache: boolean;
  /** Whether it may fetch what the build alone would not (what only tests need): then a cache folder of the image may hold more. */
  readonly fetchesMore: boolean;
}

/**
 * How an install is made to follow its lock file to the letter: the same packages where the lock is in step with the
 * manifest, a failure where it is not. One of verb, option and assignment is there.
 */
export interface Frozen {
  /** Lock files that it would follow, one of which must be there; relative to the install's directory. */
  readonly locks: readonly string[];
  /** The verb to write instead (`ci` for `install`). */
  readonly verb?: string;
  /** The option to add (`--frozen-lockfile`). */
  readonly option?: string;
  /** The assignment to put before the command (`BUNDLE_FROZEN=true`), where the option would be remembered in a file. */
  readonly assignment?: string;
}

export interface Ecosystem {
  /** `pip`, `npm`, `apt`. */
  readonly id: string;
  /** For people: `pip`, `npm`, `apt`. */
  readonly name: string;
  readonly family: 'os' | 'python' | 'javascript' | 'other';
  /** The programs of which a command may be one of its; a version at the end of the name (`pip3.12`) does not count. */
  readonly programs: readonly string[];
  /** Recognises a command of this package manager; `undefined` for any other. */
  recognise(command: ShellCommand): InstallCommand | undefined;
  /** The words of such a command that are no options and no verb: names of packages, where it takes names. */
  packageWords?(command: ShellCommand): readonly ShellWord[];
  /** Names (or globs) of the manifests and lock files that tell that a folder is a project of this kind. */
  readonly manifestNames: readonly string[];
  /**
   * What the install reads of the project in `folder` (relative to the context, `''` for its root). Follows includes;
   * asks `context.read` for what it needs.
   */
  manifests?(install: InstallCommand, folder: string, context: ContextView): ManifestSet;
  /** The cache folders of an install, given the home folder and the variables in scope. */
  cacheFolders?(home: string | undefined, variable: (name: string) => string | undefined): readonly CacheFolder[];
  /**
   * What the cache folders hold: `downloads` are never looked at again once the install is done; `packages` are worked out of
   * by later steps and programs, so a mount would take them from the image. Default: `packages`.
   */
  readonly cacheHolds?: 'downloads' | 'packages';
  /** For a build that downloads and compiles in one (`kind: 'build'`); its `manifests` are what this step reads. */
  fetchStep?(install: InstallCommand): FetchStep | undefined;
  /** `undefined`: the command is as exact as it gets, or can't be made so. */
  frozen?(install: InstallCommand): Frozen | undefined;
  /** Flags that switch the cache off or empty it, which a cache mount would be fought by. */
  readonly cacheDefeatingFlags?: readonly string[];
  /** Options by which the command line names another cache folder; one that ends in `=` or `:` is written in one word with it. */
  readonly cacheOptions?: readonly string[];
  /** Folders that an install writes next to its manifests (`node_modules`): a host's copy must not overwrite them. */
  readonly installedFolders?: readonly string[];
  /** Whether nobody knows which folders it fills, so that nothing can be proven of it. */
  readonly writesAnywhere?: boolean;
  /** Options by which packages go to a folder of the caller's choice (`--target`). */
  readonly targetOptions?: readonly string[];
  /** Whether packages named in the command are added to the project's manifest, and what that says is installed with them. */
  addsToManifest?(install: InstallCommand): boolean;
  /** Whether packages named in the command go to the system, whatever project the directory holds. Not asked for `-g`. */
  namedIgnoreProject?(install: InstallCommand): boolean;
  /** Whether what it fetches lands in its directory unless an option names another folder. */
  fillsDirectory?(install: InstallCommand): boolean;
  /** Settings that it looks for in its directory and all above even when it installs to the system. */
  readonly settingsFiles?: readonly string[];
  /** What it keeps in a home folder. */
  readonly homeEntries?: readonly string[];
  /** Folders of the system that it keeps packages in, beside the usual ones. */
  readonly systemFolders?: readonly string[];
}

// The types of server.mjs for TypeScript callers.
import type { Browser, BrowserContext } from 'playwright-core';

/** Which VS Code: the newest pinned one, or the oldest that the extension supports. */
export type Edition = 'newest' | 'oldest';

export interface ServerOptions {
  readonly edition?: Edition;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Replaces the quiet settings. */
  readonly baseSettings?: Readonly<Record<string, unknown>>;
  /** Environment of the server, and so of the extension host, language server and terminals. `undefined` takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Packaged extensions to install. */
  readonly vsix?: string | readonly string[];
  /** Lets the page's payload name an extension under development and its tests. Hides notifications, so it is off for UI tests. */
  readonly driver?: boolean;
  /** Asks for a secret in the address, for servers that outlive a test. */
  readonly token?: boolean;
  /** Leaves it to the settings whether a folder has to be trusted first; without it every folder is. */
  readonly workspaceTrust?: boolean;
  readonly args?: readonly string[];
  readonly log?: (text: string) => void;
}

export interface Server {
  readonly port: number;
  readonly authority: string;
  readonly url: string;
  readonly token: string | undefined;
  /** The private folder with settings, extensions and logs. */
  readonly data: string;
  readonly logFile: string;
  /** Resolves when the server process has ended. */
  readonly closed: Promise<void>;
  /** Ends every process of the server and deletes its folder. */
  stop(): Promise<void>;
}

export interface WorkbenchTarget {
  readonly folder: string;
  /** A file to open. */
  readonly file?: string;
  /** An extension under development; needs `driver`. */
  readonly extensionPath?: string;
  /** Its test module with a function `run()`; needs `driver`. */
  readonly testsPath?: string;
  readonly payload?: readonly (readonly [string, string])[];
}

export function startServer(options?: ServerOptions): Promise<Server>;
export function workbenchUrl(server: Server, target: WorkbenchTarget): string;
export function launchBrowser(): Promise<Browser>;
export function fence(context: BrowserContext): Promise<string[]>;

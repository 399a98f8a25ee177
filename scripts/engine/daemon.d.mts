import type { EngineVersion, InstalledEngine } from './install.mjs';

/** Environment variables that lead a client to an engine. */
export type ClientEnv = Readonly<Record<string, string>>;

export interface PrivateEngine {
  readonly kind: 'private';
  readonly name: string;
  readonly dir: string;
  readonly engine: InstalledEngine;
  readonly env: ClientEnv;
  readonly socket: string;
  readonly pid: number;
  readonly version: string;
  stop(): Promise<void>;
}

export interface OwnEngine {
  readonly kind: 'own';
  readonly env: ClientEnv;
  readonly version: string;
  stop(): Promise<void>;
}

interface StartOptions {
  readonly engine: InstalledEngine;
  readonly name?: string;
  readonly dir?: string;
  readonly containerdSnapshotter?: boolean;
  readonly network?: number;
  readonly keep?: boolean;
}

type Log = (text: string) => void;

export declare function startEngine(options: StartOptions): Promise<PrivateEngine>;
export declare function attachEngine(dir: string): PrivateEngine | undefined;
export declare function sessionEngine(options?: { readonly log?: Log; readonly version?: EngineVersion; readonly dir?: string }): Promise<PrivateEngine>;
export declare function sessionDir(): string;
export declare function ownEngine(): Promise<OwnEngine | undefined>;
export declare function engineFor(options?: { readonly log?: Log; readonly refuse?: 'own' | 'private' }): Promise<PrivateEngine | OwnEngine>;
export declare function engineEnv(env: ClientEnv, base?: NodeJS.ProcessEnv): Record<string, string | undefined>;

import type { ClientEnv } from './daemon.mjs';

export type DebianKind = 'debian' | 'python' | 'node';
type Log = (text: string) => void;

interface DebianOptions {
  readonly kind?: DebianKind;
  readonly packages?: readonly string[];
  readonly withCa?: boolean;
  readonly unique?: boolean;
  readonly log?: Log;
}

export declare function makeBusybox(env: ClientEnv, tag: string, options?: { readonly log?: Log }): Promise<void>;
export declare function makeDebian(env: ClientEnv, tag: string, options?: DebianOptions): Promise<void>;
export declare function uniqueLayer(env: ClientEnv, base: string, tag: string): Promise<void>;

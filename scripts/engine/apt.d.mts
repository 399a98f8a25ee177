export interface AptSource {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  readonly signedBy: string | undefined;
}

export interface Distribution {
  readonly id: 'debian' | 'ubuntu';
  readonly codename: string;
}

export declare function aptSources(folder?: string): readonly AptSource[];
export declare function ownMirror(machine: Distribution, sources?: readonly AptSource[]): AptSource;
export declare function distribution(file?: string): Distribution;

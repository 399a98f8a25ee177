export type EngineVersion = 'modern' | 'stable' | '20.10';

export interface InstalledEngine {
  readonly version: EngineVersion;
  readonly suite: string;
  readonly serverVersion: string;
  readonly buildxVersion?: string;
  readonly root: string;
  readonly binDir: string;
  readonly pluginDir?: string;
  readonly docker: string;
  readonly dockerd: string;
  readonly containerd: string;
}

export declare function installEngine(options?: { readonly version?: EngineVersion; readonly log?: (text: string) => void }): Promise<InstalledEngine>;

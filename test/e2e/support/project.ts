// Opens a workbench on one of the small projects beside this folder, apart from every record and engine of this machine
// unless a test hands one over. Knows nothing of what is tested.
import { mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../../scripts/vscode/paths.mjs';
import { Workbench, type WorkbenchOptions } from '../../harness/vscode/workbench.js';
import { freshBase, useEngine } from '../../harness/engine/engine.js';

export interface Project {
  readonly workbench: Workbench;
  /** Where Layerwise keeps its records in this workbench. */
  readonly state: string;
  close(): Promise<void>;
}

export type ProjectOptions = Omit<WorkbenchOptions, 'fixture'>;

/** Opens a copy of a project, such as `churn-model`. */
export async function openProject(name: string, options: ProjectOptions = {}): Promise<Project> {
  const state = mkdtempSync(path.join(os.tmpdir(), 'layerwise-state-'));
  const removeState = () => { rmSync(state, { recursive: true, force: true, maxRetries: 5 }); };
  try {
    const fixture = path.join(root, 'test/e2e/projects', name);
    const workbench = await Workbench.open({ viewport: { width: 1200, height: 750 }, ...options, fixture, env: { LAYERWISE_STATE: state, ...options.env } });
    return { workbench, state, close: () => workbench.close().finally(removeState) };
  } catch (error: unknown) {
    removeState();
    throw error;
  }
}

/** Environment and settings with which builds in a workbench use the real engine. */
export interface BuildPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * The real engine, where `image` stands for a base image that was made on the spot and that no other build has seen. It
 * gets the name for these builds only, so a real image of that name is never touched.
 */
export async function placeToBuild(image: string, kind: 'busybox' | 'python'): Promise<BuildPlace> {
  const engine = await useEngine();
  const base = await freshBase(engine, kind);
  const foreign = Object.keys(process.env).filter(name => !(name in engine.env)).map(name => [name, undefined] as const);
  return {
    env: { ...Object.fromEntries(foreign), ...engine.client },
    // The bridge of a private engine leads nowhere, and pip wants a registry.
    settings: { 'layerwise.build.extraArgs': ['--network=host', '--build-context', `${image}=docker-image://${base}`] },
  };
}

/** Takes the README's picture of that name; it replaces the one in docs/images when `UPDATE` is set. */
export async function readmePicture(workbench: Workbench, name: string): Promise<void> {
  const taken = await workbench.shot(name);
  if (process.env['UPDATE']) await cp(taken, path.join(root, 'docs/images', path.basename(taken)));
}


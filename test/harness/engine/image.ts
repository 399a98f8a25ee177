// What an image of the test engine holds, read by the very code that proves fixes.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareImages as compare, describeDifference } from '../../../server/src/core/image/compareImages.js';
import type { ImageFile } from '../../../server/src/core/image/image.js';
import { readImages } from '../../../server/src/engines/dockerImages.js';
import { docker, type TestEngine } from './engine.js';

interface ShownDifference {
  readonly path: string;
  readonly what: string;
}

/** All files of the image, sorted by path. Times are left out: they differ between any two builds. */
export async function imageContents(engine: TestEngine, tag: string): Promise<readonly ImageFile[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-image-'));
  try {
    const [image] = await readImages({ docker: 'docker', env: engine.env }, [tag], { folder, cancellation: undefined });
    return image?.files ?? [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The image's configuration as the engine shows it: Env, Cmd, Entrypoint, WorkingDir, User, Labels and so on. */
export async function imageConfig(engine: TestEngine, tag: string): Promise<Readonly<Record<string, unknown>>> {
  const asked = await docker(engine, 'image', 'inspect', '--format', '{{json .Config}}', tag);
  if (asked.code !== 0) throw new Error(`'${tag}' could not be inspected: ${asked.stderr}`);
  return JSON.parse(asked.stdout) as Record<string, unknown>;
}

/** What differs between two images' files, but for paths that match one of `ignore`. Empty when they are the same. */
export function compareImages(a: readonly ImageFile[], b: readonly ImageFile[], { ignore = [] }: { readonly ignore?: readonly RegExp[] } = {}): readonly ShownDifference[] {
  return shown(compare({ files: a, config: {} }, { files: b, config: {} }).filter(difference => !ignore.some(pattern => pattern.test(difference.path))));
}

/** What differs between two configurations, field by field. */
export function compareConfigs(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): readonly ShownDifference[] {
  return shown(compare({ files: [], config: a }, { files: [], config: b }));
}

const shown = (differences: ReturnType<typeof compare>) => differences.map(difference => ({ path: difference.path, what: describeDifference(difference) }));

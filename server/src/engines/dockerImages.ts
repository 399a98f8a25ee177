// Images in Docker's store: reads what is in them and removes them. Builds nothing.
import path from 'node:path';
import { rm } from 'node:fs/promises';
import type { Image } from '../core/image/image.js';
import type { Cancellation } from '../core/progress/engine.js';
import type { DockerProgram } from './dockerProbe.js';
import { runProcess } from './process.js';
import { readSavedImages } from './savedImages.js';

/** Nothing that a person waits for takes longer to remove. */
const removalTime = 60_000;

/**
 * The images behind the tags, in their order. They are saved into `folder` for as long as they are read.
 * Rejects when the engine does not give them, or when it is cancelled.
 */
export async function readImages(program: DockerProgram, tags: readonly string[], { folder, cancellation }: { readonly folder: string; readonly cancellation: Cancellation | undefined }): Promise<readonly Image[]> {
  const file = path.join(folder, 'images.tar');
  let stderr = '';
  try {
    const end = await runProcess(program.docker, ['image', 'save', '-o', file, ...tags], { env: program.env, cancellation, stdout: () => undefined, stderr: text => { stderr += text; } });
    if (end.code !== 0) throw new Error(stderr.trim() || (end.startError?.message ?? `${program.docker} image save: ${String(end.code ?? end.signal)}`));
    const images = await readSavedImages(file);
    return tags.map(tag => {
      const image = images.get(tag) ?? images.get(`docker.io/${tag}`);
      if (!image) throw new Error(`The engine saved no image ${tag}.`);
      return image;
    });
  } finally {
    await rm(file, { force: true });
  }
}

/** Takes the tags away, and with the last one of an image the image. What is not there is no error. */
export async function removeImages(program: DockerProgram, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  await runProcess(program.docker, ['image', 'rm', '--force', ...tags], { env: program.env, cancellation: undefined, timeout: removalTime, stdout: () => undefined, stderr: () => undefined });
}

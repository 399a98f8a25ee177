// What a proof needs of Node: a temporary folder and eyes for Docker's images. A bundle of its own, loaded with the first
// proof.
import { createHash } from 'node:crypto';
import { appendFile, lstat, mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readImages, removeImages } from '../engines/dockerImages.js';
import type { ProofFolder, ProofTools } from '../project/proof/tools.js';
import { copyContext, removeCopy } from './contextCopy.js';
import { locationOfPath } from './locations.js';

export function createProofTools(docker: string, env: NodeJS.ProcessEnv): ProofTools {
  const program = { docker, env };
  return {
    makeFolder, sha256: digestOf,
    readImages: (tags, folder, cancellation) => readImages(program, tags, { folder: folder.location, cancellation }),
    removeImages: tags => removeImages(program, tags),
  };
}

async function makeFolder(): Promise<ProofFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'layerwise-proof-'));
  const at = (name: string) => path.join(folder, name);
  return {
    location: locationOfPath(folder),
    copyContext: (from, to, options) => copyContext(from, at(to), options),
    write: (name, text) => write(at(name), text),
    append: (name, text) => appendFile(at(name), text),
    async sha256(name) {
      return (await lstat(at(name))).isFile() ? digestOf(await readFile(at(name))) : undefined;
    },
    remove: () => removeCopy(folder),
  };
}

async function write(file: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  // Through a link the file behind it would be written.
  if (await lstat(file).then(found => found.isSymbolicLink(), () => false)) await unlink(file);
  await writeFile(file, text);
}

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

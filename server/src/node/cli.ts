// Entry point of the command line.
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { runCommandLine } from '../cli/run.js';
import type { World } from '../cli/world.js';
import { createDockerEngine } from '../engines/docker.js';
import { CancellationSource } from '../project/events.js';
import { locationOfPath } from './locations.js';
import { createNodeHost } from './host.js';

declare const __VERSION__: string;

async function main(): Promise<number> {
  const interruption = new CancellationSource();
  process.once('SIGINT', () => { interruption.cancel(); });
  process.once('SIGTERM', () => { interruption.cancel(); });
  // A reader that went away (`| head`) is no error.
  process.stdout.on('error', () => { process.exit(0); });
  const err = (text: string) => { process.stderr.write(text); };
  const world: World = {
    host: createNodeHost({ info: () => undefined, error: text => { err(`${text}\n`); } }, undefined),
    folder: locationOfPath(await realpath(process.cwd())), locationOf: locationOfPath,
    async writeText(file, text) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFileAtomic(file, text);
    },
    createEngine: docker => createDockerEngine({ docker, env: process.env }),
    out: text => { process.stdout.write(text); }, err, colour: wantsColour(), interruption,
  };
  return runCommandLine(process.argv.slice(2), world, __VERSION__);
}

function wantsColour(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') || (process.stdout.isTTY && process.env['TERM'] !== 'dumb');
}

void main().then(code => { process.exitCode = code; });

// Entry point of the command line.
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isatty } from 'node:tty';
import { runCommandLine } from '../cli/run.js';
import type { Files, World } from '../cli/world.js';
import type { Cancellation } from '../core/progress/engine.js';
import { createDockerEngine } from '../engines/docker.js';
import { CancellationSource } from '../project/events.js';
import type { Host } from '../project/host.js';
import { tuneForManyFiles, tuneForOneRun } from './engineTuning.js';
import { waitingDisk, withFoldersKept, type WaitingDisk } from './disk.js';
import { findFiles } from './findFiles.js';
import { createFileTree } from './fileTree.js';
import { locationOfPath } from './locations.js';
import { createNodeHost } from './host.js';
import { createNodeStorage, stateFolder } from './storage.js';
import { writeAtomically } from './writeAtomically.js';

declare const __VERSION__: string;

async function main(): Promise<number> {
  // A reader that went away (`| head`) is no error.
  process.stdout.on('error', () => { process.exit(0); });
  const err = (text: string) => { process.stderr.write(text); };
  const base = createNodeHost({ info: () => undefined, error: text => { err(`${text}\n`); } }, undefined, waitingDisk);
  const filesOn = (disk: WaitingDisk): Files => {
    const files = createFileTree(disk);
    // One run reads the records once; to watch them would make a folder for every Dockerfile that is looked at.
    const host: Host = { ...base, readYaml: remembering(text => base.readYaml(text)), files: { ...files, names: remembering(folder => files.names(folder)) }, storage: { ...createNodeStorage(stateFolder(), disk), watch: () => () => undefined } };
    return { host, find: (folder, options) => findFiles(disk, folder, options) };
  };
  const world: World = {
    ...filesOn(waitingDisk), steady: filesOn(withFoldersKept(waitingDisk)),
    folder: locationOfPath(await realpath(process.cwd())), locationOf: locationOfPath,
    realLocation: location => realpath(location).then(locationOfPath, () => location),
    async writeText(file, text) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeAtomically(file, text);
    },
    createEngine: docker => createDockerEngine({ docker, env: process.env }),
    loadProofTools: async docker => (await import('./proofTools.js')).createProofTools(docker, process.env),
    out: text => { process.stdout.write(text); }, err, colour: wantsColour(), catchInterruption, prepareForMany: tuneForManyFiles,
  };
  return runCommandLine(process.argv.slice(2), world, __VERSION__);
}

/** Runners pass a signal on that the terminal has already sent, so a second one must do no harm. */
function catchInterruption(): Cancellation {
  const source = new CancellationSource();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => { source.cancel(); });
  return source;
}

/** Every Dockerfile below a folder asks for the names in it and reads its compose file; in one run they stay the same. */
function remembering<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return key => {
    const before = known.get(key) ?? ask(key);
    known.set(key, before);
    return before;
  };
}

function wantsColour(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') || (isatty(1) && process.env['TERM'] !== 'dumb');
}

tuneForOneRun();
void main().then(code => { process.exitCode = code; });

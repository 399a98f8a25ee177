// What starting costs: a server up to its first diagnostics, the client's own code at activation, one-shot commands. Every
// figure is taken in turns with the one it is compared with.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ordinaryDockerfile } from './documents.js';
import { median } from './figures.js';
import { LanguageServer, type ServerCommand } from './languageServer.js';
import { makeProject } from './typing.js';

/** Milliseconds from starting the process to the first diagnostics of 50 lines, by server: the median. */
export async function measureFirstDiagnostic(commands: readonly ServerCommand[], rounds: number): Promise<ReadonlyMap<string, number>> {
  const text = ordinaryDockerfile(50);
  const folder = makeProject(text);
  const times = new Map<string, number[]>(commands.map(command => [command.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const command of commands) {
      const startedAt = performance.now();
      const server = new LanguageServer(command);
      await server.initialize(pathToFileURL(folder).href);
      await server.open(pathToFileURL(path.join(folder, 'Dockerfile')).href, text);
      times.get(command.name)?.push(performance.now() - startedAt);
      await server.close();
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

/**
 * Milliseconds that the editor waits for the extension's own code: reading, compiling and running the bundle and its
 * `activate`, in a fresh process each time, against a stand-in of the editor's interface that does nothing.
 */
export function measureActivation(client: string, rounds: number): number {
  const script = `
    const Module = require('node:module');
    const noop = () => ({ dispose() {} });
    const answer = new Proxy({}, { get: () => noop });
    const vscode = { commands: answer, tasks: answer, window: answer, workspace: new Proxy({ textDocuments: [] }, { get: (known, name) => known[name] ?? noop }), languages: answer };
    const load = Module._load;
    Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));
    const startedAt = performance.now();
    require(${JSON.stringify(client)}).activate({ subscriptions: [] });
    console.log(performance.now() - startedAt);`;
  return median(Array.from({ length: rounds }, () => {
    const run = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`the client could not be activated: ${run.stderr}`);
    return Number(run.stdout);
  }));
}

export interface CommandLineFigures {
  readonly nothing: number;
  readonly oneFile: number;
  readonly filesPerSecond: number;
  readonly files: number;
}

/** `layerwise check` of one file beside `node -e 0`, and of a folder of many different Dockerfiles. */
export function measureCommandLine(cli: string, rounds: number): CommandLineFigures {
  const folder = makeProject(ordinaryDockerfile(200));
  const nothing: number[] = [];
  const oneFile: number[] = [];
  for (let round = 0; round < rounds; round++) {
    nothing.push(timeOf(['-e', '0'], folder));
    oneFile.push(timeOf([cli, 'check', 'Dockerfile'], folder));
  }
  rmSync(folder, { recursive: true, force: true });
  const files = 1000;
  const many = manyDockerfiles(files);
  const whole = median(Array.from({ length: Math.max(3, Math.ceil(rounds / 5)) }, () => timeOf([cli, 'check', '.'], many)));
  rmSync(many, { recursive: true, force: true });
  return { nothing: median(nothing), oneFile: median(oneFile), filesPerSecond: files / (whole / 1000), files };
}

function timeOf(args: readonly string[], folder: string): number {
  const startedAt = performance.now();
  const run = spawnSync(process.execPath, [...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28, encoding: 'utf8' });
  const time = performance.now() - startedAt;
  // Findings are exit code 1; anything above means that nothing was checked.
  if (run.status === null || run.status > 1) throw new Error(`${args.join(' ')} failed: ${run.stderr}`);
  return time;
}

/** Projects with a Dockerfile each, from 8 to 60 lines as most are. */
function manyDockerfiles(count: number): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-bench-'));
  for (let index = 0; index < count; index++) {
    const project = path.join(folder, `team${index % 20}`, `service${index}`);
    mkdirSync(path.join(project, 'src'), { recursive: true });
    writeFileSync(path.join(project, 'Dockerfile'), ordinaryDockerfile(8 + ((index * 7) % 53), index));
    writeFileSync(path.join(project, 'package.json'), '{"name":"service"}\n');
    writeFileSync(path.join(project, 'src/index.js'), '\n');
  }
  return folder;
}

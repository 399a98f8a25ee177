// The benchmark: measures, prints the page and writes it. A missed goal is said, not hidden, and is no error.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hardShapes, ordinaryDockerfile, type Shape } from './documents.js';
import type { ServerCommand } from './languageServer.js';
import { goalsOf, report } from './report.js';
import { measureActivation, measureCommandLine, measureFirstDiagnostic } from './starting.js';
import { measureIgnoreRules, measureProgress } from './streams.js';
import { measureTyping } from './typing.js';

declare const __ROOT__: string;

const names = { push: 'Layerwise', pull: 'Layerwise, pulled', peer: 'peer', floor: 'floor' };

async function main(args: readonly string[]): Promise<void> {
  const isQuick = args.includes('--quick');
  const dist = path.join(__ROOT__, 'dist');
  const commands: readonly ServerCommand[] = [
    { name: names.push, args: [path.join(dist, 'server.cjs'), '--stdio'], pulls: false },
    { name: names.pull, args: [path.join(dist, 'server.cjs'), '--stdio'], pulls: true },
    { name: names.peer, args: [path.join(__ROOT__, 'tools/peers/node_modules/dockerfile-language-server-nodejs/lib/server.js'), '--stdio'], pulls: false },
    { name: names.floor, args: [path.join(__ROOT__, 'out/bench/echoServer.cjs'), '--stdio'], pulls: false },
  ];
  const shapes: readonly Shape[] = [...[10, 50, 200, 1000, 5000].map(lines => ({ name: `${lines.toLocaleString('en')} lines`, text: ordinaryDockerfile(lines) })), ...hardShapes];
  const typing = [];
  for (const shape of shapes) {
    say(`typing: ${shape.name}`);
    typing.push({ shape: shape.name, figures: await measureTyping(shape, commands, { edits: isQuick ? 100 : 250, millisecondsPerServer: isQuick ? 5_000 : 25_000 }) });
  }
  say('starting');
  const rounds = isQuick ? 7 : 21;
  const firstDiagnostic = await measureFirstDiagnostic(commands.filter(command => !command.pulls), rounds);
  const activation = measureActivation(path.join(dist, 'client.cjs'), rounds);
  const commandLine = measureCommandLine(path.join(dist, 'cli.cjs'), rounds);
  say('streams');
  const results = {
    machine: `${os.cpus().length} cores, Node ${process.versions.node.split('.')[0] ?? ''}`, isQuick, names, typing, firstDiagnostic, activation, commandLine,
    sizes: new Map(Object.entries(JSON.parse(readFileSync(path.join(dist, 'meta.json'), 'utf8')) as Record<string, number>)),
    packageBytes: statSync(path.join(dist, 'layerwise.vsix'), { throwIfNoEntry: false })?.size,
    progress: measureProgress(50), ignoreRules: measureIgnoreRules(100_000),
  };
  const page = report(results);
  console.log(page);
  writeFileSync(path.join(__ROOT__, 'docs/PERFORMANCE.md'), page);
  mkdirSync(path.join(__ROOT__, 'docs/quality'), { recursive: true });
  writeFileSync(path.join(__ROOT__, 'docs/quality/speed.json'), `${JSON.stringify({ machine: results.machine, goals: goalsOf(results) }, undefined, 2)}\n`);
}

function say(what: string): void {
  console.error(`measuring ${what} ...`);
}

await main(process.argv.slice(2));

// The page that the benchmark writes: every figure beside what it was measured against in the same run, and which goals
// hold. Names no machine but its kind.
import { judge, milliseconds, ratio, table, type Goal } from './figures.js';
import type { CommandLineFigures } from './starting.js';
import type { TypingFigures } from './typing.js';

export interface Results {
  readonly machine: string;
  readonly isQuick: boolean;
  readonly typing: readonly { readonly shape: string; readonly figures: readonly TypingFigures[] }[];
  /** Names of the servers to compare: ours (both ways), the peer and the floor. */
  readonly names: { readonly push: string; readonly pull: string; readonly peer: string; readonly floor: string };
  readonly firstDiagnostic: ReadonlyMap<string, number>;
  readonly activation: number;
  readonly commandLine: CommandLineFigures;
  /** Bytes by file name. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly packageBytes: number | undefined;
  readonly progress: number;
  readonly ignoreRules: number;
}

/** Everything that was promised, and whether it holds. */
export function goalsOf(results: Results): readonly Goal[] {
  return [...typingGoals(results), ...otherGoals(results)];
}

/** The whole page. */
export function report(results: Results): string {
  const goals = goalsOf(results);
  const missed = goals.filter(goal => !goal.isMet);
  return `# Speed

Written by \`npm run bench\`${results.isQuick ? ' with `--quick`' : ''} on ${results.machine}. Everything that is compared was measured side by side in one run, in turns; ratios carry over to other machines, milliseconds do not.

${missed.length === 0 ? `All ${goals.length} goals hold.` : `${goals.length - missed.length} of ${goals.length} goals hold; ${missed.length} ${missed.length === 1 ? 'misses' : 'miss'}.`}

## From a key press to its diagnostics

Real servers over stdio; a letter typed into a word somewhere in the file and deleted again. Milliseconds, p50 / p95. The floor is a server that parses nothing and publishes one diagnostic for every change.

${typingTable(results)}

Memory behind the 5,000 line file, MB: ${memoryLine(results)}.

## Goals

Starts are those behind the first one: from Node 22 on, compiled code is kept from one start to the next.

${table(['what', 'goal', 'measured', ''], goals.map(goal => [goal.what, goal.goal, goal.measured, goal.verdict]))}

## Sizes

${table(['bundle', 'kB'], [...results.sizes].map(([file, bytes]) => [file, (bytes / 1000).toFixed(1)]))}
`;
}

function find(figures: readonly TypingFigures[], name: string): TypingFigures | undefined {
  return figures.find(entry => entry.server === name);
}

function typingTable({ typing, names }: Results): string {
  const order = [names.push, names.pull, names.peer, names.floor];
  const rows = typing.map(({ shape, figures }) => {
    const ours = find(figures, names.push);
    const peer = find(figures, names.peer);
    const cells = order.map(name => cellOf(find(figures, name)));
    return [shape, ...cells, ours && peer ? `${ratio(ours.p50 / peer.p50)} / ${ratio(ours.p95 / peer.p95)}` : ''];
  });
  return table(['file', ...order, 'Layerwise : peer'], rows);
}

function cellOf(figures: TypingFigures | undefined): string {
  return figures ? `${milliseconds(figures.p50)} / ${milliseconds(figures.p95)}` : '';
}

function memoryLine({ typing, names }: Results): string {
  const figures = typing.find(({ shape }) => shape.startsWith('5,000'))?.figures ?? [];
  return Object.values(names).map(name => `${name} ${find(figures, name)?.memory?.toFixed(0) ?? 'not known'}`).join(', ');
}

function typingGoals({ typing, names }: Results): Goal[] {
  return typing.flatMap(({ shape, figures }) => {
    const ours = find(figures, names.push);
    const peer = find(figures, names.peer);
    if (!ours || !peer) return [];
    return (['p50', 'p95'] as const).map(key => judge({
      what: `${shape}, ${key}`, goal: 'at most half of the peer', measured: ratio(ours[key] / peer[key]), value: ours[key], limit: peer[key] / 2, atMost: true,
    }));
  });
}

function otherGoals(results: Results): Goal[] {
  const { names, firstDiagnostic, activation, commandLine, packageBytes, progress, ignoreRules } = results;
  const first = firstDiagnostic.get(names.push) ?? NaN;
  const floor = firstDiagnostic.get(names.floor) ?? NaN;
  const peer = firstDiagnostic.get(names.peer) ?? NaN;
  const limit = 1.5 * (commandLine.nothing + 60);
  return [
    judge({ what: 'first diagnostic after the start', goal: 'at most 1.35 x the floor', measured: `${milliseconds(first)} ms = ${ratio(first / floor)} (peer ${ratio(peer / floor)})`, value: first, limit: 1.35 * floor, atMost: true }),
    judge({ what: 'the client\'s own code at activation', goal: 'at most 5 ms', measured: `${milliseconds(activation)} ms`, value: activation, limit: 5, atMost: true }),
    judge({ what: '`layerwise check` of 200 lines', goal: 'at most 1.5 x (`node -e 0` + 60 ms)', measured: `${milliseconds(commandLine.oneFile)} ms, limit ${milliseconds(limit)} (\`node -e 0\` ${milliseconds(commandLine.nothing)})`, value: commandLine.oneFile, limit, atMost: true }),
    judge({ what: `\`layerwise check\` of ${commandLine.files} files`, goal: 'at least 1,000 files a second', measured: `${commandLine.filesPerSecond.toFixed(0)} a second`, value: commandLine.filesPerSecond, limit: 1000, atMost: false }),
    ...(packageBytes === undefined ? [] : [judge({ what: 'the packed extension', goal: 'at most 1 MB', measured: `${(packageBytes / 1e6).toFixed(2)} MB`, value: packageBytes, limit: 1e6, atMost: true })]),
    judge({ what: 'progress stream, bytes to events', goal: 'at least 40 MB a second', measured: `${progress.toFixed(0)} MB a second`, value: progress, limit: 40, atMost: false }),
    judge({ what: 'ignore rules over 100,000 paths', goal: 'at most 200 ms', measured: `${milliseconds(ignoreRules)} ms`, value: ignoreRules, limit: 200, atMost: true }),
  ];
}

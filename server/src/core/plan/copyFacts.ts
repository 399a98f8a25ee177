// What a COPY or ADD says once its variables are replaced (convert.go dispatchCopy; instructions/commands.go Expand: paths,
// --chown, --chmod and --checksum are expanded, --from and --exclude are not).
import type { Argument, Instruction } from '../syntax/instruction.js';
import { contextPath, joinPath } from './paths.js';
import type { CopyFacts, CopySource, Expanded, Stage } from './plan.js';

export interface CopyInput {
  readonly workdir: string | undefined;
  expand(word: string): Expanded;
  findStage(name: string): Stage | undefined;
}

export function copyFactsOf(instruction: Instruction, input: CopyInput): CopyFacts {
  const from = flagValue(instruction, 'from');
  const fromStage = from === undefined ? undefined : input.findStage(from);
  const words = instruction.args;
  const destination = words.length >= 2 ? words[words.length - 1] : undefined;
  const sources = words.slice(0, -1).map(word => sourceOf(word, instruction, { from, fromStage, expand: word => input.expand(word) }));
  return {
    sources, destination: destination && destinationOf(input.expand(destination.text), input.workdir), destinationRange: destination?.range, fromStage, from,
    chown: expandedFlag(instruction, 'chown', input), chmod: expandedFlag(instruction, 'chmod', input),
    link: isOn(instruction, 'link'), parents: isOn(instruction, 'parents'), excludes: instruction.flags.filter(flag => flag.name === 'exclude').map(flag => flag.value ?? ''),
  };
}

interface SourceInput {
  readonly from: string | undefined;
  readonly fromStage: Stage | undefined;
  expand(word: string): Expanded;
}

function sourceOf(word: Argument, instruction: Instruction, input: SourceInput): CopySource {
  const heredoc = instruction.heredocs.find(found => found.markerRange.from === word.range.from);
  if (heredoc) return { path: heredoc.delimiter, kind: 'heredoc', range: word.range };
  const expanded = input.expand(word.text);
  const path = expanded.known ? expanded.value : undefined;
  if (input.from !== undefined) return { path: path === undefined ? undefined : contextPath(path), kind: input.fromStage ? 'stage' : 'image', range: word.range };
  if (instruction.keyword === 'ADD' && path !== undefined) {
    if (/^(?:git@|git:\/\/)|^https?:\/\/.*\.git(?:#.*)?$/.test(path)) return { path, kind: 'git', range: word.range };
    if (/^https?:\/\//.test(path)) return { path, kind: 'url', range: word.range };
  }
  return { path: path === undefined ? undefined : contextPath(path), kind: 'context', range: word.range };
}

/** A trailing slash, `.` and `./` keep their meaning: the destination is a folder. */
function destinationOf(expanded: Expanded, workdir: string | undefined): string | undefined {
  if (!expanded.known || expanded.value === '') return undefined;
  const written = expanded.value;
  if (!written.startsWith('/') && workdir === undefined) return undefined;
  const path = joinPath(workdir ?? '/', written);
  const isFolder = written.endsWith('/') || written === '.' || written.endsWith('/.') || written === '..' || written.endsWith('/..');
  return isFolder && path !== '/' ? `${path}/` : path;
}

function flagValue(instruction: Instruction, name: string): string | undefined {
  return instruction.flags.find(flag => flag.name === name)?.value;
}

function expandedFlag(instruction: Instruction, name: string, input: CopyInput): string | undefined {
  const written = flagValue(instruction, name);
  if (written === undefined) return undefined;
  const expanded = input.expand(written);
  return expanded.known ? expanded.value : written;
}

function isOn(instruction: Instruction, name: string): boolean {
  const flag = instruction.flags.find(found => found.name === name);
  return flag !== undefined && flag.value !== 'false';
}

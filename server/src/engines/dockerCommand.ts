// The command line of a Docker build. Starts nothing.
import type { BuildRequest } from '../core/progress/engine.js';

/** `buildx` with `rawjson` from 0.12 on, with `plain` before; `classic` is `docker build` of Docker 20.10 without the plugin. */
export type BuildMode = 'rawjson' | 'plain' | 'classic';

export interface BuildCommand {
  readonly args: readonly string[];
  /** The same for people: without values of build arguments and without what only we need. */
  readonly shown: readonly string[];
}

const hiddenValue = '…';

/** The words behind `docker`. */
export function buildCommand(request: BuildRequest, mode: BuildMode, metadataFile: string): BuildCommand {
  const start = mode === 'classic' ? ['build'] : ['buildx', 'build'];
  const ours = [`--progress=${mode === 'rawjson' ? 'rawjson' : 'plain'}`, ...(mode === 'classic' ? [] : ['--metadata-file', metadataFile])];
  const theirs = (value: (text: string) => string) => [
    '-f', request.dockerfile,
    ...(request.target === undefined ? [] : ['--target', request.target]),
    ...request.args.flatMap(([name, text]) => ['--build-arg', text === undefined ? name : `${name}=${value(text)}`]),
    ...request.tags.flatMap(tag => ['-t', tag]),
    ...(request.platform === undefined ? [] : ['--platform', request.platform]),
    ...(request.noCache ? ['--no-cache'] : []),
    ...(request.builder === undefined || mode === 'classic' ? [] : ['--builder', request.builder]),
  ];
  const hide = () => hiddenValue;
  return {
    args: [...start, ...ours, ...theirs(text => text), ...request.extraArguments, request.context],
    shown: [...start, ...theirs(hide), ...hideValues(request.extraArguments), request.context],
  };
}

function hideValues(words: readonly string[]): readonly string[] {
  const hide = (text: string) => text.replace(/=[^]*$/, `=${hiddenValue}`);
  return words.map((word, at) => (words[at - 1] === '--build-arg' ? hide(word) : word.startsWith('--build-arg=') ? `--build-arg=${hide(word.slice('--build-arg='.length))}` : word));
}

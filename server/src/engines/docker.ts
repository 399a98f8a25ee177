// Builds with Docker's command line program: buildx where it is installed, `docker build` of 20.10 otherwise. The only
// place that starts a build of Docker; it keeps no record and knows no line of the Dockerfile.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { argumentValues, createMask } from '../core/progress/maskValues.js';
import { createPlainDecoder } from '../core/progress/plain.js';
import { createRawjsonDecoder } from '../core/progress/rawjson.js';
import { withoutValues } from '../core/progress/provenance.js';
import type { BuildEnd, BuildRequest, BuildSink, Cancellation, Engine } from '../core/progress/engine.js';
import type { ProgressEvent } from '../core/progress/events.js';
import { render } from '../messages/index.js';
import { buildCommand, type BuildMode } from './dockerCommand.js';
import { findBuildMode, probeDocker, type DockerProgram } from './dockerProbe.js';
import { engineMessages } from './messages.js';
import { runProcess, type ProcessEnd } from './process.js';
import { TerminalLog } from './terminalLog.js';

/** An engine over the given `docker` program (a name on the PATH or a path), run with the given environment. */
export function createDockerEngine(program: DockerProgram): Engine {
  return {
    probe: builder => probeDocker(program, builder),
    build: (request, sink, cancellation) => build(program, { request, sink, cancellation }),
  };
}

interface Job {
  readonly request: BuildRequest;
  readonly sink: BuildSink;
  readonly cancellation: Cancellation;
}

const canceled: BuildEnd = { status: 'canceled', provenance: undefined, error: undefined };

/** Changes while something is awaited. */
function isCancelled({ cancellation }: Job): boolean {
  return cancellation.isCancelled;
}

async function build(program: DockerProgram, job: Job): Promise<BuildEnd> {
  if (isCancelled(job)) return canceled;
  const mode = await findBuildMode(program);
  if (typeof mode !== 'string') {
    const error = render(mode.message);
    job.sink.output(`${error}\n${mode.detail === undefined ? '' : `${mode.detail}\n`}`);
    return { status: 'failed', provenance: undefined, error };
  }
  if (isCancelled(job)) return canceled;
  let folder: string | undefined;
  try {
    folder = await mkdtemp(path.join(tmpdir(), 'layerwise-build-'));
    return await run(program, job, { mode, metadataFile: path.join(folder, 'metadata.json') });
  } catch (error) {
    return { status: 'failed', provenance: undefined, error: error instanceof Error ? error.message : String(error) };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function run(program: DockerProgram, { request, sink, cancellation }: Job, { mode, metadataFile }: { mode: BuildMode; metadataFile: string }): Promise<BuildEnd> {
  const command = buildCommand(request, mode, metadataFile);
  const mask = createMask(argumentValues(request, program.env));
  const log = new TerminalLog(text => { sink.output(text); }, mask);
  const errors = new ErrorLines();
  const take = (events: readonly ProgressEvent[]) => {
    for (const event of events) {
      sink.event(event);
      log.event(event);
      if (event.kind === 'text') errors.add(event.text);
    }
  };
  // The two streams are lines of their own: cutting one must not join it with the other.
  const decoders = [0, 1].map(() => (mode === 'rawjson' ? createRawjsonDecoder() : createPlainDecoder()));
  const [stdout, stderr] = decoders;
  log.command([program.docker, ...command.shown]);
  const end = await runProcess(program.docker, command.args, {
    env: buildEnv(program.env, mode), cancellation,
    stdout: text => { take(stdout?.push(text, Date.now()) ?? []); },
    stderr: text => { take(stderr?.push(text, Date.now()) ?? []); },
  });
  for (const decoder of decoders) take(decoder.finish(Date.now()));
  log.finish();
  if (end.code === 0) return { status: 'succeeded', provenance: await readMetadata(metadataFile), error: undefined };
  if (cancellation.isCancelled) return canceled;
  return { status: 'failed', provenance: undefined, error: mask(errors.first ?? render(endMessage(program, end))) };
}

function buildEnv(env: NodeJS.ProcessEnv, mode: BuildMode): NodeJS.ProcessEnv {
  // Only 'max' tells lines (buildx: util/confutil/metadata.go); cut names can't be matched; hints would be lines in our stream.
  return { ...env, BUILDX_METADATA_PROVENANCE: 'max', PROGRESS_NO_TRUNC: '1', DOCKER_CLI_HINTS: 'false', ...(mode === 'classic' ? { DOCKER_BUILDKIT: '1' } : {}) };
}

/** Of a failed build there is no file; an old client writes one without provenance. */
async function readMetadata(file: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const hasProvenance = typeof value === 'object' && value !== null && Object.keys(value).some(key => key.startsWith('buildx.build.provenance'));
    return hasProvenance ? withoutValues(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Who shows an error has said already that the build failed; the client says it up to three times. */
const saysThatItFailed = /^(?:(?:ERROR|error|failed to build|failed to solve): )+/;

/** The client's own account of why it failed. */
class ErrorLines {
  #marked: string | undefined;
  #last: string | undefined;

  add(text: string): void {
    if (/^(?:ERROR|error|failed to solve): /.test(text)) this.#marked = text.replace(saysThatItFailed, '');
    else if (text.trim() !== '') this.#last = text.trim();
  }

  get first(): string | undefined {
    return this.#marked ?? this.#last;
  }
}

function endMessage({ docker }: DockerProgram, { code, signal, startError }: ProcessEnd) {
  if (startError) return engineMessages.notStarted({ program: docker, detail: startError.message });
  return signal === null ? engineMessages.exit({ program: docker, code: code ?? -1 }) : engineMessages.stopped({ program: docker, signal });
}

// Finds out whether Docker can build here, and if not, why. Reads what its programs print; builds nothing.
import type { EngineInfo, EngineProblem, EngineState } from '../core/progress/engine.js';
import type { Message } from '../messages/index.js';
import type { BuildMode } from './dockerCommand.js';
import { engineMessages } from './messages.js';
import { runProcess, type ProcessEnd } from './process.js';
import { findVersion, isAtLeast } from './versions.js';

export interface DockerProgram {
  /** Name or path of the `docker` program. */
  readonly docker: string;
  readonly env: NodeJS.ProcessEnv;
}

interface Answer extends ProcessEnd {
  readonly stdout: string;
  readonly stderr: string;
}

/** An engine that does not answer within this time is not running; an answer takes 50 ms. */
const answerTime = 15_000;
/** No answer is longer. */
const answerLength = 1_000_000;

/** The engine's state; resolves also when the program is missing. */
export async function probeDocker(program: DockerProgram, builder: string | undefined): Promise<EngineState> {
  const version = await ask(program, ['version', '--format', '{{json .}}']);
  const problem = versionProblem(program, version);
  if (problem) return { ok: false, problem };
  const clientVersion = versionIn(version.stdout, 'Client');
  const engineVersion = versionIn(version.stdout, 'Server');
  const buildx = await ask(program, ['buildx', 'version']);
  const buildxVersion = buildx.code === 0 ? findVersion(buildx.stdout) : undefined;
  if (buildx.code !== 0) {
    const missing = classicProblem(clientVersion, engineVersion, buildx);
    return missing ? { ok: false, problem: missing } : { ok: true, info: { kind: 'docker', clientVersion: undefined, engineVersion, builder: undefined } };
  }
  const inspect = await ask(program, ['buildx', 'inspect', ...(builder === undefined ? [] : [builder])]);
  if (inspect.code !== 0) return { ok: false, problem: inspectProblem(program, builder, inspect) };
  const info: EngineInfo = { kind: 'docker', clientVersion: buildxVersion, engineVersion, builder: /^Name:\s*(\S+)/m.exec(inspect.stdout)?.[1] ?? builder };
  return { ok: true, info };
}

/** How to ask for a build, or why it can't be asked for. */
export async function findBuildMode(program: DockerProgram): Promise<BuildMode | EngineProblem> {
  const buildx = await ask(program, ['buildx', 'version']);
  if (buildx.startError) return startProblem(program, buildx.startError);
  if (buildx.code === 0) return isAtLeast(findVersion(buildx.stdout), '0.12.0') ? 'rawjson' : 'plain';
  const version = await ask(program, ['version', '--format', '{{json .}}']);
  const problem = versionProblem(program, version) ?? classicProblem(versionIn(version.stdout, 'Client'), versionIn(version.stdout, 'Server'), buildx);
  return problem ?? 'classic';
}

async function ask(program: DockerProgram, args: readonly string[]): Promise<Answer> {
  let stdout = '';
  let stderr = '';
  const end = await runProcess(program.docker, args, {
    env: program.env, cancellation: undefined, timeout: answerTime, patience: 1000,
    stdout: text => { stdout = (stdout + text).slice(0, answerLength); },
    stderr: text => { stderr = (stderr + text).slice(0, answerLength); },
  });
  return { ...end, stdout, stderr };
}

function versionProblem(program: DockerProgram, answer: Answer): EngineProblem | undefined {
  if (answer.startError) return startProblem(program, answer.startError);
  if (answer.code === 0 && versionIn(answer.stdout, 'Server') !== undefined) return undefined;
  // The program has no other sign for these than its words.
  if (/permission denied/i.test(answer.stderr)) return { kind: 'denied', message: engineMessages.denied(), detail: detailOf(answer) };
  const host = program.env['DOCKER_HOST'];
  const silent = host ? engineMessages.notRunningAt({ host }) : engineMessages.notRunning();
  if (answer.code === null || versionIn(answer.stdout, 'Client') !== undefined || /docker daemon|cannot connect|dial |no such host/i.test(answer.stderr)) return { kind: 'not-running', message: silent, detail: detailOf(answer) };
  return other(program, answer);
}

function startProblem({ docker }: DockerProgram, error: NodeJS.ErrnoException): EngineProblem {
  if (error.code === 'ENOENT') return { kind: 'missing', message: engineMessages.missing({ program: docker }), detail: undefined };
  return { kind: 'other', message: engineMessages.notStarted({ program: docker, detail: error.message }), detail: error.message };
}

/** From client 23 on, BuildKit needs the plugin; before, the client asks the engine for it. */
function classicProblem(clientVersion: string | undefined, engineVersion: string | undefined, buildx: Answer): EngineProblem | undefined {
  const version = clientVersion ?? '';
  if (isAtLeast(clientVersion, '23.0.0')) return { kind: 'no-buildkit', message: engineMessages.noBuildx({ version }), detail: detailOf(buildx) };
  if (!isAtLeast(engineVersion, '20.10.0')) return { kind: 'no-buildkit', message: engineMessages.tooOld({ version: engineVersion ?? '' }), detail: undefined };
  return undefined;
}

function inspectProblem(program: DockerProgram, builder: string | undefined, answer: Answer): EngineProblem {
  if (builder !== undefined && /no builder|not found/i.test(answer.stderr)) return { kind: 'unknown-builder', message: engineMessages.unknownBuilder({ builder }), detail: detailOf(answer) };
  return other(program, answer);
}

function other({ docker }: DockerProgram, answer: Answer): EngineProblem {
  const detail = detailOf(answer) ?? String(answer.code ?? answer.signal);
  const message: Message = engineMessages.other({ program: docker, detail: detail.split('\n', 1)[0] ?? detail });
  return { kind: 'other', message, detail };
}

function detailOf({ stderr, stdout }: Answer): string | undefined {
  const words = stderr.trim() || stdout.trim();
  return words === '' ? undefined : words;
}

/** Of `docker version` in JSON: `{"Client": {"Version": ...}, "Server": {"Version": ...} | null}`. */
function versionIn(json: string, side: 'Client' | 'Server'): string | undefined {
  try {
    const value = JSON.parse(json) as Partial<Record<string, { Version?: unknown } | null>>;
    const version = value[side]?.Version;
    return typeof version === 'string' ? (findVersion(version) ?? version) : undefined;
  } catch {
    return undefined;
  }
}

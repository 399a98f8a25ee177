// The real engine for the engine suite: started once per test process, or handed over by the runner. It must not know
// what is built with it.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClientEnv } from '../../../scripts/engine/daemon.mjs';
import type { EngineVersion } from '../../../scripts/engine/install.mjs';
import type { DebianKind } from '../../../scripts/engine/images.mjs';
import { buildImage, makeContext } from './build.js';
import { derivedBase, type DerivedKind } from './derivedBases.js';
import { runProcess, type ProcessResult } from './process.js';

/** The repository's folder, put in by the bundler of the test runner. */
declare const __ROOT__: string;

export interface TestEngine {
  /** Variables that lead a client to the engine. */
  readonly client: ClientEnv;
  /** The whole environment of a process that shall use the engine. */
  readonly env: NodeJS.ProcessEnv;
  /** Version of the server, such as 28.5.2. */
  readonly version: string;
}

export interface EngineChoice {
  readonly version?: EngineVersion;
  /** The containerd image store instead of the classic one. */
  readonly containerdSnapshotter?: boolean;
}

// The scripts find their neighbours by their own place, so they are loaded from there and not bundled.
const script = (name: string) => pathToFileURL(path.join(__ROOT__, 'scripts/engine', name)).href;
const daemonScript = () => import(script('daemon.mjs')) as Promise<typeof import('../../../scripts/engine/daemon.mjs')>;
const installScript = () => import(script('install.mjs')) as Promise<typeof import('../../../scripts/engine/install.mjs')>;
const imagesScript = () => import(script('images.mjs')) as Promise<typeof import('../../../scripts/engine/images.mjs')>;

const started = new Map<string, Promise<TestEngine>>();

/**
 * The engine of this test process. Without a choice it is the one named by `LAYERWISE_TEST_ENGINE` (its client variables
 * as JSON) when that is set, so that a run over many files starts only one. A started engine goes with the process.
 */
export function useEngine(choice: EngineChoice = {}): Promise<TestEngine> {
  const key = JSON.stringify([choice.version ?? 'modern', choice.containerdSnapshotter ?? false]);
  const found = started.get(key) ?? (isDefault(choice) && process.env['LAYERWISE_TEST_ENGINE'] ? handedOver(process.env['LAYERWISE_TEST_ENGINE']) : start(choice));
  started.set(key, found);
  return found;
}

const isDefault = (choice: EngineChoice) => (choice.version ?? 'modern') === 'modern' && !choice.containerdSnapshotter;

async function handedOver(json: string): Promise<TestEngine> {
  const { engineEnv } = await daemonScript();
  const client = JSON.parse(json) as ClientEnv;
  const env = engineEnv(client);
  const asked = await runProcess('docker', ['version', '--format', '{{.Server.Version}}'], env);
  if (asked.code !== 0) throw new Error(`The engine of LAYERWISE_TEST_ENGINE does not answer: ${asked.stderr}`);
  return { client, env, version: asked.stdout.trim() };
}

async function start({ version = 'modern', containerdSnapshotter = false }: EngineChoice): Promise<TestEngine> {
  const [{ startEngine, engineEnv }, { installEngine }] = [await daemonScript(), await installScript()];
  const engine = await installEngine({ version, log: text => process.stderr.write(`${text}\n`) });
  if (engine.version !== version) throw new Error(`The tests want the engine '${version}', and only '${engine.version}' could be had.`);
  const running = await startEngine({ engine, name: `test-${version}`, containerdSnapshotter });
  return { client: running.env, env: engineEnv(running.env), version: running.version };
}

/** Calls the docker client of the engine. */
export const docker = (engine: TestEngine, ...args: string[]): Promise<ProcessResult> => runProcess('docker', args, engine.env);

export type BaseKind = 'busybox' | DebianKind | DerivedKind;

let bases = 0;

/**
 * The tag of a new base image with a layer of its own: no step on it can be a cache hit left by another test.
 * 'busybox' takes under a second; the others have a Debian root with the tools that their name says, and are made once per engine.
 */
export async function freshBase(engine: TestEngine, kind: BaseKind = 'busybox'): Promise<string> {
  const common = await commonBase(engine, kind);
  const tag = `${baseName(kind)}:${process.pid}-${++bases}`;
  await (await imagesScript()).uniqueLayer(engine.client, common, tag);
  return tag;
}

/** The name of the base images of a kind, without a tag. */
export function baseName(kind: BaseKind): string {
  return derivedBase(kind)?.repository ?? `layerwise-test/${kind}`;
}

/** The Dockerfile frontend that `# syntax=docker/dockerfile:1.20` names; takes a minute or two once per engine. */
export async function makeFrontend(engine: TestEngine): Promise<void> {
  await docker(engine, 'tag', await commonBase(engine, 'frontend'), 'docker/dockerfile:1.20');
}

async function commonBase(engine: TestEngine, kind: BaseKind): Promise<string> {
  const images = await imagesScript();
  const tag = `layerwise-test/${kind}:common`;
  if ((await docker(engine, 'image', 'inspect', tag)).code === 0) return tag;
  const derived = derivedBase(kind);
  if (derived) {
    const context = makeContext({ Dockerfile: `FROM ${await commonBase(engine, derived.from)}\n${derived.lines.join('\n')}\n` });
    const built = await buildImage(engine, context, { tag, args: ['--network=host'] });
    if (built.code !== 0) throw new Error(`The base image '${kind}' could not be made: ${built.stderr.slice(-3000)}`);
  } else if (kind === 'busybox') await images.makeBusybox(engine.client, tag);
  else await images.makeDebian(engine.client, tag, { kind: kind as DebianKind, log: text => process.stderr.write(`${text}\n`) });
  return tag;
}

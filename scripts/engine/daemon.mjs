// Starts and stops an engine of its own: own data, own socket, own network bridge, own processes. Whatever engine the
// user has is only ever asked for its version.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireDebian } from './apt.mjs';
import { isAlive, withLock } from './cache.mjs';
import { installEngine } from './install.mjs';
import { enginesDir, isRunning, readState, removeEngine, stateFile, sweepEngines } from './leftovers.mjs';
import { run, sleep } from './run.mjs';
import { EngineUnavailable } from './unavailable.mjs';

/**
 * Starts `engine` (from installEngine) in `dir`, by default a folder of its own under the temporary folder. What an
 * earlier engine left in `dir` is removed first. `network: N` asks for the bridge 10.213.N.0/24, else a free one is taken.
 * `keep: true` lets it outlive this process (the folder is then the way back to it); otherwise it goes with it, even when
 * this process is killed. Ready within about 1 s. Returns {env, socket, pid, version, dir, engine, stop()}.
 */
export async function startEngine({ engine, name = 'engine', dir, containerdSnapshotter = false, network, keep = false }) {
  await requireDebian();
  if (!dir) await sweepEngines();
  const folder = prepareFolder(dir ?? path.join(enginesDir(), `${name}-${process.pid}-${Date.now().toString(36)}`));
  await removeEngine(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const state = { owner: process.pid, keep, name, engine, containerdSnapshotter };
  const save = more => writeFileSync(stateFile(folder), JSON.stringify(Object.assign(state, more), null, 2));
  save({});
  let guard;
  try {
    if (!keep) {
      guard = startGuard(folder);
      save({ guard: guard.pid });
    }
    save(await addBridge(folder, network));
    save(await launch({ engine, dir: folder, containerdSnapshotter, subnet: state.subnet, bridge: state.bridge }));
    const version = await answer({ engine, dir: folder, pid: state.pid });
    save({ version });
    return running(folder, guard);
  } catch (error) {
    await stopper(folder, guard)();
    throw error;
  }
}

/** The engine that runs in `dir` already, or undefined. Its `stop` removes it like that of startEngine. */
export function attachEngine(dir) {
  const state = existsSync(dir) ? readState(realpathSync(dir)) : undefined;
  return state?.version && isRunning(realpathSync(dir), state) ? running(realpathSync(dir)) : undefined;
}

function running(dir, guard) {
  const { engine, pid, version, name } = readState(dir);
  return { kind: 'private', name, dir, engine, env: clientEnv(engine, dir), socket: path.join(dir, 'docker.sock'), pid, version, stop: stopper(dir, guard) };
}

function stopper(dir, guard) {
  let stopped;
  return () => stopped ??= guard ? endGuard(guard).then(() => removeEngine(dir)) : removeEngine(dir);
}

/** Checks the folder and gives its real path. A folder with foreign contents is never touched. */
function prepareFolder(dir) {
  mkdirSync(dir, { recursive: true });
  const real = realpathSync(dir);
  if (statSync(real).uid !== process.getuid()) throw new EngineUnavailable('start', `${real} belongs to another user.`, 'Name another folder.');
  if (readdirSync(real).length > 0 && !readState(real)) throw new EngineUnavailable('start', `${real} is not empty and not an engine's folder.`, 'Name another folder.');
  // A socket address holds 107 bytes, and containerd's is the longest below the folder.
  if (Buffer.byteLength(real) > 70) throw new EngineUnavailable('start', `The path ${real} is too long for the engine's sockets.`, 'Name a folder with at most 70 bytes, or set TMPDIR to a shorter one.');
  return real;
}

function startGuard(dir) {
  const script = fileURLToPath(new URL('guard.mjs', import.meta.url));
  const guard = spawn(process.execPath, [script, dir], { detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
  guard.on('error', () => {});
  guard.unref();
  guard.stdin.unref?.();
  return guard;
}

function endGuard(guard) {
  if (guard.exitCode !== null || guard.signalCode !== null) return Promise.resolve();
  guard.ref();
  return new Promise(resolve => {
    guard.once('exit', resolve);
    guard.stdin.end();
  });
}

/** Adds the first free bridge `lwbrN` with 10.213.N.1/24. Making the link is what takes the number, so two processes never share one. */
async function addBridge(dir, network) {
  const used = new Set(Object.values(os.networkInterfaces()).flat().map(a => /^10\.213\.(\d+)\./.exec(a?.address ?? '')?.[1]));
  const candidates = network === undefined ? Array.from({ length: 254 }, (_, i) => i + 1).filter(n => !used.has(String(n))) : [network];
  let last = '';
  for (const n of candidates) {
    const bridge = `lwbr${n}`;
    const added = await run('ip', ['link', 'add', bridge, 'type', 'bridge']);
    last = added.stderr.trim();
    if (added.code !== 0 && /exists/i.test(last)) continue;
    if (added.code !== 0) break;
    for (const args of [['link', 'set', 'dev', bridge, 'alias', `layerwise ${dir}`], ['addr', 'add', `10.213.${n}.1/24`, 'dev', bridge], ['link', 'set', bridge, 'up']]) {
      const done = await run('ip', args);
      if (done.code !== 0) { await run('ip', ['link', 'del', bridge]); throw new EngineUnavailable('start', `The bridge ${bridge} could not be set up: ${done.stderr.trim()}.`, 'The machine must allow root to add network links.'); }
    }
    return { bridge, subnet: n };
  }
  throw new EngineUnavailable('start', `No network bridge could be added: ${last || 'all are taken'}.`, 'The machine must allow root to add network links (in a container: the capability NET_ADMIN).');
}

async function launch({ engine, dir, containerdSnapshotter, bridge }) {
  const at = (...parts) => path.join(dir, ...parts);
  for (const folder of ['containerd', 'exec', 'data', 'config/cli-plugins']) mkdirSync(at(folder), { recursive: true });
  if (engine.pluginDir) for (const plugin of readdirSync(engine.pluginDir)) symlinkSync(path.join(engine.pluginDir, plugin), at('config/cli-plugins', plugin));
  writeFileSync(at('config/config.json'), '{}\n');
  // The configuration files are always our own: the machine's /etc/docker/daemon.json belongs to the user's engine, and
  // without --containerd the daemon would join a containerd that already runs on the machine.
  const features = containerdSnapshotter ? { features: { 'containerd-snapshotter': true } } : {};
  writeFileSync(at('daemon.json'), JSON.stringify({ ...features, builder: { gc: { enabled: false } } }));
  const containerdSocket = at('containerd/containerd.sock');
  writeFileSync(at('containerd.toml'), `version = 2\nroot = ${JSON.stringify(at('containerd/root'))}\nstate = ${JSON.stringify(at('containerd/state'))}\ndisabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.nri.v1.nri"]\n[grpc]\n  address = ${JSON.stringify(containerdSocket)}\n`);
  const containerd = background(engine.containerd, ['--config', at('containerd.toml')], { dir, engine, log: at('containerd.log') });
  const pid = background(engine.dockerd, ['--config-file', at('daemon.json'), '--containerd', containerdSocket, '--data-root', at('data'), '--exec-root', at('exec'), '-p', at('docker.pid'), '-H', `unix://${at('docker.sock')}`,
    `--bridge=${bridge}`, '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false', '--userland-proxy=false'], { dir, engine, log: at('dockerd.log') });
  return { containerd, pid };
}

function background(program, args, { dir, engine, log }) {
  const file = openSync(log, 'a');
  const child = spawn(program, args, { cwd: dir, detached: true, env: { ...foreignFree(process.env), PATH: `${engine.binDir}:${process.env.PATH}` }, stdio: ['ignore', file, file] });
  child.on('error', () => {});
  child.unref();
  closeSync(file);
  return child.pid;
}

async function answer({ engine, dir, pid }) {
  const env = { ...foreignFree(process.env), ...clientEnv(engine, dir) };
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(100)) {
    const asked = await run(engine.docker, ['version', '--format', '{{.Server.Version}}'], { env });
    if (asked.code === 0 && asked.stdout.trim()) return asked.stdout.trim();
    if (!isAlive(pid)) break;
  }
  const tail = file => existsSync(path.join(dir, file)) ? readFileSync(path.join(dir, file), 'utf8').trimEnd().split('\n').slice(-8).join('\n') : '';
  throw new EngineUnavailable('start', 'The private engine did not start.', `Its last words:\n${tail('containerd.log')}\n${tail('dockerd.log')}`);
}

/** What a client needs to reach the engine: to be laid over the process's own environment, see `engineEnv`. */
function clientEnv(engine, dir) {
  return {
    DOCKER_HOST: `unix://${path.join(dir, 'docker.sock')}`, DOCKER_CONFIG: path.join(dir, 'config'), PATH: `${engine.binDir}:${process.env.PATH}`,
    // Without the buildx plugin the client asks for BuildKit only when told so.
    ...(engine.pluginDir ? {} : { DOCKER_BUILDKIT: '1' }),
  };
}

/** `base` without settings that would lead a client elsewhere. */
function foreignFree(base) {
  return Object.fromEntries(Object.entries(base).filter(([name]) => !/^(DOCKER_|BUILDX_|BUILDKIT_|COMPOSE_|CONTAINERD_)/.test(name)));
}

/** The whole environment for a process that shall use the engine: `base` without the user's own Docker settings, and `env` over it. */
export const engineEnv = (env, base = process.env) => ({ ...foreignFree(base), ...env });

/** The engine that answers to the user's own `docker`, when it has buildx; never started, stopped or changed by us. */
export async function ownEngine() {
  const version = await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 15_000 });
  if (version.code !== 0 || !version.stdout.trim()) return undefined;
  if ((await run('docker', ['buildx', 'version'], { timeout: 15_000 })).code !== 0) return undefined;
  const env = Object.fromEntries(['DOCKER_HOST', 'DOCKER_CONFIG', 'DOCKER_CONTEXT', 'PATH'].filter(n => process.env[n]).map(n => [n, process.env[n]]));
  return { kind: 'own', env, version: version.stdout.trim(), stop: async () => {} };
}

/** Where the long-lived engine of a development session lives. */
export const sessionDir = () => path.join(os.tmpdir(), 'layerwise-engine');

/** The long-lived engine of a development session: the running one, or a new one. Two callers at a time get the same. */
export async function sessionEngine({ log = () => {}, version = 'modern', dir = sessionDir() } = {}) {
  const running = attachEngine(dir);
  if (running) return running;
  await requireDebian();
  return withLock(dir, async () => {
    const found = attachEngine(dir);
    if (found) return found;
    const engine = await installEngine({ version, log });
    log(`starting Docker ${engine.serverVersion} in ${dir}`);
    return startEngine({ engine, name: 'session', dir, keep: true });
  }, { log });
}

/**
 * An engine to build with: the user's own if one answers, else the private one of the session. `refuse: 'own'` never
 * uses the user's; `refuse: 'private'` never starts ours. Throws EngineUnavailable when none can be had.
 */
export async function engineFor({ log = () => {}, refuse } = {}) {
  const own = refuse === 'own' ? undefined : await ownEngine();
  if (own) { log(`using the Docker ${own.version} that already runs`); return own; }
  if (refuse === 'private') throw new EngineUnavailable('refused', 'No Docker engine with buildx answers.', 'Start one and make "docker version" answer.');
  return sessionEngine({ log });
}

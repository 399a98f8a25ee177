// Gets a real Docker engine onto a Debian or Ubuntu machine that has none, by unpacking packages into the cache folder.
// It starts nothing; daemon.mjs does.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { distribution, ownMirror, requireDebian, unpackPackages } from './apt.mjs';
import { cacheDir, withLock } from './cache.mjs';
import { must, run } from './run.mjs';
import { EngineUnavailable } from './unavailable.mjs';

const layout = 1;
const withBuildx = ['docker.io', 'docker-cli', 'docker-buildx', 'containerd'];

/** What each wanted version is made of: Debian suite, packages, and the test of the version that came. */
const editions = {
  // History, provenance and rawjson all work from these versions on.
  modern: { suite: 'unstable', names: withBuildx, fits: (server, buildx) => server[0] >= 28 && atLeast(buildx, [0, 20]), wanted: 'Docker 28 or later with buildx 0.20 or later', next: 'stable' },
  stable: { suite: 'trixie', names: withBuildx, fits: (server, buildx) => server[0] >= 23 && atLeast(buildx, [0, 12]), wanted: 'Docker 23 or later with buildx 0.12 or later' },
  '20.10': { suite: 'bookworm', names: ['docker.io', 'containerd'], fits: server => server[0] === 20 && server[1] === 10, wanted: 'Docker 20.10' },
};

/**
 * Makes sure that the engine `version` ('modern', 'stable' or '20.10') is in the cache folder. Takes 10 to 25 s the
 * first time and a few milliseconds later. Returns absolute paths: {version, suite, serverVersion, buildxVersion, root,
 * binDir, pluginDir, docker, dockerd, containerd}; `pluginDir` and `buildxVersion` are undefined without buildx.
 * When the newest packages cannot be had or don't run here, 'modern' gives 'stable' and logs it: look at `version`.
 */
export async function installEngine({ version = 'modern', log = () => {} } = {}) {
  const edition = editions[version];
  if (!edition) throw new EngineUnavailable('wrongVersion', `There is no engine '${version}'.`, `Known are: ${Object.keys(editions).join(', ')}.`);
  const target = cacheDir(version);
  const ready = readStamp(target);
  if (ready) return ready;
  const machine = await requireDebian();
  try {
    return await withLock(target, async () => readStamp(target) ?? unpackEngine({ version, edition, target, machine, log }), { log });
  } catch (error) {
    if (!(error instanceof EngineUnavailable) || error.reason === 'locked' || !edition.next) throw error;
    log(`${error.message}\ntaking the engine '${edition.next}' instead`);
    return installEngine({ version: edition.next, log });
  }
}

function readStamp(target) {
  try {
    const stamp = JSON.parse(readFileSync(path.join(target, 'stamp.json'), 'utf8'));
    return stamp.layout === layout && existsSync(stamp.engine.dockerd) ? stamp.engine : undefined;
  } catch { return undefined; }
}

async function unpackEngine({ version, edition, target, machine, log }) {
  const fresh = `${target}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const root = path.join(fresh, 'root'), work = path.join(fresh, 'apt');
  const mirror = ownMirror(machine);
  // Ubuntu's own suite has a new engine; Debian's packages cannot be verified there.
  const suite = machine.id === 'ubuntu' ? machine.codename : edition.suite;
  const names = machine.id === 'ubuntu' ? edition.names.filter(name => name !== 'docker-cli') : edition.names;
  log(`unpacking ${names.join(', ')} of '${suite}' into ${target}`);
  try {
    await unpackPackages({ mirror, suite, names, root, work });
    // The newest runc wants a newer C library than the machine has, so runc is the machine's own suite's.
    await unpackPackages({ mirror, suite: machine.codename || suite, names: ['runc'], root, work });
    linkPrograms(fresh, root);
    await ensureTools(path.join(fresh, 'bin'), log);
    const engine = await probe({ version, suite, fresh, target });
    if (!edition.fits(numbers(engine.serverVersion), numbers(engine.buildxVersion))) {
      throw new EngineUnavailable('wrongVersion', `'${suite}' gave Docker ${engine.serverVersion} with buildx ${engine.buildxVersion ?? 'none'}, but ${edition.wanted} is needed.`, 'Start such an engine yourself and make "docker version" answer.');
    }
    rmSync(work, { recursive: true, force: true });
    rmSync(target, { recursive: true, force: true });
    writeFileSync(path.join(fresh, 'stamp.json'), `${JSON.stringify({ layout, engine }, null, 2)}\n`);
    renameSync(fresh, target);
    log(`Docker ${engine.serverVersion}${engine.buildxVersion ? ` with buildx ${engine.buildxVersion}` : ''} is ready`);
    return engine;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Programs that the daemon calls and that only an installed package brings; nothing is installed when they are there. */
async function ensureTools(bin, log) {
  const missing = [];
  if ((await run(path.join(bin, 'runc'), ['--version'])).code !== 0) missing.push('libseccomp2');
  if ((await run('ip', ['-V'])).code !== 0) missing.push('iproute2');
  if (missing.length === 0) return;
  log(`installing ${missing.join(', ')}`);
  const args = ['install', '-y', '-q', '--no-install-recommends', ...missing];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if ((await run('apt-get', args, { env })).code === 0) return;
  await run('apt-get', ['-q', 'update'], { env });
  const again = await run('apt-get', args, { env });
  if (again.code !== 0) throw new EngineUnavailable('download', `The packages ${missing.join(', ')} could not be installed.`, `Try: apt-get ${args.join(' ')}\n${again.stderr.trimEnd()}`);
}

/** One folder with a link per program, so that PATH gets one entry and holds nothing else. */
function linkPrograms(fresh, root) {
  const bin = path.join(fresh, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const folder of ['usr/bin', 'usr/sbin', 'usr/libexec/docker', 'sbin', 'bin']) {
    const from = path.join(root, folder);
    if (!existsSync(from)) continue;
    for (const name of readdirSync(from).filter(n => /^(docker|dockerd|docker-proxy|containerd.*|ctr|runc)$/.test(n))) {
      if (!existsSync(path.join(bin, name))) symlinkSync(path.join('..', 'root', folder, name), path.join(bin, name));
    }
  }
}

async function probe({ version, suite, fresh, target }) {
  const bin = path.join(fresh, 'bin');
  const ask = async program => {
    try { return /(\d+(?:\.\d+)+)/.exec((await must(path.join(bin, program), ['--version'])).stdout)?.[1]; } catch (error) {
      throw new EngineUnavailable('cannotRun', `'${program}' of '${suite}' does not run on this machine.`, error.message, { cause: error });
    }
  };
  const serverVersion = await ask('dockerd');
  await ask('containerd');
  await ask('runc');
  const plugins = ['usr/libexec/docker/cli-plugins', 'usr/lib/docker/cli-plugins'].find(p => existsSync(path.join(fresh, 'root', p, 'docker-buildx')));
  const buildx = plugins && await run(path.join(fresh, 'root', plugins, 'docker-buildx'), ['version']);
  const at = (...parts) => path.join(target, ...parts);
  return {
    version, suite, serverVersion, buildxVersion: buildx && /(\d+\.\d+(\.\d+)?)/.exec(buildx.stdout)?.[1],
    root: at('root'), binDir: at('bin'), pluginDir: plugins && at('root', plugins), docker: at('bin', 'docker'), dockerd: at('bin', 'dockerd'), containerd: at('bin', 'containerd'),
  };
}

const numbers = text => (text ?? '').split('.').map(Number);
const atLeast = (have, want) => have[0] > want[0] || (have[0] === want[0] && (have[1] ?? 0) >= want[1]);

/** A folder with the unpacked packages `names` of the machine's own suite, made once. For tools of images.mjs. */
export async function unpackedTools(name, names, { log = () => {} } = {}) {
  const target = cacheDir(name);
  if (existsSync(target)) return target;
  await requireDebian();
  return withLock(target, async () => {
    if (existsSync(target)) return target;
    const fresh = `${target}.new`, machine = distribution();
    rmSync(fresh, { recursive: true, force: true });
    log(`unpacking ${names.join(', ')} of '${machine.codename}'`);
    try {
      await unpackPackages({ mirror: ownMirror(machine), suite: machine.codename, names, root: path.join(fresh, 'root'), work: path.join(fresh, 'apt') });
      rmSync(path.join(fresh, 'apt'), { recursive: true, force: true });
      renameSync(fresh, target);
    } finally { rmSync(fresh, { recursive: true, force: true }); }
    return target;
  }, { log });
}

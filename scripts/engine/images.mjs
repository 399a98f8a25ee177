// Base images made on the spot, since no registry of images can be counted on: a static busybox, and Debian roots with
// or without Python or Node. Each root is made once as a tar in the cache folder; an image is then a `docker import`.
import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { cacheDir, withLock } from './cache.mjs';
import { engineEnv } from './daemon.mjs';
import { unpackedTools } from './install.mjs';
import { must } from './run.mjs';
import { debianRootTar } from './roots.mjs';

/** Static busybox on an empty root with one link per applet: shell, coreutils, no network tools to the outside. Under 1 s. */
export async function makeBusybox(env, tag, { log } = {}) {
  const tar = cacheDir('roots', 'busybox-1.tar');
  if (!existsSync(tar)) await withLock(tar, () => existsSync(tar) || packBusybox(tar, log), { log });
  await importTar(env, tag, { input: createReadStream(tar), changes: ['ENV PATH=/bin:/usr/bin', 'CMD ["/bin/sh"]'] });
}

async function packBusybox(tar, log) {
  const tools = await unpackedTools('busybox', ['busybox-static'], { log });
  const binary = ['bin/busybox', 'usr/bin/busybox'].map(p => path.join(tools, 'root', p)).find(p => existsSync(p));
  const root = mkdtempSync(path.join(os.tmpdir(), 'layerwise-busybox-'));
  try {
    for (const folder of ['bin', 'etc', 'root', 'usr/bin', 'var', 'tmp']) mkdirSync(path.join(root, folder), { recursive: true, mode: 0o755 });
    chmodSync(root, 0o755);
    chmodSync(path.join(root, 'tmp'), 0o1777);
    copyFileSync(binary, path.join(root, 'bin/busybox'));
    chmodSync(path.join(root, 'bin/busybox'), 0o755);
    const applets = (await must(binary, ['--list'])).stdout.split('\n').filter(name => name && name !== 'busybox');
    for (const applet of applets) symlinkSync('busybox', path.join(root, 'bin', applet));
    writeFileSync(path.join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n');
    writeFileSync(path.join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
    mkdirSync(path.dirname(tar), { recursive: true });
    await must('tar', ['-c', '--numeric-owner', '--owner=0', '--group=0', '--sort=name', '--mtime=@0', '-f', `${tar}.new`, '-C', root, '.']);
    await must('mv', [`${tar}.new`, tar]);
  } finally { rmSync(root, { recursive: true, force: true }); }
}

/**
 * A Debian root. `kind`: 'debian' (minbase), 'python' (adds python3, pip and venv; `python` works and pip installs without
 * a virtual environment) or 'node' (adds node and npm). `packages` are further Debian packages. The first call for a
 * kind takes up to a minute, every later one 2 to 5 s. With `withCa` the image trusts what this machine trusts, which
 * it must where HTTPS goes through a proxy with an authority of its own. `unique` gives it a layer that no other has.
 */
export async function makeDebian(env, tag, { kind = 'debian', packages = [], withCa = true, unique = false, log } = {}) {
  const { tar, end } = await debianRootTar({ kind, packages, log });
  const overlay = mkdtempSync(path.join(os.tmpdir(), 'layerwise-overlay-'));
  try {
    const changes = ['CMD ["/bin/bash"]'];
    const bundle = withCa ? caBundle() : undefined;
    mkdirSync(path.join(overlay, 'etc'));
    if (bundle) {
      copyFileSync(bundle, path.join(overlay, caInside));
      for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'PIP_CERT']) changes.push(`ENV ${name}=${caInside}`);
    }
    if (unique) addNonce(overlay);
    // The engine refuses a tar that names a path twice, so the addition holds new files only and no folders.
    const names = readdirSync(path.join(overlay, 'etc')).map(name => `etc/${name}`);
    const extra = path.join(overlay, 'extra.tar');
    await must('tar', ['-c', '--numeric-owner', '--owner=0', '--group=0', '--mode=644', '-f', extra, '-C', overlay, ...(names.length ? names : ['--files-from=/dev/null'])]);
    // A tar goes on after its last entry only when the closing zero blocks are cut off.
    await importTar(env, tag, { input: Readable.from(joined(createReadStream(tar, { end: end - 1 }), createReadStream(extra))), changes });
  } finally { rmSync(overlay, { recursive: true, force: true }); }
}

/** A path that no package owns: Debian's own bundle may be in the root already. */
const caInside = '/etc/layerwise-ca.crt';

/**
 * An image of `base` plus a file that no other image has, so that no step on it can hit what another test left.
 * @public the engine tests import this script by its path
 */
export async function uniqueLayer(env, base, tag) {
  const context = mkdtempSync(path.join(os.tmpdir(), 'layerwise-unique-'));
  try {
    addNonce(context);
    writeFileSync(path.join(context, 'Dockerfile'), `FROM ${base}\nCOPY etc/layerwise-nonce /etc/layerwise-nonce\n`);
    await must('docker', ['build', '--quiet', '-t', tag, context], { env: engineEnv(env) });
  } finally { rmSync(context, { recursive: true, force: true }); }
}

function addNonce(folder) {
  mkdirSync(path.join(folder, 'etc'), { recursive: true });
  writeFileSync(path.join(folder, 'etc/layerwise-nonce'), `${randomUUID()}\n`);
}

/** This machine's bundle of trusted authorities, or undefined when it has none. */
function caBundle() {
  return [process.env.SSL_CERT_FILE, '/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'].find(file => file && existsSync(file));
}

async function importTar(env, tag, { input, changes }) {
  await must('docker', ['import', ...changes.flatMap(change => ['--change', change]), '-', tag], { env: engineEnv(env), input });
}

async function* joined(...streams) {
  for (const stream of streams) yield* stream;
}

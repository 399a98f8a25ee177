// Downloads and unpacks packages of one Debian or Ubuntu suite into a folder. The machine's own apt state, sources and
// installed packages are read but never changed.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { must, run } from './run.mjs';
import { EngineUnavailable } from './unavailable.mjs';

const elsewhere = 'Start a Docker engine yourself (any with buildx) and make "docker version" answer.';

/** Throws the typed error that fits when nothing can be installed here; else returns {id, codename}. */
export async function requireDebian() {
  if (process.platform !== 'linux') throw new EngineUnavailable('notLinux', 'The private engine runs on Linux only.', elsewhere);
  if (process.getuid() !== 0) throw new EngineUnavailable('notRoot', 'The private engine needs root.', `Run the same command with sudo. Or: ${elsewhere}`);
  const has = async program => (await run(program, ['--version'])).code === 0;
  if (!await has('apt-get') || !await has('dpkg')) throw new EngineUnavailable('noApt', 'The private engine is unpacked from Debian packages, and this machine has no apt-get and dpkg.', elsewhere);
  return distribution();
}

/** Distribution id and suite name of this machine, from os-release. */
export function distribution(file = '/etc/os-release') {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const field = name => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const id = field('ID') === 'ubuntu' || field('ID_LIKE').includes('ubuntu') ? 'ubuntu' : 'debian';
  return { id, codename: (id === 'ubuntu' && field('UBUNTU_CODENAME')) || field('VERSION_CODENAME') };
}

/**
 * Package sources in apt's own files, as {uri, suites, components, signedBy}. Reads only what apt reads: `sources.list`,
 * `*.list` and `*.sources`; comments, switched-off entries and files with other endings name hosts that are not in use.
 */
export function aptSources(folder = '/etc/apt') {
  const parts = path.join(folder, 'sources.list.d');
  const files = [path.join(folder, 'sources.list'), ...(existsSync(parts) ? readdirSync(parts).sort().map(f => path.join(parts, f)) : [])];
  return files.filter(f => existsSync(f)).flatMap(file => {
    const text = readFileSync(file, 'utf8').split('\n').filter(line => !line.startsWith('#')).join('\n');
    if (file.endsWith('.sources')) return text.split(/\n\s*\n/).flatMap(stanzaSources);
    return file.endsWith('.list') ? text.split('\n').flatMap(lineSources) : [];
  });
}

function stanzaSources(stanza) {
  const field = name => new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1].trim() ?? '';
  const words = name => field(name).split(/\s+/).filter(Boolean);
  if (!words('Types').includes('deb') || /^(no|false|0|off)$/i.test(field('Enabled'))) return [];
  // Signed-By may also hold the key itself; only a file can be named in our own source line.
  const signedBy = field('Signed-By').startsWith('/') ? field('Signed-By') : undefined;
  return words('URIs').map(uri => ({ uri, suites: words('Suites'), components: words('Components'), signedBy }));
}

function lineSources(line) {
  const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line.replace(/#.*$/, ''));
  if (!match) return [];
  return [{ uri: match[2], suites: [match[3]], components: match[4].split(/\s+/).filter(Boolean), signedBy: /signed-by=(\/[^\s\]]+)/.exec(match[1] ?? '')?.[1] }];
}

/**
 * The distribution's own mirror. Third parties too have addresses that end in `/debian`, so the source must also offer
 * the machine's suite with the component `main`.
 */
export function ownMirror({ id, codename }, sources = aptSources()) {
  const ending = id === 'ubuntu' ? /\/ubuntu(-ports)?\/?$|^mirror\+file:.*ubuntu[^/]*$/ : /\/debian\/?$|^mirror\+file:.*\/debian\.list$/;
  const found = sources.find(s => ending.test(s.uri) && s.components.includes('main') && (codename === '' || s.suites.includes(codename)))
    ?? sources.find(s => ending.test(s.uri) && s.components.includes('main'));
  if (found) return found;
  throw new EngineUnavailable('noMirror', `No ${id} mirror was found in the machine's apt sources.`, `Add the distribution's own source under /etc/apt/sources.list.d, or: ${elsewhere}`);
}

/**
 * Downloads `names` from `suite` of the mirror and unpacks them into `root`. The package index lives in `work`, which
 * several calls may share. Throws EngineUnavailable('download') with apt's last words.
 */
export async function unpackPackages({ mirror, suite, names, root, work }) {
  const options = await aptUpdate({ mirror, suite, work });
  const debs = path.join(work, `debs-${suite}`);
  rmSync(debs, { recursive: true, force: true });
  mkdirSync(debs, { recursive: true });
  mkdirSync(root, { recursive: true });
  try {
    await must('apt-get', ['-q', ...options, 'download', ...names], { cwd: debs });
    for (const deb of readdirSync(debs)) await must('dpkg', ['-x', path.join(debs, deb), root]);
  } catch (error) {
    throw new EngineUnavailable('download', `The packages ${names.join(', ')} of '${suite}' could not be had.`, `${error.message}`, { cause: error });
  } finally {
    rmSync(debs, { recursive: true, force: true });
  }
}

async function aptUpdate({ mirror, suite, work }) {
  const lists = path.join(work, `lists-${suite}`), archives = path.join(work, 'archives'), list = path.join(work, `${suite}.list`);
  const options = ['-o', `Dir::Etc::sourcelist=${list}`, '-o', 'Dir::Etc::sourceparts=-', '-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${archives}`,
    '-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Languages=none', '-o', 'Acquire::Retries=3', '-o', 'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false'];
  if (existsSync(path.join(lists, 'complete'))) return options;
  for (const folder of [lists, archives]) mkdirSync(path.join(folder, 'partial'), { recursive: true });
  const key = mirror.signedBy && existsSync(mirror.signedBy) ? `[signed-by=${mirror.signedBy}] ` : '';
  const components = mirror.components.includes('universe') ? 'main universe' : 'main';
  writeFileSync(list, `deb ${key}${mirror.uri} ${suite} ${components}\n`);
  const updated = await run('apt-get', ['-q', ...options, 'update']);
  // apt-get update ends with 0 when a source could not be reached; it says so in a line of its own.
  if (updated.code !== 0 || /^(W|E): Failed to fetch/m.test(updated.stderr)) {
    throw new EngineUnavailable('download', `The package index of '${suite}' could not be had from ${mirror.uri}.`, `Check the network and try: apt-get update\n${updated.stderr.trimEnd()}`);
  }
  writeFileSync(path.join(lists, 'complete'), '');
  return options;
}

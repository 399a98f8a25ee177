// What an image holds: every file of its merged file system with mode, owner and content, and its configuration. Read
// from the saved layers, because a container's export adds files and hides how a folder was replaced.
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, openSync, readFileSync, readSync, closeSync, rmSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { docker, type TestEngine } from './engine.js';
import { runProcess } from './process.js';

export interface ImageFile {
  /** Absolute path in the image. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'character-device' | 'block-device' | 'fifo';
  /** Permission bits with set-uid, set-gid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a file, else 0. */
  readonly size: number;
  readonly linkTarget?: string;
  /** Of a file's content. Hard links are shown as files of their own. */
  readonly sha256?: string;
  /** Extended attributes such as capabilities, as the layer names them. */
  readonly xattrs?: Readonly<Record<string, string>>;
}

export interface Difference {
  /** Path in the image, or the name of a configuration field. */
  readonly path: string;
  readonly what: string;
}

/** All files of the image, sorted by path. Times are left out: they differ between any two builds. */
export async function imageContents(engine: TestEngine, tag: string): Promise<readonly ImageFile[]> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'layerwise-image-'));
  try {
    const saved = await docker(engine, 'save', '-o', path.join(work, 'image.tar'), tag);
    if (saved.code !== 0) throw new Error(`'${tag}' could not be saved: ${saved.stderr}`);
    const folder = path.join(work, 'image');
    mkdirSync(folder);
    const unpacked = await runProcess('tar', ['-x', '-f', path.join(work, 'image.tar'), '-C', folder], process.env);
    if (unpacked.code !== 0) throw new Error(`The saved image could not be unpacked: ${unpacked.stderr}`);
    const [manifest] = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as [{ readonly Layers: readonly string[] }];
    const merged = new Map<string, ImageFile>();
    for (const layer of manifest.Layers) await applyLayer(merged, path.join(folder, layer));
    return [...merged.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const whiteout = '.wh.', opaque = '.wh..wh..opq';

async function applyLayer(merged: Map<string, ImageFile>, file: string): Promise<void> {
  const entries: ImageFile[] = [];
  const hardLinks: { readonly path: string; readonly target: string }[] = [];
  const reader = extract();
  const read = (async () => {
    for await (const entry of reader) {
      const at = imagePath(entry.header.name);
      const hash = createHash('sha256');
      for await (const chunk of entry) hash.update(chunk as Buffer);
      if (entry.header.type === 'link') hardLinks.push({ path: at, target: imagePath(entry.header.linkname ?? '') });
      else entries.push(imageFile(at, entry.header, hash.digest('hex')));
    }
  })();
  await Promise.all([pipeline([createReadStream(file), ...(isGzip(file) ? [createGunzip()] : []), reader]), read]);
  // Whiteouts speak of the layers below only, so they come first wherever they stand in the tar.
  for (const { path: at } of entries) {
    const name = path.posix.basename(at), folder = path.posix.dirname(at);
    if (name === opaque) removeBelow(merged, folder);
    else if (name.startsWith(whiteout)) removeTree(merged, path.posix.join(folder, name.slice(whiteout.length)));
  }
  for (const entry of entries) if (!path.posix.basename(entry.path).startsWith(whiteout)) put(merged, entry);
  for (const link of hardLinks) {
    const target = merged.get(link.target);
    if (!target) throw new Error(`The hard link ${link.path} has no target ${link.target}.`);
    put(merged, { ...target, path: link.path });
  }
}

function put(merged: Map<string, ImageFile>, entry: ImageFile): void {
  if (entry.type !== 'directory' && merged.get(entry.path)?.type === 'directory') removeBelow(merged, entry.path);
  merged.set(entry.path, entry);
}

function removeTree(merged: Map<string, ImageFile>, at: string): void {
  merged.delete(at);
  removeBelow(merged, at);
}

function removeBelow(merged: Map<string, ImageFile>, folder: string): void {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  for (const at of merged.keys()) if (at !== '/' && at.startsWith(prefix)) merged.delete(at);
}

const imagePath = (name: string) => path.posix.resolve('/', name);

function imageFile(at: string, header: Header, sha256: string): ImageFile {
  const type = header.type === 'contiguous-file' || !header.type ? 'file' : header.type;
  if (type === 'link' || type.startsWith('pax-') || type.startsWith('gnu-')) throw new Error(`${at} has the unexpected type ${type}.`);
  const pax = (header as { readonly pax?: Readonly<Record<string, string>> | null }).pax ?? {};
  const xattrs = Object.entries(pax).filter(([name]) => name.startsWith('SCHILY.xattr.')).map(([name, value]) => [name.slice('SCHILY.xattr.'.length), value] as const);
  return {
    path: at, type: type as ImageFile['type'], mode: (header.mode ?? 0) & 0o7777, uid: header.uid ?? 0, gid: header.gid ?? 0, size: type === 'file' ? header.size ?? 0 : 0,
    ...(type === 'symlink' ? { linkTarget: header.linkname ?? '' } : {}), ...(type === 'file' ? { sha256 } : {}), ...(xattrs.length > 0 ? { xattrs: Object.fromEntries(xattrs) } : {}),
  };
}

function isGzip(file: string): boolean {
  const start = Buffer.alloc(2), fd = openSync(file, 'r');
  try { readSync(fd, start, 0, 2, 0); } finally { closeSync(fd); }
  return start[0] === 0x1f && start[1] === 0x8b;
}

/** The image's configuration as the engine shows it: Env, Cmd, Entrypoint, WorkingDir, User, Labels and so on. */
export async function imageConfig(engine: TestEngine, tag: string): Promise<Readonly<Record<string, unknown>>> {
  const asked = await docker(engine, 'image', 'inspect', '--format', '{{json .Config}}', tag);
  if (asked.code !== 0) throw new Error(`'${tag}' could not be inspected: ${asked.stderr}`);
  return JSON.parse(asked.stdout) as Record<string, unknown>;
}

/** What differs between two images' files, but for paths that match one of `ignore`. Empty when they are the same. */
export function compareImages(a: readonly ImageFile[], b: readonly ImageFile[], { ignore = [] }: { readonly ignore?: readonly RegExp[] } = {}): readonly Difference[] {
  const first = new Map(a.map(f => [f.path, f])), second = new Map(b.map(f => [f.path, f]));
  const paths = [...new Set([...first.keys(), ...second.keys()])].filter(p => !ignore.some(pattern => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(p))).sort();
  return paths.flatMap(at => {
    const one = first.get(at), two = second.get(at);
    if (!one) return [{ path: at, what: 'only in the second' }];
    if (!two) return [{ path: at, what: 'only in the first' }];
    return compareFields(one, two).map(what => ({ path: at, what }));
  });
}

function compareFields(one: ImageFile, two: ImageFile): readonly string[] {
  const show = (value: unknown, field: string) => (field === 'mode' ? (value as number).toString(8).padStart(4, '0') : JSON.stringify(value) ?? 'none');
  const fields = ['type', 'mode', 'uid', 'gid', 'size', 'linkTarget', 'sha256', 'xattrs'] as const;
  return fields.filter(field => JSON.stringify(one[field]) !== JSON.stringify(two[field])).map(field => `${field} ${show(one[field], field)} and ${show(two[field], field)}`);
}

/** What differs between two configurations, field by field. */
export function compareConfigs(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): readonly Difference[] {
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return fields.filter(f => JSON.stringify(a[f] ?? null) !== JSON.stringify(b[f] ?? null)).map(f => ({ path: f, what: `${JSON.stringify(a[f] ?? null)} and ${JSON.stringify(b[f] ?? null)}` }));
}

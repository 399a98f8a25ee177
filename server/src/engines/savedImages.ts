// Reads images from what `docker image save` writes: layers are read once however many images share them, merged as the
// engine merges them, with all that makes a file what it is. It starts no process.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import type { Image, ImageFile } from '../core/image/image.js';

interface HardLink {
  readonly path: string;
  readonly target: string;
}

interface Layer {
  readonly entries: readonly ImageFile[];
  readonly hardLinks: readonly HardLink[];
}

/** What `manifest.json` says of each image. */
interface ManifestEntry {
  readonly Config: string;
  readonly RepoTags: readonly string[] | null;
  readonly Layers: readonly string[];
}

/** The images of a saved archive, by their tags. */
export async function readSavedImages(file: string): Promise<ReadonlyMap<string, Image>> {
  const layers = new Map<string, Layer>();
  const texts = new Map<string, string>();
  const links = new Map<string, string>();
  await readTar(createReadStream(file), async (header, content) => {
    if (header.type === 'symlink' || header.type === 'link') links.set(header.name, path.posix.join(header.type === 'link' ? '' : path.posix.dirname(header.name), header.linkname));
    else if (header.type === 'file') await readMember(header.name, content, { layers, texts });
  });
  const manifest = JSON.parse(texts.get('manifest.json') ?? '[]') as readonly ManifestEntry[];
  return new Map(manifest.flatMap(entry => {
    const image = mergeImage(entry, { layers, texts, links });
    return (entry.RepoTags ?? []).map(tag => [tag, image] as const);
  }));
}

interface Members {
  readonly layers: Map<string, Layer>;
  readonly texts: Map<string, string>;
}

/** A member is a layer or a JSON text: names tell only in some versions, the first byte always does. */
async function readMember(name: string, content: Readable, { layers, texts }: Members): Promise<void> {
  const chunks = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const start = await nextWith(chunks, 2);
  const whole = rejoined(start, chunks);
  if (start[0] === 0x7b || start[0] === 0x5b) texts.set(name, Buffer.concat(await collect(whole)).toString('utf8'));
  else if (start[0] === 0x1f && start[1] === 0x8b) layers.set(name, await readLayer(createGunzip(), whole));
  else if (start.length > 0 && !/(?:^|\/)VERSION$/.test(name)) layers.set(name, await readLayer(undefined, whole));
}

async function nextWith(chunks: AsyncIterator<Buffer>, length: number): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.length < length) {
    const next = await chunks.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  return start;
}

async function* rejoined(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function readLayer(unpack: ReturnType<typeof createGunzip> | undefined, chunks: AsyncIterable<Buffer>): Promise<Layer> {
  const entries: ImageFile[] = [];
  const hardLinks: HardLink[] = [];
  await readTar(chunks, async (header, content) => {
    const at = imagePath(header.name);
    const hash = createHash('sha256');
    for await (const chunk of content) hash.update(chunk as Buffer);
    if (header.type === 'link') hardLinks.push({ path: at, target: imagePath(header.linkname) });
    else entries.push(imageFile(at, header, hash.digest('hex')));
  }, unpack);
  return { entries, hardLinks };
}

async function readTar(chunks: AsyncIterable<Buffer>, member: (header: Header, content: Readable) => Promise<void>, unpack?: ReturnType<typeof createGunzip>): Promise<void> {
  const reader = extract();
  const read = (async () => {
    for await (const entry of reader) {
      await member(entry.header, entry as unknown as Readable);
      entry.resume();
    }
  })();
  await Promise.all([unpack ? pipeline(chunks, unpack, reader) : pipeline(chunks, reader), read]);
}

const imagePath = (name: string) => path.posix.resolve('/', name);

function imageFile(at: string, header: Header, sha256: string): ImageFile {
  const type = header.type === 'contiguous-file' ? 'file' : header.type;
  if (type === 'link' || type.startsWith('pax-') || type.startsWith('gnu-')) throw new Error(`${at} has the unexpected type ${type}.`);
  const pax = (header as { readonly pax?: Readonly<Record<string, string>> | null }).pax ?? {};
  const xattrs = Object.entries(pax).filter(([name]) => name.startsWith('SCHILY.xattr.')).map(([name, value]) => [name.slice('SCHILY.xattr.'.length), value] as const);
  return {
    path: at, type, mode: header.mode & 0o7777, uid: header.uid, gid: header.gid, size: type === 'file' ? header.size : 0,
    ...(type === 'symlink' ? { linkTarget: header.linkname } : {}), ...(type === 'file' ? { sha256 } : {}), ...(xattrs.length > 0 ? { xattrs: Object.fromEntries(xattrs) } : {}),
  };
}

function mergeImage(entry: ManifestEntry, { layers, texts, links }: Members & { readonly links: ReadonlyMap<string, string> }): Image {
  const merged = new Map<string, ImageFile>();
  for (const name of entry.Layers) {
    const layer = layers.get(name) ?? layers.get(links.get(name) ?? '');
    if (!layer) throw new Error(`The saved image has no layer ${name}.`);
    applyLayer(merged, layer);
  }
  const { config } = JSON.parse(texts.get(entry.Config) ?? '{}') as { readonly config?: Readonly<Record<string, unknown>> };
  return { files: [...merged.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), config: config ?? {} };
}

const whiteout = '.wh.', opaque = '.wh..wh..opq';

function applyLayer(merged: Map<string, ImageFile>, { entries, hardLinks }: Layer): void {
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
  const isFolder = merged.get(at)?.type === 'directory';
  merged.delete(at);
  if (isFolder) removeBelow(merged, at);
}

function removeBelow(merged: Map<string, ImageFile>, folder: string): void {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  for (const at of merged.keys()) if (at !== '/' && at.startsWith(prefix)) merged.delete(at);
}

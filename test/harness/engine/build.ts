// Build contexts with names of their own, and one build of them by the real client. It must not interpret the output.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestEngine } from './engine.js';
import { runProcess, type ProcessResult } from './process.js';

/** Text of a file, its text and permission bits, its size where that is all that counts, where a link leads to, or a folder's permission bits. */
export type FileSpec = string | { readonly bytes: number } | { readonly text: string; readonly mode: number } | { readonly link: string } | { readonly folderMode: number };

export interface BuildContext {
  readonly dir: string;
  /** Writes or overwrites files, given by their path in the context. */
  write(files: Readonly<Record<string, FileSpec>>): void;
  remove(file: string): void;
}

const made: string[] = [];

/**
 * A context folder whose name no other context has: the engine keeps what it was sent by the folder's name, so two
 * contexts of one name would share it. Deleted when the process ends.
 */
export function makeContext(files: Readonly<Record<string, FileSpec>>): BuildContext {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'layerwise-context-'));
  if (made.push(dir) === 1) process.once('exit', () => made.forEach(each => rmSync(each, { recursive: true, force: true })));
  const context: BuildContext = {
    dir,
    write: more => { for (const [name, spec] of Object.entries(more)) writeSpec(path.join(dir, name), spec); },
    remove: file => rmSync(path.join(dir, file), { recursive: true }),
  };
  context.write(files);
  return context;
}

function writeSpec(file: string, spec: FileSpec): void {
  mkdirSync(path.dirname(file), { recursive: true });
  if (typeof spec === 'string') writeFileSync(file, spec);
  else if ('bytes' in spec) {
    writeFileSync(file, '');
    truncateSync(file, spec.bytes);
  } else if ('link' in spec) symlinkSync(spec.link, file);
  else if ('folderMode' in spec) {
    mkdirSync(file, { recursive: true });
    chmodSync(file, spec.folderMode);
  } else {
    writeFileSync(file, spec.text);
    chmodSync(file, spec.mode);
  }
}

export interface BuildOptions {
  readonly tag?: string;
  readonly progress?: 'plain' | 'rawjson';
  /** Further arguments, put before the context. */
  readonly args?: readonly string[];
  /** Variables laid over the engine's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One `docker buildx build` of the context, as a user would start it. The progress stream is in `stderr`. */
export function buildImage(engine: TestEngine, context: BuildContext, options: BuildOptions = {}): Promise<ProcessResult> {
  const args = ['buildx', 'build', `--progress=${options.progress ?? 'plain'}`, ...(options.tag ? ['--tag', options.tag] : []), ...(options.args ?? []), context.dir];
  return runProcess('docker', args, { ...engine.env, ...options.env });
}

/** The same with rawjson progress and the metadata file with full provenance; `metadata` is undefined when the build failed. */
export async function buildWithMetadata(engine: TestEngine, context: BuildContext, options: BuildOptions = {}): Promise<ProcessResult & { readonly metadata: Readonly<Record<string, unknown>> | undefined }> {
  const file = `${context.dir}-metadata.json`;
  try {
    const result = await buildImage(engine, context, {
      progress: 'rawjson', ...options, args: ['--metadata-file', file, ...(options.args ?? [])], env: { BUILDX_METADATA_PROVENANCE: 'max', ...options.env },
    });
    return { ...result, metadata: result.code === 0 ? JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> : undefined };
  } finally {
    rmSync(file, { force: true });
  }
}

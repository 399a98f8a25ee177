// The command line as a process, built once per test file, and folders to run it in. It must not know what is tested.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

/** The repository's folder, put in by the bundler of the test runner. */
declare const __ROOT__: string;

export const root = __ROOT__;

const removed: string[] = [];
process.once('exit', () => { for (const folder of removed) rmSync(folder, { recursive: true, force: true }); });

const out = path.join(__ROOT__, 'out/cli', String(process.pid));
export const program = path.join(out, 'cli.cjs');

/** For the `before` hook: bundles the command line as it is shipped, into a folder of this process. */
export async function buildProgram(): Promise<void> {
  const { bundles } = (await import(pathToFileURL(path.join(__ROOT__, 'esbuild.mjs')).href)) as { bundles: readonly BuildOptions[] };
  const wanted = bundles.filter(({ entryPoints }) => entryPoints !== undefined && ['cli', 'yamlReader', 'proofTools'].some(name => name in entryPoints));
  removed.push(out);
  for (const options of wanted) await build({ ...options, absWorkingDir: __ROOT__, outdir: out });
}

/** A new folder with these files (text by path), deleted when the tests have ended. Its name has a space in it. */
export function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'layerwise cli-')));
  removed.push(folder);
  chmodSync(folder, 0o755);
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  return folder;
}

export function write(folder: string, name: string, text: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Runs it as another user. */
  readonly uid?: number;
  readonly started?: (child: ChildProcess) => void;
}

/** Runs `layerwise` with these words in the folder. Records of builds stay in a folder of this process. */
export function layerwise(folder: string, words: readonly string[], options: RunOptions = {}): Promise<Result> {
  return runProgram(process.execPath, [program, ...words], { ...options, cwd: folder });
}

export function runProgram(command: string, words: readonly string[], { cwd, env, uid, started }: RunOptions & { readonly cwd: string }): Promise<Result> {
  const fullEnv = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, NODE_TEST_CONTEXT: undefined, NODE_V8_COVERAGE: undefined, LAYERWISE_STATE: path.join(out, 'state'), ...env };
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...words], { cwd, env: fullEnv, stdio: ['ignore', 'pipe', 'pipe'], ...(uid === undefined ? {} : { uid, gid: uid }) });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { texts.stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { texts.stderr += text; });
    child.on('error', reject);
    child.on('close', (code, signal) => { resolve({ code, signal, ...texts }); });
    started?.(child);
  });
}

/** Root reads and writes everything, so what permissions forbid is tried as a user who may nothing. */
export const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};

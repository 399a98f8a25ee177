// Starts a bundle with the code that the engine compiled for it last time: reading and compiling it is a third of a start.
// Whatever goes wrong with the remembered code, the bundle starts without it. Knows nothing of what it starts.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import envPaths from 'env-paths';

type ModuleFunction = (exports: object, require: NodeJS.Require, module: { exports: object }, filename: string, dirname: string) => void;

/** When to keep the code: functions are compiled as they are called, so not at once. */
export interface LaunchOptions {
  readonly keep: 'after-three-seconds' | 'at-exit';
}

/** Runs the bundle beside this one, as `require` would. Node's own switch NODE_DISABLE_COMPILE_CACHE is honoured. */
export function launch(name: string, options: LaunchOptions): void {
  const file = path.join(__dirname, name);
  const source = readFileSync(file, 'utf8').replace(/^#!.*/, '');
  const store = process.env['NODE_DISABLE_COMPILE_CACHE'] === undefined ? new CodeStore(name, source) : undefined;
  const cachedData = store?.read();
  const script = new vm.Script(wrap(source), { filename: file, ...(cachedData ? { cachedData } : {}) });
  const module = { exports: {} };
  (script.runInThisContext() as ModuleFunction)(module.exports, createRequire(file), module, file, __dirname);
  if (!store || (cachedData && script.cachedDataRejected !== true)) return;
  const keep = () => { store.write(script.createCachedData()); };
  if (options.keep === 'at-exit') process.once('exit', keep);
  else setTimeout(keep, 3000).unref();
}

const digestLength = 32;

/** Code on disk, one file for each bundle and engine; a digest in front tells a file that is not whole. */
class CodeStore {
  readonly #folder = path.join(envPaths('layerwise', { suffix: '' }).cache, 'code');
  readonly #prefix: string;
  readonly #name: string;

  constructor(bundle: string, source: string) {
    this.#prefix = `${bundle}-${process.arch}-${process.versions.v8}-`;
    this.#name = `${this.#prefix}${createHash('sha256').update(source).digest('hex').slice(0, 16)}`;
  }

  read(): Buffer | undefined {
    try {
      const bytes = readFileSync(path.join(this.#folder, this.#name));
      const code = bytes.subarray(digestLength);
      return digest(code).equals(bytes.subarray(0, digestLength)) ? code : undefined;
    } catch {
      return undefined;
    }
  }

  write(code: Buffer): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const temporary = path.join(this.#folder, `${this.#name}.${process.pid}`);
      writeFileSync(temporary, Buffer.concat([digest(code), code]), { mode: 0o600 });
      renameSync(temporary, path.join(this.#folder, this.#name));
      for (const other of readdirSync(this.#folder)) if (other.startsWith(this.#prefix) && other !== this.#name) rmSync(path.join(this.#folder, other), { force: true });
    } catch {
      // A full or read-only disk: the next start takes as long as this one.
    }
  }
}

function digest(code: Buffer): Buffer {
  return createHash('sha256').update(code).digest();
}

// Collects what an install reads of a project, file by file, and the first reason why that can't be told. Knows the
// context as values; what stands in the files is the package managers' own matter.
import type { ContextView } from '../../context/contextView.js';
import { resolveDirectory } from '../../shell/directories.js';
import type { ShellWord } from '../../shell/script.js';
import { matchingPaths } from './glob.js';
import type { Blocker, ManifestSet } from '../ecosystem.js';

type FileState = 'file' | 'directory' | 'symlink' | 'absent' | 'unread';

/** Made for one question of one install. All paths are relative to the project's folder. */
export class ManifestCollector {
  readonly #folder: string;
  readonly #context: ContextView;
  readonly #files: string[] = [];
  readonly #optional: string[] = [];
  #blocker: Blocker | undefined;
  #unread = false;

  constructor(folder: string, context: ContextView) {
    this.#folder = resolveDirectory('', folder) ?? '';
    this.#context = context;
  }

  /** Notes why the install can't be separated; the first reason stays. */
  block(kind: Blocker['kind'], subject: string, file?: string, command?: string): void {
    this.#blocker ??= { kind, subject, file, ...(command === undefined ? {} : { command }) };
  }

  /** Notes that words of the command are known only at run time: they may name anything. */
  blockUnknown(words: readonly ShellWord[] | undefined): void {
    const first = words?.[0];
    if (first) this.block('dynamic-arguments', first.text);
  }

  /** A file that must be there; its text where it can be read now. `file` is the one that names it. */
  text(path: string, missing: 'missing-manifest' | 'missing-lock' = 'missing-manifest', file?: string): string | undefined {
    const state = this.#stateOf(path);
    if (state === 'absent' || state === 'directory') this.block(missing, path, file);
    else this.#addFound(path, state, file);
    return state === 'file' ? this.#read(path) : undefined;
  }

  /** A file that must be there and is not looked into. */
  require(path: string, missing: 'missing-manifest' | 'missing-lock' = 'missing-manifest', file?: string): void {
    const state = this.#stateOf(path);
    if (state === 'absent') this.block(missing, path, file);
    else this.#addFound(path, state, file);
  }

  /** Files and folders that are read where they exist. */
  optional(...paths: readonly string[]): void {
    for (const path of paths) {
      const state = this.#stateOf(path);
      if (state === 'absent') this.#optional.push(path);
      else this.#addFound(path, state, undefined);
    }
  }

  /** Whether something is there; `undefined`: not known yet. A link counts as there. */
  exists(path: string): boolean | undefined {
    const state = this.#stateOf(path);
    return state === 'unread' ? undefined : state !== 'absent';
  }

  /** The text of a file that is only looked at, not read by the install; `undefined` when there is none or it is not known. */
  peek(path: string): string | undefined {
    const state = this.#stateOf(path);
    if (state === 'unread') this.#unread = true;
    return state === 'file' ? this.#read(path) : undefined;
  }

  /** The files that a glob matches; none while the context is not listed, which is noted. `undefined`: a glob of another dialect. */
  glob(pattern: string): readonly string[] | undefined {
    const { entries, truncated } = this.#context;
    if (!entries || truncated) this.#unread = true;
    return matchingPaths(entries ?? [], this.#folder, pattern, 'file');
  }

  /** A path that a file names, seen from that file's folder; `undefined` when it leaves the project, which is noted. */
  include(path: string, file: string): string | undefined {
    const base = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
    const resolved = resolveDirectory(base, path);
    if (resolved !== undefined && resolved !== '' && !/^(\/|\.\.(\/|$))/.test(resolved)) return resolved;
    this.block('outside-include', path, file === '' ? undefined : file);
    return undefined;
  }

  /** Notes files in the folders above the project's, which the install would find and a COPY of the project does not bring. */
  blockAbove(kind: Blocker['kind'], ...names: readonly string[]): void {
    for (const folder of this.ancestors()) {
      for (const name of names) if (this.exists(`${folder}/${name}`)) this.block(kind, `${folder}/${name}`);
    }
  }

  /** The folders above the project's, nearest first, as paths relative to the project (`..`, `../..`). */
  ancestors(): readonly string[] {
    const depth = this.#folder === '' ? 0 : this.#folder.split('/').length;
    return Array.from({ length: depth }, (_, at) => Array.from({ length: at + 1 }, () => '..').join('/'));
  }

  finish(): ManifestSet {
    if (this.#blocker) return { state: 'blocked', why: this.#blocker };
    if (this.#unread) return { state: 'unread' };
    return { state: 'known', files: [...new Set(this.#files)], optional: [...new Set(this.#optional)] };
  }

  #addFound(path: string, state: FileState, file: string | undefined): void {
    if (state === 'symlink') this.block('linked-manifest', path, file);
    else if (state === 'unread') this.#unread = true;
    else this.#files.push(path);
  }

  #read(path: string): string | undefined {
    const found = this.#context.read(this.#full(path));
    if (found.state === 'unread') this.#unread = true;
    return found.state === 'text' ? found.text.replace(/^\uFEFF/, '') : undefined;
  }

  #full(path: string): string {
    return resolveDirectory(this.#folder, path) ?? path;
  }

  #stateOf(path: string): FileState {
    const full = this.#full(path);
    const { entries, truncated } = this.#context;
    if (entries) {
      // What lies behind a linked folder is not listed, and a COPY would not follow the link either.
      for (let slash = full.indexOf('/'); slash >= 0; slash = full.indexOf('/', slash + 1)) {
        if (this.#context.entry(full.slice(0, slash))?.kind === 'symlink') return 'symlink';
      }
      const kind = this.#context.entry(full)?.kind;
      if (kind === 'other') return 'absent';
      if (kind) return kind;
      if (!truncated) return 'absent';
    }
    const found = this.#context.read(full).state;
    return found === 'text' ? 'file' : found;
  }
}

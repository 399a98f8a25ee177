// The directory that a shell works in, followed through `cd`, `pushd` and `popd`. Relative paths are relative to the
// step's working directory, which is not known here; neither are links.
import type { ShellWord } from './script.js';

/** Where a shell is, as far as it is known; changed by the commands that it runs. */
export class ShellPlace {
  directory: string | undefined;
  #previous: string | undefined;
  #stack: readonly (string | undefined)[] = [];

  constructor(directory: string | undefined) {
    this.directory = directory;
  }

  /** The same place for a child shell, whose changes are its own. */
  clone(): ShellPlace {
    const copy = new ShellPlace(this.directory);
    copy.#previous = this.#previous;
    copy.#stack = this.#stack;
    return copy;
  }

  /** After one of several ways was taken: what they agree on. */
  join(others: readonly ShellPlace[]): void {
    for (const other of others) {
      if (other.directory !== this.directory) this.lose();
      if (other.#previous !== this.#previous) this.#previous = undefined;
      if (other.#stack !== this.#stack) this.#stack = [];
    }
  }

  /** From here on the directory is not known. */
  lose(): void {
    this.directory = undefined;
  }

  /** Follows a command that changes the directory; any other is none of its business. */
  follow(name: string | undefined, args: readonly ShellWord[]): void {
    if (name === 'cd' || name === 'pushd') {
      const target = args.find(word => !(word.static && /^(-[LPe@]+|--)$/.test(word.value)));
      if (name === 'pushd') this.#stack = [...this.#stack, this.directory];
      this.#enter(target?.static && target.value === '-' ? this.#previous : joinPath(this.directory, target));
    } else if (name === 'popd') {
      this.#enter(args.length === 0 ? this.#stack[this.#stack.length - 1] : undefined);
      this.#stack = this.#stack.slice(0, -1);
    }
  }

  #enter(directory: string | undefined): void {
    this.#previous = this.directory;
    this.directory = directory;
  }
}

function joinPath(directory: string | undefined, target: ShellWord | undefined): string | undefined {
  // Without an argument `cd` goes home, and what home is only the shell knows.
  if (!target?.static || target.value === '') return undefined;
  return resolveDirectory(directory, target.value);
}

/**
 * A directory reached from another: absolute when either is, otherwise relative to the same folder as the first (`''` is
 * that folder itself). `undefined` when the first is not known and the second not absolute.
 */
export function resolveDirectory(directory: string | undefined, target: string): string | undefined {
  const absolute = target.startsWith('/');
  if (!absolute && directory === undefined) return undefined;
  const whole = absolute ? target : `${directory ?? ''}/${target}`;
  const rooted = absolute || (directory ?? '').startsWith('/');
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  return rooted ? `/${parts.join('/')}` : parts.join('/');
}

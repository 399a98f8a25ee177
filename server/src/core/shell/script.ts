// What the text of a RUN does, as far as it can be read: commands, words, directories. Plain values; `unknown` with a
// reason wherever the shell would decide only at run time.
import type { OffsetRange } from '../text/offsets.js';

/** Which language the text of a RUN is in, decided by SHELL (and a here-document's `#!`). */
export type ShellDialect = 'sh' | 'bash' | 'powershell' | 'cmd' | 'exec' | 'other';

export interface ShellWord {
  /** Dequoted; meaningful only when `static`. */
  readonly value: string;
  /** As written. */
  readonly text: string;
  /** Whether the value is known without running anything: no expansion, glob or brace. */
  readonly static: boolean;
  readonly range: OffsetRange;
}

export interface ShellRedirect {
  readonly operator: string;
  readonly target: ShellWord | undefined;
}

/** One simple command. Wrappers (`sudo -E`, `env X=1`, `exec`, `time`, `xargs`, `sh -c`, ...) are already looked through. */
export interface ShellCommand {
  /** The program's base name, `/usr/bin/pip3` -> `pip3`; `undefined` when it is only known at run time. */
  readonly name: string | undefined;
  /** Behind the name. */
  readonly args: readonly ShellWord[];
  /** The name's own word. */
  readonly nameWord: ShellWord | undefined;
  /** The command with its wrappers and prefix assignments. */
  readonly range: OffsetRange;
  /** `NAME=value` before the command (also of `env`), values only when static. */
  readonly assignments: ReadonlyMap<string, string | undefined>;
  readonly redirects: readonly ShellRedirect[];
  /**
   * Directory relative to the step's working directory, or absolute, after the `cd`s before it; `''` is the step's own.
   * `undefined`: only the shell can know.
   */
  readonly directory: string | undefined;
  /** Whether it may not run: behind `||`, in an `if`, a loop, a `case` or a function. */
  readonly conditional: boolean;
  /** Whether its arguments also come from a pipe (`xargs`). */
  readonly openArguments: boolean;
  /** Whom a wrapper makes it run as (`su app -c`, `sudo -u app`, `gosu app`), as written; `undefined`: the step's own user. */
  readonly user?: string | undefined;
}

export interface ShellScript {
  readonly dialect: ShellDialect;
  readonly commands: readonly ShellCommand[];
  /** Set when the text could not be read completely; nothing may then be proven from it. */
  readonly unreadable: 'dialect' | 'syntax' | 'too-deep' | undefined;
}

// Starts programs with argument lists and stops them with everything they started. Knows nothing of what they do.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Cancellation } from '../core/progress/engine.js';

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it did not start at all. */
  readonly startError: NodeJS.ErrnoException | undefined;
}

export interface ProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly cancellation: Cancellation | undefined;
  /** Milliseconds until it is stopped like a cancelled one. */
  readonly timeout?: number;
  /** Milliseconds from the interrupt to SIGTERM, and again to SIGKILL. */
  readonly patience?: number;
}

const defaultPatience = 10_000;

/** Runs a program to its end; never rejects. Its standard input is closed, its output arrives as text. */
export function runProcess(program: string, args: readonly string[], options: ProcessOptions): Promise<ProcessEnd> {
  return new Promise(resolve => {
    let child: ChildProcess;
    try {
      // A group of its own, so that all it starts can be reached; on Windows that would open a console.
      child = spawn(program, [...args], { env: options.env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32', windowsHide: true });
    } catch (error) {
      resolve({ code: null, signal: null, startError: error as NodeJS.ErrnoException });
      return;
    }
    const stopper = new Stopper(child, options.patience ?? defaultPatience);
    const unsubscribe = options.cancellation?.onCancel(() => { stopper.stop(); });
    const timer = options.timeout === undefined ? undefined : setTimeout(() => { stopper.stop(); }, options.timeout);
    // When this process goes, the build must not go on unseen.
    const interrupt = () => { signalGroup(child, 'SIGINT'); };
    process.once('exit', interrupt);
    child.stdout?.setEncoding('utf8').on('data', options.stdout);
    child.stderr?.setEncoding('utf8').on('data', options.stderr);
    let isOver = false;
    const finish = (end: ProcessEnd) => {
      if (isOver) return;
      isOver = true;
      process.removeListener('exit', interrupt);
      clearTimeout(timer);
      stopper.finish();
      unsubscribe?.();
      resolve(end);
    };
    child.on('error', error => {
      if (child.pid === undefined) finish({ code: null, signal: null, startError: error });
    });
    child.on('exit', (code, signal) => {
      // A grandchild that outlives it may keep the pipes open for ever.
      setTimeout(() => {
        if (isOver) return;
        signalGroup(child, 'SIGKILL');
        child.stdout?.destroy();
        child.stderr?.destroy();
        finish({ code, signal, startError: undefined });
      }, 2000).unref();
    });
    child.on('close', (code, signal) => { finish({ code, signal, startError: undefined }); });
  });
}

/** Asks a program to end, then insists. */
class Stopper {
  readonly #child: ChildProcess;
  readonly #patience: number;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(child: ChildProcess, patience: number) {
    this.#child = child;
    this.#patience = patience;
  }

  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    signalGroup(this.#child, 'SIGINT');
    this.#timer = setTimeout(() => {
      signalGroup(this.#child, 'SIGTERM');
      this.#timer = setTimeout(() => { signalGroup(this.#child, 'SIGKILL'); }, this.#patience);
    }, this.#patience);
  }

  finish(): void {
    clearTimeout(this.#timer);
    // What ignored the interrupt and outlived the program it belonged to.
    if (this.#isStopping) signalGroup(this.#child, 'SIGKILL');
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform !== 'win32') process.kill(-child.pid, signal);
    // Windows has no interrupt for another console's process: its whole tree is ended at once.
    else spawn('taskkill', ['/T', '/F', '/PID', String(child.pid)], { stdio: 'ignore', windowsHide: true }).on('error', () => child.kill());
  } catch {
    // The group is gone already.
  }
}

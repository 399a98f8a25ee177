// Runs a program with an argument array and collects its output. It must not know what the program is.
import { spawn } from 'node:child_process';

export interface ProcessResult {
  /** Exit code; -1 when the program could not be started or was ended by a signal. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; an exit code other than 0 is an answer and not an error. */
export function runProcess(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<ProcessResult> {
  return new Promise(resolve => {
    const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [], err: Buffer[] = [];
    const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString('utf8');
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', error => resolve({ code: -1, stdout: text(out), stderr: `${text(err)}${error.message}` }));
    child.on('close', code => resolve({ code: code ?? -1, stdout: text(out), stderr: text(err) }));
  });
}

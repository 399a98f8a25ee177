// Runs programs with argument arrays and collects what they print. It knows nothing of engines.
import { spawn } from 'node:child_process';

/**
 * Runs a program to its end. Never throws for an exit code: `code` is -1 when the program could not be started, and
 * `stderr` then says why. `input` may be a string, a buffer or a readable stream.
 */
export function run(command, args, { env, cwd, input, timeout } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, timeout, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    const out = [], err = [];
    child.stdout.on('data', chunk => out.push(chunk));
    child.stderr.on('data', chunk => err.push(chunk));
    const text = chunks => Buffer.concat(chunks).toString('utf8');
    child.on('error', error => resolve({ code: -1, stdout: text(out), stderr: `${text(err)}${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: code ?? -1, stdout: text(out), stderr: signal ? `${text(err)}ended by ${signal}` : text(err) }));
    if (input === undefined) return;
    // A program that ends before it read everything breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => {});
    if (typeof input.pipe === 'function') input.on('error', error => child.kill() && err.push(Buffer.from(error.message))).pipe(child.stdin);
    else child.stdin.end(input);
  });
}

/** Like `run`, but an exit code other than 0 throws an Error with the end of what the program printed. */
export async function must(command, args, options) {
  const result = await run(command, args, options);
  if (result.code === 0) return result;
  throw new Error(`'${[command, ...args].join(' ')}' failed with code ${result.code}\n${`${result.stdout}${result.stderr}`.trimEnd().split('\n').slice(-15).join('\n')}`);
}

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

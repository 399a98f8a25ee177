// Runs the built command line as a process, as a person would. It knows the options and shapes of docs/command-line.md.
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/dependencies.mjs';

const program = path.join(root, 'dist/cli.cjs');
const children = new Set();

/** Passes an interrupt on, once, to what runs. Each process is in a group of its own, so the terminal reaches none twice. */
export function interruptAll() {
  for (const child of children) {
    child.kill('SIGINT');
    children.delete(child);
  }
}

/** Runs a command whose text goes straight to the terminal; resolves to its exit code. */
export async function show(words, options) {
  const { code } = await run(words, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
  return code;
}

/** Runs a command with `--format json`; resolves to its exit code and answer (undefined when there is none). */
export async function ask(words, options) {
  const { code, stdout } = await run([...words.slice(0, 1), '--format', 'json', ...words.slice(1)], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  return { code, answer: stdout.trim() === '' ? undefined : JSON.parse(stdout) };
}

/** The last lines of a log file. */
export const tail = (file, lines = 25) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');

/** `log` keeps what the command says on its error stream; `onLine` hears each line of it. */
function run(words, { cwd, env, stdio, log, onLine = () => {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], { cwd, env: { ...process.env, ...env }, stdio, detached: true });
    children.add(child);
    const out = [], kept = log && createWriteStream(log);
    let rest = '';
    child.stdout?.on('data', chunk => out.push(chunk));
    child.stderr?.setEncoding('utf8').on('data', text => {
      kept?.write(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      lines.forEach(onLine);
    });
    child.on('error', reject);
    child.on('close', code => {
      children.delete(child);
      const finish = () => resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString('utf8') });
      if (kept) kept.end(finish);
      else finish();
    });
  });
}

// A list of steps with a name each: runs them in order, keeps counts and times, and ends with the line
// `N passed, N failed`. A step that could not count (it crashed) is one failure.
import { spawnSync } from 'node:child_process';
import { root } from './dependencies.mjs';

export class Steps {
  passed = 0;
  failed = 0;
  #rows = [];

  /** A command that is right when it exits with 0. */
  command(name, command, args, options = {}) {
    return this.step(name, () => {
      const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
      if (error) console.error(`${command}: ${error.message}`);
      return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
    });
  }

  /** A node script whose last line is `N passed, N failed`. */
  suite(name, args, options = {}) {
    return this.step(name, () => {
      const { stdout, status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28, encoding: 'utf8', ...options });
      process.stdout.write(stdout ?? '');
      const [, passed, failed] = [...(stdout ?? '').matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1) ?? [];
      const counts = { passed: Number(passed ?? 0), failed: Number(failed ?? 0) };
      if (counts.failed === 0 && (status !== 0 || counts.passed === 0)) counts.failed = 1;
      return counts;
    });
  }

  async step(name, run) {
    console.log(`\n== ${name}`);
    const started = Date.now();
    let counts;
    try {
      counts = await run();
    } catch (error) {
      console.error(error);
      counts = { passed: 0, failed: 1 };
    }
    this.passed += counts.passed;
    this.failed += counts.failed;
    this.#rows.push({ name, ...counts, seconds: (Date.now() - started) / 1000 });
    return counts.failed === 0;
  }

  /** Prints the summary; returns the exit code. */
  finish() {
    console.log('\n== summary');
    for (const { name, passed, failed, seconds } of this.#rows) console.log(`${failed ? 'FAILED' : 'ok    '} ${name.padEnd(34)} ${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds.toFixed(1).padStart(7)} s`);
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed ? 1 : 0;
  }
}

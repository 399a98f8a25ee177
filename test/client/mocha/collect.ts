// Runs Mocha and gathers its results as plain data that can cross a file, a console or a message. Knows nothing of the
// host it runs in, so it must not use Node or VS Code.

export interface TestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Milliseconds; only known for a test that passed. */
  readonly ms?: number;
  readonly error?: string;
}

export interface RunResult {
  readonly tests: readonly TestResult[];
}

/** What the hosts need to know to run Mocha: how it is set up is theirs. */
export type StartMocha = (whenDone: () => void) => Mocha.Runner;

/**
 * Runs Mocha to its end. A hook that fails counts as a failed test with the hook's title.
 * @param start starts Mocha and calls back when the run has ended
 */
export function collect(start: StartMocha): Promise<RunResult> {
  return new Promise((resolve) => {
    const tests: TestResult[] = [];
    const runner = start(() => resolve({ tests }));
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), state: 'passed', ms: test.duration ?? 0 }));
    runner.on('pending', (test) => tests.push({ title: test.fullTitle(), state: 'skipped' }));
    runner.on('fail', (test, error: unknown) => tests.push({ title: test.fullTitle(), state: 'failed', error: describe(error) }));
  });
}

/**
 * Throws when the run is no success: VS Code makes its exit code of that. A run without a single test is none.
 */
export function assertSuccess({ tests }: RunResult): void {
  const failedCount = tests.filter((test) => test.state === 'failed').length;
  const passedCount = tests.filter((test) => test.state === 'passed').length;
  if (failedCount > 0 || passedCount === 0) throw new Error(`${passedCount} passed, ${failedCount} failed`);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

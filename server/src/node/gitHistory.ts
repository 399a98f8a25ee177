// The newest commits of a repository, read by git itself. Started only by what a person does: a build, or a command in a
// terminal.
import { execFile } from 'node:child_process';
import type { CommitHistory } from '../core/context/churn.js';

const mostCommits = 300;
const mostMilliseconds = 10_000;
const mostBytes = 32_000_000;

/**
 * Which files each of the newest commits touched; `undefined` when git is missing, fails or takes longer than ten seconds.
 * Nothing that the repository configures is run: no hooks, no monitors, no signature programs, no fetching of what a partial
 * clone lacks.
 */
export function readGitHistory(folder: string): Promise<CommitHistory | undefined> {
  const settings = ['core.fsmonitor=false', 'log.showSignature=false', 'protocol.allow=never', 'core.hooksPath='].flatMap(setting => ['-c', setting]);
  const args = [...settings, 'log', `--max-count=${mostCommits}`, '--no-merges', '--no-renames', '--no-ext-diff', '--name-only', '-z', '--format=format:%x01'];
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
  return new Promise(resolve => {
    execFile('git', args, { cwd: folder, env, timeout: mostMilliseconds, maxBuffer: mostBytes, windowsHide: true, encoding: 'utf8' }, (error, stdout) => {
      resolve(error ? undefined : { commits: parseLog(stdout) });
    });
  });
}

/** Each commit is a byte of its own, then its paths, all of them ended by a zero byte. */
export function parseLog(text: string): CommitHistory['commits'] {
  return text.split('\u0001').slice(1).map(commit => commit.split('\0').map(path => path.replace(/^\n/, '')).filter(path => path !== ''));
}

// Gives the copy of the sample a git history: a dozen small commits, most of them in src/. Made on the spot, since a
// repository can't lie inside another one. It knows the sample's texts: every change below must be found in them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Oldest first: what each commit changed, as the text before it and the text after it. */
const changes = [
  { file: 'src/train.py', was: 'patience: int = 5', is: 'patience: int = 8', message: 'Wait longer before stopping early' },
  { file: 'src/model.py', was: 'rng(seed).normal(0, 0.1,', is: 'rng(seed).normal(0, 0.01,', message: 'Start closer to zero' },
  { file: 'src/train.py', was: 'print(f"loss {losses[-1]:.4f}")', is: 'print(f"loss {losses[0]:.4f} -> {losses[-1]:.4f} in {len(losses)} epochs")', message: 'Say how many epochs it took' },
  { file: 'src/data.py', was: '    return table\n', is: '    return table.dropna()\n', message: 'Leave out rows with gaps' },
  { file: 'requirements.txt', was: 'pandas==2.2.1', is: 'pandas==2.2.2', message: 'Update pandas' },
  { file: 'src/metrics.py', was: '"accuracy": float(accuracy_score(labels, found))', is: '"accuracy": round(float(accuracy_score(labels, found)), 4)', message: 'Round the accuracy' },
  { file: 'src/model.py', was: 'found[rows, labels]).mean()', is: 'found[rows, labels] + 1e-12).mean()', message: 'No logarithm of zero' },
  { file: 'configs/base.json', was: '"learning_rate": 0.3', is: '"learning_rate": 0.5', message: 'Learn faster' },
  { file: 'src/plots.py', was: 'figsize=(6, 4)', is: 'figsize=(6, 3)', message: 'Flatter picture of the loss' },
  { file: 'tests/test_train.py', was: '"accuracy"], 0.8)', is: '"accuracy"], 0.85)', message: 'Ask more of the test' },
  { file: 'src/model.py', was: 'hidden: int = 8', is: 'hidden: int = 16', message: 'A wider network' },
];
const author = { name: 'Sample Author', email: 'author@example.org' };
const firstDay = Date.UTC(2024, 2, 4, 9, 30);
const day = 86_400_000;

/** Returns the number of commits; 0 when there is no git. */
export function makeHistory(folder) {
  if (git(folder, ['init', '--quiet', '--initial-branch=main']).status !== 0) return 0;
  mkdirSync(path.join(folder, '.git/info'), { recursive: true });
  writeFileSync(path.join(folder, '.git/info/exclude'), '.vscode/\n');
  for (const { file, was, is } of [...changes].reverse()) replace(path.join(folder, file), is, was);
  commit(folder, 'Train a classifier of flowers', firstDay);
  changes.forEach(({ file, was, is, message }, index) => {
    replace(path.join(folder, file), was, is);
    commit(folder, message, firstDay + (2 * index + 1) * day + index * 3_600_000);
  });
  return changes.length + 1;
}

/** Commits everything that changed; returns the short id, or undefined when there is no repository. */
export function commit(folder, message, time = firstDay + 30 * day) {
  if (git(folder, ['rev-parse', '--git-dir']).status !== 0) return undefined;
  const date = new Date(time).toISOString();
  must(folder, ['add', '--all']);
  must(folder, ['commit', '--quiet', '--message', message], { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date });
  return head(folder);
}

/** The short id of the current commit, or undefined. */
export function head(folder) {
  const { status, stdout } = git(folder, ['rev-parse', '--short', 'HEAD']);
  return status === 0 ? stdout.trim() : undefined;
}

/** Replaces one place of a file; a text that is not there once is a mistake in this list. */
export function replace(file, from, to) {
  const parts = readFileSync(file, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${path.basename(file)} holds ${parts.length - 1} times: ${from}`);
  writeFileSync(file, parts.join(to));
}

function must(folder, args, env) {
  const { status, stderr, error } = git(folder, args, env);
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${error?.message ?? stderr.trim()}`);
}

/** The person's own settings (signing, hooks, templates) have no say here, nor has a repository around the folder. */
function git(folder, args, env = {}) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const identity = Object.fromEntries(['AUTHOR', 'COMMITTER'].flatMap(role => [[`GIT_${role}_NAME`, author.name], [`GIT_${role}_EMAIL`, author.email]]));
  return spawnSync('git', args, { cwd: folder, encoding: 'utf8', env: { ...own, ...identity, GIT_CONFIG_GLOBAL: path.join(folder, '.git/none'), GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: path.dirname(folder), GIT_TEMPLATE_DIR: '', ...env } });
}

// What installs read and write beside the system, by what each package manager says of itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlap } from '../../../server/src/core/effects/paths.js';
import { example } from './example.js';

type Row = readonly [run: string, path: string, reads: 'yes' | 'no' | 'unknown', writes: 'yes' | 'no' | 'unknown'];

const rows: readonly Row[] = [
  ['pip install six', '/app/main.py', 'no', 'no'],
  ['pip install -t lib six', '/app/lib', 'no', 'yes'],
  ['pip install -tlib six', '/app/lib', 'no', 'yes'],
  ['pip install --target=/opt/lib six', '/opt/lib', 'no', 'yes'],
  ['pip install -t $DIR six', '/app/main.py', 'no', 'unknown'],
  ['pip download six', '/app', 'no', 'yes'],
  ['pip wheel -w /wheels six', '/app', 'no', 'no'],
  ['uv pip install six', '/app/pyproject.toml', 'yes', 'no'],
  ['uv pip install six', '/pyproject.toml', 'yes', 'no'],
  ['uv pip install six', '/app/main.py', 'no', 'no'],
  ['uv add six', '/app/main.py', 'unknown', 'unknown'],
  ['conda create -p env python', '/app/env', 'no', 'yes'],
  ['npm install -g serve', '/app/package.json', 'no', 'no'],
  ['npm install express', '/app/package.json', 'unknown', 'unknown'],
  ['yarn global add serve', '/app/.yarnrc', 'yes', 'no'],
  ['yarn global add serve', '/app/index.js', 'no', 'no'],
  ['gem install -i vendor a', '/app/vendor', 'no', 'yes'],
  ['cargo install ripgrep', '/app/.cargo/config.toml', 'yes', 'no'],
  ['cargo install ripgrep', '/app/src', 'no', 'no'],
  ['cargo install --root tools ripgrep', '/app/tools', 'no', 'yes'],
  ['go install example.org/a@latest', '/app/go.mod', 'no', 'no'],
  ['dotnet tool install -g dotnet-ef', '/app/global.json', 'yes', 'no'],
  ['dotnet tool install dotnet-ef', '/app/A.cs', 'unknown', 'unknown'],
  ['cpanm Mojo', '/app/cpanfile', 'no', 'no'],
  ['cpanm -L local Mojo', '/app/local', 'no', 'yes'],
  [`Rscript -e 'install.packages(c("a"))'`, '/app/main.R', 'no', 'no'],
  [`Rscript -e 'install.packages("a")'`, '/app/.Rprofile', 'yes', 'no'],
  [`Rscript -e 'source("x.R"); install.packages("a")'`, '/app/x.R', 'unknown', 'unknown'],
  ['docker-php-ext-install gd', '/app/index.php', 'no', 'no'],
  ['rustup target add x', '/app/rust-toolchain.toml', 'yes', 'no'],
  ['sbt compile', '/app/src', 'unknown', 'unknown'],
];

test('named packages', () => {
  for (const [run, path, reads, writes] of rows) {
    const { facts, step } = example(`FROM a\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`, { 'main.py': '' });
    const effects = facts.effects(step('RUN'));
    const at = { paths: [path], open: false };
    assert.deepEqual([overlap(effects.reads, at), overlap(effects.writes, at)], [reads, writes], `${run}: ${path}`);
  }
});

test('in a directory that nobody knows, settings may be anywhere', () => {
  const { facts, step } = example('FROM a\nRUN uv pip install six\n', {});
  assert.equal(facts.effects(step('RUN')).reads.open, true);
});

test('an install of a workspace reads its manifests and nothing else', () => {
  const files = { 'package.json': '{"workspaces":["packages/*"]}', 'package-lock.json': '{}', 'packages/a/package.json': '{}', 'packages/a/index.js': '' };
  const { facts, step } = example('FROM a\nWORKDIR /app\nCOPY . .\nRUN npm ci\n', files);
  const { reads, writes } = facts.effects(step('RUN'));
  const answer = (path: string): readonly string[] => [reads, writes].map(set => overlap(set, { paths: [path], open: false }));
  assert.deepEqual(answer('/app/packages/a/package.json'), ['yes', 'no']);
  assert.deepEqual(answer('/app/packages/a/index.js'), ['no', 'no']);
  assert.deepEqual(answer('/app/packages/a/node_modules'), ['no', 'yes']);
});

// How an install is frozen to its lock file, and which command fetches what a build needs.
import assert from 'node:assert/strict';
import test from 'node:test';
import { recogniseInstall } from '../../../server/src/core/ecosystems/recognise.js';
import type { InstallCommand } from '../../../server/src/core/ecosystems/ecosystem.js';
import { commandsOf } from '../shell/runs.js';

function installOf(run: string): InstallCommand {
  const [install, ...others] = commandsOf(`RUN ${run}`).flatMap(command => recogniseInstall(command) ?? []);
  assert.ok(install && others.length === 0, `not one install: ${run}`);
  return install;
}

/** `yarn.lock: --frozen-lockfile`, `package-lock.json npm-shrinkwrap.json: ci`. */
function frozenOf(run: string): string {
  const install = installOf(run);
  const frozen = install.ecosystem.frozen?.(install);
  if (!frozen) return '';
  const how = [frozen.verb, frozen.option, frozen.assignment].filter(part => part !== undefined);
  assert.equal(how.length, 1, run);
  return `${frozen.locks.join(' ')}: ${how.join('')}`;
}

/** `go mod download (cache, more)`. */
function fetchOf(run: string): string {
  const install = installOf(run);
  const step = install.ecosystem.fetchStep?.(install);
  if (!step) return '';
  const notes = [...(step.onlyCache ? ['cache'] : []), ...(step.fetchesMore ? ['more'] : [])];
  return `${step.command}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

const npmLocks = 'package-lock.json npm-shrinkwrap.json';
const frozen: readonly (readonly [run: string, is: string])[] = [
  ['npm install', `${npmLocks}: ci`],
  ['npm i --omit=dev', `${npmLocks}: ci`],
  ['npm install .', `${npmLocks}: ci`],
  ['npm --prefix web install', `${npmLocks}: ci`],
  ['npm it', `${npmLocks}: install-ci-test`],
  ['npm ci', ''],
  ['npm install express', ''],
  ['npm install -g', ''],
  ['npm update', ''],
  ['npm install --no-package-lock', ''],
  ['npm install --package-lock=false', ''],
  ['yarn', 'yarn.lock: --frozen-lockfile'],
  ['yarn install --production', 'yarn.lock: --frozen-lockfile'],
  ['yarn install --frozen-lockfile', ''],
  ['yarn --no-lockfile', ''],
  ['yarn upgrade', ''],
  ['yarn add express', ''],
  ['yarn install --inline-builds', 'yarn.lock: --immutable'],
  ['yarn install --immutable', ''],
  ['yarn install --mode=skip-build --no-immutable', ''],
  ['yarn workspaces focus web', ''],
  ['pnpm i', 'pnpm-lock.yaml: --frozen-lockfile'],
  ['pnpm install --prod', 'pnpm-lock.yaml: --frozen-lockfile'],
  ['CI=1 pnpm install', ''],
  ['pnpm install --no-frozen-lockfile', ''],
  ['pnpm install --frozen-lockfile', ''],
  ['pnpm update', ''],
  ['pnpm fetch', ''],
  ['bun install', 'bun.lock bun.lockb: --frozen-lockfile'],
  ['bun ci', ''],
  ['bun install --yarn', ''],
  ['poetry install', ''],
  ['pdm install', 'pdm.lock: --check'],
  ['pdm install --frozen-lockfile', ''],
  ['pdm install -L other.lock', ''],
  ['pdm sync', ''],
  ['pipenv install --system', 'Pipfile.lock: --deploy'],
  ['pipenv install --deploy', ''],
  ['pipenv install -r a.txt', ''],
  ['pipenv install torch', ''],
  ['pipenv sync', ''],
  ['uv sync --no-dev', 'uv.lock: --locked'],
  ['uv sync --frozen', ''],
  ['uv sync -U', ''],
  ['UV_FROZEN=1 uv sync', ''],
  ['uv pip install -r requirements.txt', ''],
  ['bundle install --jobs 4', 'Gemfile.lock: BUNDLE_FROZEN=true'],
  ['bundle', 'Gemfile.lock: BUNDLE_FROZEN=true'],
  ['bundle install --gemfile=g/a.rb', 'g/a.rb.lock: BUNDLE_FROZEN=true'],
  ['BUNDLE_FROZEN=1 bundle install', ''],
  ['bundle install --deployment', ''],
  ['bundle update', ''],
  ['composer install', ''],
  ['cargo build --release', 'Cargo.lock: --locked'],
  ['cargo +nightly build', 'Cargo.lock: --locked'],
  ['cargo build --manifest-path api/Cargo.toml', 'api/Cargo.lock: --locked'],
  ['cargo build --manifest-path $M', ''],
  ['cargo install --path .', 'Cargo.lock: --locked'],
  ['cargo install --path cli', 'cli/Cargo.lock: --locked'],
  ['cargo install ripgrep', ''],
  ['cargo build --locked', ''],
  ['cargo build --frozen', ''],
  ['dotnet restore A/A.csproj', 'A/packages.lock.json: --locked-mode'],
  ['dotnet restore A.csproj', 'packages.lock.json: --locked-mode'],
  ['dotnet restore A.csproj --locked-mode', ''],
  ['dotnet restore', ''],
  ['dotnet restore A.sln', ''],
  ['go build ./...', ''],
  ['go mod download', ''],
  ['mix deps.get --only prod', 'mix.lock: --check-locked'],
  ['mix do deps.get, compile', ''],
  ['mix deps.compile', ''],
  ['deno install', 'deno.lock: --frozen'],
  ['deno cache main.ts', 'deno.lock: --frozen'],
  ['deno install --frozen', ''],
  ['deno install -g npm:x', ''],
  ['swift package resolve', 'Package.resolved: --force-resolved-versions'],
  ['swift build --disable-automatic-resolution', ''],
  ['swift package update', ''],
  ['carton install', 'cpanfile.snapshot: --deployment'],
  ['carton update', ''],
  ['dart pub get', 'pubspec.lock: --enforce-lockfile'],
  ['dart pub upgrade', ''],
  ['shards install', 'shard.lock: --frozen'],
  ['shards build', ''],
  ["Rscript -e 'renv::restore()'", ''],
  ['apt-get install git', ''],
];

test('how an install follows its lock to the letter', () => {
  for (const [run, is] of frozen) assert.equal(frozenOf(run), is, run);
});

const fetches: readonly (readonly [run: string, is: string])[] = [
  ['go build -o /app ./cmd/app', 'go mod download (cache, more)'],
  ['go -C api build .', 'go mod download (cache, more)'],
  ['CGO_ENABLED=0 GOPROXY=direct go build', 'GOPROXY=direct go mod download (cache, more)'],
  ['GOPRIVATE="a b" go install ./...', "GOPRIVATE='a b' go mod download (cache, more)"],
  ['GOPROXY=$P go build', ''],
  ['go build -modfile=go.alt.mod -mod=readonly .', 'go mod download -modfile=go.alt.mod (cache, more)'],
  ['go build -mod vendor .', ''],
  ['GOFLAGS=-mod=vendor go build .', ''],
  ['go install example.org/a@latest', ''],
  ['go mod tidy', ''],
  ['go mod download', ''],
  ['mvn -B -DskipTests package', 'mvn -B -DskipTests dependency:go-offline (cache, more)'],
  ['mvn -s settings.xml -P prod clean package', 'mvn -s settings.xml -P prod dependency:go-offline (cache, more)'],
  ['./mvnw -Pprod -T 4 verify', './mvnw -Pprod dependency:go-offline (cache, more)'],
  ['sh ./mvnw install', 'sh ./mvnw dependency:go-offline (cache, more)'],
  ['mvn -f api/pom.xml package', 'mvn -f api/pom.xml dependency:go-offline (cache, more)'],
  ['mvn -o package', ''],
  ['mvn -P $PROFILE package', ''],
  ['mvn dependency:go-offline', ''],
  ['gradle build', ''],
  ['cargo build --release', ''],
  ['dotnet publish -c Release -o /app', 'dotnet restore'],
  ['dotnet publish A/A.csproj -c Release -r linux-x64 --self-contained', 'dotnet restore A/A.csproj -r linux-x64'],
  ['dotnet build --configfile n.config /p:X=1 -f net8.0', 'dotnet restore --configfile n.config /p:X=1'],
  ['dotnet publish $PROJECT', ''],
  ['dotnet run', ''],
  ['dotnet restore', ''],
  ['mix do deps.get, compile', 'mix deps.get'],
  ['MIX_ENV=prod mix do deps.get, release', 'MIX_ENV=prod mix deps.get'],
  ['mix do deps.get --only prod, compile', ''],
  ['mix deps.get', ''],
  ['sbt -mem 2048 clean assembly', 'sbt -mem 2048 update (more)'],
  ['sbt update', ''],
  ['swift build -c release --scratch-path /b', 'swift package resolve --scratch-path /b'],
  ['cabal build -O2 all', 'cabal build -O2 --only-dependencies'],
  ['cabal build exe:app', ''],
  ['stack build --system-ghc --copy-bins', 'stack build --system-ghc --only-dependencies'],
  ['lein with-profile prod uberjar', 'lein with-profile prod deps (more)'],
  ['clojure -T:build uber', ''],
  ['rebar3 as prod release', 'rebar3 as prod get-deps'],
  ['shards build --release', 'shards install'],
  ['npm ci', ''],
];

test('which command fetches what a build needs', () => {
  for (const [run, is] of fetches) assert.equal(fetchOf(run), is, run);
});

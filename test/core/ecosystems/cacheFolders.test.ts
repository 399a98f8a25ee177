// Where package managers keep their caches, by home folder and variables.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ecosystems } from '../../../server/src/core/ecosystems/index.js';

function foldersOf(id: string, home: string | undefined, variables: Readonly<Record<string, string>> = {}): readonly string[] {
  const ecosystem = ecosystems.find(item => item.id === id);
  assert.ok(ecosystem?.cacheFolders, id);
  return ecosystem.cacheFolders(home, name => variables[name]).map(folder => `${folder.target ?? '?'}${folder.sharing ? ` ${folder.sharing}` : ''}`);
}

const rows: readonly (readonly [id: string, home: string | undefined, variables: Readonly<Record<string, string>>, ...folders: readonly string[]])[] = [
  ['pip', '/root', {}, '/root/.cache/pip'],
  ['pip', '/home/app', {}, '/home/app/.cache/pip'],
  ['pip', undefined, {}, '?'],
  ['pip', '/root', { PIP_CACHE_DIR: '/c' }, '/c'],
  ['pip', '/root', { XDG_CACHE_HOME: '/x' }, '/x/pip'],
  ['pip', '/root', { PIP_NO_CACHE_DIR: '1' }],
  ['pip', '/root', { PIP_NO_CACHE_DIR: 'off' }, '/root/.cache/pip'],
  ['uv', '/root', {}, '/root/.cache/uv'],
  ['uv', undefined, { UV_CACHE_DIR: '/c' }, '/c'],
  ['uv', '/root', { UV_NO_CACHE: '1' }],
  ['poetry', '/root', {}, '/root/.cache/pypoetry'],
  ['poetry', '/root', { POETRY_CACHE_DIR: '/c' }, '/c'],
  ['pipenv', '/root', {}, '/root/.cache/pipenv', '/root/.cache/pip'],
  ['pdm', '/root', {}, '/root/.cache/pdm'],
  ['conda', '/root', {}, '?'],
  ['conda', '/root', { MAMBA_ROOT_PREFIX: '/opt/conda' }, '/opt/conda/pkgs'],
  ['npm', '/root', {}, '/root/.npm'],
  ['npm', '/root', { npm_config_cache: '/c' }, '/c'],
  ['yarn', '/root', {}, '/usr/local/share/.cache/yarn'],
  ['yarn', '/home/node', {}, '/home/node/.cache/yarn'],
  ['yarn', '/root', { YARN_CACHE_FOLDER: '/c' }, '/c'],
  ['yarn-berry', '/root', {}, '/root/.yarn/berry/cache'],
  ['pnpm', '/root', {}, '/root/.local/share/pnpm/store'],
  ['pnpm', '/root', { PNPM_HOME: '/pnpm' }, '/pnpm/store'],
  ['bun', '/root', {}, '/root/.bun/install/cache'],
  ['bun', '/root', { BUN_INSTALL_CACHE_DIR: '/c' }, '/c'],
  ['apt', undefined, {}, '/var/cache/apt locked', '/var/lib/apt locked'],
  ['apk', undefined, {}, '/var/cache/apk locked'],
  ['dnf', undefined, {}, '/var/cache/dnf locked'],
  ['zypper', undefined, {}, '/var/cache/zypp locked'],
  ['pacman', undefined, {}, '/var/cache/pacman/pkg locked'],
  ['go', '/root', {}, '/root/go/pkg/mod', '/root/.cache/go-build'],
  ['go', '/root', { GOPATH: '/go' }, '/go/pkg/mod', '/root/.cache/go-build'],
  ['go', '/root', { GOMODCACHE: '/m', GOCACHE: '/b' }, '/m', '/b'],
  ['cargo', '/root', {}, '/root/.cargo/registry', '/root/.cargo/git'],
  ['cargo', '/root', { CARGO_HOME: '/usr/local/cargo' }, '/usr/local/cargo/registry', '/usr/local/cargo/git'],
  ['maven', '/root', {}, '/root/.m2/repository'],
  ['gradle', '/root', {}, '/root/.gradle locked'],
  ['composer', '/root', {}, '/root/.composer/cache'],
  ['composer', '/root', { COMPOSER_HOME: '/tmp' }, '/tmp/cache'],
  ['bundler', '/root', {}, '?'],
  ['bundler', '/root', { GEM_HOME: '/usr/local/bundle' }, '/usr/local/bundle/cache'],
  ['dotnet', '/root', {}, '/root/.nuget/packages'],
  ['dotnet', '/root', { NUGET_PACKAGES: '/c' }, '/c'],
  ['mix', '/root', {}, '/root/.hex'],
  ['conda', '/root', { CONDA_DIR: '/opt/conda' }, '/opt/conda/pkgs'],
  ['deno', '/root', {}, '/root/.cache/deno'],
  ['deno', '/root', { DENO_DIR: '/deno-dir/' }, '/deno-dir'],
  ['sbt', '/root', {}, '/root/.cache/coursier', '/root/.sbt', '/root/.ivy2'],
  ['swift', '/root', {}, '/root/.cache/org.swift.swiftpm'],
  ['cabal', '/root', {}, '?', '? locked'],
  ['cabal', '/root', { CABAL_DIR: '/cabal' }, '/cabal/packages', '/cabal/store locked'],
  ['stack', '/root', {}, '/root/.stack locked'],
  ['r', '/root', {}, '/root/.cache/R/renv'],
  ['r', '/root', { RENV_PATHS_CACHE: '/c' }, '/c'],
  ['cpm', '/root', {}, '/root/.perl-cpm'],
  ['leiningen', '/root', {}, '/root/.m2/repository'],
  ['clojure', '/root', {}, '/root/.m2/repository', '/root/.gitlibs'],
  ['rebar3', '/root', {}, '/root/.cache/rebar3'],
  ['pipx', '/root', {}, '/root/.cache/pip'],
  ['pipx', '/root', { PIP_NO_CACHE_DIR: '1' }],
  ['dart', '/root', {}, '/root/.pub-cache'],
  ['opam', '/root', {}, '/root/.opam/download-cache'],
];

test('cache folders follow the home folder and the variables', () => {
  for (const [id, home, variables, ...folders] of rows) assert.deepEqual(foldersOf(id, home, variables), folders, `${id} ${home ?? '?'} ${JSON.stringify(variables)}`);
});

test('a known target is an absolute path without doubled slashes', () => {
  for (const ecosystem of ecosystems) {
    for (const folder of ecosystem.cacheFolders?.('/home/a/', () => undefined) ?? []) assert.match(folder.target ?? '/none', /^(\/[^/]+)+$/, ecosystem.id);
  }
});

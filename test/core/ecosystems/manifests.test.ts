// What an install reads of a project, and what ties it to the project's sources.
import assert from 'node:assert/strict';
import test from 'node:test';
import { recogniseInstall } from '../../../server/src/core/ecosystems/recognise.js';
import { commandsOf } from '../shell/runs.js';
import { link, manifestsOf, printSet, unread, type Files } from './contexts.js';

type Row = readonly [run: string, files: Files, is: string, folder?: string];

function check(rows: readonly Row[]): void {
  for (const [run, files, is, folder] of rows) assert.equal(printSet(manifestsOf(run, files, folder)), is, `${run} ${JSON.stringify(files)}`);
}

const pack = (value: unknown): string => JSON.stringify(value);

test('pip follows requirements files', () => {
  const r = 'pip install -r requirements.txt';
  check([
    [r, { 'requirements.txt': 'a==1' }, 'requirements.txt'],
    [r, { 'requirements.txt': '\uFEFF-r b.txt', 'b.txt': '' }, 'requirements.txt, b.txt'],
    [r, { 'requirements.txt': '-r requirements/base.txt\n-c c.txt', 'requirements/base.txt': '-r more.txt', 'requirements/more.txt': '-c ../c.txt', 'c.txt': '' }, 'requirements.txt, requirements/base.txt, requirements/more.txt, c.txt'],
    ['pip install -r a.txt -r b.txt', { 'a.txt': '', 'b.txt': '-r a.txt' }, 'a.txt, b.txt'],
    [r, { 'requirements.txt': '-r requirements.txt' }, 'requirements.txt'],
    [r, { 'api/requirements.txt': '-r dev.txt', 'api/dev.txt': '' }, 'requirements.txt, dev.txt', 'api'],
    [r, {}, 'missing-manifest requirements.txt'],
    [r, { 'requirements.txt': '-r gone.txt' }, 'missing-manifest gone.txt (requirements.txt)'],
    [r, { 'requirements.txt': link }, 'linked-manifest requirements.txt'],
    ['pip install -r req/a.txt', { req: link }, 'linked-manifest req/a.txt'],
    [r, { 'requirements.txt': unread }, 'unread'],
    [r, { 'api/requirements.txt': '-r ../common.txt', 'common.txt': '' }, 'outside-include ../common.txt (requirements.txt)', 'api'],
    ['pip install -r ../common.txt', { 'common.txt': '' }, 'outside-include ../common.txt', 'api'],
    ['pip install -r /tmp/r.txt', {}, 'outside-include /tmp/r.txt'],
    ['cd /app && pip install -r /app/r.txt', { 'r.txt': '' }, 'r.txt'],
    [r, { 'requirements.txt': 'a\n-e .' }, 'editable . (requirements.txt)'],
    [r, { 'requirements.txt': '-r b.txt', 'b.txt': './lib' }, 'local-path ./lib (b.txt)'],
    [r, { 'requirements.txt': '-f ./wheels' }, 'local-path ./wheels (requirements.txt)'],
    [r, { 'requirements.txt': '-e git+https://e.org/a.git' }, 'requirements.txt'],
    [r, { 'requirements.txt': '-r ${X}.txt' }, 'dynamic-arguments ${X}.txt (requirements.txt)'],
    ['pip install -r "$R"', {}, 'dynamic-arguments pip install'],
    ['pip install $EXTRA -r requirements.txt', { 'requirements.txt': '' }, 'dynamic-arguments $EXTRA'],
    ['pip install -i $INDEX -r requirements.txt', { 'requirements.txt': '' }, 'requirements.txt'],
    ['pip install -f wheels -r requirements.txt', { 'requirements.txt': '' }, 'local-path wheels'],
    ['cat x | xargs pip install -r requirements.txt', { 'requirements.txt': '' }, 'dynamic-arguments pip install'],
    ['pip install .', { 'setup.py': '' }, 'project-install .'],
    ['pip install -e .', { 'setup.py': '' }, 'editable .'],
    ['pip install *.whl', {}, 'local-path *.whl'],
    ['pip install torch', {}, ''],
  ]);
});

test('where nothing is listed, reading decides', () => {
  assert.equal(printSet(manifestsOf('pip install -r a.txt', { 'a.txt': '' }, '', false)), 'a.txt');
  assert.equal(printSet(manifestsOf('pip install -r a.txt', {}, '', false)), 'missing-manifest a.txt');
  assert.equal(printSet(manifestsOf('pip install -r a.txt', { 'a.txt': unread }, '', false)), 'unread');
});

test('an unread file does not hide which others are wanted', () => {
  assert.deepEqual(manifestsOf('pip install -r a.txt -r b.txt', { 'a.txt': unread, 'b.txt': '-e .' }), { state: 'blocked', why: { kind: 'editable', subject: '.', file: 'b.txt' } });
});

test('npm reads package.json, its lock and its settings', () => {
  const plain = pack({ dependencies: { a: '^1' } });
  const both: Files = { 'package.json': plain, 'package-lock.json': '{}' };
  check([
    ['npm ci', both, 'package.json, package-lock.json'],
    ['npm ci', { ...both, '.npmrc': '' }, 'package.json, package-lock.json, .npmrc'],
    ['npm ci', { 'web/package.json': plain, 'web/package-lock.json': '' }, 'package.json, package-lock.json', 'web'],
    ['npm ci', { 'package.json': plain }, 'missing-lock package-lock.json'],
    ['npm ci', { 'package.json': plain, 'npm-shrinkwrap.json': '' }, 'package.json, npm-shrinkwrap.json'],
    ['npm install', { 'package.json': plain }, 'package.json'],
    ['npm install', both, 'package.json, package-lock.json'],
    ['npm install', { 'package.json': plain, 'yarn.lock': '' }, 'package.json, yarn.lock'],
    ['npm install', { ...both, 'yarn.lock': '' }, 'package.json, package-lock.json'],
    ['bun install', both, 'package.json, package-lock.json'],
    ['bun install', { ...both, 'bun.lock': '' }, 'package.json, bun.lock'],
    ['npm ci', {}, 'missing-manifest package.json'],
    ['npm ci', { 'package.json': '{', 'package-lock.json': '' }, 'unreadable-manifest package.json (package.json)'],
    ['npm ci', { 'package.json': '[]', 'package-lock.json': '' }, 'unreadable-manifest package.json (package.json)'],
    ['npm ci', { 'package.json': `\uFEFF${plain}`, 'package-lock.json': '' }, 'package.json, package-lock.json'],
    ['npm ci', { 'package.json': unread, 'package-lock.json': '' }, 'unread'],
    ['npm ci', { 'package.json': plain, 'package-lock.json': link }, 'linked-manifest package-lock.json'],
    ['npm ci $FLAGS', both, 'dynamic-arguments $FLAGS'],
    ['npm ci -w web', both, 'package.json, package-lock.json'],
  ]);
  const set = manifestsOf('npm install', { 'package.json': plain });
  assert.deepEqual(set.state === 'known' ? set.optional : set, ['package-lock.json', 'yarn.lock', 'npm-shrinkwrap.json', '.npmrc']);
});

test('what ties an npm install to the sources', () => {
  const ci = (manifest: unknown, more: Files = {}, run = 'npm ci'): string => printSet(manifestsOf(run, { 'package.json': pack(manifest), 'package-lock.json': '', ...more }));
  assert.equal(ci({ dependencies: { lib: 'file:./lib' } }), 'local-path ./lib (package.json)');
  assert.equal(ci({ devDependencies: { lib: 'link:../lib' } }), 'local-path ../lib (package.json)');
  assert.equal(ci({ dependencies: { lib: './lib' } }), 'local-path ./lib (package.json)');
  assert.equal(ci({ overrides: { a: { b: 'file:./b' } } }), 'local-path ./b (package.json)');
  assert.equal(ci({ dependencies: { lib: 'github:a/b', c: 'https://e.org/c.tgz', d: 'npm:e@1' } }), 'package.json, package-lock.json');
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']) {
    assert.equal(ci({ scripts: { [script]: 'node scripts/x.js' } }), `lifecycle-script ${script} (package.json)`);
    assert.equal(ci({ scripts: { [script]: 'node scripts/x.js' } }, {}, 'npm ci --ignore-scripts'), 'package.json, package-lock.json');
  }
  assert.equal(ci({ scripts: { build: 'tsc', prepack: 'tsc', postbuild: 'x' } }), 'package.json, package-lock.json');
  assert.equal(ci({ scripts: { prepare: 'husky', preinstall: 'npx only-allow npm' } }), 'package.json, package-lock.json');
  assert.equal(ci({ scripts: { prepare: 'husky install' } }), 'lifecycle-script prepare (package.json)');
  assert.equal(ci({ scripts: { prepare: 'husky install || true' } }), 'package.json, package-lock.json');
  assert.equal(ci({ scripts: { postinstall: 'patch-package' } }), 'missing-manifest patches (package.json)');
  assert.equal(ci({ scripts: { postinstall: 'patch-package && husky' } }, { 'patches/a.patch': '' }), 'package.json, patches, package-lock.json');
  assert.equal(ci({ scripts: { postinstall: 'patch-package; node x.js' } }, { 'patches/a.patch': '' }), 'patch-files patches (package.json)');
  assert.equal(ci({}, { 'binding.gyp': '' }), 'lifecycle-script binding.gyp');
  assert.equal(ci({ dependencies: { '@prisma/client': '5' } }, { 'prisma/schema.prisma': '' }), 'lifecycle-script prisma/schema.prisma (package.json)');
  assert.equal(ci({ dependencies: { '@prisma/client': '5' } }), 'package.json, package-lock.json');
  assert.equal(ci({ scripts: null, dependencies: 'x', workspaces: [] }), 'package.json, package-lock.json');
  check([['npm ci', { 'package.json': pack({ workspaces: ['web'] }), 'web/package.json': '{}', 'web/package-lock.json': '' }, 'workspace ../package.json (../package.json)', 'web']]);
});

test('yarn, pnpm and bun', () => {
  const p = { 'package.json': '{}' };
  check([
    ['yarn', { ...p, 'yarn.lock': '' }, 'package.json, yarn.lock'],
    ['yarn install --frozen-lockfile', p, 'package.json'],
    ['yarn install --immutable', p, 'missing-lock yarn.lock'],
    ['yarn install --immutable', { ...p, 'yarn.lock': '', '.yarnrc.yml': '', '.yarn/releases/yarn-4.cjs': '' }, 'package.json, yarn.lock, .yarnrc.yml, .yarn/releases'],
    ['yarn', { 'package.json': pack({ resolutions: { a: 'patch:a@npm%3A1#./.yarn/patches/a.patch' } }), 'yarn.lock': '' }, 'missing-manifest .yarn/patches/a.patch (package.json)'],
    ['yarn', { 'package.json': pack({ resolutions: { a: 'patch:a@npm%3A1#~/p/a.patch&optional!./b.patch::version=1', c: 'patch:c@npm%3A1#~builtin<compat/c>' } }), 'p/a.patch': '', 'b.patch': '' }, 'package.json, p/a.patch, b.patch'],
    ['yarn', { ...p, '.yarnrc.yml': 'yarnPath: tools/yarn.cjs\n', 'tools/yarn.cjs': '' }, 'package.json, tools/yarn.cjs, .yarnrc.yml'],
    ['yarn', { 'package.json': pack({ scripts: { postinstall: 'node x' } }), '.yarnrc.yml': 'enableScripts: false\n' }, 'package.json, .yarnrc.yml'],
    ['yarn workspaces focus web', p, 'package.json'],
    ['pnpm install --frozen-lockfile', { ...p, 'pnpm-lock.yaml': '', '.npmrc': '' }, 'package.json, pnpm-lock.yaml, .npmrc'],
    ['pnpm i --frozen-lockfile', p, 'missing-lock pnpm-lock.yaml'],
    ['pnpm i', p, 'package.json'],
    ['pnpm i', { ...p, 'pnpm-workspace.yaml': 'packages:\n  - a\n' }, 'package.json, pnpm-workspace.yaml'],
    ['pnpm i', { ...p, 'pnpm-workspace.yaml': "packages: ['.', 'apps/*']\n", 'apps/a/package.json': '{}', 'apps/a/x/package.json': '{}' }, 'package.json, apps/a/package.json, pnpm-workspace.yaml'],
    ['pnpm i', { ...p, 'pnpm-workspace.yaml': 'packages:\n  - &a b\n' }, 'unreadable-manifest pnpm-workspace.yaml (pnpm-workspace.yaml)'],
    ['pnpm i', { ...p, '.npmrc': 'inject-workspace-packages=true\n' }, 'workspace .npmrc (.npmrc)'],
    ['pnpm i', { ...p, '.pnpmfile.cjs': 'module.exports = {}' }, 'package.json, .pnpmfile.cjs'],
    ['pnpm i', { ...p, '.pnpmfile.cjs': "require('./hooks')" }, 'outside-include .pnpmfile.cjs (.pnpmfile.cjs)'],
    ['pnpm i', { ...p, 'pnpm-workspace.yaml': 'onlyBuiltDependencies:\n  - a\n' }, 'package.json, pnpm-workspace.yaml'],
    ['pnpm i', { ...p, 'pnpm-workspace.yaml': 'patchedDependencies:\n  a: patches/a.patch\n' }, 'missing-manifest patches/a.patch (pnpm-workspace.yaml)'],
    ['pnpm i', { ...p, 'pnpm-workspace.yaml': 'patchedDependencies:\n  "a@1": patches/a.patch\n', 'patches/a.patch': '' }, 'package.json, patches/a.patch, pnpm-workspace.yaml'],
    ['pnpm i', { 'package.json': pack({ pnpm: { patchedDependencies: { 'a@1': 'patches/a.patch' } } }) }, 'missing-manifest patches/a.patch (package.json)'],
    ['pnpm --filter web i', p, 'package.json'],
    ['pnpm --filter "...[origin/main]" i', p, 'workspace --filter'],
    ['pnpm i', { 'pnpm-workspace.yaml': 'packages:\n  - web\n', 'web/package.json': '{}' }, 'workspace ../pnpm-workspace.yaml (../pnpm-workspace.yaml)', 'web'],
    ['pnpm fetch', { 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': 'packages:\n  - a\n' }, 'pnpm-lock.yaml, pnpm-workspace.yaml'],
    ['pnpm fetch', p, 'missing-lock pnpm-lock.yaml'],
    ['bun install', { ...p, 'bun.lockb': '' }, 'package.json, bun.lockb'],
    ['bun install --frozen-lockfile', { ...p, 'bun.lock': '', 'bunfig.toml': '' }, 'package.json, bun.lock, bunfig.toml'],
    ['bun ci', p, 'missing-lock bun.lock'],
  ]);
});

test('composer', () => {
  const c = (manifest: unknown, run = 'composer install'): string => printSet(manifestsOf(run, { 'composer.json': pack(manifest), 'composer.lock': '' }));
  assert.equal(c({ require: { php: '8' } }), 'composer.json, composer.lock');
  assert.equal(c({ autoload: { 'psr-4': { 'App\\': 'src/' } } }), 'composer.json, composer.lock');
  const flex = { require: { 'symfony/flex': '^2' } };
  assert.equal(c(flex, 'composer install --no-scripts'), 'lifecycle-script symfony/flex (composer.json)');
  assert.equal(c(flex, 'composer install --no-scripts --no-plugins'), 'composer.json, composer.lock');
  assert.equal(c({ ...flex, config: { 'allow-plugins': { 'symfony/flex': false } } }), 'composer.json, composer.lock');
  assert.equal(printSet(manifestsOf('composer install', { 'composer.json': pack(flex), 'composer.lock': '', 'symfony.lock': '{}' })), 'composer.json, composer.lock, symfony.lock');
  assert.equal(c({ autoload: { 'psr-4': { 'App\\': 'src/' } } }, 'composer install -o'), 'autoload src/ (composer.json)');
  assert.equal(c({ autoload: { 'psr-4': { 'App\\': 'src/' } } }, 'composer install -o --no-autoloader'), 'composer.json, composer.lock');
  assert.equal(c({ autoload: { classmap: ['database'] } }), 'autoload database (composer.json)');
  assert.equal(c({ 'autoload-dev': { files: ['tests/helpers.php'] } }), 'autoload tests/helpers.php (composer.json)');
  assert.equal(c({ 'autoload-dev': { files: ['tests/helpers.php'] } }, 'composer install --no-dev'), 'composer.json, composer.lock');
  assert.equal(c({ scripts: { 'post-autoload-dump': ['@php artisan x'], test: 'phpunit' } }), 'lifecycle-script post-autoload-dump (composer.json)');
  assert.equal(c({ scripts: { 'post-autoload-dump': ['@php artisan x'] } }, 'composer install --no-scripts'), 'composer.json, composer.lock');
  assert.equal(c({ scripts: { test: 'phpunit' } }), 'composer.json, composer.lock');
  assert.equal(c({ repositories: [{ type: 'path', url: '../lib' }] }), 'local-path ../lib (composer.json)');
  assert.equal(c({ repositories: { a: { type: 'vcs', url: 'https://e.org' }, packagist: false } }), 'composer.json, composer.lock');
  assert.equal(c({ extra: { patches: { 'a/b': { x: 'patches/x.patch' } } } }), 'patch-files composer.json (composer.json)');
  check([
    ['composer install', { 'composer.json': '{}' }, 'composer.json'],
    ['composer install', {}, 'missing-manifest composer.json'],
    ['composer install', { 'composer.json': '{,}' }, 'unreadable-manifest composer.json (composer.json)'],
    ['composer require a/b', { 'composer.json': '{}' }, 'rewrites-manifest composer.json'],
    ['composer require $PACKAGE', { 'composer.json': '{}' }, 'rewrites-manifest composer.json'],
    ['composer require a/b', {}, 'missing-manifest composer.json'],
  ]);
});

test('the autoloader that composer makes later, with the options as its command calls them', () => {
  const files = { 'composer.json': pack({ autoload: { classmap: ['src'] } }) };
  const later = (run: string) => {
    const set = manifestsOf(run, files);
    return set.state === 'blocked' ? set.why.command : undefined;
  };
  assert.equal(later('composer install'), 'composer dump-autoload');
  assert.equal(later('composer install -o -a --no-dev --prefer-dist --no-interaction --no-scripts'), 'composer dump-autoload --optimize --classmap-authoritative --no-dev --no-scripts');
  assert.equal(later('composer install --optimize-autoloader -o --apcu-autoloader --apcu-autoloader-prefix=web'), 'composer dump-autoload --optimize --apcu --apcu-prefix=web');
  assert.equal(later('composer install --ignore-platform-reqs --apcu-autoloader-prefix "$X"'), 'composer dump-autoload');
  assert.equal(later('php composer.phar update --classmap-authoritative'), 'composer dump-autoload --classmap-authoritative');
});

test('what composer adds to its manifest', () => {
  const adds = (run: string) => commandsOf(`RUN ${run}`).flatMap(command => recogniseInstall(command) ?? []).map(install => install.ecosystem.addsToManifest?.(install));
  assert.deepEqual(adds('composer require a/b'), [true]);
  assert.deepEqual(adds('composer r a/b && composer global require a/b && composer require --no-update a/b && composer install'), [true, false, false, false]);
});

test('bundler', () => {
  const b = (gemfile: string, more: Files = {}, run = 'bundle install'): string => printSet(manifestsOf(run, { Gemfile: gemfile, 'Gemfile.lock': '', ...more }));
  assert.equal(b('source "https://e.org"\ngem "rails" # path: "x"\n'), 'Gemfile, Gemfile.lock');
  assert.equal(b('gemspec'), 'project-install gemspec (Gemfile)');
  assert.equal(b('gem "a", path: "./engines/a"'), 'local-path ./engines/a (Gemfile)');
  assert.equal(b('gem "a", :path => "engines/a"'), 'local-path engines/a (Gemfile)');
  assert.equal(b('path "components" do\nend'), 'local-path components (Gemfile)');
  assert.equal(b('eval_gemfile "common.rb"'), 'outside-include common.rb (Gemfile)');
  assert.equal(b('ruby file: ".ruby-version"', { '.ruby-version': '3' }), 'Gemfile, Gemfile.lock, .ruby-version');
  assert.equal(b('ruby file: ".ruby-version"'), 'missing-manifest .ruby-version (Gemfile)');
  assert.equal(b('ruby File.read(".ruby-version")', { '.ruby-version': '3' }), 'Gemfile, Gemfile.lock, .ruby-version');
  assert.equal(b('gem "x", File.read("v").strip'), 'outside-include v (Gemfile)');
  check([
    ['bundle install --deployment', { Gemfile: '' }, 'missing-lock Gemfile.lock'],
    ['bundle install', { Gemfile: '' }, 'Gemfile'],
    ['bundle', {}, 'missing-manifest Gemfile'],
    ['bundle install', { Gemfile: '', 'vendor/cache/a.gem': '' }, 'Gemfile, vendor/cache'],
    ['BUNDLE_GEMFILE=gemfiles/a.rb bundle', { 'gemfiles/a.rb': '' }, 'gemfiles/a.rb'],
  ]);
});

test('go', () => {
  const mod = 'module a\n\ngo 1.22\n\nrequire b v1\n';
  check([
    ['go mod download', { 'go.mod': mod, 'go.sum': '' }, 'go.mod, go.sum'],
    ['go mod download', { 'go.mod': mod }, 'go.mod'],
    ['go mod download', {}, 'missing-manifest go.mod'],
    ['go mod download', { 'go.mod': `${mod}replace b => ./b\n` }, 'missing-manifest b/go.mod (go.mod)'],
    ['go mod download', { 'go.mod': `${mod}replace (\n\tb v1 => ../b // here\n)\n` }, 'outside-include ../b/go.mod (go.mod)'],
    ['go mod download', { 'go.mod': `${mod}replace b => e.org/c v1\n// replace x => ./x\n` }, 'go.mod'],
    ['go mod download', { 'go.mod': mod, 'go.work': 'use .\n' }, 'go.mod, go.work'],
    ['GOWORK=off go mod download', { 'go.mod': mod, 'go.work': 'use .\n' }, 'go.mod'],
    ['go mod download', { 'go.work': '', 'api/go.mod': mod }, 'workspace ../go.work (../go.work)', 'api'],
    ['go build ./...', { 'go.mod': mod, 'go.sum': '' }, 'go.mod, go.sum'],
  ]);
});

test('poetry, uv, pipenv, pdm and conda', () => {
  const lib = '[project]\nname = "a"\ndependencies = ["x"]\n';
  const packaged = `${lib}[build-system]\nrequires = []\n`;
  check([
    ['poetry install --no-root', { 'pyproject.toml': lib, 'poetry.lock': '' }, 'pyproject.toml, poetry.lock'],
    ['poetry install', { 'pyproject.toml': lib, 'poetry.lock': '' }, 'project-install pyproject.toml (pyproject.toml)'],
    ['poetry install', { 'pyproject.toml': '[tool.poetry]\npackage-mode = false\n' }, 'pyproject.toml'],
    ['poetry install --no-root', { 'pyproject.toml': '[tool.poetry.dependencies]\nlib = { path = "../lib", develop = true }\n' }, 'editable ../lib (pyproject.toml)'],
    ['poetry install --no-root', { 'pyproject.toml': '[tool.poetry.group.dev.dependencies]\nlib = { path = "lib" }\n' }, 'local-path lib (pyproject.toml)'],
    ['poetry install --no-root', { 'pyproject.toml': 'a = [' }, 'unreadable-manifest pyproject.toml (pyproject.toml)'],
    ['uv sync --frozen', { 'pyproject.toml': lib, 'uv.lock': '' }, 'pyproject.toml, uv.lock'],
    ['uv sync --frozen', { 'pyproject.toml': lib }, 'missing-lock uv.lock'],
    ['uv sync', { 'pyproject.toml': lib, '.python-version': '3.12' }, 'pyproject.toml, .python-version'],
    ['uv sync', { 'pyproject.toml': packaged, 'uv.lock': '' }, 'project-install pyproject.toml (pyproject.toml)'],
    ['uv sync --no-install-project', { 'pyproject.toml': packaged, 'uv.lock': '' }, 'pyproject.toml, uv.lock'],
    ['uv sync', { 'pyproject.toml': `${packaged}[tool.uv]\npackage = false\n` }, 'pyproject.toml'],
    ['uv sync', { 'pyproject.toml': `${lib}[tool.uv.sources]\nx = { path = "../x" }\n` }, 'local-path ../x (pyproject.toml)'],
    ['uv sync', { 'pyproject.toml': `${lib}[tool.uv.sources]\nx = { workspace = true }\n` }, 'workspace pyproject.toml (pyproject.toml)'],
    ['uv sync', { 'pyproject.toml': `${lib}[tool.uv.workspace]\nmembers = ["a"]\n` }, 'project-install pyproject.toml (pyproject.toml)'],
    ['uv sync --frozen --no-install-workspace', { 'pyproject.toml': `${lib}[tool.uv.sources]\nx = { workspace = true }\n[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/old"]\n`, 'uv.lock': '', 'libs/a/pyproject.toml': '[project]\ndynamic = ["version"]\n', 'libs/old/pyproject.toml': '' }, 'pyproject.toml, uv.lock, libs/a/pyproject.toml'],
    ['uv sync --locked --no-install-workspace', { 'pyproject.toml': `${lib}[tool.uv.workspace]\nmembers = ["a"]\n`, 'uv.lock': '', 'a/pyproject.toml': '[project]\ndynamic = ["version"]\n' }, 'project-install a/pyproject.toml (a/pyproject.toml)'],
    ['uv sync --locked --no-install-workspace', { 'pyproject.toml': `${lib}[tool.uv.workspace]\nmembers = ["a"]\n[tool.uv.sources]\ny = { path = "../y" }\n`, 'uv.lock': '', 'a/pyproject.toml': '' }, 'local-path ../y (pyproject.toml)'],
    ['uv sync', { 'pyproject.toml': '[project]\ndependencies = ["x @ file:///src/x"]\n' }, 'local-path file:///src/x (pyproject.toml)'],
    ['uv pip install -r requirements.txt', { 'requirements.txt': '-c c.txt', 'c.txt': '' }, 'requirements.txt, c.txt'],
    ['uv pip sync requirements.txt', { 'requirements.txt': '' }, 'requirements.txt'],
    ['pipenv install --deploy', { Pipfile: '[packages]\na = "*"\n', 'Pipfile.lock': '' }, 'Pipfile, Pipfile.lock'],
    ['pipenv install --deploy', { Pipfile: '' }, 'missing-lock Pipfile.lock'],
    ['pipenv install', { Pipfile: '' }, 'Pipfile'],
    ['pipenv install', { Pipfile: '[packages]\na = {path = ".", editable = true}\n' }, 'editable . (Pipfile)'],
    ['pdm sync --no-self', { 'pyproject.toml': lib, 'pdm.lock': '' }, 'pyproject.toml, pdm.lock'],
    ['pdm sync', { 'pyproject.toml': lib, 'pdm.lock': '' }, 'project-install pyproject.toml (pyproject.toml)'],
    ['conda env create -f env.yml', { 'env.yml': 'dependencies:\n  - python=3\n  - pip:\n    - torch\n' }, 'env.yml'],
    ['conda env create -f env.yml', { 'env.yml': 'dependencies:\n  - pip:\n    - -e .\n' }, 'editable . (env.yml)'],
    ['conda env create -f env.yml', { 'env.yml': 'dependencies:\n  - pip:\n    - "-r requirements.txt"\n' }, 'outside-include requirements.txt (env.yml)'],
  ]);
});

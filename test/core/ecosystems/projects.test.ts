// What builds and workspaces read of a project: every manifest that another one leads to.
import assert from 'node:assert/strict';
import test from 'node:test';
import { manifestsOf, printSet, type Files } from './contexts.js';

type Row = readonly [run: string, files: Files, is: string, folder?: string];

function check(rows: readonly Row[]): void {
  for (const [run, files, is, folder] of rows) assert.equal(printSet(manifestsOf(run, files, folder)), is, `${run} ${JSON.stringify(files)}`);
}

const pack = (value: unknown): string => JSON.stringify(value);

test('workspaces of npm and its kin', () => {
  const root = (workspaces: unknown, more: object = {}): Files => ({ 'package.json': pack({ workspaces, ...more }), 'package-lock.json': '' });
  const two: Files = { ...root(['packages/*']), 'packages/a/package.json': pack({ name: 'a', dependencies: { b: 'workspace:*' } }), 'packages/b/package.json': '{}', 'packages/b/src/x.js': '' };
  const ci = (workspaces: readonly string[], ...paths: readonly string[]): Row => ['npm ci', { ...root(workspaces), ...Object.fromEntries(paths.map(path => [path, '{}'])) }, ''];
  const is = ([run, files]: Row): string => printSet(manifestsOf(run, files)).replace('package.json, ', '').replace(/(^|, )package-lock.json/, '');
  check([
    ['npm ci', two, 'package.json, packages/a/package.json, packages/b/package.json, package-lock.json'],
    ['npm ci -w packages/a', two, 'package.json, packages/a/package.json, packages/b/package.json, package-lock.json'],
    ['npm ci', { ...two, ...root({ packages: ['packages/a'] }) }, 'package.json, packages/a/package.json, package-lock.json'],
    ['npm ci', { ...two, 'packages/a/package.json': '{' }, 'unreadable-manifest packages/a/package.json (packages/a/package.json)'],
    ['npm ci', { ...two, 'packages/a/package.json': pack({ scripts: { prepare: 'tsc' } }) }, 'lifecycle-script prepare (packages/a/package.json)'],
    ['npm ci --ignore-scripts', { ...two, 'packages/a/package.json': pack({ scripts: { prepare: 'tsc' } }) }, 'package.json, packages/a/package.json, packages/b/package.json, package-lock.json'],
    ['npm ci', { ...two, 'packages/a/package.json': pack({ bin: 'cli.js' }) }, 'workspace packages/a/package.json (packages/a/package.json)'],
    ['npm ci', { ...two, 'packages/a/package.json': pack({ dependencies: { c: 'file:./c' } }) }, 'local-path ./c (packages/a/package.json)'],
    ['npm ci', { ...two, 'packages/a/package.json': pack({ workspaces: ['x'] }) }, 'workspace packages/a/package.json (packages/a/package.json)'],
    ['npm ci', root(['../other']), 'workspace ../other (package.json)'],
    ['npm ci', root(['packages/@(a|b)']), 'workspace packages/@(a|b) (package.json)'],
    ['yarn install --frozen-lockfile', { ...two, 'yarn.lock': '' }, 'package.json, packages/a/package.json, packages/b/package.json, yarn.lock'],
    ['yarn install --immutable', { ...two, ...root(['packages/*', '!packages/b']), 'yarn.lock': '' }, 'package.json, packages/a/package.json, yarn.lock'],
    ['yarn install', { ...two, ...root(['packages/*', '!packages/b']), 'yarn.lock': '' }, 'package.json, packages/a/package.json, packages/b/package.json, yarn.lock'],
    ['bun install', { ...two, 'bun.lock': '' }, 'package.json, packages/a/package.json, packages/b/package.json, bun.lock'],
  ]);
  assert.equal(is(ci(['packages/*', '!packages/old'], 'packages/a/package.json', 'packages/old/package.json')), 'packages/a/package.json');
  assert.equal(is(ci(['packages/**'], 'packages/a/package.json', 'packages/a/b/package.json', 'packages/a/node_modules/x/package.json', 'other/package.json')), 'packages/a/b/package.json, packages/a/package.json');
  assert.equal(is(ci(['./apps/*/', '{libs,tools}/*', 'one'], 'apps/a/package.json', 'libs/b/package.json', 'tools/c/package.json', 'one/package.json', 'one/two/package.json')), 'apps/a/package.json, libs/b/package.json, one/package.json, tools/c/package.json');
  assert.equal(printSet(manifestsOf('npm ci', two, '', false)), 'unread');
});

test('modules and workspaces of Go', () => {
  const mod = 'module a\n\ngo 1.22\n';
  check([
    ['go mod download', { 'go.mod': `${mod}replace b => ./b\n`, 'go.sum': '', 'b/go.mod': mod, 'b/b.go': '' }, 'go.mod, go.sum, b/go.mod'],
    ['go mod download', { 'go.mod': `${mod}replace b => ./b\n` }, 'missing-manifest b/go.mod (go.mod)'],
    ['go mod download', { 'go.mod': `${mod}replace b => ../b\n` }, 'outside-include ../b/go.mod (go.mod)'],
    ['go mod download', { 'go.mod': `${mod}replace b => /src/b\n` }, 'outside-include /src/b (go.mod)'],
    ['go mod download', { 'go.work': 'go 1.22\n\nuse (\n\t./api // here\n\t"./lib"\n)\n', 'api/go.mod': mod, 'api/go.sum': '', 'lib/go.mod': mod, 'other/go.mod': mod }, 'go.work, api/go.mod, api/go.sum, lib/go.mod'],
    ['go mod download', { 'go.work': 'use .\nuse ./lib\nreplace c => ./c\n', 'go.mod': mod, 'lib/go.mod': mod, 'c/go.mod': mod, 'go.work.sum': '' }, 'go.mod, go.work, go.work.sum, lib/go.mod, c/go.mod'],
    ['go build ./...', { 'go.mod': mod, 'vendor/modules.txt': '' }, 'local-path vendor'],
  ]);
});

test('packages and workspaces of Cargo', () => {
  const one = '[package]\nname = "a"\n';
  check([
    ['cargo build', { 'Cargo.toml': one, 'Cargo.lock': '', 'src/main.rs': '' }, 'Cargo.toml, Cargo.lock'],
    ['cargo build', { 'Cargo.toml': one, 'rust-toolchain.toml': '', '.cargo/config.toml': '' }, 'Cargo.toml, .cargo/config.toml, rust-toolchain.toml'],
    ['cargo build', { 'Cargo.toml': '[workspace]\nmembers = ["crates/*", "cli"]\nexclude = ["crates/old"]\n', 'Cargo.lock': '', 'crates/a/Cargo.toml': one, 'crates/old/Cargo.toml': one, 'cli/Cargo.toml': one }, 'Cargo.toml, crates/a/Cargo.toml, cli/Cargo.toml, Cargo.lock'],
    ['cargo build', { 'Cargo.toml': `${one}[dependencies]\nb = { path = "b" }\n[target.'cfg(unix)'.dependencies]\nc = { path = "./c" }\n`, 'b/Cargo.toml': `${one}[build-dependencies]\nd = { path = "../d" }\n`, 'c/Cargo.toml': one, 'd/Cargo.toml': one }, 'Cargo.toml, b/Cargo.toml, d/Cargo.toml, c/Cargo.toml'],
    ['cargo build', { 'Cargo.toml': `${one}[dependencies]\nb = { path = "../b" }\n` }, 'outside-include ../b/Cargo.toml (Cargo.toml)'],
    ['cargo build', { 'Cargo.toml': '[package' }, 'unreadable-manifest Cargo.toml (Cargo.toml)'],
    ['cargo build', { 'Cargo.toml': one, '.cargo/config.toml': '[source.vendored]\ndirectory = "vendor"\n' }, 'local-path vendor (.cargo/config.toml)'],
    ['cargo build', { 'Cargo.toml': '[workspace]\nmembers = ["a"]\n', 'a/Cargo.toml': one }, 'workspace ../Cargo.toml (../Cargo.toml)', 'a'],
    ['cargo build', { 'Cargo.toml': '[workspace]\nmembers = ["gone"]\n' }, 'missing-manifest gone/Cargo.toml (Cargo.toml)'],
    ['cargo build --manifest-path api/Cargo.toml', { 'api/Cargo.toml': one, 'api/Cargo.lock': '' }, 'api/Cargo.toml, api/Cargo.lock'],
    ['cargo fetch', { 'Cargo.toml': one }, 'project-install Cargo.toml'],
    ['cargo chef cook --recipe-path recipe.json', { 'recipe.json': '{}' }, 'recipe.json'],
    ['cargo chef cook --recipe-path recipe.json', {}, 'missing-manifest recipe.json'],
  ]);
});

test('modules of Maven', () => {
  const pom = (inside: string): string => `<?xml version="1.0"?>\n<!-- a -->\n<project xmlns="http://maven.apache.org/POM/4.0.0">${inside}</project>\n`;
  const parent = '<parent><artifactId>root</artifactId></parent>';
  const root = pom('<artifactId>root</artifactId><modules><module>a</module><module>libs/b</module></modules>');
  check([
    ['mvn package', { 'pom.xml': pom('') }, 'pom.xml'],
    ['./mvnw package', { 'pom.xml': pom(''), mvnw: '', '.mvn/wrapper/maven-wrapper.properties': '' }, 'pom.xml, mvnw, .mvn'],
    ['mvn -s settings.xml package', { 'pom.xml': pom(''), 'settings.xml': '' }, 'pom.xml, settings.xml'],
    ['mvn package', { 'pom.xml': root, 'a/pom.xml': pom(`${parent}<artifactId>a</artifactId>`), 'libs/b/pom.xml': pom(`<parent><relativePath>../../pom.xml</relativePath></parent><artifactId>b</artifactId>`) }, 'pom.xml, a/pom.xml, libs/b/pom.xml'],
    ['mvn package', { 'pom.xml': root, 'a/pom.xml': pom('<artifactId>a</artifactId><dependencies><dependency><artifactId>b</artifactId></dependency></dependencies>'), 'libs/b/pom.xml': pom('<artifactId>b</artifactId>') }, 'workspace libs/b/pom.xml (pom.xml)'],
    ['mvn dependency:go-offline', { 'pom.xml': root, 'a/pom.xml': pom('<artifactId>a</artifactId><dependencies><dependency><artifactId>b</artifactId></dependency></dependencies>'), 'libs/b/pom.xml': pom('<artifactId>b</artifactId>') }, 'pom.xml, a/pom.xml, libs/b/pom.xml'],
    ['mvn package', { 'pom.xml': pom('<dependencyManagement><dependencies><dependency><artifactId>b</artifactId></dependency></dependencies></dependencyManagement><modules><module>b</module></modules>'), 'b/pom.xml': pom('<artifactId>b</artifactId>') }, 'pom.xml, b/pom.xml'],
    ['mvn package', { 'pom.xml': pom('<profiles><profile><modules><module>x</module></modules></profile></profiles>'), 'x/pom.xml': pom('') }, 'pom.xml, x/pom.xml'],
    ['mvn package', { 'pom.xml': pom('<modules><module>x</module></modules>') }, 'missing-manifest x/pom.xml (pom.xml)'],
    ['mvn package', { 'pom.xml': pom('<modules><module>${x}</module></modules>') }, 'unreadable-manifest ${x} (pom.xml)'],
    ['mvn package', { 'pom.xml': pom('<dependencies><dependency><systemPath>${basedir}/lib/a.jar</systemPath></dependency></dependencies>') }, 'local-path ${basedir}/lib/a.jar (pom.xml)'],
    ['mvn package', { 'pom.xml': pom('<repositories><repository><url>file://${project.basedir}/repo</url></repository></repositories>') }, 'local-path file://${project.basedir}/repo (pom.xml)'],
    ['mvn package', { 'pom.xml': '<!DOCTYPE a [<!ENTITY b "c">]><project/>' }, 'unreadable-manifest pom.xml (pom.xml)'],
    ['mvn package', { 'pom.xml': pom('<profiles><profile><activation><file><exists>src/a</exists></file></activation></profile></profiles>') }, 'outside-include src/a (pom.xml)'],
    ['mvn -f api/pom.xml package', { 'api/pom.xml': pom('') }, 'api/pom.xml'],
    ['mvn package', { 'pom.xml': pom('<artifactId>root</artifactId>'), 'api/pom.xml': pom(`${parent}<artifactId>api</artifactId>`) }, 'outside-include ../pom.xml (pom.xml)', 'api'],
    ['mvn package', { 'api/pom.xml': pom('<parent><artifactId>spring-boot-starter-parent</artifactId></parent>') }, 'pom.xml', 'api'],
  ]);
});

test('scripts of Gradle', () => {
  check([
    ['gradle build', { 'build.gradle': '' }, 'build.gradle'],
    ['./gradlew build', { 'build.gradle.kts': '', 'settings.gradle.kts': 'rootProject.name = "a"', gradlew: '', 'gradle/wrapper/gradle-wrapper.properties': '', 'gradle.properties': '' }, 'settings.gradle.kts, build.gradle.kts, gradle.properties, gradlew, gradle'],
    ['gradle build', { 'settings.gradle': "include 'api', ':libs:core' // x\n", 'api/build.gradle': '', 'libs/core/build.gradle.kts': '', 'buildSrc/build.gradle': '' }, 'settings.gradle, api/build.gradle, libs/core/build.gradle.kts, buildSrc'],
    ['gradle build', { 'settings.gradle.kts': 'include(":a",\n  ":b")\nincludeBuild("logic")', 'logic/x.kt': '', 'a/build.gradle.kts': '', 'b/b.gradle.kts': '' }, 'settings.gradle.kts, logic, a/build.gradle.kts, b/b.gradle.kts'],
    ['gradle build', { 'settings.gradle': "file('.').eachDir { include it.name }" }, 'unreadable-manifest settings.gradle (settings.gradle)'],
    ['gradle build', { 'build.gradle': "dependencies { implementation files('libs/a.jar') }" }, 'local-path libs/a.jar (build.gradle)'],
    ['gradle build', { 'build.gradle': "dependencies { implementation fileTree(dir: 'libs') }" }, 'local-path libs (build.gradle)'],
    ['gradle build', { 'build.gradle': "apply from: 'gradle/x.gradle'", 'gradle/x.gradle': "apply from: 'y.gradle'", 'gradle/y.gradle': '' }, 'build.gradle, gradle/x.gradle, gradle/y.gradle, gradle'],
    ['gradle build', { 'build.gradle': "version = new File('V').text" }, 'outside-include new File( (build.gradle)'],
    ['gradle build', { 'settings.gradle': '', 'api/build.gradle': '' }, 'workspace ../settings.gradle', 'api'],
    ['gradle build', {}, 'missing-manifest build.gradle'],
  ]);
});

test('projects and solutions of .NET', () => {
  const project = (inside = ''): string => `\uFEFF<Project Sdk="Microsoft.NET.Sdk">\r\n${inside}</Project>\r\n`;
  const reference = (path: string): string => `<ItemGroup><ProjectReference Include="${path}" /></ItemGroup>`;
  const solution = 'Microsoft Visual Studio Solution File\r\nProject("{FAE0}") = "A", "A\\A.csproj", "{1}"\r\nEndProject\r\nProject("{2150}") = "docs", "docs", "{2}"\r\nEndProject\r\n';
  check([
    ['dotnet restore', { 'A.csproj': project() }, 'A.csproj'],
    ['dotnet restore A/A.csproj', { 'A/A.csproj': project(reference('..\\B\\B.csproj')), 'B/B.csproj': project(), 'C/C.csproj': project() }, 'A/A.csproj, B/B.csproj'],
    ['dotnet publish A/A.csproj', { 'A/A.csproj': project(), 'A/packages.lock.json': '', 'Directory.Packages.props': project(), 'A/Directory.Build.props': project(), 'global.json': '', 'nuget.config': '<configuration><packageSources><clear/><add key="n" value="https://e.org"/></packageSources></configuration>' }, 'A/A.csproj, A/packages.lock.json, A/Directory.Build.props, Directory.Packages.props, nuget.config, global.json'],
    ['dotnet restore', { 'All.sln': solution, 'A/A.csproj': project() }, 'All.sln, A/A.csproj'],
    ['dotnet restore All.slnx', { 'All.slnx': '<Solution><Folder Name="/x/"><Project Path="A/A.csproj" /></Folder></Solution>', 'A/A.csproj': project() }, 'All.slnx, A/A.csproj'],
    ['dotnet restore Some.slnf', { 'Some.slnf': pack({ solution: { path: 'All.sln', projects: ['A\\A.csproj'] } }), 'All.sln': solution, 'A/A.csproj': project() }, 'Some.slnf, All.sln, A/A.csproj'],
    ['dotnet restore', { 'A.csproj': project('<Import Project="..\\x.props" />') }, 'outside-include ../x.props (A.csproj)'],
    ['dotnet restore', { 'A.csproj': project('<Import Project="$(MSBuildThisFileDirectory)x.props" />'), 'x.props': project() }, 'A.csproj, x.props'],
    ['dotnet restore', { 'A.csproj': project('<Import Project="$(Other)x.props" />') }, 'unreadable-manifest $(Other)x.props (A.csproj)'],
    ['dotnet restore', { 'A.csproj': project(reference('**\\*.csproj')) }, 'unreadable-manifest **\\*.csproj (A.csproj)'],
    ['dotnet restore', { 'A.csproj': project(reference('..\\B\\B.csproj')), '../B/B.csproj': '' }, 'outside-include ../B/B.csproj (A.csproj)'],
    ['dotnet restore', { 'A.csproj': project(), 'nuget.config': '<configuration><packageSources><add key="l" value="./packages"/></packageSources></configuration>' }, 'local-path ./packages (nuget.config)'],
    ['dotnet restore', { 'A.csproj': project("<PropertyGroup><Version>$([System.IO.File]::ReadAllText('v'))</Version></PropertyGroup>") }, 'outside-include [System.IO.File]::ReadAllText (A.csproj)'],
    ['dotnet restore', { 'A.csproj': project('<PropertyGroup><RestoreSources>$(RestoreSources);./feed;https://e.org</RestoreSources></PropertyGroup>') }, 'local-path ./feed (A.csproj)'],
    ['dotnet restore', { 'A.csproj': '<Project>&b;</Project>' }, 'unreadable-manifest A.csproj (A.csproj)'],
    ['dotnet restore', { 'A.csproj': project(), 'B.csproj': project() }, 'unreadable-manifest A.csproj'],
    ['dotnet restore', {}, 'missing-manifest *.csproj'],
    ['dotnet restore $P', {}, 'dynamic-arguments dotnet restore'],
    ['dotnet restore', { 'Directory.Build.props': project(), 'A/A.csproj': project() }, 'outside-include ../Directory.Build.props', 'A'],
    ['dotnet tool restore', { '.config/dotnet-tools.json': '{}' }, '.config/dotnet-tools.json'],
  ]);
});

test('Mix, and umbrellas', () => {
  check([
    ['mix deps.get', { 'mix.exs': '', 'mix.lock': '', 'config/config.exs': 'import Config\nimport_config "#{config_env()}.exs"\n', 'config/prod.exs': '', 'lib/a.ex': '' }, 'mix.exs, mix.lock, config/config.exs, config/prod.exs'],
    ['mix deps.get', { 'mix.exs': 'apps_path: "apps"', 'apps/a/mix.exs': '', 'apps/b/mix.exs': '{:a, in_umbrella: true}' }, 'mix.exs, apps/a/mix.exs, apps/b/mix.exs'],
    ['mix deps.get', { 'mix.exs': '{:b, path: "../b"}' }, 'local-path ../b (mix.exs)'],
    ['mix deps.get', { 'mix.exs': 'version: String.trim(File.read!("VERSION"))', VERSION: '' }, 'mix.exs, VERSION'],
    ['mix deps.get', { 'mix.exs': 'version: git(System.cmd("git", []))' }, 'outside-include version: git(System.cmd("git", [])) (mix.exs)'],
    ['mix deps.get', { 'mix.exs': '', 'config/config.exs': 'x = File.read!("a")' }, 'outside-include x = File.read!("a") (config/config.exs)'],
    ['mix deps.get', {}, 'missing-manifest mix.exs'],
  ]);
});

test('more languages', () => {
  check([
    ['sbt update', { 'build.sbt': 'lazy val api = project.in(file("api"))', 'api/api.sbt': '', 'project/plugins.sbt': '', 'project/build.properties': '', 'project/Deps.scala': '' }, 'build.sbt, api/api.sbt, project/plugins.sbt, project/Deps.scala, project/build.properties'],
    ['sbt update', { 'build.sbt': 'version := IO.read(file("V"))' }, 'outside-include IO.read (build.sbt)'],
    ['deno install', { 'deno.json': '{}', 'deno.lock': '' }, 'deno.json, deno.lock'],
    ['deno install', { 'deno.json': '{ "importMap": "maps/a.json" }', 'maps/a.json': '' }, 'deno.json, maps/a.json'],
    ['deno install', { 'deno.json': '{ "workspace": ["a"] }' }, 'workspace deno.json (deno.json)'],
    ['deno cache main.ts', { 'deno.json': '' }, 'project-install main.ts'],
    ['swift package resolve', { 'Package.swift': 'let package = Package(name: "a")', 'Package.resolved': '' }, 'Package.swift, Package.resolved'],
    ['swift package resolve', { 'Package.swift': '.package(name: "b", path: "../b")' }, 'local-path ../b (Package.swift)'],
    ['swift package resolve --force-resolved-versions', { 'Package.swift': '' }, 'missing-lock Package.resolved'],
    ['cabal build --only-dependencies', { 'a.cabal': '', 'cabal.project.freeze': '' }, 'a.cabal, cabal.project.freeze'],
    ['cabal build --only-dependencies', { 'cabal.project': 'packages:\n  a/\n  b/b.cabal\n', 'a/a.cabal': '', 'b/b.cabal': 'build-type: Custom\n', 'b/Setup.hs': '' }, 'cabal.project, a/a.cabal, b/b.cabal, b/Setup.hs'],
    ['stack build --only-dependencies', { 'stack.yaml': 'resolver: lts-22.0\n', 'a.cabal': '', 'stack.yaml.lock': '' }, 'stack.yaml, stack.yaml.lock, a.cabal'],
    ['stack build --only-dependencies', { 'stack.yaml': 'packages:\n- a\n', 'a/package.yaml': '' }, 'project-install a/package.yaml (stack.yaml)'],
    ["Rscript -e 'renv::restore()'", { 'renv.lock': '', '.Rprofile': 'source("renv/activate.R")', 'renv/activate.R': '' }, 'renv.lock, renv/activate.R, .Rprofile'],
    ["Rscript -e 'renv::restore()'", {}, 'missing-lock renv.lock'],
    ["Rscript -e 'remotes::install_deps()'", { DESCRIPTION: '' }, 'DESCRIPTION'],
    ['cpanm --installdeps .', { cpanfile: '' }, 'cpanfile'],
    ['cpanm --installdeps .', { cpanfile: '', 'Makefile.PL': '' }, 'cpanfile, Makefile.PL'],
    ['cpanm --installdeps .', { 'Makefile.PL': '' }, 'missing-manifest cpanfile'],
    ['carton install --deployment', { cpanfile: '' }, 'missing-lock cpanfile.snapshot'],
    ['lein deps', { 'project.clj': '(defproject a "1")' }, 'project.clj'],
    ['lein deps', { 'project.clj': '(defproject a (slurp "V"))' }, 'outside-include (slurp (project.clj)'],
    ['clojure -P', { 'deps.edn': '{:deps {a/b {:local/root "../b"}}}' }, 'local-path ../b (deps.edn)'],
    ['rebar3 get-deps', { 'rebar.config': '', 'rebar.lock': '', 'apps/a/src/a.app.src': '' }, 'rebar.config, rebar.lock, apps/a/src/a.app.src'],
    ['dart pub get', { 'pubspec.yaml': 'name: a\n', 'pubspec.lock': '' }, 'pubspec.yaml, pubspec.lock'],
    ['dart pub get', { 'pubspec.yaml': 'dependencies:\n  b:\n    path: ../b\n' }, 'local-path ../b (pubspec.yaml)'],
    ['shards install', { 'shard.yml': '', 'shard.lock': '' }, 'shard.yml, shard.lock'],
    ['opam install . --deps-only', { 'a.opam': '' }, 'a.opam'],
  ]);
});

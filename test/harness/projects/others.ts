// Projects of package managers whose registry is not at hand everywhere: they install what they find without one.
import { lines, type Project } from './project.js';

const cpanfile = "requires 'JSON::PP';\n";
/** As Yarn itself writes it. */
const tidy = (manifest: object) => `${JSON.stringify(manifest, undefined, 2)}\n`;
const composer = (more: object) => `${JSON.stringify({ name: 'example/web', description: 'web', license: 'MIT', require: {}, repositories: [{ packagist: false }], ...more })}\n`;
const makefile = { 'Makefile.PL': "use ExtUtils::MakeMaker;\nWriteMakefile(NAME => 'App', VERSION_FROM => 'lib/App.pm', PREREQ_PM => { 'JSON::PP' => 0 });\n", 'lib/App.pm': "package App;\nour $VERSION = '1.0';\n1;\n" };
const mixProject = (name: string, more: string) => lines(`defmodule ${name}.MixProject do`, '  use Mix.Project', `  def project, do: [app: :${name.toLowerCase()}, version: "1.0.0", ${more}deps: deps()]`, '  defp deps, do: []', 'end');
const sbtFiles = {
  'build.sbt': 'name := "web"\nversion := "1.0"\nscalaVersion := "2.13.16"\nlibraryDependencies += "org.apache.commons" % "commons-lang3" % "3.12.0"\n', 'project/build.properties': 'sbt.version=1.10.11\n',
  'src/main/scala/Main.scala': 'object Main { def main(words: Array[String]): Unit = println("one") }\n',
};

export const otherProjects: readonly Project[] = [
  {
    name: 'sbt updates below the sources', base: 'sbt', rule: 'copy-before-install', kind: 'plain',
    files: { ...sbtFiles, Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN sbt update', 'RUN sbt package', 'FROM scratch', 'COPY --from=build /src/target/scala-2.13/web_2.13-1.0.jar /web.jar') },
    expect: { spares: ['sbt update'], touch: 'src/main/scala/Main.scala' },
  },
  {
    name: 'sbt builds only', base: 'sbt', rule: 'build-without-dependency-step', kind: 'plain',
    files: { ...sbtFiles, Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN sbt package', 'FROM scratch', 'COPY --from=build /src/target/scala-2.13/web_2.13-1.0.jar /web.jar') },
    expect: { spares: [], touch: 'src/main/scala/Main.scala' },
  },
  {
    name: 'deno', base: 'deno', rule: 'copy-before-install', kind: 'plain',
    files: { 'deno.json': '{ "imports": { "left-pad": "npm:left-pad@1.3.0" } }\n', 'main.ts': 'import pad from "left-pad";\nconsole.log(pad("one", 5));\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', '# Whether the databases of what it has looked at are closed by then is a matter of luck.', 'RUN deno install && rm -f /root/.cache/deno/*_cache_v*', 'CMD ["deno", "run", "main.ts"]') },
    expect: { spares: ['deno install'], touch: 'main.ts' },
  },
  {
    name: 'deno that follows the imports of the sources', base: 'deno', rule: 'copy-before-install', kind: 'hazard',
    files: { 'deno.json': '{}\n', 'main.ts': 'import pad from "npm:left-pad@1.3.0";\nconsole.log(pad("one", 5));\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN deno install --entrypoint main.ts') },
    expect: {
      blocked: 'silent',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY deno.json ./', 'RUN deno install --entrypoint main.ts', 'COPY . .') }, shows: 'did not complete successfully' },
    },
  },
  {
    name: 'yarn of today', base: 'berry', rule: 'copy-before-install', kind: 'plain',
    files: { 'package.json': tidy({ name: 'web', version: '1.0.0', dependencies: { 'left-pad': '1.3.0' } }), '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n', 'index.js': 'console.log(1)\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN yarn install') },
    expect: { spares: ['yarn install'], touch: 'index.js' },
  },
  {
    name: 'a manifest that yarn of today writes anew', base: 'berry', rule: 'copy-before-install', kind: 'hazard',
    files: { 'package.json': '{ "name": "web", "version": "1.0.0", "dependencies": { "left-pad": "1.3.0" } }\n', '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n', 'index.js': 'console.log(1)\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN yarn install') },
    expect: { spares: ['yarn install'], declares: ['/app/package.json'], touch: 'index.js' },
  },
  {
    name: 'a workspace of yarn of today', base: 'berry', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'package.json': tidy({ name: 'shop', private: true, workspaces: ['packages/*'] }), '.yarnrc.yml': 'enableTelemetry: false\n', 'packages/web/package.json': tidy({ name: '@shop/web', version: '1.0.0', dependencies: { '@shop/core': 'workspace:*', 'left-pad': '1.3.0' } }),
      'packages/core/package.json': tidy({ name: '@shop/core', version: '1.0.0' }), 'packages/web/index.js': 'require("@shop/core")\n', 'packages/core/index.js': 'module.exports = 1\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN yarn install'),
    },
    expect: { spares: ['yarn install'], touch: 'packages/core/index.js' },
  },
  {
    name: 'composer', base: 'php', rule: 'copy-before-install', kind: 'plain',
    files: { 'composer.json': composer({ autoload: { 'psr-4': { 'App\\': 'src/' } } }), 'src/Main.php': '<?php\nnamespace App;\nclass Main {}\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN composer install --no-interaction') },
    expect: { spares: ['composer install'], touch: 'src/Main.php' },
  },
  {
    name: 'a package of composer in the repository', base: 'php', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'composer.json': composer({ require: { 'example/lib': '*' }, repositories: [{ type: 'path', url: 'lib', options: { symlink: false } }, { packagist: false }], 'minimum-stability': 'dev' }), 'lib/composer.json': composer({ name: 'example/lib', version: '1.0.0' }),
      'lib/Lib.php': '<?php\nclass Lib {}\n', 'main.php': '<?php\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN composer install --no-interaction'),
    },
    expect: { blocked: 'lib', wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY composer.json ./', 'RUN composer install --no-interaction', 'COPY . .') }, shows: 'did not complete successfully' } },
  },
  {
    name: 'cpanm', base: 'perl', rule: 'copy-before-install', kind: 'plain',
    files: { cpanfile, 'app.pl': 'print 1;\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN cpanm --installdeps .') },
    expect: { spares: ['cpanm'], dependency: { files: { cpanfile: `${cpanfile}requires 'Encode';\n` }, runs: ['cpanm'] } },
  },
  {
    name: 'cpanm of a project that has a cpanfile and a program', base: 'perl', rule: 'copy-before-install', kind: 'hazard',
    files: { ...makefile, cpanfile, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN cpanm --installdeps .') },
    expect: { spares: ['cpanm'], touch: 'lib/App.pm' },
  },
  {
    name: 'cpanm of a project that says by a program what it needs', base: 'perl', rule: 'copy-before-install', kind: 'hazard',
    files: { ...makefile, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN cpanm --installdeps .') },
    expect: {
      blocked: 'cpanfile is not in the build context',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY Makefile.PL ./', 'RUN cpanm --installdeps .', 'COPY . .') }, shows: 'did not complete successfully' },
    },
  },
  {
    name: 'mix', base: 'elixir', rule: 'copy-before-install', kind: 'plain',
    files: { 'mix.exs': mixProject('Web', ''), 'lib/web.ex': 'defmodule Web do\n  def name, do: "one"\nend\n', Dockerfile: lines('FROM BASE AS build', 'ENV MIX_ENV=prod LANG=C.UTF-8', 'WORKDIR /app', 'COPY . .', 'RUN mix deps.get', 'RUN mix compile', 'FROM scratch', 'COPY --from=build /app/_build/prod/lib/web/ebin/Elixir.Web.beam /') },
    expect: { spares: ['mix deps.get'], touch: 'lib/web.ex' },
  },
  {
    name: 'an umbrella of mix', base: 'elixir', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'mix.exs': mixProject('Shop', 'apps_path: "apps", '), 'config/config.exs': 'import Config\n', 'apps/api/mix.exs': mixProject('Api', 'build_path: "../../_build", config_path: "../../config/config.exs", deps_path: "../../deps", lockfile: "../../mix.lock", ').replace('do: []', 'do: [{:core, in_umbrella: true}]'),
      'apps/core/mix.exs': mixProject('Core', 'build_path: "../../_build", config_path: "../../config/config.exs", deps_path: "../../deps", lockfile: "../../mix.lock", '), 'apps/api/lib/api.ex': 'defmodule Api do\n  def name, do: Core.name()\nend\n', 'apps/core/lib/core.ex': 'defmodule Core do\n  def name, do: "one"\nend\n',
      Dockerfile: lines('FROM BASE AS build', 'ENV MIX_ENV=prod LANG=C.UTF-8', 'WORKDIR /app', 'COPY . .', 'RUN mix deps.get', 'RUN mix compile', 'FROM scratch', 'COPY --from=build /app/_build/prod/lib/api/ebin/Elixir.Api.beam /'),
    },
    expect: { spares: ['mix deps.get'], touch: 'apps/api/lib/api.ex' },
  },
  {
    name: 'rebar3', base: 'erlang', rule: 'build-without-dependency-step', kind: 'plain',
    files: { 'rebar.config': '{deps, []}.\n', 'src/web.app.src': '{application, web, [{vsn, "1.0"}, {applications, [kernel, stdlib]}]}.\n', 'src/web.erl': '-module(web).\n-export([name/0]).\nname() -> one.\n', Dockerfile: lines('FROM BASE AS build', 'WORKDIR /app', 'COPY . .', 'RUN rebar3 compile', 'FROM scratch', 'COPY --from=build /app/_build/default/lib/web/ebin/web.app /') },
    expect: { spares: [], touch: 'src/web.erl' },
  },
];

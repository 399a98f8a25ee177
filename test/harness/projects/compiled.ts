// Projects of other languages: compilers that fetch what they need (Go, Rust, Java), and Ruby and PHP.
import { lines, type Project } from './project.js';

const goMod = lines('module example.com/web', '', 'go 1.19', '', 'require github.com/pkg/errors v0.9.1');
const goSum = lines('github.com/pkg/errors v0.9.1 h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=', 'github.com/pkg/errors v0.9.1/go.mod h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0=');
const goMain = lines('package main', '', 'import (', '\t"fmt"', '', '\t"github.com/pkg/errors"', ')', '', 'func main() { fmt.Println(errors.New("one")) }');
const goFiles = { 'go.mod': goMod, 'go.sum': goSum, 'main.go': goMain };
const changedGo = { 'go.mod': `${goMod}\n// changed\n` };

const cargoToml = lines('[package]', 'name = "web"', 'version = "1.0.0"', 'edition = "2021"', '', '[dependencies]', 'cfg-if = "=1.0.0"');
const cargoFiles = { 'Cargo.toml': cargoToml, 'src/main.rs': 'fn main() { println!("one"); }\n' };

const pom = (extra: string) => lines('<project xmlns="http://maven.apache.org/POM/4.0.0">', '  <modelVersion>4.0.0</modelVersion>', '  <groupId>example</groupId>', '  <artifactId>web</artifactId>', '  <version>1.0</version>', extra, '  <properties>', '    <maven.compiler.source>17</maven.compiler.source>', '    <maven.compiler.target>17</maven.compiler.target>', '    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>', '    <project.build.outputTimestamp>2024-01-01T00:00:00Z</project.build.outputTimestamp>', '  </properties>', '</project>');
const javaMain = { 'src/main/java/Main.java': 'public class Main { public static void main(String[] words) { System.out.println("one"); } }\n' };

export const compiledProjects: readonly Project[] = [
  {
    name: 'go mod download below the sources', base: 'go', rule: 'copy-before-install', kind: 'plain', quick: true,
    files: { ...goFiles, Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN go mod download', 'RUN go build -trimpath -o /web .', 'FROM scratch', 'COPY --from=build /web /web', 'ENTRYPOINT ["/web"]') },
    expect: { spares: ['go mod download'], dependency: { files: changedGo, runs: ['go mod download'] } },
  },
  {
    name: 'go build only', base: 'go', rule: 'build-without-dependency-step', kind: 'plain', quick: true,
    files: { ...goFiles, Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN go build -trimpath -o /web .', 'FROM scratch', 'COPY --from=build /web /web', 'ENTRYPOINT ["/web"]') },
    expect: { spares: [], dependency: { files: changedGo, runs: ['go mod download', 'go build'] } },
  },
  {
    name: 'a module of Go that is replaced by a folder', base: 'go', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'go.mod': lines('module example.com/web', '', 'go 1.19', '', 'require (', '\texample.com/lib v0.0.0', '\tgithub.com/pkg/errors v0.9.1', ')', '', 'replace example.com/lib => ./lib'), 'go.sum': goSum,
      'lib/go.mod': lines('module example.com/lib', '', 'go 1.19'), 'lib/lib.go': lines('package lib', '', 'const Name = "lib"'),
      'main.go': goMain.replace('\t"github.com', '\t"example.com/lib"\n\t"github.com').replace('errors.New("one")', 'lib.Name, errors.New("one")'),
      Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN go mod download', 'RUN go build -trimpath -o /web .', 'FROM scratch', 'COPY --from=build /web /web'),
    },
    expect: { spares: ['go mod download'], touch: 'main.go', dependency: { files: { 'lib/go.mod': lines('module example.com/lib', '', 'go 1.18') }, runs: ['go mod download'] } },
  },
  {
    name: 'a workspace of Go', base: 'go', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'go.work': lines('go 1.19', '', 'use (', '\t./api', '\t./lib', ')'), 'api/go.mod': goMod, 'api/go.sum': goSum, 'api/main.go': goMain, 'lib/go.mod': lines('module example.com/lib', '', 'go 1.19'), 'lib/lib.go': lines('package lib', '', 'const Name = "lib"'),
      Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN go mod download', 'RUN go build -trimpath -o /web ./api', 'FROM scratch', 'COPY --from=build /web /web'),
    },
    expect: { spares: ['go mod download'], touch: 'api/main.go' },
  },
  {
    name: 'Go code that is generated before the download', base: 'go', rule: 'copy-before-install', kind: 'hazard',
    files: { ...goFiles, 'go.mod': lines('module example.com/web', '', 'go 1.19'), Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN go mod edit -require=github.com/pkg/errors@v0.9.1', 'RUN go mod download', 'RUN go build -trimpath -o /web .', 'FROM scratch', 'COPY --from=build /web /web', 'COPY --from=build /src/go.mod /go.mod') },
    expect: { blocked: 'go mod edit' },
  },
  {
    name: 'cargo fetch below the sources', base: 'rust', rule: 'copy-before-install', kind: 'hazard',
    files: { ...cargoFiles, Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN cargo fetch', 'RUN cargo build --release', 'FROM scratch', 'COPY --from=build /src/target/release/web /web') },
    expect: {
      blocked: 'builds the project itself',
      wrongFix: { files: { Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY Cargo.toml ./', 'RUN cargo fetch', 'COPY . .', 'RUN cargo build --release', 'FROM scratch', 'COPY --from=build /src/target/release/web /web') }, shows: 'did not complete successfully' },
    },
  },
  {
    name: 'cargo build only', base: 'rust', rule: 'build-without-dependency-step', kind: 'plain',
    files: { ...cargoFiles, Dockerfile: lines('FROM BASE AS build', 'ENV CARGO_HOME=/cargo', 'WORKDIR /src', 'COPY . .', 'RUN cargo build --release', 'FROM scratch', 'COPY --from=build /src/target/release/web /web') },
    expect: { spares: [] },
  },
  {
    name: 'a workspace of cargo', base: 'rust', rule: 'build-without-dependency-step', kind: 'monorepo',
    files: {
      'Cargo.toml': lines('[workspace]', 'members = ["app", "core"]', 'resolver = "2"'), 'app/Cargo.toml': lines('[package]', 'name = "app"', 'version = "1.0.0"', 'edition = "2021"', '', '[dependencies]', 'core-lib = { path = "../core" }'), 'core/Cargo.toml': lines('[package]', 'name = "core-lib"', 'version = "1.0.0"', 'edition = "2021"', '', '[dependencies]', 'cfg-if = "=1.0.0"'),
      'app/src/main.rs': 'fn main() { println!("{}", core_lib::one()); }\n', 'core/src/lib.rs': 'pub fn one() -> u8 { 1 }\n',
      Dockerfile: lines('FROM BASE AS build', 'ENV CARGO_HOME=/cargo', 'WORKDIR /src', 'COPY . .', 'RUN cargo build --release', 'FROM scratch', 'COPY --from=build /src/target/release/app /app'),
    },
    expect: { spares: [] },
  },
  {
    name: 'maven goes offline below the sources', base: 'java', rule: 'copy-before-install', kind: 'plain',
    files: { 'pom.xml': pom('  <packaging>jar</packaging>'), ...javaMain, Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN mvn -B -q dependency:go-offline', 'RUN mvn -B -q package', 'FROM scratch', 'COPY --from=build /src/target/web-1.0.jar /web.jar') },
    expect: { spares: ['go-offline'] },
  },
  {
    name: 'modules of maven', base: 'java', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'pom.xml': pom('  <packaging>pom</packaging>\n  <modules><module>app</module></modules>'),
      'app/pom.xml': lines('<project xmlns="http://maven.apache.org/POM/4.0.0">', '  <modelVersion>4.0.0</modelVersion>', '  <parent><groupId>example</groupId><artifactId>web</artifactId><version>1.0</version></parent>', '  <artifactId>app</artifactId>', '</project>'),
      'app/src/main/java/Main.java': javaMain['src/main/java/Main.java'],
      Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN mvn -B -q dependency:go-offline', 'RUN mvn -B -q package', 'FROM scratch', 'COPY --from=build /src/app/target/app-1.0.jar /app.jar'),
    },
    expect: { spares: ['go-offline'] },
  },
  {
    name: 'maven builds only', base: 'java', rule: 'build-without-dependency-step', kind: 'plain',
    files: { 'pom.xml': pom('  <packaging>jar</packaging>'), ...javaMain, Dockerfile: lines('FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN mvn -B -q package', 'FROM scratch', 'COPY --from=build /src/target/web-1.0.jar /web.jar') },
    expect: { spares: [] },
  },
  {
    name: 'bundler', base: 'ruby', rule: 'copy-before-install', kind: 'plain',
    files: { 'Gemfile': '# nothing yet\n', 'app.rb': 'puts 1\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN bundle install') },
    expect: { spares: ['bundle install'] },
  },
  {
    name: 'a gem in the repository', base: 'ruby', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'Gemfile': 'gem "lib", path: "./lib"\n', 'app.rb': 'require "lib"\n', 'lib/lib/lib.rb': 'NAME = "lib"\n', 'lib/lib.gemspec': lines('Gem::Specification.new do |gem|', '  gem.name = "lib"', '  gem.version = "1.0"', '  gem.summary = "lib"', '  gem.authors = ["me"]', '  gem.files = Dir["lib/**/*.rb"]', 'end'),
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN bundle install'),
    },
    expect: { blocked: 'lib', wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY Gemfile ./', 'RUN bundle install', 'COPY . .') }, shows: 'did not complete successfully' } },
  },
  {
    name: 'classes that composer looks for in the sources', base: 'php', rule: 'copy-before-install', kind: 'hazard',
    files: {
      'composer.json': `${JSON.stringify({ name: 'example/web', description: 'web', license: 'MIT', require: {}, repositories: [{ packagist: false }], autoload: { 'psr-4': { 'App\\': 'src/' } } }, undefined, 2)}\n`, 'src/Main.php': '<?php\nnamespace App;\nclass Main {}\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN composer install --no-interaction --optimize-autoloader'),
    },
    expect: { blocked: 'src', wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY composer.json ./', 'RUN composer install --no-interaction --optimize-autoloader', 'COPY . .') }, shows: 'autoload_classmap.php' } },
  },
];

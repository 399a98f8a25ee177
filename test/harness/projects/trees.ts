// Projects of monorepos whose manifests one COPY --parents brings.
import { lines, type Files, type Project } from './project.js';

const json = (value: unknown) => `${JSON.stringify(value)}\n`;
const names = ['api', 'core', 'jobs', 'web', 'worker'];
const workspace: Files = {
  'package.json': json({ name: 'shop', private: true, workspaces: ['packages/*'] }),
  ...Object.fromEntries(names.flatMap(name => [[`packages/${name}/package.json`, json({ name: `@shop/${name}`, version: '1.0.0', dependencies: { 'is-number': '7.0.0' } })], [`packages/${name}/index.js`, `module.exports = "${name}"\n`]])),
};
const module = (name: string) => lines('<project xmlns="http://maven.apache.org/POM/4.0.0">', '  <modelVersion>4.0.0</modelVersion>', '  <parent><groupId>example</groupId><artifactId>shop</artifactId><version>1.0</version></parent>', `  <artifactId>${name}</artifactId>`, '</project>');
const modules: Files = {
  'pom.xml': lines(
    '<project xmlns="http://maven.apache.org/POM/4.0.0">', '  <modelVersion>4.0.0</modelVersion>', '  <groupId>example</groupId>', '  <artifactId>shop</artifactId>', '  <version>1.0</version>', '  <packaging>pom</packaging>', `  <modules>${names.map(name => `<module>modules/${name}</module>`).join('')}</modules>`,
    '  <properties>', '    <maven.compiler.source>17</maven.compiler.source>', '    <maven.compiler.target>17</maven.compiler.target>', '    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>', '    <project.build.outputTimestamp>2024-01-01T00:00:00Z</project.build.outputTimestamp>', '  </properties>', '</project>',
  ),
  ...Object.fromEntries(names.flatMap(name => [[`modules/${name}/pom.xml`, module(name).replace('<parent>', '<parent><relativePath>../../pom.xml</relativePath>')], [`modules/${name}/src/main/java/Main.java`, 'public class Main { public static void main(String[] words) { System.out.println("one"); } }\n']])),
};

export const treeProjects: readonly Project[] = [
  {
    name: 'manifests of a workspace in one COPY --parents', base: 'node', rule: 'copy-before-install', cure: '--parents', kind: 'monorepo', frontend: true,
    files: { ...workspace, Dockerfile: lines('# syntax=docker/dockerfile:1.20', 'FROM BASE', 'ENV NODE_DISABLE_COMPILE_CACHE=1', 'WORKDIR /app', 'COPY . .', 'RUN npm install --no-audit --no-fund', 'CMD ["node", "packages/web/index.js"]') },
    expect: { spares: ['npm install'], touch: 'packages/web/index.js', dependency: { files: { 'packages/web/package.json': json({ name: '@shop/web', version: '1.0.1', dependencies: { 'is-number': '7.0.0' } }) }, runs: ['npm install'] } },
  },
  {
    name: 'a workspace with a folder that only its owner may enter', base: 'node', rule: 'copy-before-install', cure: '--parents', kind: 'hazard', frontend: true,
    files: { ...workspace, 'packages/jobs': { folderMode: 0o700 }, Dockerfile: lines('# syntax=docker/dockerfile:1.20', 'FROM BASE', 'ENV NODE_DISABLE_COMPILE_CACHE=1', 'WORKDIR /app', 'COPY . .', 'RUN npm install --no-audit --no-fund') },
    expect: { spares: ['npm install'], touch: 'packages/web/index.js' },
  },
  {
    name: 'modules of maven in one COPY --parents', base: 'java', rule: 'copy-before-install', cure: '--parents', kind: 'monorepo', frontend: true,
    files: { ...modules, Dockerfile: lines('# syntax=docker/dockerfile:1.20', 'FROM BASE AS build', 'WORKDIR /src', 'COPY . .', 'RUN mvn -B -q dependency:go-offline', 'RUN mvn -B -q package', 'FROM scratch', 'COPY --from=build /src/modules/web/target/web-1.0.jar /web.jar') },
    expect: { spares: ['go-offline'], touch: 'modules/web/src/main/java/Main.java' },
  },
];

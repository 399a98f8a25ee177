// Projects of the package managers of JavaScript.
import { lines, type Project } from './project.js';

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
const ms = { version: '2.1.3', integrity: 'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==', license: 'MIT' };
const manifest = { name: 'web', version: '1.0.0', private: true, dependencies: { ms: '2.1.3' } };
const lockOf = (packages: Readonly<Record<string, unknown>>, name = 'web') => json({ name, version: '1.0.0', lockfileVersion: 3, requires: true, packages });
const packageJson = json({ ...manifest, scripts: { build: 'node -p 1 > built.txt' } });
const packageLock = lockOf({ '': { name: 'web', version: '1.0.0', dependencies: { ms: '2.1.3' } }, 'node_modules/ms': ms });
const web = { 'package.json': packageJson, 'package-lock.json': packageLock, 'server.js': 'require("ms");\n' };
const quiet = { '.npmrc': 'fund=false\naudit=false\nupdate-notifier=false\n' };
const changedManifest = { 'package.json': json({ ...manifest, description: 'changed', scripts: { build: 'node -p 1 > built.txt' } }) };

const workspace = {
  'package.json': json({ name: 'root', version: '1.0.0', private: true, workspaces: ['packages/*'] }),
  'packages/a/package.json': json({ name: 'a', version: '1.0.0', main: 'index.js', dependencies: { ms: '2.1.3' } }),
  'packages/a/index.js': 'module.exports = require("ms");\n',
  'packages/cli/package.json': json({ name: 'cli', version: '1.0.0', dependencies: { a: '1.0.0' } }),
  'packages/cli/main.js': 'require("a");\n',
  'package-lock.json': lockOf({
    '': { name: 'root', version: '1.0.0', workspaces: ['packages/*'] }, 'node_modules/a': { resolved: 'packages/a', link: true }, 'node_modules/cli': { resolved: 'packages/cli', link: true }, 'node_modules/ms': ms,
    'packages/a': { version: '1.0.0', dependencies: { ms: '2.1.3' } }, 'packages/cli': { version: '1.0.0', dependencies: { a: '1.0.0' } },
  }, 'root'),
};
const programJson = json({ name: 'cli', version: '1.0.0', bin: { cli: 'main.js' }, dependencies: { a: '1.0.0' } });

const pnpmLock = (importers: readonly string[]) => lines("lockfileVersion: '9.0'", '', 'settings:', '  autoInstallPeers: true', '  excludeLinksFromLockfile: false', '', 'importers:', '', ...importers, '', 'packages:', '', '  ms@2.1.3:', `    resolution: {integrity: ${ms.integrity}}`, '', 'snapshots:', '', '  ms@2.1.3: {}');

export const nodeProjects: readonly Project[] = [
  {
    name: 'npm ci with a build in the same RUN', base: 'node', rule: 'copy-before-install', kind: 'plain', quick: true,
    files: { ...web, ...quiet, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN npm ci && npm run build', 'CMD ["node", "server.js"]') },
    expect: { spares: ['npm ci'], touch: 'server.js', dependency: { files: changedManifest, runs: ['npm ci'] } },
  },
  {
    name: 'npm install without a lock, over the modules of this machine', base: 'node', rule: 'copy-before-install', kind: 'hazard',
    files: {
      ...quiet, 'package.json': packageJson, 'server.js': 'require("ms");\n', 'node_modules/ms/package.json': '{ "name": "ms", "version": "0.0.1" }\n', 'node_modules/ms/index.js': 'throw new Error("of this machine");\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN rm -rf node_modules && npm install', 'CMD ["node", "server.js"]'),
    },
    expect: { spares: ['npm install'], touch: 'server.js' },
  },
  {
    name: 'npm install with a lock that is stale', base: 'node', rule: 'copy-before-install', kind: 'hazard', quick: true,
    files: { ...quiet, 'package.json': packageJson, 'package-lock.json': lockOf({ '': { name: 'web', version: '0.9.0' } }), 'server.js': 'require("ms");\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN npm install') },
    expect: { spares: ['npm install'], touch: 'server.js', declares: ['/app/package-lock.json'] },
  },
  {
    name: 'a lock that the ignore file hides', base: 'node', rule: 'copy-before-install', kind: 'hazard',
    files: { ...web, ...quiet, '.dockerignore': 'package-lock.json\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN npm install') },
    expect: { spares: ['npm install'], touch: 'server.js' },
  },
  {
    name: 'npm in a folder of a monorepo', base: 'node', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'frontend/package.json': packageJson, 'frontend/package-lock.json': packageLock, 'frontend/server.js': 'require("ms");\n', 'api/main.js': 'console.log(1);\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /repo', 'COPY . .', 'RUN cd frontend && npm ci --no-audit --no-fund'),
    },
    expect: { spares: ['npm ci'], touch: 'api/main.js', dependency: { files: { 'frontend/package.json': json({ ...manifest, description: 'changed' }) }, runs: ['npm ci'] } },
  },
  {
    name: 'npm workspaces', base: 'node', rule: 'copy-before-install', kind: 'monorepo', quick: true,
    files: { ...workspace, ...quiet, Dockerfile: lines('FROM BASE', 'WORKDIR /repo', 'COPY . .', 'RUN npm ci') },
    expect: { spares: ['npm ci'], touch: 'packages/cli/main.js', dependency: { files: { 'packages/a/package.json': json({ name: 'a', version: '1.0.0', main: 'index.js', description: 'changed', dependencies: { ms: '2.1.3' } }) }, runs: ['npm ci'] } },
  },
  {
    name: 'programs of the workspace, which the install makes executable', base: 'node', rule: 'copy-before-install', kind: 'hazard', quick: true,
    files: {
      ...workspace, ...quiet, 'packages/cli/package.json': programJson, 'packages/cli/main.js': '#!/usr/bin/env node\nrequire("a");\n',
      'package-lock.json': workspace['package-lock.json'].replace('"dependencies": {\n        "a": "1.0.0"\n      }', '"dependencies": {\n        "a": "1.0.0"\n      },\n      "bin": {\n        "cli": "main.js"\n      }'),
      Dockerfile: lines('FROM BASE', 'WORKDIR /repo', 'COPY . .', 'RUN npm ci'),
    },
    expect: {
      blocked: 'looks into packages of the workspace',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /repo', 'COPY package.json package-lock.json .npmrc ./', 'COPY packages/a/package.json packages/a/', 'COPY packages/cli/package.json packages/cli/', 'RUN npm ci', 'COPY . .') }, shows: '/repo/packages/cli/main.js' },
    },
  },
  {
    name: 'a script that npm runs after the install', base: 'node', rule: 'copy-before-install', kind: 'hazard', quick: true,
    files: {
      ...quiet, 'package.json': json({ ...manifest, scripts: { postinstall: 'node scripts/prepare.js' } }), 'package-lock.json': packageLock, 'scripts/prepare.js': 'require("fs").writeFileSync("prepared.txt", "yes");\n', 'server.js': '1;\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN npm ci'),
    },
    expect: { blocked: 'postinstall', wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY package.json package-lock.json .npmrc ./', 'RUN npm ci', 'COPY . .') }, shows: 'did not complete successfully' } },
  },
  {
    name: 'a script that prepares the project', base: 'node', rule: 'copy-before-install', kind: 'hazard',
    files: {
      ...quiet, 'package.json': json({ ...manifest, scripts: { prepare: 'ls > seen.txt' } }), 'package-lock.json': packageLock, 'server.js': '1;\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN npm ci'),
    },
    expect: { blocked: 'prepare', wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY package.json package-lock.json .npmrc ./', 'RUN npm ci', 'COPY . .') }, shows: '/app/seen.txt' } },
  },
  {
    name: 'a package in the repository that the manifest names', base: 'node', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      ...quiet, 'package.json': json({ ...manifest, dependencies: { lib: 'file:./lib', ms: '2.1.3' } }), 'lib/package.json': json({ name: 'lib', version: '1.0.0', main: 'index.js' }), 'lib/index.js': '1;\n', 'server.js': 'require("lib");\n',
      'package-lock.json': lockOf({ '': { name: 'web', version: '1.0.0', dependencies: { lib: 'file:./lib', ms: '2.1.3' } }, lib: { version: '1.0.0' }, 'node_modules/lib': { resolved: 'lib', link: true }, 'node_modules/ms': ms }),
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN npm ci'),
    },
    expect: { blocked: 'part of the sources' },
  },
  {
    name: 'a multi-stage build of a site', base: 'node', rule: 'copy-before-install', kind: 'plain', quick: true,
    files: {
      ...quiet, ...web,
      Dockerfile: lines('FROM BASE AS build', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'RUN npm run build', '', 'FROM scratch', 'COPY --from=build /app/built.txt /site/', 'COPY --from=build /app/node_modules /site/node_modules'),
    },
    expect: { spares: ['npm ci'], touch: 'server.js' },
  },
  {
    name: 'two services from one context', base: 'node', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'services/api/package.json': packageJson, 'services/api/package-lock.json': packageLock, 'services/api/server.js': 'require("ms");\n', 'services/web/index.js': '1;\n', 'shared/util.js': '1;\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /repo', 'COPY services/api services/api', 'COPY shared shared', 'WORKDIR /repo/services/api', 'RUN npm ci --no-audit --no-fund'),
    },
    expect: { blocked: 'WORKDIR' },
  },
  {
    name: 'npm as another user', base: 'node', rule: 'copy-before-install', kind: 'hazard',
    files: {
      ...web, ...quiet,
      Dockerfile: lines('FROM BASE', 'RUN useradd --uid 4711 --create-home node && mkdir /app && chown node /app', 'USER node', 'WORKDIR /app', 'COPY --chown=node:node . .', 'RUN npm ci'),
    },
    expect: { spares: ['npm ci'], touch: 'server.js' },
  },
  {
    name: 'a cache mount for npm', base: 'node', rule: 'missing-cache-mount', kind: 'plain', quick: true,
    files: { ...web, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY package.json package-lock.json ./', 'RUN npm ci --no-audit --no-fund', 'COPY . .') },
    expect: { spares: [], touch: 'server.js' },
  },
  {
    name: 'a cache that a later step reads', base: 'node', rule: 'missing-cache-mount', kind: 'hazard', quick: true,
    files: { ...web, ...quiet, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY package.json package-lock.json .npmrc ./', 'RUN npm ci', 'RUN find /root/.npm/_cacache -type f | wc -l > cached.txt', 'COPY . .') },
    expect: {
      blocked: '/root/.npm',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY package.json package-lock.json .npmrc ./', 'RUN --mount=type=cache,target=/root/.npm npm ci', 'RUN find /root/.npm/_cacache -type f | wc -l > cached.txt', 'COPY . .') }, shows: '/app/cached.txt' },
    },
  },
  {
    name: 'yarn', base: 'yarn', rule: 'copy-before-install', kind: 'plain',
    files: {
      'package.json': packageJson, 'server.js': 'require("ms");\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . ./', 'ENV CI=1 DISABLE_V8_COMPILE_CACHE=1', 'RUN yarn install --no-lockfile --non-interactive', 'CMD ["node", "server.js"]'),
    },
    expect: { spares: ['yarn install'], touch: 'server.js' },
  },
  {
    name: 'yarn without a lock file', base: 'yarn', rule: 'copy-before-install', kind: 'hazard',
    files: { 'package.json': packageJson, 'server.js': 'require("ms");\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . ./', 'RUN yarn install --non-interactive') },
    expect: { spares: ['yarn install'], touch: 'server.js' },
  },
  {
    name: 'pnpm', base: 'yarn', rule: 'copy-before-install', kind: 'plain',
    files: {
      'package.json': json(manifest), 'server.js': 'require("ms");\n', 'pnpm-lock.yaml': pnpmLock(['  .:', '    dependencies:', '      ms:', '        specifier: 2.1.3', '        version: 2.1.3']),
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN pnpm install --frozen-lockfile'),
    },
    expect: { spares: ['pnpm install'], touch: 'server.js', dependency: { files: changedManifest, runs: ['pnpm install'] } },
  },
  {
    name: 'pnpm workspaces', base: 'yarn', rule: 'copy-before-install', kind: 'monorepo',
    files: {
      'package.json': json({ name: 'root', private: true }), 'pnpm-workspace.yaml': lines('packages:', '  - packages/*', '  - apps/*'),
      'packages/a/package.json': json({ name: 'a', version: '1.0.0', main: 'index.js', dependencies: { ms: '2.1.3' } }), 'packages/a/index.js': 'module.exports = require("ms");\n',
      'apps/web/package.json': json({ name: 'web', version: '1.0.0', private: true, dependencies: { a: 'workspace:*' } }), 'apps/web/main.js': 'require("a");\n',
      'pnpm-lock.yaml': pnpmLock(['  .: {}', '', '  apps/web:', '    dependencies:', '      a:', "        specifier: workspace:*", '        version: link:../../packages/a', '', '  packages/a:', '    dependencies:', '      ms:', '        specifier: 2.1.3', '        version: 2.1.3']),
      Dockerfile: lines('FROM BASE', 'WORKDIR /repo', 'COPY . .', 'RUN pnpm install --frozen-lockfile'),
    },
    expect: { spares: ['pnpm install'], touch: 'apps/web/main.js' },
  },
  {
    name: 'bun without a lock file', base: 'bun', rule: 'copy-before-install', kind: 'hazard',
    files: { 'package.json': packageJson, 'server.js': 'require("ms");\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN bun install') },
    expect: { spares: ['bun install'], touch: 'server.js' },
  },
];

// Small real projects, each with one mistake that a fix repairs. Data for the proof that fixes keep images the same.

/** A project: its files with a Dockerfile on a base that is put in for `BASE`, and what must hold after the fix. */
export interface Project {
  readonly name: string;
  readonly base: 'debian' | 'python' | 'node';
  /** The rule whose fix is applied. */
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
  /** Source files that a person edits after the build: only the steps that need them may run again. */
  readonly touch: Readonly<Record<string, string>>;
  /** Build arguments of the builds before the edit, and of the one after it. */
  readonly args?: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** Parts of RUNs and COPYs of the repaired file that must stay cached then. */
  readonly staysCached: readonly string[];
  /** Paths of the image that are meant to differ. */
  readonly mayDiffer?: readonly RegExp[];
}

const app = { 'app.py': 'print("one")\n' };
const touchApp = { 'app.py': 'print("two")\n' };
const packageJson = '{\n  "name": "web",\n  "version": "1.0.0",\n  "private": true,\n  "scripts": { "build": "node -p 1 > built.txt" },\n  "dependencies": { "ms": "2.1.3" }\n}\n';
const packageLock = `${JSON.stringify({
  name: 'web', version: '1.0.0', lockfileVersion: 3, requires: true,
  packages: {
    '': { name: 'web', version: '1.0.0', dependencies: { ms: '2.1.3' } },
    'node_modules/ms': { version: '2.1.3', integrity: 'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==', license: 'MIT' },
  },
}, undefined, 2)}\n`;
const web = { 'package.json': packageJson, 'package-lock.json': packageLock, 'server.js': 'require("ms");\n' };
const touchWeb = { 'server.js': 'require("ms")(1);\n' };

const lines = (...text: string[]) => `${text.join('\n')}\n`;

export const projects: readonly Project[] = [
  {
    name: 'pip', base: 'python', rule: 'copy-before-install', touch: touchApp, staysCached: ['pip install'],
    files: { ...app, 'requirements.txt': 'six==1.16.0\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN pip install --no-cache-dir -r requirements.txt', 'CMD ["python", "app.py"]') },
  },
  {
    name: 'pip with includes in a folder', base: 'python', rule: 'copy-before-install', touch: touchApp, staysCached: ['pip install'],
    files: {
      ...app, 'requirements/base.txt': 'six==1.16.0\n', 'requirements/dev.txt': '-r base.txt\niniconfig==2.0.0\n',
      Dockerfile: lines('FROM BASE', 'COPY . /srv/app', 'WORKDIR /srv/app', '', '# what we need', 'RUN pip install --no-cache-dir -r requirements/dev.txt'),
    },
  },
  {
    name: 'pip behind apt', base: 'python', rule: 'copy-before-install', touch: touchApp, staysCached: ['apt-get install', 'pip install'],
    files: {
      ...app, 'requirements.txt': 'six==1.16.0\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN apt-get update && apt-get install -y --no-install-recommends tree && rm -rf /var/lib/apt/lists/*', 'RUN pip install --no-cache-dir -r requirements.txt', 'RUN python app.py > out.txt'),
    },
  },
  {
    name: 'npm ci with a build in the same RUN', base: 'node', rule: 'copy-before-install', touch: touchWeb, staysCached: ['npm ci'],
    files: { ...web, '.npmrc': 'fund=false\naudit=false\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN npm ci && npm run build', 'CMD ["node", "server.js"]') },
  },
  {
    name: 'npm install without a lock, over the modules of this machine', base: 'node', rule: 'copy-before-install', touch: touchWeb, staysCached: ['npm install'],
    files: {
      'package.json': packageJson, 'server.js': 'require("ms");\n', 'node_modules/ms/package.json': '{ "name": "ms", "version": "0.0.1" }\n', 'node_modules/ms/index.js': 'throw new Error("of this machine");\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN rm -rf node_modules && npm install --no-audit --no-fund', 'CMD ["node", "server.js"]'),
    },
    mayDiffer: [/^\/app\/\.dockerignore$/],
  },
  {
    name: 'yarn', base: 'node', rule: 'copy-before-install', touch: touchWeb, staysCached: ['yarn install'],
    files: {
      'package.json': packageJson, 'server.js': 'require("ms");\n',
      Dockerfile: lines('FROM BASE', 'RUN npm install -g --no-audit --no-fund yarn@1.22.22 && yarn config set registry "$(npm config get registry)"', 'WORKDIR /app', 'COPY . ./', 'ENV CI=1', 'RUN yarn install --no-lockfile --non-interactive', 'CMD ["node", "server.js"]'),
    },
    mayDiffer: [/^\/usr\/local\/share\/\.cache\//, /^\/app\/node_modules\/\.yarn-integrity$/],
  },
  {
    name: 'npm in a folder of a monorepo', base: 'node', rule: 'copy-before-install', touch: { 'api/main.js': 'console.log(2);\n' }, staysCached: ['npm ci'],
    files: {
      'frontend/package.json': packageJson, 'frontend/package-lock.json': packageLock, 'frontend/server.js': 'require("ms");\n', 'api/main.js': 'console.log(1);\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /repo', 'COPY . .', 'RUN cd frontend && npm ci --no-audit --no-fund'),
    },
  },
  {
    name: 'system packages below the sources', base: 'debian', rule: 'copy-before-install', touch: { 'src/run.sh': 'echo two\n' }, staysCached: ['apt-get install'],
    files: { 'src/run.sh': 'echo one\n', 'src/main.c': 'int main(void) { return 0; }\n', Dockerfile: lines('FROM BASE', 'WORKDIR /srv', 'COPY src ./src', 'RUN apt-get update \\', ' && apt-get install -y --no-install-recommends tree \\', ' && rm -rf /var/lib/apt/lists/*', 'CMD ["sh", "src/run.sh"]') },
  },
  {
    name: 'Windows line ends', base: 'python', rule: 'copy-before-install', touch: touchApp, staysCached: ['pip install'],
    files: { ...app, 'requirements.txt': 'six==1.16.0\r\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', '', '# sources', 'COPY . .', '# packages', 'RUN pip install --no-cache-dir \\', '    -r requirements.txt').replace(/\n/g, '\r\n').trimEnd() },
  },
  {
    name: 'an owner for what is copied', base: 'python', rule: 'copy-before-install', touch: touchApp, staysCached: ['pip install'],
    files: {
      ...app, 'requirements.txt': 'six==1.16.0\n',
      Dockerfile: lines('FROM BASE', 'RUN useradd --uid 4711 --create-home app', 'COPY --chown=app:app . /home/app/src', 'WORKDIR /home/app/src', 'RUN pip install --no-cache-dir -r requirements.txt', 'USER app', 'CMD ["python", "app.py"]'),
    },
  },
  {
    name: 'a virtual environment made in between', base: 'python', rule: 'copy-before-install', touch: touchApp, staysCached: ['python -m venv', 'pip install'],
    files: {
      ...app, 'requirements.txt': 'six==1.16.0\n',
      Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', '', 'ENV VENV=/opt/env', 'RUN python -m venv $VENV', 'ENV PATH="$VENV/bin:$PATH"', 'RUN pip install --no-cache-dir -r requirements.txt', '', 'CMD ["python", "app.py"]'),
    },
  },
  {
    name: 'an owner, and a working directory below what is copied', base: 'python', rule: 'copy-before-install', touch: { 'web/index.js': '2\n' }, staysCached: ['pip install'],
    files: {
      'api/requirements.txt': 'six==1.16.0\n', 'api/app.py': 'print()\n', 'web/index.js': '1\n',
      Dockerfile: lines('FROM BASE', 'COPY --chown=4711:4711 --chmod=750 . /repo', 'WORKDIR /repo/api', 'RUN pip install --no-cache-dir -r requirements.txt', 'EXPOSE 80'),
    },
  },
  {
    name: 'an index of its own step', base: 'debian', rule: 'split-index-refresh', touch: { 'run.sh': 'echo two\n' }, staysCached: ['apt-get install'],
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'RUN apt-get update', 'RUN apt-get install -y --no-install-recommends tree', 'COPY run.sh /') },
  },
  {
    name: 'a commit above the install', base: 'python', rule: 'volatile-argument', touch: {}, staysCached: ['pip install'],
    args: { before: ['GIT_SHA=one'], after: ['GIT_SHA=two'] },
    files: { 'requirements.txt': 'six==1.16.0\n', Dockerfile: lines('FROM BASE', 'ARG GIT_SHA', 'WORKDIR /app', 'COPY requirements.txt .', 'RUN pip install --no-cache-dir -r requirements.txt', 'RUN echo "$GIT_SHA" > version') },
  },
  {
    name: 'caches of tools in the context', base: 'debian', rule: 'weak-ignore-file', touch: { 'src/__pycache__/app.cpython-311.pyc': 'two' }, staysCached: ['COPY . .', 'RUN ls'],
    files: { 'src/app.py': 'print()\n', 'src/__pycache__/app.cpython-311.pyc': 'one', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN ls src/app.py') },
    mayDiffer: [/__pycache__/, /^\/app\/(Dockerfile|\.dockerignore)$/],
  },
  {
    name: 'a cache mount for pip', base: 'python', rule: 'missing-cache-mount', touch: touchApp, staysCached: ['pip install'],
    files: { ...app, 'requirements.txt': 'six==1.16.0\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY requirements.txt .', 'RUN pip install --no-cache-dir -r requirements.txt', 'COPY . .') },
  },
  {
    name: 'a cache mount for npm', base: 'node', rule: 'missing-cache-mount', touch: touchWeb, staysCached: ['npm ci'],
    files: { ...web, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY package.json package-lock.json ./', 'RUN npm ci --no-audit --no-fund', 'COPY . .') },
  },
  {
    name: 'a cache mount for apt', base: 'debian', rule: 'missing-cache-mount', touch: { 'run.sh': 'echo two\n' }, staysCached: ['apt-get install'],
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'RUN apt-get update && apt-get install -y --no-install-recommends tree && rm -rf /var/lib/apt/lists/*', 'COPY run.sh /') },
    mayDiffer: [/^\/etc\/apt\/apt\.conf\.d\/docker-clean$/],
  },
];

// Projects of the distribution's packages, and of what the context brings along.
import { lines, type Project } from './project.js';

const tree = 'apt-get install -y --no-install-recommends tree';

export const systemProjects: readonly Project[] = [
  {
    name: 'system packages below the sources', base: 'debian', rule: 'copy-before-install', kind: 'plain', quick: true,
    files: { 'src/run.sh': 'echo one\n', 'src/main.c': 'int main(void) { return 0; }\n', Dockerfile: lines('FROM BASE', 'WORKDIR /srv', 'COPY src ./src', 'RUN apt-get update \\', ` && ${tree} \\`, ' && rm -rf /var/lib/apt/lists/*', 'CMD ["sh", "src/run.sh"]') },
    expect: { spares: ['apt-get install'] },
  },
  {
    name: 'an index of its own step', base: 'debian', rule: 'split-index-refresh', kind: 'plain', quick: true,
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'RUN apt-get update', `RUN ${tree}`, 'COPY run.sh /') },
    expect: { spares: [] },
  },
  {
    name: 'a cache mount for apt', base: 'debian', rule: 'missing-cache-mount', kind: 'hazard', quick: true,
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', `RUN apt-get update && ${tree} && rm -rf /var/lib/apt/lists/*`, 'COPY run.sh /') },
    expect: { spares: [] },
  },
  {
    name: 'packages named in a file of the context', base: 'debian', rule: 'copy-before-install', kind: 'hazard',
    files: { 'packages.txt': 'tree\n', 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'WORKDIR /srv', 'COPY . .', 'RUN apt-get update && xargs apt-get install -y --no-install-recommends < packages.txt && rm -rf /var/lib/apt/lists/*') },
    expect: { blocked: 'silent' },
  },
  {
    name: 'a source of packages that the context brings', base: 'debian', rule: 'copy-before-install', kind: 'hazard',
    files: { 'apt/99own': 'APT::Install-Recommends "false";\n', 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'COPY apt /etc/apt/apt.conf.d', 'RUN apt-get update && apt-get install -y tree && rm -rf /var/lib/apt/lists/*', 'COPY run.sh /') },
    expect: { blocked: 'silent' },
  },
  {
    name: 'a script of the context that installs', base: 'debian', rule: 'copy-before-install', kind: 'hazard',
    files: { 'setup.sh': `apt-get update && ${tree}\n`, 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'WORKDIR /srv', 'COPY . .', 'RUN sh setup.sh') },
    expect: { blocked: 'silent' },
  },
  {
    name: 'a command in the same RUN that looks at the sources', base: 'debian', rule: 'copy-before-install', kind: 'hazard',
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'WORKDIR /srv', 'COPY . .', `RUN apt-get update && ${tree} && rm -rf /var/lib/apt/lists/* && tree > tree.txt`) },
    expect: { spares: ['apt-get install'] },
  },
  {
    name: 'caches of tools in the context', base: 'debian', rule: 'weak-ignore-file', kind: 'plain', quick: true,
    files: { 'src/app.py': 'print()\n', 'src/__pycache__/app.cpython-311.pyc': 'one', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN ls src/app.py') },
    expect: { spares: ['RUN ls'], touch: 'src/__pycache__/app.cpython-311.pyc' },
  },
  {
    name: 'history in the context', base: 'debian', rule: 'weak-ignore-file', kind: 'plain',
    files: { 'app.py': 'print()\n', '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': '0000000000000000000000000000000000000001\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN ls app.py') },
    expect: { spares: ['RUN ls'], touch: '.git/HEAD' },
  },
  {
    name: 'history that the build reads', base: 'debian', rule: 'weak-ignore-file', kind: 'hazard',
    files: { 'app.py': 'print()\n', '.git/HEAD': 'ref: refs/heads/main\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .', 'RUN cat .git/HEAD > version') },
    expect: {
      blocked: 'silent',
      wrongFix: { files: { '.dockerignore': '.git\n' }, shows: 'did not complete successfully' },
    },
  },
  {
    name: 'the Dockerfile among the sources', base: 'busybox', rule: 'dockerfile-in-image', kind: 'plain', quick: true,
    files: { 'app.sh': 'echo\n', Dockerfile: lines('FROM BASE AS build', 'WORKDIR /app', 'COPY . .', 'RUN ls app.sh', 'FROM BASE', 'COPY --from=build /app/app.sh /srv/', 'COPY . /data/') },
    expect: { spares: ['RUN ls', 'COPY . /data/'], touch: 'Dockerfile' },
  },
  {
    name: 'the Dockerfile in a mounted context', base: 'busybox', rule: 'dockerfile-in-image', kind: 'plain',
    files: { 'app.sh': 'echo\n', Dockerfile: lines('FROM BASE', 'RUN --mount=type=bind,target=/src cp /src/app.sh /app.sh') },
    expect: { spares: ['RUN --mount'], touch: 'Dockerfile' },
  },
  {
    name: 'settings of an editor in a stage that the image takes nothing of', base: 'busybox', rule: 'weak-ignore-file', kind: 'plain',
    files: { 'app.sh': 'echo\n', '.idea/workspace.xml': '<a/>\n', Dockerfile: lines('FROM BASE AS build', 'WORKDIR /app', 'COPY . .', 'RUN mkdir /out && cp app.sh /out/', 'FROM BASE', 'COPY --from=build /out /srv/') },
    expect: { spares: ['RUN mkdir'], touch: '.idea/workspace.xml' },
  },
];

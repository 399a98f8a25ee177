// Projects about layers, and about what stands too high or too low.
import { lines, type Project } from './project.js';

const tree = 'apt-get update && apt-get install -y --no-install-recommends tree && rm -rf /var/lib/apt/lists/*';
const sources = { 'src/main.py': 'print(1)\n', 'src/pages.txt': 'one\n'.repeat(50_000) };
const lock = `${JSON.stringify({ name: 'web', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: 'web', version: '1.0.0', dependencies: { 'left-pad': '1.3.0' } }, 'node_modules/left-pad': { version: '1.3.0', integrity: 'sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==', license: 'WTFPL' } } }, undefined, 2)}\n`;

export const layerProjects: readonly Project[] = [
  {
    name: 'an owner set behind the copy', base: 'busybox', rule: 'chown-after-copy', kind: 'plain',
    files: { ...sources, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY src ./', 'RUN chown -R 7:8 /app', 'USER 7') },
    expect: { spares: ['chown -R'], touch: 'src/main.py' },
  },
  {
    name: 'modes of a folder that the copy makes', base: 'busybox', rule: 'chown-after-copy', kind: 'plain',
    files: { ...sources, 'src/private': { folderMode: 0o700 }, Dockerfile: lines('FROM BASE', 'COPY src /srv/app/src', 'RUN chmod -R 755 /srv/app') },
    expect: { spares: ['chmod -R'], touch: 'src/main.py' },
  },
  {
    name: 'an owner of what a step in between wrote', base: 'busybox', rule: 'chown-after-copy', kind: 'hazard',
    files: { ...sources, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY src ./', 'RUN wc pages.txt > count', 'RUN chown -R 7:8 /app') },
    expect: {
      blocked: 'stands between',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY --chown=7:8 src ./', 'RUN wc pages.txt > count') }, shows: '/app/count' },
    },
  },
  {
    name: 'the version of a tool above the packages', base: 'debian', rule: 'early-variable', kind: 'plain',
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'ARG TOOL_VERSION=1.0', `RUN ${tree}`, 'RUN echo "$TOOL_VERSION" > /tool', 'COPY run.sh /') },
    expect: { spares: ['apt-get install'], touchArgument: ['TOOL_VERSION', '2.0'] },
  },
  {
    name: 'settings of the program above the packages', base: 'debian', rule: 'early-variable', kind: 'plain',
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', '# Where it listens.', 'ENV PORT=80 LOG_LEVEL=info', `RUN ${tree}`, 'COPY run.sh /', 'EXPOSE $PORT', 'CMD ["sh", "/run.sh"]') },
    expect: { spares: [] },
  },
  {
    name: 'a setting that a script above the end reads', base: 'debian', rule: 'early-variable', kind: 'hazard',
    files: { 'setup.sh': 'echo "$PORT" > /port\n', Dockerfile: lines('FROM BASE', 'ENV PORT=80', `RUN ${tree}`, 'COPY setup.sh /', 'RUN sh /setup.sh') },
    expect: { spares: [] },
  },
  {
    name: 'a folder named above the packages', base: 'debian', rule: 'early-state-change', kind: 'plain',
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', 'WORKDIR /srv', `RUN ${tree}`, 'COPY run.sh .') },
    expect: { spares: [] },
  },
  {
    name: 'a slow step that needs nothing of the sources', base: 'busybox', rule: 'independent-step-below-copy', kind: 'plain', quick: true, built: { 'seq 1': 4 },
    files: { ...sources, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY src ./', 'RUN mkdir -p /opt/data && seq 1 1000 > /opt/data/numbers', 'CMD ["cat", "main.py"]') },
    expect: { spares: ['seq 1'], touch: 'src/main.py' },
  },
  {
    name: 'a slow step that reads the sources', base: 'busybox', rule: 'independent-step-below-copy', kind: 'hazard', built: { 'seq 1': 4 },
    files: { ...sources, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY src ./', 'RUN mkdir -p /opt/data && seq 1 1000 > /opt/data/numbers && cat pages.txt >> /opt/data/numbers') },
    expect: { blocked: 'silent' },
  },
  {
    name: 'big files below the sources', base: 'busybox', rule: 'large-copy-below-sources', kind: 'plain',
    files: { 'src/main.py': 'print(1)\n', 'models/weights.bin': { bytes: 60_000_000 }, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY src ./src', 'COPY models ./models') },
    expect: { spares: ['COPY models'], touch: 'src/main.py' },
  },
  {
    name: 'big files over which the sources are laid', base: 'busybox', rule: 'large-copy-below-sources', kind: 'hazard',
    files: { 'src/models/weights.bin': 'one\n', 'src/main.py': 'print(1)\n', 'models/weights.bin': { bytes: 60_000_000 }, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY src ./', 'COPY models ./models') },
    expect: {
      blocked: 'COPY src',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY models ./models', 'COPY src ./') }, shows: '/app/models/weights.bin' },
    },
  },
  {
    name: 'two package managers in one long step', base: 'python', rule: 'long-step', kind: 'plain', built: { 'apt-get': 260 },
    files: { 'app.py': 'import six\n', Dockerfile: lines('FROM BASE', `RUN ${tree} \\`, "    && pip install --no-cache-dir six==1.16.0 \\", "    && python -c 'import six'", 'COPY app.py .') },
    expect: { spares: [] },
  },
  {
    name: 'two package managers and a variable of the shell', base: 'python', rule: 'long-step', kind: 'hazard', built: { 'apt-get': 260 },
    files: { 'app.py': 'import six\n', Dockerfile: lines('FROM BASE', `RUN VERSION=1.16.0 && ${tree} && pip install --no-cache-dir six==$VERSION`, 'COPY app.py .') },
    expect: {
      blocked: 'needs what the shell was told before',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', `RUN VERSION=1.16.0 && ${tree}`, 'RUN pip install --no-cache-dir six==$VERSION', 'COPY app.py .') }, shows: 'did not complete successfully' },
    },
  },
  {
    name: 'a row of short steps', base: 'busybox', rule: 'short-steps', kind: 'plain', built: { mkdir: 0.2, touch: 0.2 },
    files: { ...sources, Dockerfile: lines('FROM BASE', 'COPY src /src/', ...'abcdefgh'.split('').map(name => `RUN mkdir /${name}`), '# Where results go.', 'RUN touch /a/x && rm -r /b') },
    expect: { spares: [], touch: 'src/main.py' },
  },
  {
    name: 'a row of short steps that go elsewhere', base: 'busybox', rule: 'short-steps', kind: 'hazard', built: { mkdir: 0.2, touch: 0.2, cd: 0.2 },
    files: { ...sources, Dockerfile: lines('FROM BASE', 'COPY src /src/', 'WORKDIR /srv', 'RUN cd /src && touch done', ...'abcdefgh'.split('').map(name => `RUN mkdir ${name}`)) },
    expect: {
      blocked: 'is more than commands with && between them',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'COPY src /src/', 'WORKDIR /srv', `RUN cd /src && touch done ${'abcdefgh'.split('').map(name => `&& mkdir ${name}`).join(' ')}`) }, shows: '/srv/a' },
    },
  },
  {
    name: 'a copy of another stage below the sources', base: 'busybox', rule: 'missing-link', kind: 'plain', store: 'containerd', built: { '/out/tool': 6 },
    files: { ...sources, Dockerfile: lines('FROM BASE AS tools', 'RUN mkdir /out && seq 1 1000 > /out/tool', 'FROM scratch', 'COPY src /src/', 'COPY --from=tools /out/tool /opt/tools/') },
    // Laying the kept layer on top is work of its own, which the engine reports as such.
    expect: { spares: [], touch: 'src/main.py' },
  },
  {
    name: 'a copy into a folder with a mode of its own', base: 'busybox', rule: 'missing-link', kind: 'hazard', store: 'containerd', built: { '/out/tool': 6 },
    files: { ...sources, 'src/tools': { folderMode: 0o700 }, 'src/tools/own': 'one\n', Dockerfile: lines('FROM BASE AS tools', 'RUN mkdir /out && seq 1 1000 > /out/tool', 'FROM scratch', 'COPY src /opt/', 'COPY --from=tools /out/tool /opt/tools/') },
    expect: {
      blocked: 'the folders above',
      wrongFix: { files: { Dockerfile: lines('FROM BASE AS tools', 'RUN mkdir /out && seq 1 1000 > /out/tool', 'FROM scratch', 'COPY src /opt/', 'COPY --link --from=tools /out/tool /opt/tools/') }, shows: '/opt/tools' },
    },
  },
  {
    name: 'a hook that empties the mount of apt', base: 'published', rule: 'kept-docker-clean', kind: 'plain', quick: true,
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', `RUN --mount=type=cache,target=/var/cache/apt,sharing=locked ${tree}`, 'COPY run.sh /') },
    expect: { spares: [], declares: ['/etc/apt/apt.conf.d/docker-clean'] },
  },
  {
    name: 'a hook in a stage that hands on a file', base: 'published', rule: 'kept-docker-clean', kind: 'plain',
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE AS build', `RUN --mount=type=cache,target=/var/cache/apt,sharing=locked ${tree}`, 'COPY run.sh /out/', 'RUN tree /out > /out/list', 'FROM scratch', 'COPY --from=build /out /out') },
    expect: { spares: [] },
  },
  {
    name: 'npm beside its lock file', base: 'node', rule: 'install-without-lock', kind: 'plain',
    files: { 'package.json': '{ "name": "web", "version": "1.0.0", "dependencies": { "left-pad": "1.3.0" } }\n', 'package-lock.json': lock, 'index.js': 'console.log(1)\n', Dockerfile: lines('FROM BASE', '# What npm compiles for itself lies in /tmp, and differs from command to command.', 'ENV NODE_DISABLE_COMPILE_CACHE=1', 'WORKDIR /app', 'COPY package*.json ./', 'RUN npm install --no-audit --no-fund', 'COPY index.js .') },
    expect: { spares: [], declares: [] },
  },
  {
    name: 'packages of the day', base: 'debian', rule: 'unpinned-packages', kind: 'plain', built: {},
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', `RUN ${tree}`, 'COPY run.sh /') },
    expect: { spares: [] },
  },
  {
    name: 'a password among the sources', base: 'busybox', rule: 'secret-in-context', kind: 'plain',
    files: { 'run.sh': 'echo one\n', '.env': 'DEBUG=1\nAPI_TOKEN=q8Zk2Lw9Xv4Rt6Ym1Pn3Bs7C\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY . .') },
    expect: { spares: ['COPY . .'], declares: ['/app/.env'], touch: '.env' },
  },
];

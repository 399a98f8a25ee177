// Projects about cache mounts and about what installs leave behind.
import { lines, type Project } from './project.js';

const goFiles = {
  'go.mod': lines('module example.com/web', '', 'go 1.19', '', 'require github.com/pkg/errors v0.9.1'),
  'go.sum': lines('github.com/pkg/errors v0.9.1 h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=', 'github.com/pkg/errors v0.9.1/go.mod h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0='),
  'main.go': lines('package main', '', 'import (', '\t"fmt"', '', '\t"github.com/pkg/errors"', ')', '', 'func main() { fmt.Println(errors.New("one")) }'),
};
const cargoFiles = { 'Cargo.toml': lines('[package]', 'name = "web"', 'version = "1.0.0"', 'edition = "2021"', '', '[dependencies]', 'cfg-if = "=1.0.0"'), 'src/main.rs': 'fn main() { println!("one"); }\n' };
const nodeFiles = { 'package.json': '{ "name": "web", "version": "1.0.0", "dependencies": { "left-pad": "1.3.0" } }\n', 'index.js': 'console.log(require("left-pad")("one", 5))\n' };
const tree = 'apt-get update && apt-get install -y --no-install-recommends tree';

export const installProjects: readonly Project[] = [
  {
    name: 'a mount for two steps of Go', base: 'go', rule: 'missing-cache-mount', kind: 'plain', quick: true,
    files: { ...goFiles, Dockerfile: lines('FROM BASE AS build', 'ENV GOPATH=/go', 'WORKDIR /src', 'COPY go.mod go.sum ./', 'RUN go mod download', 'COPY . .', 'RUN go build -trimpath -o /web . && chmod 755 /web', 'RUN mkdir /out && cp /web /out/web', 'FROM scratch', 'COPY --from=build /out/web /web') },
    expect: { spares: [] },
  },
  {
    name: 'a cache of Go that make looks into', base: 'go', rule: 'missing-cache-mount', kind: 'hazard',
    files: { ...goFiles, Makefile: lines('web:', '\tGOFLAGS=-mod=mod GOPROXY=off go build -trimpath -o web .'), Dockerfile: lines('FROM BASE AS build', 'ENV GOPATH=/go', 'WORKDIR /src', 'COPY . .', 'RUN go mod download', 'RUN make', 'FROM scratch', 'COPY --from=build /src/web /web') },
    expect: { blocked: 'later steps or programs in it may need' },
  },
  {
    name: 'a mount for cargo in a stage that hands on a program', base: 'rust', rule: 'missing-cache-mount', kind: 'plain',
    files: { ...cargoFiles, Dockerfile: lines('FROM BASE AS build', 'ENV CARGO_HOME=/cargo', 'WORKDIR /src', 'COPY . .', 'RUN cargo fetch', 'RUN cargo build --release', 'FROM scratch', 'COPY --from=build /src/target/release/web /web') },
    expect: { spares: [] },
  },
  {
    name: 'a cache of cargo that is handed on', base: 'rust', rule: 'missing-cache-mount', kind: 'hazard',
    files: { ...cargoFiles, Dockerfile: lines('FROM BASE AS build', 'ENV CARGO_HOME=/cargo', 'WORKDIR /src', 'COPY . .', 'RUN cargo fetch', 'RUN cargo build --release', 'FROM scratch', 'COPY --from=build /cargo /cargo') },
    expect: { blocked: 'later steps or programs in it may need' },
  },
  {
    name: 'a mount for npm and a user that the file makes', base: 'node', rule: 'missing-cache-mount', kind: 'hazard',
    files: { ...nodeFiles, Dockerfile: lines('FROM BASE', 'RUN useradd -m -u 1500 app && mkdir /srv/app && chown app /srv/app', 'USER app', 'WORKDIR /srv/app', 'COPY --chown=app package.json ./', 'RUN npm install', 'COPY index.js .') },
    expect: { spares: [] },
  },
  {
    name: 'a mount for pnpm whose packages are handed on', base: 'node', rule: 'missing-cache-mount', kind: 'hazard',
    files: { ...nodeFiles, Dockerfile: lines('FROM BASE AS deps', 'RUN --mount=type=cache,target=/root/.npm npm install -g pnpm@8', 'ENV PNPM_HOME=/root/.local/share/pnpm', 'WORKDIR /app', 'COPY package.json ./', 'RUN pnpm install', 'FROM BASE', 'COPY --from=deps /app /app', 'COPY index.js /app/') },
    expect: { spares: [] },
  },
  {
    name: 'a mount for apt where the hook is missed by nobody', base: 'debian', rule: 'all', kind: 'hazard', quick: true,
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE AS build', 'RUN apt-get update', 'RUN apt-get install -y --no-install-recommends tree', 'COPY run.sh /out/', 'RUN tree /out > /out/list', 'FROM BASE', 'COPY --from=build /out /out') },
    expect: { spares: [] },
  },
  {
    name: 'lists removed in a layer of their own', base: 'debian', rule: 'cleanup-in-later-layer', kind: 'plain', quick: true,
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', `RUN ${tree}`, 'COPY run.sh /', 'RUN rm -rf /var/lib/apt/lists/*') },
    expect: { spares: ['rm -rf'] },
  },
  {
    name: 'lists that a step in between needs', base: 'debian', rule: 'cleanup-in-later-layer', kind: 'hazard',
    files: { 'setup.sh': 'apt-get install -y --no-install-recommends tree\n', Dockerfile: lines('FROM BASE', 'RUN apt-get update', 'COPY setup.sh /', 'RUN sh /setup.sh', 'RUN rm -rf /var/lib/apt/lists/*') },
    expect: {
      blocked: 'may look at the files',
      wrongFix: { files: { Dockerfile: lines('FROM BASE', 'RUN apt-get update && rm -rf /var/lib/apt/lists/*', 'COPY setup.sh /', 'RUN sh /setup.sh') }, shows: 'did not complete successfully' },
    },
  },
  {
    name: 'an option that fights the mount of pip', base: 'python', rule: 'cache-flag-fights-mount', kind: 'plain',
    files: { 'requirements.txt': 'six==1.16.0\n', 'app.py': 'import six\n', Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY requirements.txt .', 'RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir -r requirements.txt && pip cache purge', 'COPY app.py .') },
    expect: { spares: [] },
  },
  {
    name: "a mount on '~'", base: 'node', rule: 'wrong-cache-mount-target', kind: 'hazard',
    files: { ...nodeFiles, Dockerfile: lines('FROM BASE', 'WORKDIR /app', 'COPY package.json .', 'RUN --mount=type=cache,target=~/.npm npm install', 'COPY index.js .') },
    expect: { spares: [] },
  },
  {
    name: 'a mount of apt that nobody locks', base: 'debian', rule: 'shared-cache-mount', kind: 'plain',
    files: { 'run.sh': 'echo one\n', Dockerfile: lines('FROM BASE', `RUN --mount=type=cache,target=/var/cache/apt ${tree} && rm -rf /var/lib/apt/lists/*`, 'COPY run.sh /') },
    expect: { spares: [] },
  },
];

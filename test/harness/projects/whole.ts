// Projects with several mistakes at once, as people have them: all safe fixes together keep the image.
import { lines, type Project } from './project.js';

const tree = 'apt-get install -y --no-install-recommends tree';
const goFiles = {
  'go.mod': lines('module example.com/web', '', 'go 1.19', '', 'require github.com/pkg/errors v0.9.1'),
  'go.sum': lines('github.com/pkg/errors v0.9.1 h1:FEBLx1zS214owpjy7qsBeixbURkuhQAwrK5UwLGTwt4=', 'github.com/pkg/errors v0.9.1/go.mod h1:bwawxfHBFNV+L2hUp1rHADufV3IMtnDRdf1r5NINEl0='),
  'cmd/web/main.go': lines('package main', '', 'import (', '\t"fmt"', '', '\t"github.com/pkg/errors"', ')', '', 'func main() { fmt.Println(errors.New("one")) }'),
};

export const wholeProjects: readonly Project[] = [
  {
    name: 'a service in Python', base: 'python', rule: 'all', kind: 'plain', buildArgs: { GIT_SHA: 'one' },
    files: {
      'requirements.txt': 'six==1.16.0\n', 'app/main.py': 'import six\n', 'app/pages.txt': 'one\n'.repeat(60_000), 'README.md': '# web\n', '.git/HEAD': 'ref: refs/heads/main\n', 'app/__pycache__/main.cpython-311.pyc': 'one',
      Dockerfile: lines(
        '# The web service.', 'FROM BASE', '', 'ARG GIT_SHA', 'ENV PORT=8000 \\', '    PYTHONUNBUFFERED=1', '', 'WORKDIR /srv/web', 'COPY . .', '', 'RUN apt-get update', `RUN ${tree} \\`, '    # what it fetched', '    && rm -rf /var/lib/apt/lists/*',
        'RUN pip install --no-cache-dir -r requirements.txt', 'RUN chown -R 1000:1000 /srv/web', '', 'USER 1000', 'LABEL commit=$GIT_SHA', 'EXPOSE 8000', 'CMD ["python", "-m", "app.main"]',
      ),
    },
    expect: { spares: ['apt-get install', 'pip install'], touch: 'app/main.py', dependency: { files: { 'requirements.txt': 'six==1.16.0\niniconfig==2.0.0\n' }, runs: ['pip install'], stays: ['apt-get install'] } },
  },
  {
    name: 'a site in two stages', base: 'node', rule: 'all', kind: 'monorepo',
    files: {
      'package.json': '{ "name": "shop", "private": true, "workspaces": ["packages/*"] }\n', 'packages/web/package.json': '{ "name": "@shop/web", "version": "1.0.0", "scripts": { "build": "node build.js" }, "dependencies": { "is-number": "7.0.0" } }\n', 'packages/core/package.json': '{ "name": "@shop/core", "version": "1.0.0" }\n',
      'packages/web/build.js': 'require("fs").mkdirSync("dist", { recursive: true }); require("fs").writeFileSync("dist/index.html", String(require("is-number")(5)))\n', 'packages/core/index.js': 'module.exports = 1\n', 'docs/index.md': '# shop\n',
      Dockerfile: lines('FROM BASE AS build', 'ENV APP_VERSION=1.0', 'WORKDIR /src', 'COPY . .', 'RUN npm install', 'RUN npm run build --workspace @shop/web', '', 'FROM BASE', 'WORKDIR /site', 'COPY docs docs', 'COPY --from=build /src/packages/web/dist .', 'RUN apt-get update && \\', `    ${tree}`, 'RUN rm -rf /var/lib/apt/lists/*'),
    },
    expect: { spares: ['npm install', 'apt-get'], touch: 'docs/index.md' },
  },
  {
    name: 'a program in Go for an empty image', base: 'go', rule: 'all', kind: 'plain', buildArgs: { VERSION: 'one' },
    files: {
      ...goFiles, Makefile: 'all:\n', 'docs/index.md': '# web\n',
      Dockerfile: lines('ARG VERSION', 'FROM BASE AS build', 'ARG VERSION', 'WORKDIR /src', 'COPY . .', 'RUN CGO_ENABLED=0 go build -trimpath -ldflags "-X main.version=$VERSION" -o /out/web ./cmd/web', '', 'FROM scratch', 'COPY --from=build /out/web /web', 'ENTRYPOINT ["/web"]'),
    },
    expect: { spares: [], touch: 'docs/index.md' },
  },
];

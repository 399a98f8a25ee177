// Texts that no person would write and people do write while they type: over the protocol, with a real folder behind it,
// nothing throws, nothing is logged, and every answer comes in time.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CodeAction, CodeLens, Hover, Position } from 'vscode-languageserver/node';
import { createNodeHost } from '../../server/src/node/host.js';
import { memoryHost } from '../harness/memoryHost.js';
import { LspPair } from '../harness/lspPair.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'layerwise-robust-'));
process.env['LAYERWISE_STATE'] = path.join(folder, 'state');
after(() => { rmSync(folder, { recursive: true, force: true }); });

const uri = pathToFileURL(path.join(folder, 'project/Dockerfile')).href;
for (const [name, text] of [['requirements.txt', 'six\n'], ['package.json', '{}'], ['package-lock.json', '{}'], ['src/app.py', ''], ['app.log', 'x']] as const) {
  mkdirSync(path.dirname(path.join(folder, 'project', name)), { recursive: true });
  writeFileSync(path.join(folder, 'project', name), text);
}

/** What people write: stages, heredocs, continuations with comments, quotes, variables, directives. */
const real = `# syntax=docker/dockerfile:1
# escape=\\
ARG PYTHON=3.12
ARG BASE="python:\${PYTHON}-slim"
FROM node:22-slim AS web
WORKDIR /web
COPY web/package*.json ./
RUN --mount=type=cache,target=/root/.npm \\
    npm ci && \\
    # dev tools are needed here
    npm run build
COPY ["web/src", "web/public folder", "./"]

FROM \${BASE} AS base
ENV PYTHONUNBUFFERED=1 \\
    PIP_NO_CACHE_DIR="on" \\
    PATH="/venv/bin:$PATH"
ARG GIT_COMMIT
LABEL org.opencontainers.image.revision=$GIT_COMMIT
RUN apt-get update
RUN apt-get install -y --no-install-recommends \\
      build-essential \\
      libpq-dev \\
 && rm -rf /var/lib/apt/lists/*
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN <<EOF
set -eu
echo 'it''s a "heredoc"' > /etc/motd
for name in a b; do echo "$name"; done
EOF
COPY <<-"FILE" /etc/app.conf
	key = \${not_expanded}
	FILE

# layerwise ignore=unpinned-base
FROM base AS test
USER 1000:1000
WORKDIR \${HOME:-/home/app}/src
COPY --chown=1000:1000 . .
RUN pip install -r requirements.txt
RUN if [ -f setup.py ]; then pip install .; fi; \\
    python -m pytest || (cat report.txt; exit 1)

FROM base
ONBUILD COPY . /app
COPY --from=web --link /web/dist /app/static
COPY --from=test /venv /venv
ADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 https://example.com/file.tar.gz /tmp/
COPY . /app
RUN cd /app && pip install -r requirements.txt && python manage.py collectstatic --noinput
RUN echo "\${GIT_COMMIT:-unknown}" > /version; date
EXPOSE 8000/tcp 8001
EXPOSE 53/udp
VOLUME ["/data"]
STOPSIGNAL SIGINT
MAINTAINER somebody <some@body>
HEALTHCHECK --interval=30s CMD curl -f http://localhost:8000/ || exit 1
ENTRYPOINT ["/entrypoint.sh"]
CMD ["gunicorn", "app:app"]
`;

async function start(): Promise<{ pair: LspPair; logged: string[] }> {
  const logged: string[] = [];
  return { logged, pair: await LspPair.start(createNodeHost({ info: () => undefined, error: text => { logged.push(text); } }, undefined)) };
}

/** Asks for everything that an editor asks for at a place, and resolves every action. */
async function askAll(pair: LspPair, position: Position): Promise<void> {
  const textDocument = { uri };
  await pair.client.sendRequest<Hover | null>('textDocument/hover', { textDocument, position });
  await pair.client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
  for (const diagnostic of await pair.diagnostics(uri)) {
    assert.ok(diagnostic.range.start.line >= 0 && diagnostic.range.end.line >= diagnostic.range.start.line);
  }
  const actions = await pair.client.sendRequest<CodeAction[]>('textDocument/codeAction', { textDocument, range: { start: { line: 0, character: 0 }, end: position }, context: { diagnostics: [] } });
  for (const action of actions) await pair.resolve(action);
}

test('every beginning of a real Dockerfile, as it is while it is typed', async () => {
  const { pair, logged } = await start();
  await pair.open(uri, '');
  assert.ok(real.split('\n').length >= 60);
  for (let length = 1; length <= real.length; length++) {
    const typed = real.slice(0, length);
    const lines = typed.split('\n');
    await pair.replace(uri, typed);
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    // The whole round at the ends of words; in between what an editor does on every key.
    if (/[^\s\w]$|\s$/.test(typed) && !/\s\s$/.test(typed)) await askAll(pair, position);
    else await pair.diagnostics(uri);
  }
  assert.ok((await pair.diagnostics(uri)).length > 3);
  assert.deepEqual(logged, []);
  await pair.end();
});

test('every line of it missing, doubled, or cut off at its front', async () => {
  const { pair, logged } = await start();
  await pair.open(uri, real);
  const lines = real.split('\n');
  for (let index = 0; index < lines.length; index++) {
    for (const changed of [[], [lines[index]!, lines[index]!], [lines[index]!.slice(3)]]) {
      await pair.replace(uri, [...lines.slice(0, index), ...changed, ...lines.slice(index + 1)].join(index % 2 ? '\r\n' : '\n'));
      await askAll(pair, { line: index, character: 2 });
    }
  }
  assert.deepEqual(logged, []);
  await pair.end();
});

test('bytes that are no text, and text that is no Dockerfile', async () => {
  const { pair, logged } = await start();
  await pair.open(uri, '');
  const noise = (seed: number) => Array.from({ length: 3000 }, (_none, index) => String.fromCharCode((index * index * seed + index * 7919) % (index % 3 ? 128 : 65_536))).join('');
  const texts = [
    ...[1, 17, 4711].map(noise), ...[1, 17, 4711].map(seed => `FROM a\n${noise(seed)}`), '\0'.repeat(5000), '\uFEFFFROM a\n', '\uD800FROM a\n', 'FROM a\r\r\rRUN b\r', 'FROM', 'FROM ', 'RUN', '\\\n'.repeat(3000), `FROM a\nRUN ${'\\\n'.repeat(3000)}`,
    `FROM a\nRUN ${'x'.repeat(1_000_000)}`, `FROM a\nRUN ${'$('.repeat(3000)}`, `FROM a\nRUN ${'"'.repeat(3001)}`, `FROM a\nENV ${'A=${A}'.repeat(2000)}`, `FROM a\nRUN <<A <<B <<C\n`, `FROM \${${'a'.repeat(1000)}`, `${'ARG A=${A:-${B}}\n'.repeat(500)}FROM $A\n`,
    Array.from({ length: 500 }, (_none, index) => `FROM s${(index + 1) % 500} AS s${index}`).join('\n'), `FROM a AS a\nCOPY --from=a . .\n`, `FROM a\nCOPY ${'../'.repeat(1000)} .\n`, `FROM a\nCOPY ${'**/'.repeat(200)}x .\n`, `FROM a\nRUN ${'{ '.repeat(2000)}`, `FROM a\nRUN ${'if x; then '.repeat(1000)}`,
  ];
  for (const [index, text] of texts.entries()) {
    await pair.replace(uri, text);
    const started = performance.now();
    await askAll(pair, { line: 1, character: 4 });
    assert.ok(performance.now() - started < 10_000, `text ${index} takes ${Math.round(performance.now() - started)} ms`);
  }
  assert.deepEqual(logged, []);
  await pair.end();
});

test('fifty thousand lines', async () => {
  const { pair, logged } = await start();
  const block = 'FROM python:3.12-slim AS s%\nARG GIT_COMMIT\nWORKDIR /app\nCOPY . .\n# a comment\nRUN pip install -r requirements.txt \\\n  && echo "$GIT_COMMIT"\nRUN apt-get update\nRUN apt-get install -y curl\nCMD ["x"]\n';
  const text = Array.from({ length: 5000 }, (_none, index) => block.replace('%', String(index))).join('');
  assert.equal(text.split('\n').length, 50_001);
  const started = performance.now();
  await pair.open(uri, text);
  const items = await pair.diagnostics(uri);
  assert.ok(items.length >= 5000);
  await pair.change(uri, [{ range: { start: { line: 25_000, character: 0 }, end: { line: 25_000, character: 0 } }, text: '# typed\n' }]);
  await pair.diagnostics(uri);
  await pair.client.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 40_005, character: 6 } });
  await pair.client.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  assert.ok(performance.now() - started < 30_000, `${Math.round(performance.now() - started)} ms`);
  assert.deepEqual(logged, []);
  await pair.end();
});

test('two hundred edits in a row without waiting: the answer is for the last one, and the folder is not read for each', async () => {
  const host = memoryHost({ '/project/Dockerfile': '', '/project/requirements.txt': 'six\n', '/project/a.log': '' });
  const pair = await LspPair.start(host);
  const memory = 'file:///project/Dockerfile';
  await pair.open(memory, 'FROM python:3.12-slim\n');
  for (let index = 0; index < 200; index++) await pair.change(memory, [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: `COPY file${index} .\n` }]);
  await pair.change(memory, [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: 'COPY . .\nRUN pip install -r requirements.txt\n' }]);
  const items = await pair.diagnosticsWhen(memory, found => found.some(item => item.code === 'copy-before-install'));
  assert.deepEqual(items.filter(item => item.code === 'copy-before-install').map(item => item.range.start.line), [1]);
  assert.ok(host.calls < 300, `${host.calls} calls of the file system`);
  assert.deepEqual(host.logged, []);
  await pair.end();
});

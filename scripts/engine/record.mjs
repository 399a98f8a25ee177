// Records what a real engine prints for a few builds into test/fixtures/streams, for tests that read progress streams.
// `node scripts/engine/record.mjs [scenario...]` starts an engine of its own and rewrites the folders of the scenarios.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineEnv, startEngine } from './daemon.mjs';
import { makeBusybox } from './images.mjs';
import { installEngine } from './install.mjs';
import { must, run } from './run.mjs';

const streams = fileURLToPath(new URL('../../test/fixtures/streams/', import.meta.url));
const base = 'layerwise/busybox:fixture';

/**
 * `builds` are done one after another on the same context; `edit` changes files before a build. `version` is the engine
 * and `passes` how its streams are taken, where these are not the usual ones.
 */
const scenarios = {
  multiStage: {
    dockerfile: `ARG BASE=${base}
FROM \${BASE} AS build
ARG TARGET_NAME=app
ENV NAME=\${TARGET_NAME}
WORKDIR /src
COPY package.txt ./
RUN --mount=type=cache,target=/cache \\
    # A comment inside the continuation.
    cp package.txt /cache/ && \\
    echo "installed $NAME" && sleep 1
COPY src/ src/
RUN <<EOF
set -e
cat src/*.txt > /$NAME.out
echo "built $NAME" >&2
EOF

FROM \${BASE}
ARG TARGET_NAME=app
WORKDIR /
COPY --from=build /\${TARGET_NAME}.out /out/
RUN ls -l /out
CMD ["cat", "/out/app.out"]
`,
    files: { 'package.txt': 'left-pad 1.0.0\n', 'src/a.txt': 'first\n', 'src/b.txt': 'second\n' },
    builds: [{ name: 'first' }, { name: 'cached' }, { name: 'touched', edit: { 'src/a.txt': 'first, edited\n' } }],
  },
  failingRun: {
    dockerfile: `FROM ${base}
WORKDIR /app
COPY package.txt ./
RUN echo "this goes well"
RUN echo "about to fail" && \\
    cat /no/such/file && \\
    echo "never said"
RUN echo "never reached"
`,
    files: { 'package.txt': 'left-pad 1.0.0\n' },
    builds: [{ name: '.', fails: true }],
  },
  missingCopy: {
    dockerfile: `FROM ${base}
RUN sleep 2 && echo "may or may not be reached"
RUN echo "never reached"
COPY no-such-file.txt /app/
RUN echo "never reached either"
`,
    files: { 'package.txt': 'left-pad 1.0.0\n' },
    builds: [{ name: '.', fails: true }],
  },
  skippedStage: {
    dockerfile: `FROM ${base} AS deps
RUN echo deps > /deps.txt

FROM ${base} AS unused
COPY package.txt /package.txt
RUN echo unused > /unused.txt

FROM ${base} AS final
COPY --from=deps /deps.txt /deps.txt
RUN cat /deps.txt
`,
    files: { 'package.txt': 'left-pad 1.0.0\n' },
    builds: [{ name: '.' }],
  },
  sharedRun: {
    dockerfile: `FROM ${base} AS one
RUN echo same > /same.txt
RUN echo one > /one.txt

FROM ${base} AS two
RUN echo same > /same.txt
RUN echo two > /two.txt

FROM ${base}
COPY --from=one /one.txt /
COPY --from=two /two.txt /
`,
    files: { 'package.txt': 'left-pad 1.0.0\n' },
    builds: [{ name: '.' }],
  },
  oldEngine: {
    version: '20.10',
    passes: () => oldPasses,
    dockerfile: `ARG BASE=${base}
FROM \${BASE} AS build
WORKDIR /src
COPY package.txt ./
RUN --mount=type=cache,target=/cache \\
    cp package.txt /cache/ && \\
    echo "installed"
COPY src/ src/
RUN cat src/*.txt > /app.out

FROM \${BASE}
WORKDIR /
COPY --from=build /app.out /out/
RUN ls /out
RUN cat /out/fails
`,
    files: { 'package.txt': 'left-pad 1.0.0\n', 'src/a.txt': 'first\n', 'src/b.txt': 'second\n' },
    builds: [{ name: 'failed', fails: true }, { name: 'cached', edit: { 'src/fails': '' }, target: 'build' }],
  },
  legacyBuilder: {
    version: '20.10',
    passes: () => legacyPasses,
    dockerfile: `FROM ${base} AS build
WORKDIR /src
COPY package.txt ./
RUN echo "installed"

FROM ${base}
COPY --from=build /src/package.txt /
RUN echo "built"
RUN cat /no/such/file
`,
    files: { 'package.txt': 'left-pad 1.0.0\n' },
    builds: [{ name: 'failed', fails: true }, { name: 'cached', target: 'build' }],
  },
};

/** Every kind of stream is a build of its own, so each starts again from an empty cache. */
const passes = [
  { progress: 'rawjson', stream: 'rawjson.txt', provenance: 'provenance.json', read: fromMetadata, args: [] },
  // buildx translates the metadata file back to v0.2, so the v1 layout is seen in the build's record only.
  { progress: 'rawjson', stream: 'rawjson-v1.txt', provenance: 'provenance-v1.json', read: fromRecord, args: ['--build-arg', 'BUILDKIT_HISTORY_PROVENANCE_V1=1'], onlyGood: true },
  { progress: 'plain', stream: 'plain.txt', args: [] },
];

/** Docker 20.10 has no buildx: plain output of its own BuildKit, and the builder from before BuildKit on standard output. */
const oldPasses = [{ progress: 'plain', stream: 'plain.txt', args: [], command: ['build'] }];
const legacyPasses = [{ stream: 'plain.txt', args: [], command: ['build'], env: { DOCKER_BUILDKIT: '0' } }];

async function record(engine, name) {
  const scenario = scenarios[name];
  const wanted = scenario.passes?.() ?? passes;
  const out = path.join(streams, name);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, 'Dockerfile'), scenario.dockerfile);
  for (const pass of wanted) {
    const context = mkdtempSync(path.join(os.tmpdir(), `layerwise-record-${name}-`));
    try {
      write(context, { Dockerfile: scenario.dockerfile, ...scenario.files });
      await must('docker', ['builder', 'prune', '-af'], { env: engineEnv(engine.env) });
      for (const build of scenario.builds.filter(b => !(b.fails && pass.onlyGood))) await recordBuild({ engine, context, build, pass, out: path.join(out, build.name) });
    } finally { rmSync(context, { recursive: true, force: true }); }
  }
}

async function recordBuild({ engine, context, build, pass, out }) {
  write(context, build.edit ?? {});
  mkdirSync(out, { recursive: true });
  const metadata = path.join(`${context}-metadata.json`);
  const env = { ...engineEnv(engine.env), BUILDX_METADATA_PROVENANCE: 'max', ...pass.env };
  const options = [...(pass.progress ? [`--progress=${pass.progress}`] : []), ...(pass.command ? [] : ['--metadata-file', metadata]), ...(build.target ? ['--target', build.target] : [])];
  const result = await run('docker', [...(pass.command ?? ['buildx', 'build']), ...options, ...pass.args, context], { env });
  if ((result.code !== 0) !== Boolean(build.fails)) throw new Error(`unexpected result ${result.code} of ${out}\n${result.stderr}`);
  // The builder from before BuildKit reports on standard output, all others on standard error.
  writeFileSync(path.join(out, pass.stream), checked(`${result.stdout}${result.stderr}`));
  if (pass.provenance && !build.fails) {
    const provenance = await pass.read(JSON.parse(readFileSync(metadata, 'utf8')), env);
    writeFileSync(path.join(out, pass.provenance), checked(`${JSON.stringify(provenance, null, 1)}\n`));
  }
  rmSync(metadata, { force: true });
}

function fromMetadata(metadata) {
  const provenance = metadata['buildx.build.provenance'];
  if (!provenance?.buildConfig) throw new Error('the metadata file has no full provenance');
  return provenance;
}

async function fromRecord(metadata, env) {
  const ref = metadata['buildx.build.ref'].split('/').pop();
  const shown = await must('docker', ['buildx', 'history', 'inspect', 'attachment', ref, '--type', 'provenance'], { env });
  const provenance = JSON.parse(shown.stdout);
  if (!provenance.buildDefinition) throw new Error('the record has no provenance in the v1 layout');
  return provenance;
}

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

/** A fixture that names this machine is a mistake of the recording. */
function checked(text) {
  for (const secret of [os.hostname(), os.tmpdir(), os.homedir(), process.cwd()]) {
    if (secret.length > 3 && text.includes(secret)) throw new Error(`the stream names this machine: ${secret}`);
  }
  return text;
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios);
const unknown = names.filter(name => !Object.hasOwn(scenarios, name));
if (unknown.length > 0) throw new Error(`unknown scenario ${unknown.join(', ')}; known are ${Object.keys(scenarios).join(', ')}`);
const log = text => console.error(text);
for (const version of new Set(names.map(name => scenarios[name].version ?? 'modern'))) {
  const engine = await startEngine({ engine: await installEngine({ version, log }), name: 'record' });
  try {
    await makeBusybox(engine.env, base, { log });
    for (const name of names.filter(n => (scenarios[n].version ?? 'modern') === version)) {
      await record(engine, name);
      log(`recorded ${name}`);
    }
  } finally { await engine.stop(); }
}

// How a Dockerfile is built, found from settings, the last answer, compose files and the folders around it. A project is a
// handful of files in memory; every test says which builds are offered and in which order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from '../../server/src/messages/index.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { findBuildChoices, type ChoiceInput, type Choices } from '../../server/src/project/buildChoices.js';
import { foldersUpTo } from '../../server/src/project/composeFiles.js';
import { memoryHost } from '../harness/memoryHost.js';
import { sampleSetup } from '../harness/plan.js';

type Files = Readonly<Record<string, string>>;

async function choicesOf(files: Files, input: Partial<ChoiceInput> = {}): Promise<Choices> {
  const dockerfile = input.dockerfile ?? '/p/Dockerfile';
  const plan = derivePlan(parseDockerfile(files[dockerfile] ?? ''), { ...sampleSetup, dockerfile, context: undefined });
  return findBuildChoices(memoryHost(files), { dockerfile, plan, top: '/p', setting: { context: '', target: '', args: {} }, remembered: undefined, ...input });
}

/** `context target args · reason`, one a line. */
const shown = ({ choices }: Choices) => choices.map(({ context, target, args, reason }) => [context, target ?? '-', [...args].map(([name, value]) => `${name}=${value ?? '(environment)'}`).join(' ') || '-', `· ${render(reason)}`].join(' '));

const compose = (text: string, more: Files = {}) => choicesOf({ '/p/Dockerfile': 'FROM a\n', '/p/compose.yaml': text, ...more });

test('the setting wins over everything and is certain', async () => {
  const files = { '/p/Dockerfile': 'FROM a\nCOPY x .\n', '/p/x': '', '/p/compose.yaml': 'services: {web: {build: .}}' };
  const found = await choicesOf(files, { setting: { context: 'sub/..//app', target: 'dev', args: { A: '1' } }, remembered: { context: '/p', target: undefined, args: {} } });
  assert.deepEqual(shown(found), ['/p/app dev A=1 · from your settings']);
  assert.ok(found.certain);
  assert.deepEqual(shown(await choicesOf(files, { setting: { context: '/elsewhere', target: '', args: {} } })), ['/elsewhere - - · from your settings']);
});

test('the last answer comes first and is certain, as long as its folder is there', async () => {
  const files = { '/p/Dockerfile': 'FROM a\n', '/p/app/x': '', '/p/compose.yaml': 'services: {web: {build: .}}' };
  const found = await choicesOf(files, { remembered: { context: '/p/app', target: 'dev', args: { A: '1' } } });
  assert.deepEqual(shown(found), ['/p/app dev A=1 · as last time', '/p - - · compose.yaml, service web']);
  assert.ok(found.certain);
  const gone = await choicesOf(files, { remembered: { context: '/p/removed', target: undefined, args: {} } });
  assert.deepEqual(shown(gone), ['/p - - · compose.yaml, service web']);
});

test('without anything else it is the folder of the Dockerfile, and nothing has to be asked', async () => {
  const found = await choicesOf({ '/p/deep/Dockerfile': 'FROM a\nCOPY . .\n' }, { dockerfile: '/p/deep/Dockerfile' });
  assert.deepEqual(shown(found), ['/p/deep - - · the folder of the Dockerfile']);
  assert.ok(found.certain);
});

test('the nearest folder that holds the sources, up to the workspace folder', async () => {
  const text = 'FROM a AS one\nCOPY package.json src/*.js ./\nCOPY --from=one /x /y\nADD https://example.com/file /\nCOPY [^a]b /c\n';
  const inRoot = { '/p/docker/web/Dockerfile': text, '/p/package.json': '', '/p/src/a.js': '' };
  assert.deepEqual(shown(await choicesOf(inRoot, { dockerfile: '/p/docker/web/Dockerfile' })), ['/p - - · the files it copies are here']);
  const best = { '/p/docker/Dockerfile': text, '/p/docker/package.json': '', '/p/package.json': '', '/p/src/a.js': '' };
  assert.deepEqual(shown(await choicesOf(best, { dockerfile: '/p/docker/Dockerfile' })), ['/p - - · the files it copies are here'], 'two of two beat one of two');
  const both = { '/p/docker/Dockerfile': 'FROM a\nCOPY x .\n', '/p/docker/x': '', '/p/x': '' };
  assert.deepEqual(shown(await choicesOf(both, { dockerfile: '/p/docker/Dockerfile' })), ['/p/docker - - · the files it copies are here'], 'the nearest of equals');
  const outside = { '/p/docker/Dockerfile': 'FROM a\nCOPY x .\n', '/x': '' };
  assert.deepEqual(shown(await choicesOf(outside, { dockerfile: '/p/docker/Dockerfile' })), ['/p/docker - - · the folder of the Dockerfile'], 'never above the workspace folder');
});

test('where all is copied, what the file does with it says where the context is', async () => {
  const dockerfile = '/p/deploy/web/Dockerfile';
  const of = async (text: string, more: Files = {}) => shown(await choicesOf({ [dockerfile]: text, '/p/Makefile': '', '/p/deploy/go.mod': '', '/p/package.json': '', ...more }, { dockerfile }));
  const root = ['/p - - · the files it works with are here'];
  const beside = ['/p/deploy/web - - · the folder of the Dockerfile'];
  const copied = 'FROM a\nWORKDIR /w\nCOPY . .\n';
  assert.deepEqual(await of(`${copied}RUN make all && mv out /usr/bin\n`), root, 'a command that needs a file');
  assert.deepEqual(await of(`${copied}RUN go mod download\n`), ['/p/deploy - - · the files it works with are here'], 'the nearest');
  assert.deepEqual(await of(`${copied}RUN make\n`, { '/p/deploy/web/Makefile': '' }), beside, 'its own folder has it');
  assert.deepEqual(await of(`${copied}RUN bundle install\n`), beside, 'nobody has it');
  assert.deepEqual(await of(`${copied}RUN npm install express\nRUN make -C sub\n`), beside, 'a command that needs no file there');
  assert.deepEqual(await of('FROM a\nWORKDIR /w\nRUN make\n'), beside, 'nothing is copied');
  assert.deepEqual(await of('FROM a\nWORKDIR src\nCOPY . .\nWORKDIR ./deploy/web\nRUN make\n'), root, 'the way to its own folder');
  assert.deepEqual(await of('FROM a\nCOPY . /src\nWORKDIR /src/deploy/web/lib\n'), root, 'from a folder that is named');
  assert.deepEqual(await of('FROM a\nCOPY . /src\nWORKDIR /src/web\n'), ['/p/deploy - - · the files it works with are here'], 'from a folder between');
  assert.deepEqual(await of('FROM a\nCOPY . /src\nWORKDIR /src/web\n', { '/p/deploy/web/web/x': '' }), beside, 'there is such a folder inside');
  assert.deepEqual(await of('FROM a\nCOPY . /src\nWORKDIR /other/deploy/web\n'), beside, 'another folder of that name');
  assert.deepEqual(await of('FROM a\nCOPY . /src\nWORKDIR /src\nRUN git clone https://example.com/web.git\nWORKDIR /src/web\n'), beside, 'a folder that a step may have made');
});

test('a bind mount says where the context is, too', async () => {
  const files = { '/p/docker/Dockerfile': 'FROM a\nRUN --mount=type=bind,source=go.sum,target=/go.sum go mod download\n', '/p/go.sum': '' };
  assert.deepEqual(shown(await choicesOf(files, { dockerfile: '/p/docker/Dockerfile' })), ['/p - - · the files it copies are here']);
});

test('only the services that build this Dockerfile are offered, with target and arguments', async () => {
  const found = await compose([
    'services:',
    '  web: {build: {context: ., target: dev, args: {A: 1, B: "two", C: null}}}',
    '  worker: {build: {context: ., target: prod, args: [A=1, B=x=y, C]}}',
    '  same-as-web: {build: {context: ./, target: dev}}',
    '  other: {build: {dockerfile: other.Dockerfile}}',
    '  image-only: {image: postgres}',
    '  remote: {build: "https://example.com/repo.git"}',
    '  inline: {build: {context: ., dockerfile_inline: "FROM b"}}',
    '  broken: 5',
  ].join('\n'));
  assert.deepEqual(shown(found), [
    '/p dev A=1 B=two C=(environment) · compose.yaml, service web',
    '/p prod A=1 B=x=y C=(environment) · compose.yaml, service worker',
    '/p - - · the folder of the Dockerfile',
  ]);
  assert.ok(!found.certain, 'three builds: somebody has to choose');
});

test('a Dockerfile that lies elsewhere is found from the compose file above it', async () => {
  const files = { '/p/docker/app.Dockerfile': 'FROM a\n', '/p/docker-compose.yml': 'services:\n  app:\n    build:\n      context: ./src\n      dockerfile: ../docker/app.Dockerfile\n' };
  assert.deepEqual(shown(await choicesOf(files, { dockerfile: '/p/docker/app.Dockerfile' }))[0], '/p/src - - · docker-compose.yml, service app');
});

test('anchors, merge keys and several documents are read as YAML reads them', async () => {
  const found = await compose([
    'x-build: &build {context: ., target: base, args: &args {A: "1"}}',
    'services:',
    '  web: {build: {<<: *build, target: web, args: {<<: *args, B: "2"}}}',
    '---',
    'services: {late: {build: *nothing}}',
    '---',
    'services: {second: {build: {context: ., target: second}}}',
  ].join('\n'));
  assert.deepEqual(shown(found).slice(0, 2), ['/p web A=1 B=2 · compose.yaml, service web', '/p second - · compose.yaml, service second']);
});

test('a variable with a default is its default; one without makes nothing up', async () => {
  const found = await compose([
    'services:',
    '  web: {build: {context: "${DIR:-.}", target: "${STAGE-dev}", args: {A: "${V}", B: "$$5", C: "${X:-}"}}}',
    '  lost: {build: {context: "$DIR"}}',
    '  which: {build: {context: ., target: "${STAGE}"}}',
  ].join('\n'));
  assert.deepEqual(shown(found), ['/p dev B=$5 C= · compose.yaml, service web', '/p - - · the folder of the Dockerfile']);
});

test('services of a profile come after those that are always built', async () => {
  const found = await compose('services:\n  tests: {profiles: [test], build: {context: ., target: test}}\n  web: {build: {context: ., target: web}}\n');
  assert.deepEqual(shown(found).map(line => line.split(' ')[1]), ['web', 'test', '-']);
});

test('an override file is laid over the default one, as compose does', async () => {
  const found = await compose('services: {web: {build: {context: ./app, dockerfile: ../Dockerfile, target: prod, args: {A: "1"}}}}', {
    '/p/compose.override.yaml': 'services: {web: {build: {target: dev, args: [B=2]}}, only-here: {build: {context: ., target: extra}}}',
  });
  assert.deepEqual(shown(found).slice(0, 2), ['/p/app dev A=1 B=2 · compose.yaml, service web', '/p extra - · compose.override.yaml, service only-here']);
});

test('any other compose file is a further way to build, with what it does not say taken from the default one', async () => {
  const found = await compose('services: {web: {build: {context: ./app, dockerfile: ../Dockerfile}}}', { '/p/compose.prod.yaml': 'services: {web: {build: {target: prod}}}' });
  assert.deepEqual(shown(found).slice(0, 2), ['/p/app - - · compose.yaml, service web', '/p/app prod - · compose.prod.yaml, service web']);
});

test('of two default files only the first is what compose reads', async () => {
  const found = await compose('services: {web: {build: {context: ., target: new}}}', { '/p/docker-compose.yml': 'services: {web: {build: {context: ., target: old}}}' });
  assert.deepEqual(shown(found).map(line => line.split(' ')[1]), ['new', '-']);
});

test('files that are no compose files are not opened, and broken ones cost nothing', async () => {
  for (const text of ['', '[]', 'services: []', 'services: {web: {build: [.]}}', ': {', 'services: {web: {build: {context: [1]}}}', '\u0000\u0001']) assert.deepEqual(shown(await compose(text)), ['/p - - · the folder of the Dockerfile'], text);
  const host = memoryHost({ '/p/Dockerfile': 'FROM a\n', '/p/decompose.yaml': 'services: {web: {build: {context: ., target: no}}}', '/p/values.yaml': 'services: {web: {build: {context: ., target: no}}}' });
  const plan = derivePlan(parseDockerfile('FROM a\n'), sampleSetup);
  await findBuildChoices({ ...host, readYaml: () => assert.fail('read') }, { dockerfile: '/p/Dockerfile', plan, top: '/p', setting: { context: '', target: '', args: {} }, remembered: undefined });
});

test('folders from one up to the top, never beyond ten and never past the root', () => {
  assert.deepEqual(foldersUpTo('/p/a/b', '/p'), ['/p/a/b', '/p/a', '/p']);
  assert.deepEqual(foldersUpTo('/p', '/p'), ['/p']);
  assert.deepEqual(foldersUpTo('/q', '/p'), ['/q'], 'a file outside the workspace looks nowhere else');
  assert.deepEqual(foldersUpTo('/a/b', '/'), ['/a/b', '/a', '/']);
  assert.equal(foldersUpTo(`/${'a/'.repeat(30)}b`, '/').length, 10);
});

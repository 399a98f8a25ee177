// What is found to change without changing the image.
import assert from 'node:assert/strict';
import test from 'node:test';
import { contextFacts, isIgnored, withIgnoreText } from '../../../server/src/core/context/contextFacts.js';
import type { ContextView } from '../../../server/src/core/context/contextView.js';
import { ignoreAdditions } from '../../../server/src/core/context/ignoreAdditions.js';
import { classifyVolatile, type VolatileGroup } from '../../../server/src/core/context/volatileEntries.js';
import { volatileRows } from '../../../server/src/core/context/volatileKinds.js';
import { applyEdits } from '../../../server/src/core/text/edits.js';
import { memoryContext, type MemoryContextOptions } from '../../harness/memoryContext.js';

const groups = (options: MemoryContextOptions): readonly VolatileGroup[] => classifyVolatile(contextFacts(memoryContext(options)));
/** `pattern` when it is safe, `pattern ? reason` when it needs a look. */
const found = (options: MemoryContextOptions): readonly string[] => groups(options).map(group => (group.safe ? group.pattern : `${group.pattern} ? ${group.reason}`));

test('the Dockerfile and the ignore file are read by the engine apart from the context', () => {
  assert.deepEqual(found({ files: { 'docker/app.Dockerfile': '', 'docker/app.Dockerfile.dockerignore': '', 'src/a.ts': '' }, dockerfilePath: 'docker/app.Dockerfile' }), ['docker/app.Dockerfile', 'docker/app.Dockerfile.dockerignore']);
  assert.deepEqual(found({ files: { Dockerfile: '' }, ignore: 'dist\n' }), ['.dockerignore', 'Dockerfile']);
  assert.deepEqual(found({ files: { Dockerfile: '', 'a.ts': '' }, dockerfilePath: undefined }), []);
});

test('Dockerfiles of one context share what is sent, and each leaves out itself', () => {
  const api = memoryContext({ files: { 'api.Dockerfile': '', 'web.Dockerfile': '', 'x.log': '', 'src/a.ts': '' }, dockerfilePath: 'api.Dockerfile' });
  const web: ContextView = { ...withIgnoreText(api, ''), ignoreFile: api.ignoreFile, dockerfilePath: 'web.Dockerfile' };
  const patterns = (view: ContextView) => classifyVolatile(contextFacts(view)).map(group => group.pattern);
  assert.deepEqual([patterns(api), patterns(web)], [['api.Dockerfile', '**/*.log'], ['web.Dockerfile', '**/*.log']]);
  assert.equal(contextFacts(api).kept, contextFacts(web).kept);
  const ignoring = withIgnoreText(web, '*.log\n');
  assert.equal(contextFacts(ignoring).kept?.some(entry => entry.path === 'x.log'), false);
  assert.equal(contextFacts(web).kept?.some(entry => entry.path === 'x.log'), true);
});

test('a typical Python project', () => {
  const files = { 'app/__pycache__/a.pyc': '12345', 'app/a.py': '', 'app/sub/__pycache__/b.pyc': '123', '.pytest_cache/v/x': '', '.git/HEAD': 'ref', '.venv/bin/python': '', 'env39/pyvenv.cfg': '', 'env39/bin/python': '1', '.env.local': '', 'coverage.xml': '' };
  assert.deepEqual(found({ files }), ['**/.env.local ? readByBuild', '.git ? readByVersionTools', '**/.pytest_cache', '**/.venv', '**/__pycache__', '**/coverage.xml', 'env39']);
  const caches = groups({ files }).find(group => group.pattern === '**/__pycache__');
  assert.deepEqual(caches && { roots: caches.roots.map(entry => entry.path), entryCount: caches.entryCount, bytes: caches.bytes, isPartial: caches.isPartial }, { roots: ['app/__pycache__', 'app/sub/__pycache__'], entryCount: 4, bytes: 8, isPartial: false });
  assert.equal(groups({ files }).find(group => group.pattern === '.git')?.isPartial, true);
});

test('what is left out already is not found', () => {
  assert.deepEqual(found({ files: { 'node_modules/a/b': '', 'x.log': '' }, ignore: 'node_modules\n*.log\n.dockerignore\n' }), []);
});

test('what an exception names is wanted, what merely lies in an allowed folder is not', () => {
  assert.deepEqual(found({ files: { 'app.log': '', 'src/x.log': '' }, ignore: '*\n!app.log\n!src\nsrc/x.log' }), []);
  assert.deepEqual(found({ files: { 'src/__pycache__/a': '' }, ignore: '*\n!src\n' }), ['**/__pycache__']);
  assert.deepEqual(found({ files: { '.venv/keep/a': '' }, ignore: '.*\n!.venv/keep\n' }), []);
});

test('names that mean something only beside or around other files', () => {
  assert.deepEqual(found({ files: { 'target/x': '', 'coverage/x': '', 'bin/run.sh': '', 'build/make.sh': '', 'venv/readme.txt': '' } }), []);
  assert.deepEqual(found({ files: { 'core/Cargo.toml': '', 'core/target/x': '', 'api/Api.csproj': '', 'api/bin/a.dll': '', 'coverage/lcov.info': '' } }), ['api/bin ? mayBeProduct', 'core/target ? mayBeProduct', 'coverage']);
  assert.deepEqual(found({ files: { 'my[1]/pyvenv.cfg': '' } }), ['my\\[1\\]']);
});

test('a cache inside of a build output is told apart', () => {
  assert.deepEqual(found({ files: { '.next/cache/a': '12', '.next/server/b': '1' } }), ['**/.next ? mayBeProduct', '**/.next/cache']);
});

test('logs among tests and examples may be content', () => {
  assert.deepEqual(found({ files: { 'logs/app.log': '' } }), ['**/*.log']);
  assert.deepEqual(found({ files: { 'a.log': '', 'data/b.log': '' } }), ['**/*.log ? mayBeContent']);
  assert.deepEqual(found({ files: { 'a.log': '', 'tests/fixtures/sample.log': '' } }), ['**/*.log ? mayBeContent']);
});

test('a pattern that would leave out something else too needs a look, or is not proposed', () => {
  assert.deepEqual(found({ files: { 'a.log': '', 'b.log/readme': '' } }), ['**/*.log ? mayBeContent']);
  assert.deepEqual(found({ files: { 'b.log/readme': '' } }), []);
  assert.deepEqual(found({ files: { 'app.log': '', 'other.log': '' }, ignore: '.dockerignore\n*.log\n!app.log\n!other*\n' }), []);
});

test('data counts only when it is large', () => {
  assert.deepEqual(found({ sizes: { 'data/a.csv': 100, 'model.pt': 5_000_000 } }), []);
  assert.deepEqual(found({ sizes: { 'data/a.csv': 20_000_000, 'models/a.pt': 6_000_000, 'models/b.pt': 6_000_000, 'wandb/run': 11_000_000 } }), ['data ? mayBeContent', '**/*.pt ? mayBeContent', '**/wandb']);
});

test('a context that is not listed has no groups, a listing cut short is partial', () => {
  const view = memoryContext({ files: { 'a.log': '' } });
  assert.deepEqual(classifyVolatile(contextFacts({ entries: undefined, truncated: false, ignoreFile: undefined, newIgnoreFile: undefined, dockerfilePath: undefined, entry: path => view.entry(path), read: path => view.read(path) })), []);
  assert.equal(groups({ files: { 'a.log': '' }, truncated: true })[0]?.isPartial, true);
});

test('every row is found by an entry of its own, and its pattern leaves out that entry and nothing else', () => {
  for (const row of volatileRows) {
    for (const name of row.names) {
      const path = name.startsWith('*') ? `${row.atRoot ? '' : 'deep/'}some${name.slice(1)}` : `${row.atRoot ? '' : 'deep/'}${name}`;
      const sizes: Record<string, number> = { 'other/kept.txt': 1 };
      const bytes = row.minBytes ?? 1;
      sizes[row.entry === 'file' ? path : `${path}/inside`] = bytes;
      const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
      for (const sibling of row.beside?.slice(0, 1) ?? []) sizes[`${folder}${sibling.replace('*', 'x')}`] = 1;
      for (const child of row.holds?.slice(0, 1) ?? []) sizes[`${path}/${child}`] = 1;
      const view = memoryContext({ sizes });
      const group = classifyVolatile(contextFacts(view)).find(candidate => candidate.roots.some(root => root.path === path));
      assert.ok(group, `${row.kind} ${name}`);
      const after = contextFacts(withIgnoreText(view, applyEdits('', ignoreAdditions(undefined, [group.pattern]))));
      assert.equal(isIgnored(after, path), true, group.pattern);
      assert.equal(isIgnored(after, 'other/kept.txt'), false, group.pattern);
      assert.equal(classifyVolatile(after).some(candidate => candidate.pattern === group.pattern), false, group.pattern);
    }
  }
});

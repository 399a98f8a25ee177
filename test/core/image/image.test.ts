// What differs between images, what of it is unsteadiness, and what a fix means to change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareImages, describeDifference } from '../../../server/src/core/image/compareImages.js';
import { isExpected, leftOutMark } from '../../../server/src/core/image/expected.js';
import type { Image, ImageFile } from '../../../server/src/core/image/image.js';
import { learnInstability } from '../../../server/src/core/image/instability.js';

type Spec = string | Partial<ImageFile>;

function image(files: Readonly<Record<string, Spec>>, config: Image['config'] = {}): Image {
  return {
    config,
    files: Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, spec]) => {
      const isFolder = path.endsWith('/');
      const common = { path: isFolder ? path.slice(0, -1) : path, mode: isFolder ? 0o755 : 0o644, uid: 0, gid: 0 };
      if (isFolder) return { ...common, type: 'directory', size: 0, ...(typeof spec === 'string' ? {} : spec) };
      return { ...common, type: 'file', ...(typeof spec === 'string' ? { size: spec.length, sha256: spec } : { size: 1, sha256: 'x', ...spec }) };
    }),
  };
}

const told = (one: Image, two: Image) => compareImages(one, two).map(difference => `${difference.path}: ${describeDifference(difference)}`);

test('every part of a file and every field of the configuration is compared', () => {
  const one = image({ '/a': 'x', '/b': 'x', '/c/': '', '/d': { uid: 1 }, '/e': { xattrs: { 'security.capability': 'one' } }, '/g': { type: 'symlink', linkTarget: 'a' } }, { Env: ['A=1'], User: '' });
  const two = image({ '/a': 'y', '/b': { size: 1, sha256: 'x', mode: 0o4755 }, '/c/': { mode: 0o700 }, '/d': {}, '/e': {}, '/f': 'x', '/g': { type: 'symlink', linkTarget: 'b' } }, { Env: ['A=1'], User: 'app', Labels: null });
  assert.deepEqual(told(one, two), [
    '/a: content x and y', '/b: mode 0644 and 4755', '/c: mode 0755 and 0700', '/d: uid 1 and 0', '/e: xattrs {"security.capability":"one"} and none', '/f: only in the second', '/g: linkTarget "a" and "b"', 'User: "" and "app"',
  ]);
  assert.deepEqual(told(one, one), []);
});

test('the order of variables makes no difference, their values do', () => {
  assert.deepEqual(told(image({}, { Env: ['A=1', 'B=2'] }), image({}, { Env: ['B=2', 'A=1'] })), []);
  assert.deepEqual(told(image({}, { Env: ['A=1', 'B=2'] }), image({}, { Env: ['B=1', 'A=1'] })), ['Env: ["A=1","B=2"] and ["B=1","A=1"]']);
});

const unexplained = (one: Image, two: Image, third: Image) => learnInstability(one, two).unexplained(compareImages(two, third)).map(difference => `${difference.path}: ${difference.part}`);

test('what differs between two builds is left aside, part by part', () => {
  const [one, two] = [image({ '/log': 'a', '/app': 'x' }), image({ '/log': 'bb', '/app': 'x' })];
  assert.deepEqual(unexplained(one, two, image({ '/log': 'cccc', '/app': 'x' })), []);
  assert.deepEqual(unexplained(one, two, image({ '/log': { size: 9, sha256: 'c', mode: 0o600 }, '/app': 'y' })), ['/app: sha256', '/log: mode']);
  assert.deepEqual(unexplained(one, two, image({ '/app': 'x' })), ['/log: presence'], 'a log that is gone is more than another log');
});

test('a file whose content changes with its size in one pair of builds may keep its size in another', () => {
  assert.deepEqual(unexplained(image({ '/log': 'a' }), image({ '/log': 'b' }), image({ '/log': 'longer' })), []);
});

test('names with a random part are left aside as many as there are, of the same kind and in the same folder', () => {
  const [one, two] = [image({ '/tmp/': '', '/tmp/a1.log': '1' }), image({ '/tmp/': '', '/tmp/b2.log': '2' })];
  assert.deepEqual(unexplained(one, two, image({ '/tmp/': '', '/tmp/c3.log': '3' })), []);
  assert.deepEqual(unexplained(one, two, image({ '/tmp/': '', '/tmp/c3.log': '3', '/tmp/d4.log': '4' })), ['/tmp/d4.log: presence']);
  assert.deepEqual(unexplained(one, two, image({ '/tmp/': '', '/tmp/c3.key': '3' })), ['/tmp/c3.key: presence']);
  assert.deepEqual(unexplained(one, two, image({ '/tmp/': '', '/app/c3.log': '3' })), ['/app/c3.log: presence']);
});

test('a folder with a random name is left aside with all that is in it', () => {
  const made = (name: string) => image({ '/tmp/': '', [`/tmp/${name}/`]: '', [`/tmp/${name}/deep/`]: '', [`/tmp/${name}/deep/f`]: name });
  assert.deepEqual(unexplained(made('a'), made('b'), made('c')), []);
});

const expected = (one: Image, two: Image, expectations: Parameters<typeof isExpected>[1]) => compareImages(one, two).filter(difference => !isExpected(difference, expectations)).map(({ path }) => path);
const nothing = { paths: [], rewritten: [], leftOut: new Set<string>() };

test('declared folders, and the folders that only lead to them', () => {
  const two = image({ '/root/.cache/': '', '/root/.cache/pip/': '', '/root/.cache/pip/http': 'x', '/root/.cachet': 'x' });
  assert.deepEqual(expected(image({}), two, { ...nothing, paths: ['/root/.cache/pip'] }), ['/root/.cachet']);
});

test('the Dockerfile wherever it was copied, by its content; nothing of its name alone', () => {
  const [one, two] = [image({ '/app/Dockerfile': 'old', '/x/Dockerfile': 'other', '/y': 'old' }), image({ '/app/Dockerfile': 'new', '/x/Dockerfile': 'new', '/y': { size: 3, sha256: 'new', mode: 0o600 } })];
  const rewritten = [{ before: 'old', after: 'new' }];
  assert.deepEqual([...new Set(expected(one, two, { ...nothing, rewritten }))], ['/x/Dockerfile', '/y']);
});

test('what a new ignore file leaves out, and no other file that is gone', () => {
  const one = image({ '/app/__pycache__/': '', '/app/__pycache__/a.pyc': 'x', '/app/b.pyc': 'x', '/app/link': { type: 'symlink', linkTarget: 'a', size: 0 } });
  const leftOut = new Set([leftOutMark('src/__pycache__', undefined), leftOutMark('src/__pycache__/a.pyc', 'x')]);
  assert.deepEqual(expected(one, image({}), { ...nothing, leftOut }), ['/app/b.pyc', '/app/link']);
});

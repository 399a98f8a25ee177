// Arithmetic on locations: paths of Linux, drives of Windows and URIs alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinLocation, nameOf, parentLocation, relativeLocation } from '../../server/src/project/locations.js';

test('the folder above', () => {
  const cases = [['/a/b/c', '/a/b'], ['/a', '/'], ['/', '/'], ['c:/a/b', 'c:/a'], ['c:/a', 'c:/'], ['c:/', 'c:/'], ['vscode-vfs://github/o/r/Dockerfile', 'vscode-vfs://github/o/r'], ['vscode-vfs://github/o', 'vscode-vfs://github/']] as const;
  for (const [location, parent] of cases) assert.equal(parentLocation(location), parent, location);
});

test('joining cleans the way, never above the root, and takes absolute paths as they are', () => {
  const cases = [
    ['/a/b', '../c', '/a/c'], ['/a', '../../../c', '/c'], ['/a', '', '/a'], ['/a', '.', '/a'], ['/', 'b', '/b'], ['/a', '/b', '/b'], ['/a', './b//c/', '/a/b/c'],
    ['c:/a', '../b', 'c:/b'], ['c:/a', 'd:/b', 'd:/b'], ['c:/', 'b', 'c:/b'], ['vscode-vfs://github/o/r', '../x', 'vscode-vfs://github/o/x'], ['/a', 'vscode-vfs://h/x', 'vscode-vfs://h/x'],
    ['/a b/ü', 'ä #%.txt', '/a b/ü/ä #%.txt'],
  ] as const;
  for (const [folder, path, joined] of cases) assert.equal(joinLocation(folder, path), joined, `${folder} + ${path}`);
});

test('relative to a folder, and not to one whose name only starts the same', () => {
  assert.equal(relativeLocation('/a/b', '/a/b/c/d'), 'c/d');
  assert.equal(relativeLocation('/a/b', '/a/b'), '');
  assert.equal(relativeLocation('/a/b', '/a/bc'), undefined);
  assert.equal(relativeLocation('/a/b', '/a'), undefined);
  assert.equal(relativeLocation('/', '/a/b'), 'a/b');
  assert.equal(relativeLocation('c:/', 'c:/a'), 'a');
});

test('what is joined to a folder lies in it, has its name, and is found again', () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9 #%ü_-]{1,8}$/).filter(part => part.trim() !== '');
  const root = fc.constantFrom('', 'c:', 'vscode-vfs://host');
  fc.assert(fc.property(root, fc.array(name, { minLength: 1, maxLength: 4 }), fc.array(name, { minLength: 1, maxLength: 4 }), (start, folders, below) => {
    const folder = `${start}/${folders.join('/')}`;
    const joined = joinLocation(folder, below.join('/'));
    assert.equal(relativeLocation(folder, joined), below.join('/'));
    assert.equal(nameOf(joined), below.at(-1));
    assert.equal(joinLocation(parentLocation(joined), nameOf(joined)), joined);
  }));
});

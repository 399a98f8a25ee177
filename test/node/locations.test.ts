// File URIs and locations: what an editor sends comes back the same, whatever stands in a path.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { locationOfPath, locationOfUri, uriOfLocation } from '../../server/src/node/locations.js';

test('there and back', () => {
  for (const location of ['/a/b', '/a b/c', '/100%/x', '/a%20b', '/a#b/Dockerfile', '/a?b', '/ü/😀', '/a\\b', '/a\nb', '/', '/[x]/{y}', '/a&b=c+d~']) {
    assert.equal(locationOfUri(uriOfLocation(location)), location);
    assert.doesNotMatch(uriOfLocation(location), /[ #?\n\\]/);
  }
  // Node's own conversion loses control characters at the end of a path.
  const part = fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }).filter(text => !/[/\p{Cc}]/u.test(text) && text !== '.' && text !== '..');
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), parts => { assert.equal(locationOfUri(uriOfLocation(`/${parts.join('/')}`)), `/${parts.join('/')}`); }));
});

test('as VS Code spells it: more is escaped than need be, and it is the same place', () => {
  for (const [uri, location] of [['file:///a/b%20c/D%C3%BC', '/a/b c/Dü'], ['file:///c%3A/x', '/c:/x'], ['file:///a%23b', '/a#b'], ['file:///a%2Bb', '/a+b'], ['file://localhost/a', '/a']] as const) assert.equal(locationOfUri(uri), location, uri);
});

test('what is no file of this machine has no location', () => {
  for (const uri of ['untitled:Untitled-1', 'git:/a/Dockerfile?x', 'vscode-vfs://github/o/r', 'file://server/share/x', 'file:///a%2Fb', 'file:///%E0%A4%A', '', 'file', 'http://x/y', 'FILE']) assert.equal(locationOfUri(uri), undefined, uri);
});

test('a path as typed is made absolute and clean', () => {
  assert.equal(locationOfPath('/a/./b/../c/'), '/a/c');
  assert.equal(locationOfPath('x/Dockerfile'), `${process.cwd()}/x/Dockerfile`);
});

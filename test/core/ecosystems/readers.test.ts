// The small readers of manifests: globs, XML, and lists in YAML.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { globPattern } from '../../../server/src/core/ecosystems/shared/glob.js';
import { allNamed, readXml, textOf } from '../../../server/src/core/ecosystems/shared/xml.js';
import { yamlList, yamlValues } from '../../../server/src/core/ecosystems/shared/yamlLists.js';

test('globs that mean the same everywhere, and no others', () => {
  const rows: readonly (readonly [glob: string, path: string, matches: boolean])[] = [
    ['packages/*', 'packages/a', true], ['packages/*', 'packages/a/b', false], ['packages/*', 'packages/.h', false], ['./packages/*/', 'packages/a', true],
    ['packages/**', 'packages/a/b', true], ['**/package.json', 'package.json', true], ['**/package.json', 'a/b/package.json', true], ['{apps,libs}/*', 'libs/x', true], ['{apps,libs}/*', 'lib/x', false],
    ['@scope/*', '@scope/a', true], ['a?', 'ab', true], ['a?', 'a/', false], ['*.c/package.json', 'b.c/package.json', true],
  ];
  for (const [glob, path, matches] of rows) assert.equal(globPattern(glob)?.test(path), matches, `${glob} ${path}`);
  for (const glob of ['a[b]', '@(a|b)', '!(a)', '{a..c}', '{a,{b,c}}', '{a}', 'a\\*', '+(a)']) assert.equal(globPattern(glob), undefined, glob);
});

test('XML as project files have it', () => {
  const root = readXml('\uFEFF<?xml version="1.0"?>\n<!-- <a> -->\n<p:project a="1 &amp; 2" b=\'x\'>\n<m>one<!-- no -->two</m><m><![CDATA[<&>]]></m><e/>&#65;&#x42;</p:project>');
  assert.ok(root);
  assert.deepEqual([root.name, root.attributes.get('a'), root.attributes.get('b'), root.text.trim()], ['project', '1 & 2', 'x', 'AB']);
  assert.deepEqual(allNamed(root, 'm').map(element => element.text), ['onetwo', '<&>']);
  assert.equal(textOf(root, 'e'), '');
  assert.equal(textOf(root, 'none'), undefined);
  for (const text of ['', 'a', '<a>', '<a></b>', '<a/><b/>', '<a>&b;</a>', '<a>& </a>', '<a b=c/>', '<!DOCTYPE a><a/>', '<a', '<a/>x', '</a>', '<a>&#x110000;</a>']) assert.equal(readXml(text), undefined, text);
});

test('any text can be read as XML', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('<a>', '</a>', '<b c="d"/>', '<!--', '-->', '<![CDATA[', ']]>', '&amp;', '&', '<', '>', ' ', 'x', '<?x?>')), parts => { readXml(parts.join('')); }), { numRuns: 1000 });
});

test('lists and maps of YAML, or unreadable', () => {
  const texts = ['packages:\n  - a\n  - "b/*" # x\n\n  # y\n  - \'!c\'\nother: 1\n', 'packages:\n- a\n- b-c\n', "packages: ['a', b]\n", 'x: 1\n"packages":\n  - a b\n', 'packages: []\n'];
  for (const text of texts) assert.deepEqual(yamlList(text, 'packages'), (parse(text) as { readonly packages: unknown }).packages, text);
  assert.equal(yamlList('other:\n  packages:\n    - a\n', 'packages'), undefined);
  for (const text of ['packages:\n  - &a b\n', 'packages:\n  - {a: b}\n', 'packages: *a\n', 'packages:\n  a: b\n', 'packages: [*a]\n']) assert.equal(yamlList(text, 'packages'), 'unreadable', text);
  const map = 'patched:\n  a@1: patches/a.patch\n  "@b/c@2": \'p/b.patch\' # x\n';
  assert.deepEqual(yamlValues(map, 'patched'), Object.values((parse(map) as { readonly patched: object }).patched));
});

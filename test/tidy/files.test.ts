// What every file of the repository keeps to: it says what it is for, it is short, and it names nothing that only one
// machine knows.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { repositoryFiles, root, sources } from './sources.js';

/** The comment a file starts with, in one line; behind the line that makes a script run, without indented examples of use. */
function openingComment(text: string): string {
  const lines = text.replace(/^#!.*\n/, '').split('\n');
  const end = lines.findIndex(line => !line.startsWith('//'));
  return lines.slice(0, end < 0 ? lines.length : end).filter(line => !line.startsWith('//  ')).map(line => line.replace(/^\/\/ ?/, '')).join(' ').trim();
}

test('every source file starts with what it is for, in full sentences', () => {
  const wrong = sources(/\.(?:ts|mts|mjs|cjs)$/, 300).filter(({ path: file }) => !file.endsWith('.d.mts')).filter(({ text }) => {
    const comment = openingComment(text);
    return !/[.!?]$/.test(comment) || comment.split(' ').length < 3;
  });
  assert.deepEqual(wrong.map(({ path: file }) => file), []);
});

test('the opening comment is one or two sentences, not an essay', () => {
  const long = sources(/^(?:server|client)\/src\/.*\.ts$/, 200).filter(({ text }) => openingComment(text).length > 420);
  assert.deepEqual(long.map(({ path: file }) => file), []);
});

test('no source file is longer than four hundred lines', () => {
  const long = sources(/\.(?:ts|mts|mjs|cjs)$/, 300).map(({ path: file, text }) => ({ file, lines: text.split('\n').length - 1 })).filter(({ lines }) => lines > 400);
  assert.deepEqual(long, []);
});

// Put together here, so that this file does not find itself.
const word = (...parts: readonly string[]) => parts.join('');
const forbidden: readonly (readonly [string, RegExp])[] = [
  ['an unfinished thought', new RegExp(`\\b(?:${word('TO', 'DO')}|${word('FIX', 'ME')})\\b(?!")`)],
  ['a test that does not run', new RegExp(`\\b(?:test|it|describe|suite)\\.(?:${word('sk', 'ip')}|${word('on', 'ly')}|${word('to', 'do')})\\b|\\b(?:${word('sk', 'ip')}|${word('to', 'do')}): true`)],
  // The folder of this very checkout, whoever's it is.
  ['a path of one machine', new RegExp(`(?<![\\w.~-])${root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`)],
];

test('no file names what only one machine knows, leaves something undone or keeps a test from running', () => {
  const isText = (file: string) => /\.(?:ts|mts|mjs|cjs|json|md|yaml|yml|sh)$|^\.ci\/|Dockerfile|ignore$/.test(file) && !/(?:^|\/)package-lock\.json$/.test(file);
  const found = sources(/./, 300).filter(({ path: file }) => isText(file)).flatMap(({ path: file, text }) => text.split('\n').flatMap((line, index) => forbidden.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${file}:${index + 1} ${what}: ${line.trim().slice(0, 100)}`)));
  assert.deepEqual(found, []);
});

test('the traps of this test catch what they are for', () => {
  const caught = [`// ${word('TO', 'DO')} later`, `test.${word('sk', 'ip')}('x')`, `{ ${word('sk', 'ip')}: true }`, `'${root}/dist'`];
  for (const line of caught) assert.ok(forbidden.some(([, pattern]) => pattern.test(line)), line);
  for (const line of ['the word todo', `x${root}/`, '// only the first', 'WORKDIR /workdir/x', 'skips: true']) assert.ok(!forbidden.some(([, pattern]) => pattern.test(line)), line);
});

test('files are named as their room names them', () => {
  const names = sources(/^(?:server|client)\/src\/.*\.ts$/, 200).map(({ path: file }) => file);
  const ruleFile = /^server\/src\/core\/rules\/[a-z]+(?:-[a-z]+)+(?:\.[a-z]+)?\.ts$/;
  assert.deepEqual(names.filter(file => !ruleFile.test(file) && !/^[a-z][a-zA-Z0-9]*(?:\.data)?\.ts$/.test(path.basename(file))), []);
  assert.deepEqual(names.filter(file => /(?:^|\/)(?:utils?|helpers?|misc|common)\.ts$/.test(file)), []);
});

test('line ends are those of Unix and every text file ends with one, except fixtures that are about it', () => {
  const wrong = sources(/\.(?:ts|mts|mjs|cjs|json|md)$/, 300).filter(({ path: file }) => !file.startsWith('test/fixtures/')).filter(({ text }) => text.includes('\r\n') || (text !== '' && !text.endsWith('\n')));
  assert.deepEqual(wrong.map(({ path: file }) => file), []);
});

test('nothing that is built, installed or packed is under version control', () => {
  assert.deepEqual(repositoryFiles().filter(file => /(?:^|\/)(?:node_modules|dist|out|coverage)\/|\.vsix$|\.tsbuildinfo$/.test(file)), []);
});

// The manifest agrees with the code, with its translations and with the files it names.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import picomatch from 'picomatch';
import { commandIds } from '../../../client/src/commandIds.js';

declare const __ROOT__: string;

interface Manifest {
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly filenames?: readonly string[]; readonly filenamePatterns?: readonly string[] }[];
    readonly grammars: readonly { readonly path: string; readonly scopeName: string }[];
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly colors: readonly { readonly id: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string; readonly default: unknown }>> };
  };
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}

function read(file: string): string {
  return readFileSync(path.join(__ROOT__, file), 'utf8');
}

const text = read('package.json');
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;

test('every placeholder has a text in each language, and no text is left over', () => {
  const used = [...new Set([...text.matchAll(/"%([\w.-]+)%"/g)].map(match => match[1] ?? ''))].sort();
  const keys = (file: string) => Object.keys(JSON.parse(read(file)) as object).sort();
  assert.deepEqual(keys('package.nls.json'), used);
  // What each rule is about comes from its page; the editor shows the English where a translation is not there yet.
  const isOfOneRule = (key: string) => /^configuration\.rules\.[a-z]+(?:-[a-z]+)+$/.test(key);
  const translated = keys('package.nls.zh-cn.json');
  assert.deepEqual(translated.filter(key => !isOfOneRule(key)), used.filter(key => !isOfOneRule(key)));
  assert.deepEqual(translated.filter(key => !used.includes(key)), [], 'texts of rules that are gone');
});

test('commands in the manifest are those that the stub registers', () => {
  assert.deepEqual([...contributes.commands.map(({ command }) => command), 'layerwise.build'].sort(), [...commandIds].sort());
  for (const { command } of Object.values(contributes.menus).flat()) assert.ok(commandIds.some(id => id === command), command);
  assert.ok(manifest.activationEvents.includes('onCommand:layerwise.build'), 'a command that the manifest does not contribute wakes the extension only this way');
});

test('a folder that is not trusted cannot say what is run', () => {
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.ok(restrictedConfigurations.includes('layerwise.dockerPath'));
  for (const setting of restrictedConfigurations) assert.ok(contributes.configuration.properties[setting], setting);
  assert.equal(contributes.configuration.properties['layerwise.dockerPath']?.scope, 'machine-overridable');
});

test('grammars are there and bear the names the manifest gives them', () => {
  for (const { path: file, scopeName } of contributes.grammars) assert.equal((JSON.parse(read(file)) as { scopeName: string }).scopeName, scopeName);
});

function languageOf(name: string): string | undefined {
  // As the editor does it: whole names first, then the longest pattern, whatever the case.
  const lower = name.toLowerCase();
  const named = contributes.languages.find(({ filenames = [] }) => filenames.some(filename => filename.toLowerCase() === lower));
  const patterns = contributes.languages.flatMap(({ id, filenamePatterns = [] }) => filenamePatterns.map(pattern => ({ id, pattern })));
  const matching = patterns.filter(({ pattern }) => picomatch.isMatch(lower, pattern.toLowerCase(), { dot: true, posix: true }));
  return named?.id ?? matching.sort((left, right) => right.pattern.length - left.pattern.length)[0]?.id;
}

test('names of Dockerfiles that the editor does not know by itself', () => {
  for (const name of ['Dockerfile-alpine', 'Dockerfile2', 'Dockerfile_amd', 'dockerfile-arm64v8', 'Containerfile-dev', 'Dockerfile_0']) assert.equal(languageOf(name), 'dockerfile', name);
});

test('names that only look like one', () => {
  for (const name of ['dockerfile-utils.ts', 'Dockerfile-notes.md', 'dockerfile_lint.yml', 'Dockerfiles', 'my-Dockerfile-dev']) assert.equal(languageOf(name), undefined, name);
  for (const name of ['.dockerignore', 'Dockerfile.dockerignore', 'Containerfile.dockerignore', 'web.Dockerfile.dockerignore']) assert.equal(languageOf(name), 'ignore', name);
});

test('every colour that the code asks for is contributed, and the reverse', () => {
  const style = read('client/src/annotations/style.ts');
  const asked = [...style.matchAll(/color: '(\w+)'/g)].map(match => `layerwise.${match[1]}`);
  assert.deepEqual([...new Set([...asked, 'layerwise.faint'])].sort(), contributes.colors.map(({ id }) => id).sort());
});

test('every shape of the gutter has its icon, also dimmed, and no icon is left over', () => {
  const shapes = [...read('client/src/annotations/style.ts').matchAll(/^  (\w+): \{ color/gm)].map(match => match[1]);
  assert.ok(shapes.length > 5);
  assert.deepEqual(readdirSync(path.join(__ROOT__, 'media/gutter')).sort(), shapes.flatMap(shape => [`${shape}.svg`, `${shape}Stale.svg`]).sort());
});

function luminance(hex: string): number {
  const channels = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255).map(value => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * channels[0]! + 0.7152 * channels[1]! + 0.0722 * channels[2]!;
}

function contrast(left: string, right: string): number {
  const [dark, light] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

test('icons can be seen on dark, light and black backgrounds', () => {
  for (const file of readdirSync(path.join(__ROOT__, 'media/gutter'))) {
    const colors = [...read(`media/gutter/${file}`).matchAll(/#[0-9a-f]{6}/g)].map(match => match[0]);
    assert.ok(colors.length > 0, file);
    for (const color of colors) for (const background of ['#1e1e1e', '#ffffff', '#000000']) assert.ok(contrast(color, background) >= 3, `${file}: ${color} on ${background}`);
  }
});

test('icons of different states differ in shape, not only in colour', () => {
  const icons = readdirSync(path.join(__ROOT__, 'media/gutter')).filter(file => !file.includes('Stale'));
  const shapes = icons.map(file => read(`media/gutter/${file}`).replace(/#[0-9a-f]{6}/g, ''));
  assert.equal(new Set(shapes).size, icons.length);
});

test('the files that the manifest leads to are there', () => {
  for (const { path: file } of contributes.grammars) assert.ok(existsSync(path.join(__ROOT__, file)), file);
});

// The catalogue of everything people read: each subject has one place, each sentence is used and well formed, and no
// language has more or less than English says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { sources } from './sources.js';

interface Definition {
  readonly file: string;
  readonly namespace: string;
  /** Templates by key; the forms of a plural one by one. */
  readonly templates: ReadonlyMap<string, readonly string[]>;
}

const files = sources(/^(?:server|client)\/src\/.*\.ts$/, 200);
const definitions = files.flatMap(({ path: file, text }) => (text.includes('defineMessages(') ? definitionsIn(file, text) : []));

function definitionsIn(file: string, text: string): readonly Definition[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: Definition[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'defineMessages') {
      const [namespace, templates] = node.arguments;
      assert.ok(namespace && templates && ts.isStringLiteralLike(namespace) && ts.isObjectLiteralExpression(templates), `${file}: messages are written down where they are declared`);
      found.push({ file, namespace: namespace.text, templates: new Map(templates.properties.map(property => [property.name?.getText() ?? '', stringsIn(property)])) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The texts of one property: its value, or those of `one` and `other`. */
function stringsIn(property: ts.ObjectLiteralElementLike): readonly string[] {
  assert.ok(ts.isPropertyAssignment(property), property.getText());
  const { initializer } = property;
  if (ts.isStringLiteralLike(initializer)) return [initializer.text];
  assert.ok(ts.isObjectLiteralExpression(initializer), property.getText());
  assert.deepEqual(initializer.properties.map(form => form.name?.getText()), ['one', 'other'], property.getText());
  return initializer.properties.flatMap(form => stringsIn(form));
}

const placeholders = (template: string) => new Set([...template.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? ''));
const all = definitions.flatMap(({ file, namespace, templates }) => [...templates].map(([key, forms]) => ({ file, namespace, key, forms })));

test('every subject has a name of its own', () => {
  assert.ok(definitions.length > 10);
  const names = definitions.map(({ namespace }) => namespace);
  assert.deepEqual(names.filter((name, index) => names.indexOf(name) !== index), []);
  for (const { namespace } of definitions) assert.match(namespace, /^[a-z]+(?:[.-][a-zA-Z]+)*$/);
});

test('no sentence is declared twice in a subject, and each is used', () => {
  assert.ok(all.length > 80);
  // By its name, or by a key that is chosen among several.
  const unused = all.filter(({ key }) => !files.some(({ text }) => new RegExp(`\\.${key}\\b|'${key}'`).test(text)));
  assert.deepEqual(unused.map(({ namespace, key }) => `${namespace}.${key}`), []);
});

test('templates are whole: placeholders are names, braces are closed, and space stands only between words', () => {
  for (const { namespace, key, forms } of all) {
    for (const form of forms) {
      const rest = form.replace(/\{[a-z]\w*\}/gi, 'x');
      assert.doesNotMatch(rest, /[{}]|^\s|\s$|\s\s|\$\{/, `${namespace}.${key}: ${form}`);
      assert.notEqual(rest, '', `${namespace}.${key}`);
    }
  }
});

test('both forms of a plural say the same, and the count chooses', () => {
  for (const { namespace, key, forms } of all.filter(({ forms }) => forms.length === 2)) {
    const [one, other] = forms.map(placeholders);
    assert.ok(one && other);
    assert.ok(other.has('count'), `${namespace}.${key} has two forms and no {count} to choose by`);
    assert.deepEqual([...one].filter(name => !other.has(name)), [], `${namespace}.${key}`);
    assert.deepEqual([...other].filter(name => name !== 'count' && !one.has(name)), [], `${namespace}.${key}`);
  }
});

test('nothing for people is written past the catalogue', () => {
  const forPeople = /\b(?:showErrorMessage|showInformationMessage|showWarningMessage|setStatusBarMessage)\(\s*['"`]/;
  const past = files.filter(({ text }) => forPeople.test(text));
  assert.deepEqual(past.map(({ path: file }) => file), []);
});

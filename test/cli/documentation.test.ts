// The examples of docs/command-line.md that need no engine; those of `build` and `prove` run in the engine suite.
import assert from 'node:assert/strict';
import path from 'node:path';
import { before, test } from 'node:test';
import { readExamples, updateExample } from '../harness/consoleExamples.js';
import { buildProgram, layerwise, makeFolder, root } from './harness.js';

before(buildProgram);

const page = path.join(root, 'docs/command-line.md');
const examples = readExamples(page).filter(({ words }) => words[0] !== 'build' && words[0] !== 'prove');

test('the page shows check and fix, as text and as JSON', () => {
  const shown = examples.map(({ words }) => `${words[0]} ${words.includes('json') ? 'json' : 'text'}`);
  assert.deepEqual(shown, ['check text', 'check json', 'fix text', 'fix json']);
});

for (const example of examples) {
  test(`layerwise ${example.words.join(' ')}`, async () => {
    const { stdout, stderr } = await layerwise(makeFolder(example.files), example.words);
    assert.equal(stderr, '');
    if (!updateExample(page, example, stdout)) assert.equal(stdout, example.output);
  });
}

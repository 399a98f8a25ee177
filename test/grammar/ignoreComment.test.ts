// Our comments inside the editor's own Dockerfile grammar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokenize } from './tokenize.js';

async function marked(line: string): Promise<readonly string[]> {
  const [tokens = []] = await tokenize('source.dockerfile', line);
  return tokens.flatMap(([text, ...scopes]) => {
    const innermost = scopes.at(-1) ?? '';
    return /layerwise|rule|assignment/.test(innermost) ? [`${text}: ${innermost.replace('.dockerfile', '')}`] : [];
  });
}

const ignore = ['layerwise: keyword.other.layerwise', 'ignore: keyword.other.layerwise', '=: keyword.operator.assignment'];

test('a rule that is silenced', async () => {
  assert.deepEqual(await marked('# layerwise ignore=copy-before-install'), [...ignore, 'copy-before-install: entity.name.tag.rule']);
});

test('several rules, and words about why', async () => {
  assert.deepEqual(await marked('  #layerwise ignore=one, two-three because it is small'), [...ignore, 'one: entity.name.tag.rule', 'two-three: entity.name.tag.rule']);
});

test('a rule silenced in the whole file', async () => {
  assert.deepEqual((await marked('# layerwise ignore-file=unpinned-base'))[1], 'ignore-file: keyword.other.layerwise');
});

test('the whole line stays a comment', async () => {
  const [tokens = []] = await tokenize('source.dockerfile', '# layerwise ignore=one because');
  assert.ok(tokens.length > 0 && tokens.every(([, ...scopes]) => scopes.includes('comment.line.number-sign.dockerfile')), JSON.stringify(tokens));
});

for (const line of ['# layerwise is nice', '# layerwise ignore', '# ignore=one', 'RUN echo "# layerwise ignore=one"', 'RUN x # layerwise ignore=one']) {
  test(`not ours: ${line}`, async () => assert.deepEqual(await marked(line), []));
}

test('instructions keep their colours', async () => {
  const [, run = []] = await tokenize('source.dockerfile', '# layerwise ignore=one\nRUN true');
  assert.deepEqual(run.map(([text]) => text), ['RUN']);
});

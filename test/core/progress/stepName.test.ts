// What the name that an engine gives a step says: stage, number, platform and words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import { parseStepName } from '../../../server/src/core/progress/stepName.js';
import { canPrintAs } from '../../../server/src/core/progress/stepText.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';

const parts = (name: string) => {
  const parsed = parseStepName(name);
  return parsed && [parsed.words.join(' '), parsed.platform, parsed.number, parsed.total, parsed.keyword, [parsed.onbuild && 'onbuild', parsed.link && 'link'].filter(Boolean).join(' ')];
};

test('names of steps come apart', () => {
  assert.deepEqual(parts('[2/3] RUN echo'), ['', undefined, 2, 3, 'RUN', '']);
  assert.deepEqual(parts('[build  2/11] COPY a b'), ['build', undefined, 2, 11, 'COPY', '']);
  assert.deepEqual(parts('[ 2/11] COPY a b'), ['', undefined, 2, 11, 'COPY', '']);
  assert.deepEqual(parts('[linux/amd64->arm64 stage-0 1/2] FROM x'), ['stage-0', 'linux/amd64->arm64', 1, 2, 'FROM', '']);
  assert.deepEqual(parts('[web linux/amd64 build 3/4] RUN x'), ['web build', 'linux/amd64', 3, 4, 'RUN', '']);
  assert.deepEqual(parts('[2/4] ONBUILD COPY . .'), ['', undefined, 2, 4, 'COPY', 'onbuild']);
  assert.deepEqual(parts('[stage-1 3/5] LINK COPY --link a b'), ['stage-1', undefined, 3, 5, 'COPY', 'link']);
  assert.deepEqual(parts('[2/2] RUN\tECHO hi'), ['', undefined, 2, 2, 'RUN', '']);
  assert.equal(parseStepName('[2/2] RUN [1/2] is fine')?.text, 'RUN [1/2] is fine');
});

test('names of other work are none', () => {
  for (const name of ['[internal] load build context', '[context base] docker-image://x', '[web internal] load .dockerignore', 'exporting to image', 'FROM docker.io/library/x', '[auth] library/x:pull token', '']) assert.equal(parseStepName(name), undefined, name);
});

function prints(line: string, printed: string, args: Readonly<Record<string, string | undefined>> = {}): boolean {
  const syntax = parseDockerfile(`FROM scratch\n${Object.keys(args).map(name => `ARG ${name}\n`).join('')}${line}\n`);
  const plan = derivePlan(syntax, { dockerfile: '/d', context: '/', target: undefined, args: new Map(Object.entries(args)), platform: undefined, namedContexts: new Map() });
  const step = plan.stages[0]?.steps.at(-1);
  const name = parseStepName(`[2/2] ${printed}`);
  assert.ok(step && name);
  return canPrintAs(step, name);
}

test('a printed text fits the line it came from', () => {
  assert.ok(prints('run   echo "a b" && \\\n  echo c', 'RUN   echo "a b" &&   echo c'));
  assert.ok(prints('COPY ["a b", "/x/"]', 'COPY [a b, /x/]'));
  assert.ok(prints('RUN <<EOF\necho one\nEOF', 'RUN <<EOF (echo one...)'));
  assert.ok(prints('RUN echo $WHO ${WHO}!', 'RUN echo world world!', { WHO: 'world' }));
  assert.ok(prints('COPY $SRC /dst/', 'COPY anything at all /dst/', { SRC: undefined }));
  assert.ok(prints('COPY ${SRC:-a/b} /dst/', 'COPY x /dst/', { SRC: undefined }));
  assert.ok(prints("RUN echo '$WHO' \\$WHO", "RUN echo '$WHO' $WHO", { WHO: 'world' }));
  assert.ok(prints('RUN use $MY_TOKEN now', 'RUN use **** now', { MY_TOKEN: 'abcdef' }));
  assert.ok(prints('RUN echo $PATH$NOWHERE', 'RUN echo /bin:/usr/bin$NOWHERE'));
});

test('a printed text does not fit another line', () => {
  assert.ok(!prints('RUN echo a', 'RUN echo b'));
  assert.ok(!prints('RUN echo a', 'COPY echo a'));
  assert.ok(!prints('RUN echo $WHO', 'RUN echo you', { WHO: 'world' }));
  assert.ok(!prints('COPY $SRC /dst/', 'COPY x /other/', { SRC: undefined }));
  assert.ok(!prints('RUN aba $X aba', 'RUN aba', { X: undefined }));
});

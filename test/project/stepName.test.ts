// How a step is called in the status bar and in the notification of a build.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepName } from '../../server/src/project/stepName.js';

test('a step is called by its command, without the flags of the instruction', () => {
  assert.equal(stepName('RUN pip install -r requirements.txt'), 'pip install -r requirements.txt');
  assert.equal(stepName('RUN --mount=type=cache,target=/root/.npm --network=none npm ci --ignore-scripts'), 'npm ci --ignore-scripts');
  assert.equal(stepName('RUN pip install --index-url=https://example.com flask'), 'pip install --index-url=https://example…');
  assert.equal(stepName('COPY --link --from=build /app ./'), 'COPY /app ./');
  assert.equal(stepName('run  apt-get \n  update'), 'apt-get update');
});

test('a name is one line of at most forty characters, and never half a character', () => {
  const name = stepName(`RUN echo ${'😀'.repeat(50)}`);
  assert.equal(Array.from(name).length, 40);
  assert.ok(name.endsWith('😀…'));
});

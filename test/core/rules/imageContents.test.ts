// Where copied files end up in the image, through stages and names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import { placesInImage } from '../../../server/src/core/rules/imageContents.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';
import { sampleSetup } from '../../harness/plan.js';

const places = (path: string, ...lines: readonly string[]) => {
  const { places: found, open } = placesInImage([path], derivePlan(parseDockerfile(`${lines.join('\n')}\n`), sampleSetup));
  return open ? [...found, '?'] : found;
};

test('the target, and the stages that it is made from', () => {
  assert.deepEqual(places('Dockerfile', 'FROM a', 'WORKDIR /app', 'COPY . .'), ['/app/Dockerfile']);
  assert.deepEqual(places('x/.git', 'FROM a AS base', 'COPY x /src/', 'FROM base', 'COPY . /all'), ['/all/x/.git', '/src/.git']);
  assert.deepEqual(places('Dockerfile', 'FROM a AS base', 'COPY . /src', 'FROM b', 'RUN true'), []);
});

test('what one stage takes of another', () => {
  const build = ['FROM a AS build', 'WORKDIR /app', 'COPY . .'];
  assert.deepEqual(places('Dockerfile', ...build, 'FROM b', 'COPY --from=build /app/dist /srv'), []);
  assert.deepEqual(places('Dockerfile', ...build, 'FROM b', 'COPY --from=build /app /srv'), ['/srv/Dockerfile']);
  assert.deepEqual(places('Dockerfile', ...build, 'FROM b AS c', 'COPY --from=build / /root', 'FROM d', 'COPY --from=c /root/app/ ./x/'), ['?']);
  assert.deepEqual(places('Dockerfile', ...build, 'FROM b AS c', 'COPY --from=build / /root', 'FROM d', 'WORKDIR /y', 'COPY --from=c /root/app/ ./x/'), ['/y/x/Dockerfile']);
  assert.deepEqual(places('Dockerfile', ...build, 'FROM build AS tested', 'RUN make test', 'FROM b', 'COPY --from=tested /app /srv'), ['/srv/Dockerfile']);
  assert.deepEqual(places('Dockerfile', ...build, 'FROM b', 'RUN --mount=from=build,source=/app,target=/x make -C /x'), []);
});

test('patterns and what is not known leave the question open', () => {
  assert.deepEqual(places('a.log', 'FROM a', 'COPY *.log /logs/'), ['?']);
  assert.deepEqual(places('a.log', 'FROM a', 'COPY *.txt /texts/'), []);
  assert.deepEqual(places('a.log', 'FROM a', 'COPY . there'), ['?']);
  assert.deepEqual(places('a.log', 'ARG D', 'FROM a', 'ARG D', 'COPY $D /data/'), ['?']);
});

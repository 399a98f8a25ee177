// Which moves are proven. A move that is refused costs nothing; one that is wrongly allowed breaks an image.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { obstacleAbove, obstacleBelow } from '../../../server/src/core/effects/moves.js';
import { example } from './example.js';

const files = { 'src/a.py': '', 'requirements.txt': 'six\n' };

/** What stands in the way of the RUN with `apt-get` going above the COPY. */
function above(between: string, run = 'RUN apt-get update && apt-get install -y git'): string {
  const { moves, step } = example(`FROM a\nUSER root\nWORKDIR /app\nCOPY src ./src\n${between}${run}\n`, files);
  const obstacle = obstacleAbove([step(run.slice(0, 11))], step('COPY src'), moves);
  if (!obstacle) return 'proven';
  return obstacle.kind === 'state' ? `state: ${obstacle.instruction?.keyword}` : `${obstacle.answer}: ${obstacle.step.instruction.keyword}`;
}

test('an install goes above a COPY of other files', () => {
  assert.equal(above(''), 'proven');
  assert.equal(above('LABEL a=b\nEXPOSE 80\nCMD ["x"]\n'), 'proven');
});

test('what the install sees must stay the same', () => {
  assert.equal(above('ENV DEBIAN_FRONTEND=noninteractive\n'), 'state: ENV');
  assert.equal(above('ARG V=1\n'), 'state: ARG');
  assert.equal(above('USER app\n'), 'state: USER');
  assert.equal(above('WORKDIR /srv\n'), 'state: WORKDIR');
  assert.equal(above('SHELL ["/bin/bash", "-c"]\n'), 'state: SHELL');
  assert.equal(above('USER root\n'), 'proven');
});

test('steps between must not touch what it touches', () => {
  assert.equal(above('RUN ./setup.sh\n'), 'unknown: RUN');
  assert.equal(above('RUN echo deb > /etc/apt/sources.list\n'), 'yes: RUN');
  assert.equal(above('RUN mkdir -p /data && chmod 755 src/a.py\n'), 'proven');
  assert.equal(above('COPY src /etc/apt\n'), 'yes: COPY');
});

test('an install does not go above the COPY of its manifest', () => {
  assert.equal(above('COPY requirements.txt ./\n', 'RUN pip install -r requirements.txt'), 'yes: COPY');
});

function below(between: string, copy = 'COPY src ./src'): string {
  const { moves, step } = example(`FROM a\nWORKDIR /app\n${copy}\n${between}RUN apt-get install -y git\n`, files);
  const obstacle = obstacleBelow([step('COPY')], step('RUN apt-get'), moves);
  if (!obstacle) return 'proven';
  return obstacle.kind === 'state' ? `state: ${obstacle.instruction?.keyword}` : `${obstacle.answer}: ${obstacle.step.instruction.keyword}`;
}

test('a COPY goes below what does not look at its files', () => {
  assert.equal(below('ENV A=1\nUSER app\n'), 'proven');
  assert.equal(below('RUN useradd app\n'), 'proven');
  assert.equal(below('ENV DIR=/x\n', 'COPY src $DIR/src'), 'state: ENV');
  assert.equal(below('WORKDIR /srv\n'), 'state: WORKDIR');
  assert.equal(below('RUN python src/a.py\n'), 'unknown: RUN');
  assert.equal(below('RUN chmod 755 src/a.py\n'), 'yes: RUN');
});

test('a WORKDIR that makes the folder of a COPY gives it another owner', () => {
  assert.equal(below('WORKDIR /srv/app\n', 'COPY src /srv/app'), 'unknown: WORKDIR');
  assert.equal(below('WORKDIR /other\n', 'COPY src /srv/app'), 'proven');
});

test('a WORKDIR makes the folder as a COPY would: as root, or where it is there already', () => {
  const { moves, step } = example('FROM a\nCOPY src /srv/app\nCOPY --chown=1 src /srv/own\nWORKDIR /srv/app\nWORKDIR /srv/own\nRUN apt-get install -y git\n', files);
  const of = (copy: string, more: object) => obstacleBelow([step(copy)], step('RUN apt-get'), { ...moves, ...more });
  assert.equal(of('COPY src', { makesAsRoot: () => true }), undefined);
  assert.equal(of('COPY --chown', { makesAsRoot: () => true })?.kind, 'step', 'the COPY has an owner of its own');
  assert.equal(of('COPY --chown', { suppliedTo: () => new Set(['/srv/own/x']) }), undefined);
  assert.equal(of('COPY --chown', { suppliedTo: () => new Set(['/srv']) })?.kind, 'step');
});

test('two COPYs to one place keep their order, to different ones they need not', () => {
  assert.equal(below('COPY requirements.txt ./src/a.py\n'), 'yes: COPY');
  assert.equal(below('COPY requirements.txt ./\n'), 'proven');
  assert.equal(below('COPY --from=other /out ./src\n'), 'yes: COPY');
  assert.equal(below('COPY --from=other /out ./dist\n'), 'proven');
});

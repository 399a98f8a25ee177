// What a fix saves: which steps a change of a file makes run again, before and after, through stages and mounts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gainOf, type Gain } from '../../server/src/core/gain.js';
import { derivePlan } from '../../server/src/core/plan/derivePlan.js';
import type { Step } from '../../server/src/core/plan/plan.js';
import { parseDockerfile } from '../../server/src/core/syntax/parser.js';
import { memoryContext } from '../harness/memoryContext.js';
import { sampleSetup } from '../harness/plan.js';

const files = { 'requirements.txt': '', 'main.py': '', 'lib/a.py': '', 'lib/b.py': '', 'logs/a.log': '' };

interface World {
  readonly files?: Readonly<Record<string, string>>;
  readonly seconds?: Readonly<Record<string, number>>;
  readonly ignoredAfter?: string;
  readonly target?: string;
}

function gain(before: string, after: string, world: World = {}): Gain | undefined {
  const side = (text: string, ignored: string | undefined) => {
    const context = memoryContext({ ...(world.files ?? files), ...(ignored === undefined ? {} : { '.dockerignore': ignored }) }, {}, '/project');
    const lastRun = (step: Step) => { const seconds = world.seconds?.[step.instruction.logicalText]; return seconds === undefined ? undefined : seconds * 1000; };
    return { plan: derivePlan(parseDockerfile(text), { ...sampleSetup, target: world.target }), context, cost: { lastRun } };
  };
  return gainOf(side(before, undefined), side(after, world.ignoredAfter));
}

const steps = (found: Gain | undefined) => found && [found.before.steps, found.after.steps];
const naive = 'FROM a:1\nWORKDIR /app\nCOPY . .\nRUN install\nRUN build\n';

test('a step that moved above the sources no longer runs again', () => {
  const found = gain(naive, 'FROM a:1\nWORKDIR /app\nCOPY requirements.txt ./\nRUN install\nCOPY . .\nRUN build\n');
  assert.deepEqual(found, { file: 'main.py', before: { steps: 3, milliseconds: undefined }, after: { steps: 2, milliseconds: undefined } });
});

test('what is saved in time is what builds have told of steps that stay as they are', () => {
  const after = 'FROM a:1\nWORKDIR /app\nCOPY requirements.txt ./\nRUN --mount=type=cache,target=/c install\nCOPY . .\nRUN build\n';
  const found = gain(naive, after, { seconds: { 'RUN install': 60, 'RUN build': 5 } });
  assert.deepEqual([found?.before, found?.after], [{ steps: 3, milliseconds: 65_000 }, { steps: 2, milliseconds: 5000 }]);
  const split = gain('FROM a:1\nCOPY . .\nRUN install && build\n', 'FROM a:1\nCOPY requirements.txt ./\nRUN install\nCOPY lib lib\n', { seconds: { 'RUN install && build': 60 } });
  assert.deepEqual([split?.before.milliseconds, split?.after.milliseconds], [60_000, 60_000], 'nobody knows how much of it was the install');
});

test('nothing saved is no gain, nor is a change for the worse', () => {
  assert.equal(gain(naive, naive.replace('RUN install', 'RUN --mount=type=cache,target=/c install')), undefined);
  assert.equal(gain('FROM a:1\nCOPY requirements.txt ./\nRUN install\nCOPY . .\n', 'FROM a:1\nCOPY . .\nRUN install\n'), undefined);
});

test('stages that build on another one or take its files run again with it; those that the target does not need do not count', () => {
  const before = 'FROM a:1 AS deps\nCOPY . .\nRUN install\nFROM deps AS test\nRUN test\nFROM b:1\nCOPY --from=deps /x /x\nRUN --mount=type=bind,from=deps,target=/d use\n';
  const after = before.replace('COPY . .', 'COPY requirements.txt ./').replace('FROM deps AS test', 'COPY lib lib\nFROM deps AS test');
  assert.deepEqual(steps(gain(before, after, { files: { 'requirements.txt': '', 'main.py': '' } })), [4, 0]);
  assert.deepEqual(steps(gain(before, after, { files: { 'requirements.txt': '', 'main.py': '' }, target: 'test' })), [3, 0]);
  assert.deepEqual(gain(before, after)?.file, 'main.py', 'a file of which most is saved comes before one that is still copied');
});

test('a link is put on top again, so it counts', () => {
  const linked = (flags: string) => `FROM b:1 AS other\nRUN make\nFROM a:1\nCOPY . .\nCOPY${flags} --from=other /x /x\nRUN run\n`;
  assert.equal(gain(linked(''), linked(' --link')), undefined);
});

test('files bound from the context count as if copied', () => {
  assert.deepEqual(steps(gain('FROM a:1\nRUN --mount=type=bind,target=/src build\nRUN pack\n', 'FROM a:1\nRUN --mount=type=bind,source=requirements.txt,target=/r build\nRUN pack\n')), [2, 0]);
});

test('a file that is left out from now on costs nothing any more', () => {
  assert.deepEqual(gain(naive, naive, { ignoredAfter: 'logs\n' })?.file, 'logs/a.log');
  assert.deepEqual(steps(gain(naive, naive, { ignoredAfter: 'logs\n' })), [3, 0]);
});

test('where it is not known what is copied, nothing is said', () => {
  assert.equal(gain('FROM a:1\nARG WHAT\nCOPY $WHAT .\nRUN install\n', 'FROM a:1\nRUN install\nARG WHAT\nCOPY $WHAT .\n'), undefined);
  const unseen = { plan: derivePlan(parseDockerfile(naive), sampleSetup), context: undefined, cost: { lastRun: () => undefined } };
  assert.equal(gainOf(unseen, unseen), undefined);
});

test('`WORKDIR /` is no step', () => {
  assert.deepEqual(steps(gain('FROM a:1\nCOPY . .\nWORKDIR /\nRUN a\n', 'FROM a:1\nRUN a\nCOPY . .\nWORKDIR /\n')), [2, 1]);
});

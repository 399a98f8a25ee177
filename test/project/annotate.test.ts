// Records and running builds on the lines of a text that moves on: what every line carries and what the totals say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRecord } from '../../server/src/core/progress/recordCodec.js';
import { planOf } from '../harness/plan.js';
import { annotationsOf, currentSteps, summaryOf } from '../../server/src/project/annotate.js';
import { Costs } from '../../server/src/project/costs.js';
import type { DockerfileProject } from '../../server/src/project/dockerfileProject.js';
import { Project } from '../../server/src/project/project.js';
import { memoryHost } from '../harness/memoryHost.js';
import { sampleRecord } from '../harness/records.js';

const location = '/project/Dockerfile';
const text = 'FROM a AS build\nRUN one\nRUN two \\\n--more\nFROM b\nCOPY --from=build /x /x\nRUN three\n';
type Steps = Parameters<typeof sampleRecord>[1];

async function built(steps: Steps, fields: Partial<ReturnType<typeof sampleRecord>> = {}): Promise<DockerfileProject> {
  const host = memoryHost({ [location]: text });
  const record = { ...sampleRecord(text, steps), ...fields };
  await host.storage.write(['builds', location, '(default)', record.id], formatRecord(record));
  const dockerfile = new Project(host).open(location, text, 1);
  await dockerfile.settle();
  return dockerfile;
}

const shown = (dockerfile: DockerfileProject) => annotationsOf(currentSteps(dockerfile), dockerfile.costs).map(({ line, endLine, state, stale }) => `${line}-${endLine} ${state}${stale ? ' stale' : ''}`);
const all: Steps = {
  'RUN one': { outcome: 'cached' }, 'RUN two --more': { outcome: 'ran', milliseconds: 1500, startedAt: 5 }, 'COPY --from=build /x /x': { outcome: 'imported' }, 'RUN three': { outcome: 'failed', milliseconds: 200, error: 'exit code: 1' },
};

test('every outcome on the lines of its instruction, with what is known of it and nothing else', async () => {
  const dockerfile = await built(all, { status: 'failed' });
  assert.deepEqual(annotationsOf(currentSteps(dockerfile), dockerfile.costs), [
    { line: 1, endLine: 1, state: 'cached', stale: false }, { line: 2, endLine: 3, state: 'ran', stale: false, milliseconds: 1500, startedAt: 5 },
    { line: 5, endLine: 5, state: 'imported', stale: false }, { line: 6, endLine: 6, state: 'failed', stale: false, milliseconds: 200, error: 'exit code: 1' },
  ]);
  const others = await built({ 'RUN one': { outcome: 'skipped' }, 'RUN two --more': { outcome: 'canceled' }, 'RUN three': { outcome: 'waiting' } });
  assert.deepEqual(shown(others), ['1-1 skipped', '2-3 canceled']);
});

test('marks follow what is typed above them and turn stale with their own instruction', async () => {
  const dockerfile = await built(all);
  dockerfile.update(`# new\n\n${text}`, 2);
  assert.deepEqual(shown(dockerfile), ['3-3 cached', '4-5 ran', '7-7 imported', '8-8 failed']);
  dockerfile.update(text.replace('RUN one', 'RUN one more'), 3);
  assert.deepEqual(shown(dockerfile), ['1-1 cached stale', '2-3 ran', '5-5 imported', '6-6 failed']);
  dockerfile.update(text.replace('RUN one\n', ''), 4);
  assert.deepEqual(shown(dockerfile), ['1-2 ran', '4-4 imported', '5-5 failed'], 'one that is gone carries nothing');
  dockerfile.update('', 5);
  assert.deepEqual(shown(dockerfile), []);
});

test('the totals count what carries an outcome; what was never needed is no hit', async () => {
  const dockerfile = await built({ 'RUN one': { outcome: 'skipped' }, 'RUN two --more': { outcome: 'cached' }, 'COPY --from=build /x /x': { outcome: 'imported' }, 'RUN three': { outcome: 'ran', milliseconds: 3000 } });
  assert.deepEqual(summaryOf(dockerfile, 0), { status: 'succeeded', cached: 2, total: 3, milliseconds: 20_000, savedMilliseconds: 0 });
  const nothing = new Project(memoryHost()).open(location, text, 1);
  assert.equal(summaryOf(nothing, 0), undefined);
});

test('what a cached step took the last time it ran is what was saved', async () => {
  const host = memoryHost({ [location]: text });
  const older = { ...sampleRecord(text, { 'RUN one': { outcome: 'ran', milliseconds: 60_000 } }), id: '20250101T000000000Z-abcd' };
  for (const record of [older, sampleRecord(text, { 'RUN one': { outcome: 'cached' }, 'RUN three': { outcome: 'cached' } })]) await host.storage.write(['builds', location, '(default)', record.id], formatRecord(record));
  const dockerfile = new Project(host).open(location, text, 1);
  await dockerfile.settle();
  assert.equal(summaryOf(dockerfile, 0)?.savedMilliseconds, 60_000);
});

test('costs are those of the newest run, by the text of the instruction, whatever stage or target it was for', () => {
  const [newer, older] = [2000, 9000].map(milliseconds => sampleRecord(text, { 'RUN one': { outcome: 'ran', milliseconds } }));
  assert.ok(newer && older);
  const failed = sampleRecord(text, { 'RUN three': { outcome: 'failed', milliseconds: 500 }, 'RUN two --more': { outcome: 'ran', milliseconds: undefined } });
  const costs = new Costs([failed, newer, older]);
  const steps = planOf(['FROM x', 'RUN three', 'RUN two --more', 'FROM y', 'RUN one']).stages.flatMap(stage => stage.steps);
  assert.deepEqual(steps.map(step => costs.lastRun(step)), [undefined, undefined, undefined, undefined, 2000]);
  assert.equal(costs.lastRunOf('RUN one'), 2000);
  assert.equal(costs.lastRunOf('RUN three'), undefined, 'a step that failed says nothing of what it costs');
});

// Each table is a Dockerfile, what the engine reported, and what may be said of every line. Recorded streams first, then
// streams written down after what engines of several versions print.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ProgressEvent, Vertex } from '../../../server/src/core/progress/events.js';
import { decodePlain, decodeRawjson, outcomesOf, tableOf, type Build } from './table.js';

declare const __ROOT__: string;
const read = (name: string) => readFileSync(path.join(__ROOT__, 'test/fixtures/streams', name), 'utf8');

type Form = 'rawjson' | 'numbering' | 'v1' | 'plain';
const forms: readonly Form[] = ['rawjson', 'numbering', 'v1', 'plain'];

function recorded(scenario: string, folder: string, form: Form, ended: Build['ended'] = 'succeeded'): Build {
  const dockerfile = read(`${scenario}/Dockerfile`);
  const suffix = form === 'v1' ? '-v1' : '';
  const events = form === 'plain' ? decodePlain(read(`${folder}/plain.txt`)) : decodeRawjson(read(`${folder}/rawjson${suffix}.txt`));
  const hasMap = ended === 'succeeded' && (form === 'rawjson' || form === 'v1');
  return { dockerfile, events, ended, ...(hasMap ? { provenance: JSON.parse(read(`${folder}/provenance${suffix}.json`)) } : {}) };
}

const multiStage = (...outcomes: readonly string[]) => [
  'FROM ${BASE} AS build', 'WORKDIR /src', 'COPY package.txt ./', 'RUN --mount=type=cache,target=/cache cp ', 'COPY src/ src/', 'RUN <<EOF', 'FROM ${BASE}', 'WORKDIR /', 'COPY --from=build /${TARGET_NAME}.out /o', 'RUN ls -l /out',
].map((line, at) => `${line} → ${outcomes[at]}`).join('\n');

for (const form of forms) {
  test(`recorded, two stages, told by ${form}`, () => {
    assert.equal(tableOf(recorded('multiStage', 'multiStage/first', form)), multiStage('-', 'ran', 'ran', 'ran', 'ran', 'ran', '-', '-', 'ran', 'ran'));
    assert.equal(tableOf(recorded('multiStage', 'multiStage/cached', form)), multiStage('-', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped', '-', '-', 'cached', 'cached'));
    assert.equal(tableOf(recorded('multiStage', 'multiStage/touched', form)), multiStage('cached', 'cached', 'cached', 'cached', 'ran', 'ran', 'cached', '-', 'ran', 'ran'));
  });
}

for (const form of ['rawjson', 'plain'] as const) {
  test(`recorded failures, told by ${form}`, () => {
    assert.equal(tableOf(recorded('failingRun', 'failingRun', form, 'failed')), [
      'FROM layerwise/busybox:fixture → -', 'WORKDIR /app → ran', 'COPY package.txt ./ → ran', 'RUN echo "this goes well" → ran', 'RUN echo "about to fail" && cat /no/such → failed', 'RUN echo "never reached" → -',
    ].join('\n'));
    assert.equal(tableOf(recorded('missingCopy', 'missingCopy', form, 'failed')), [
      'FROM layerwise/busybox:fixture → -', 'RUN sleep 2 && echo "may or may not be r → canceled', 'RUN echo "never reached" → -', 'COPY no-such-file.txt /app/ → failed', 'RUN echo "never reached either" → -',
    ].join('\n'));
  });
}

test('recorded: a stage that is not needed, and one vertex on two lines', () => {
  for (const form of forms) {
    assert.match(tableOf(recorded('skippedStage', 'skippedStage', form)), /AS unused → skipped\nCOPY package\.txt \/package\.txt → skipped\nRUN echo unused > \/unused\.txt → skipped\n/);
    assert.equal(tableOf(recorded('sharedRun', 'sharedRun', form)).match(/RUN echo same > \/same\.txt → ran/g)?.length, 2, form);
  }
});

test('recorded: Docker 20.10', () => {
  const dockerfile = read('oldEngine/Dockerfile');
  const at = (table: string) => table.split('\n').map(line => line.split(' → ')[1]).join(' ');
  assert.equal(at(tableOf({ dockerfile, events: decodePlain(read('oldEngine/cached/plain.txt')), ended: 'succeeded', target: 'build' })), '- cached cached cached ran ran skipped - skipped skipped skipped');
  assert.equal(at(tableOf({ dockerfile, events: decodePlain(read('oldEngine/failed/plain.txt')), ended: 'failed' })), '- ran ran ran ran ran - - ran ran failed');
});

test('a step has its own time, output, error and place', () => {
  const steps = outcomesOf(recorded('failingRun', 'failingRun', 'rawjson', 'failed'));
  const failed = steps.find(step => step.outcome === 'failed');
  assert.ok(failed);
  assert.deepEqual([failed.line, failed.endLine, failed.stageIndex, failed.stage, failed.placedBy], [4, 6, 0, undefined, 'numbering']);
  assert.deepEqual(failed.logTail, ['about to fail', "cat: can't open '/no/such/file': No such file or directory"]);
  assert.match(failed.error ?? '', /exit code: 1$/);
  assert.ok(failed.milliseconds !== undefined && failed.milliseconds > 50 && failed.milliseconds < 5000);
});

/** One report of the engine on one vertex. `from`..`to` is an interval of its own; `implied` a CACHED that took no time. */
interface Report {
  readonly inputs?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly cached?: boolean;
  readonly implied?: number;
  readonly error?: string;
  readonly log?: string;
  readonly download?: boolean;
  readonly group?: string;
}

function stream(reports: readonly (readonly [digest: string, name: string, report: Report])[]): readonly ProgressEvent[] {
  return reports.flatMap(([digest, name, report]): ProgressEvent[] => {
    const vertex: Vertex = {
      digest, name, inputs: report.inputs ?? [], startedAt: report.implied ?? report.from, completedAt: report.implied ?? report.to,
      cached: report.implied !== undefined || report.cached === true, error: report.error, group: report.group === undefined ? undefined : { id: report.group, name: report.group, weak: false },
    };
    return [
      { kind: 'vertex', vertex },
      ...(report.log === undefined ? [] : [{ kind: 'log', vertex: digest, stream: 'stdout', text: report.log, at: undefined } as const]),
      ...(report.download ? [{ kind: 'status', vertex: digest, id: 'sha256:0123', current: 5, total: 5 } as const] : []),
    ];
  });
}

const table = (dockerfile: string, reports: Parameters<typeof stream>[0], ended: 'succeeded' | 'failed' | 'canceled' | 'running' = 'succeeded', more: Partial<Build> = {}) =>
  tableOf({ dockerfile, events: stream(reports), ended: ended === 'running' ? undefined : ended, ...more }).split('\n');

const three = 'FROM b\nRUN one\nRUN two\nRUN three';
const base = ['f', '[1/4] FROM docker.io/library/b', { from: 1, to: 2 }] as const;
const one = '[2/4] RUN one', two = '[3/4] RUN two', last = '[4/4] RUN three';

test('a hit that was loaded proves all below it in its chain', () => {
  assert.deepEqual(table(three, [base, ['1', one, { inputs: ['f'], implied: 10 }], ['2', two, { inputs: ['1'], implied: 10 }], ['3', last, { inputs: ['2'], from: 10, to: 11, cached: true }]]),
    ['FROM b → -', 'RUN one → cached', 'RUN two → cached', 'RUN three → cached']);
});

test('so it does in a build that fails later', () => {
  assert.deepEqual(table(three, [base, ['1', one, { inputs: ['f'], implied: 10 }], ['2', two, { inputs: ['1'], from: 10, to: 11, cached: true }], ['3', last, { inputs: ['2'], from: 12, to: 20, error: 'exit code: 1' }]], 'failed'),
    ['FROM b → -', 'RUN one → cached', 'RUN two → cached', 'RUN three → failed']);
});

test('CACHED inferred from a step that failed or was executed proves nothing', () => {
  for (const [report, ended] of [[{ error: 'checksum of ref: not found' }, 'failed'], [{}, 'succeeded']] as const) {
    assert.deepEqual(table(three, [base, ['1', one, { inputs: ['f'], implied: 10 }], ['2', two, { inputs: ['1'], implied: 10 }], ['3', last, { inputs: ['2'], from: 10, to: 10.5, ...report }]], ended).slice(1, 3), ['RUN one → -', 'RUN two → -'], ended);
  }
});

test('a step that was running when it was inferred to be cached was canceled', () => {
  assert.deepEqual(table(three, [base, ['1', one, { inputs: ['f'], from: 5 }], ['1', one, { inputs: ['f'], implied: 10 }], ['2', two, { inputs: ['1'], implied: 10 }], ['3', last, { inputs: ['2'], from: 10, to: 10, error: 'not found' }], ['1', one, { inputs: ['f'], from: 5, to: 12, error: 'x: context canceled' }]], 'failed'),
    ['FROM b → -', 'RUN one → canceled', 'RUN two → -', 'RUN three → failed']);
});

test('while the build runs: running, waiting, and hits as soon as they are proven', () => {
  assert.deepEqual(table(three, [base, ['1', one, { inputs: ['f'], from: 10, cached: true }], ['2', two, { inputs: ['1'], from: 12 }], ['3', last, { inputs: ['2'] }]], 'running'),
    ['FROM b → -', 'RUN one → cached', 'RUN two → running', 'RUN three → waiting']);
});

test('a build that was killed leaves its running step canceled and the others without a word', () => {
  assert.deepEqual(table(three, [base, ['1', one, { inputs: ['f'], from: 10, to: 12 }], ['2', two, { inputs: ['1'], from: 12 }], ['3', last, { inputs: ['2'] }]], 'canceled'),
    ['FROM b → -', 'RUN one → ran', 'RUN two → canceled', 'RUN three → -']);
});

test('a result that was gone and made again ran, though it was called cached before', () => {
  assert.deepEqual(table(three, [base, ['1', one, { inputs: ['f'], implied: 10 }], ['2', two, { inputs: ['1'], from: 10, to: 10.1, cached: true }], ['1', one, { inputs: ['f'], from: 20, to: 30 }], ['2', two, { inputs: ['1'], from: 30, to: 40 }], ['3', last, { inputs: ['2'], from: 40, to: 50 }]]),
    ['FROM b → -', 'RUN one → ran', 'RUN two → ran', 'RUN three → ran']);
});

const healed = 'FROM b AS made\nRUN one\nRUN two\nFROM made AS more\nRUN three\nFROM b\nCOPY --from=more /x /x';
const names = { f: '[stage-2 1/2] FROM docker.io/library/b', 1: '[made 2/3] RUN one', 2: '[made 3/3] RUN two', 3: '[more 1/1] RUN three', c: '[stage-2 2/2] COPY --from=more /x /x' };

test('stages behind a COPY that was found were not needed; a stage that was read was found with all it stands on', () => {
  const found = [['f', names.f, { from: 1, to: 2 }], ['1', names[1], { inputs: ['f'], implied: 10 }], ['2', names[2], { inputs: ['1'], implied: 10 }], ['3', names[3], { inputs: ['2'], implied: 10 }], ['c', names.c, { inputs: ['f', '3'], from: 10, to: 11, cached: true }]] as const;
  assert.deepEqual(table(healed, found), ['FROM b AS made → -', 'RUN one → skipped', 'RUN two → skipped', 'FROM made AS more → -', 'RUN three → skipped', 'FROM b → -', 'COPY --from=more /x /x → cached']);
  assert.deepEqual(table(healed, found, 'failed').slice(1, 3), ['RUN one → -', 'RUN two → -']);
  const readFromStage = [['f', names.f, { from: 1, to: 2 }], ['1', names[1], { inputs: ['f'], implied: 10 }], ['2', names[2], { inputs: ['1'], implied: 10 }], ['3', names[3], { inputs: ['2'], from: 10, to: 11, cached: true }], ['c', names.c, { inputs: ['f', '3'], from: 12, to: 15 }]] as const;
  assert.deepEqual(table(healed, readFromStage), ['FROM b AS made → -', 'RUN one → cached', 'RUN two → cached', 'FROM made AS more → -', 'RUN three → cached', 'FROM b → -', 'COPY --from=more /x /x → ran']);
});

test('equal work that was merged with an executed step is neither cached nor skipped', () => {
  const dockerfile = 'FROM b AS x\nCOPY p/same /to/\nFROM b AS y\nCOPY q/same /to/\nRUN y\nFROM b\nCOPY --from=x /to /x\nCOPY --from=y /to /y';
  assert.deepEqual(table(dockerfile, [
    ['f', '[stage-2 1/3] FROM docker.io/library/b', { from: 1, to: 2 }], ['x', '[x 2/2] COPY p/same /to/', { inputs: ['f', 'ctx'], from: 3, to: 4 }], ['y', '[y 2/3] COPY q/same /to/', { inputs: ['f', 'ctx'], implied: 5 }], ['r', '[y 3/3] RUN y', { inputs: ['y'], from: 5, to: 6 }],
    ['cx', '[stage-2 2/3] COPY --from=x /to /x', { inputs: ['f', 'x'], from: 7, to: 8 }], ['cy', '[stage-2 3/3] COPY --from=y /to /y', { inputs: ['cx', 'r'], from: 9, to: 10 }],
  ])[3], 'COPY q/same /to/ → -');
});

test('of FROM something is said only when there was work or a mount', () => {
  const from = (...reports: readonly Report[]) => table('FROM b\nRUN x', [...reports.map(report => ['f', '[1/2] FROM docker.io/library/b', report] as const), ['r', '[2/2] RUN x', { inputs: ['f'], from: 50, to: 60 }]])[0];
  assert.equal(from({ from: 1, to: 2 }), 'FROM b → -');
  assert.equal(from({ from: 1, to: 2 }, { from: 3, to: 4, cached: true }), 'FROM b → cached');
  assert.equal(from({ from: 1, to: 2 }, { from: 3, to: 4 }), 'FROM b → -');
  assert.equal(from({ from: 1, to: 2 }, { from: 3, to: 40, download: true }), 'FROM b → ran');
  assert.equal(from({ from: 1, to: 2, error: 'not found' }), 'FROM b → failed');
});

test('a base that can not be resolved fails where it stands', () => {
  const refused = (reference: string) => table('FROM b\nRUN x\nFROM ghcr.io/o/n:1\nRUN y', [['m', `[internal] load metadata for ${reference}`, { from: 1, to: 2, error: `${reference}: not found` }]], 'failed').filter(line => line.endsWith('failed'));
  assert.deepEqual(refused('docker.io/library/b:latest'), ['FROM b → failed']);
  assert.deepEqual(refused('ghcr.io/o/n:1'), ['FROM ghcr.io/o/n:1 → failed']);
  assert.deepEqual(refused('docker.io/library/other:latest'), []);
});

test('both halves of COPY --link must be cached, and so must all platforms', () => {
  const link = (copy: Report, merge: Report) => table('FROM b\nCOPY --link a /a', [base, ['c', '[2/2] COPY --link a /a', { inputs: ['ctx'], group: 'g', ...copy }], ['l', '[2/2] LINK COPY --link a /a', { inputs: ['f', 'c'], group: 'g', ...merge }]])[1];
  assert.equal(link({ implied: 10 }, { from: 10, to: 11, cached: true }), 'COPY --link a /a → cached');
  assert.equal(link({ from: 5, to: 6, cached: true }, { from: 10, to: 11 }), 'COPY --link a /a → ran');
  const platforms = (arm: Report) => table('FROM b\nRUN x', [['r1', '[linux/amd64 2/2] RUN x', { inputs: ['f'], from: 5, to: 6, cached: true }], ['r2', '[linux/arm64 2/2] RUN x', { inputs: ['f2'], ...arm }]])[1];
  assert.equal(platforms({ from: 5, to: 6, cached: true }), 'RUN x → cached');
  assert.equal(platforms({ from: 5, to: 60 }), 'RUN x → ran');
});

test('of an ADD that fetches, the copy counts', () => {
  assert.deepEqual(table('FROM b\nADD https://h/f /f', [base, ['h', '[2/2] ADD https://h/f /f', { from: 3, to: 4 }], ['a', '[2/2] ADD https://h/f /f', { inputs: ['f', 'h'], from: 5, to: 6, cached: true }]])[1], 'ADD https://h/f /f → cached');
  const plain = decodePlain('#1 [2/2] ADD https://h/f /f\n#1 DONE 0.1s\n\n#2 [2/2] ADD https://h/f /f\n#2 CACHED\n');
  assert.match(tableOf({ dockerfile: 'FROM b\nADD https://h/f /f', events: plain, ended: 'succeeded' }), /ADD https:\/\/h\/f \/f → -/);
});

test('a loaded hit that was downloaded from an imported cache', () => {
  const load = { inputs: ['f'], from: 5, to: 60, cached: true, download: true };
  assert.equal(table('FROM b\nRUN x', [['i', 'importing cache manifest from r/c', { from: 1, to: 2 }], ['r', '[2/2] RUN x', load]])[1], 'RUN x → imported');
  assert.equal(table('FROM b\nRUN x', [['i', 'importing cache manifest from r/c', { from: 1, to: 2, error: 'not found' }], ['r', '[2/2] RUN x', load]])[1], 'RUN x → cached');
});

test('triggers of the base move the numbers and have no line', () => {
  const dockerfile = 'FROM b\nRUN same\nRUN end';
  const steps = (onbuild: string) => table(dockerfile, [['f', '[1/3] FROM docker.io/library/b', { from: 1, to: 2 }], ['t', `[2/4] ${onbuild}RUN same`, { inputs: ['f'], from: 3, to: 4 }], ['s', '[3/4] RUN same', { inputs: ['t'], from: 5, to: 6, cached: true }], ['e', '[4/4] RUN end', { inputs: ['s'], from: 7, to: 8 }]]).slice(1);
  for (const prefix of ['ONBUILD ', '']) assert.deepEqual(steps(prefix), ['RUN same → cached', 'RUN end → ran']);
});

test('a base from a named context is counted but has no number', () => {
  assert.deepEqual(table('FROM b\nWORKDIR /a\nRUN x', [['f', '[context b] docker.io/library/other', { from: 1, to: 2 }], ['w', '[1/3] WORKDIR /a', { inputs: ['f'], from: 3, to: 4 }], ['x', '[2/3] RUN x', { inputs: ['w'], from: 5, to: 6 }]]).slice(1), ['WORKDIR /a → ran', 'RUN x → ran']);
});

test('WORKDIR / is counted but has no number', () => {
  assert.deepEqual(table('FROM b\nWORKDIR /\nRUN x', [['f', '[1/3] FROM b', { from: 1, to: 2 }], ['x', '[2/3] RUN x', { inputs: ['f'], from: 5, to: 6 }]]).slice(1), ['WORKDIR / → -', 'RUN x → ran']);
});

test('a name that does not fit the text is placed nowhere', () => {
  assert.deepEqual(table('FROM b\nRUN one\nRUN two', [['1', '[2/3] RUN one', { inputs: ['f'], from: 1, to: 2 }], ['2', '[3/3] RUN something else', { inputs: ['1'], from: 3, to: 4 }]]).slice(1), ['RUN one → ran', 'RUN two → -']);
  assert.deepEqual(table('FROM b AS a\nRUN x', [['1', '[other 2/2] COPY x y', { inputs: ['f'], from: 1, to: 2 }]]), ['FROM b AS a → -', 'RUN x → -']);
});

test('a bake target before the numbers', () => {
  assert.equal(table('FROM b\nRUN x', [['x', '[web 2/2] RUN x', { inputs: ['f'], from: 5, to: 6 }]])[1], 'RUN x → ran');
  assert.equal(table('FROM b AS p\nRUN x\nFROM b\nRUN x', [['x', '[web p 2/2] RUN x', { inputs: ['f'], from: 5, to: 6 }]], 'succeeded', { target: 'p' })[1], 'RUN x → ran');
});

test('a source map of another text is not used', () => {
  const dockerfile = 'FROM b\nRUN x\nRUN y';
  const provenance = (text: string) => ({
    buildConfig: { digestMapping: { x: 'step0' } },
    metadata: { 'https://mobyproject.org/buildkit@v1#metadata': { source: { locations: { step0: { locations: [{ ranges: [{ start: { line: 3 }, end: { line: 3 } }] }] } }, infos: [{ data: Buffer.from(text).toString('base64') }] } } },
  });
  const events = [['x', '[2/3] RUN x', { inputs: ['f'], from: 5, to: 6 }]] as const;
  assert.deepEqual(table(dockerfile, events, 'succeeded', { provenance: provenance('FROM b\n\nRUN x\nRUN y') }).slice(1), ['RUN x → ran', 'RUN y → -']);
  assert.deepEqual(table(dockerfile, events, 'succeeded', { provenance: provenance(dockerfile) }).slice(1), ['RUN x → -', 'RUN y → ran']);
});

test('plain text: CACHED counts where something executed or the result stands on it', () => {
  const plain = (text: string, ended: Build['ended']) => tableOf({ dockerfile: three, events: decodePlain(text), ended }).split('\n').slice(1).map(line => line.split(' → ')[1]).join(' ');
  assert.equal(plain('#1 [2/4] RUN one\n#1 CACHED\n\n#2 [3/4] RUN two\n#2 CACHED\n\n#3 [4/4] RUN three\n#3 CACHED\n', 'succeeded'), 'cached cached cached');
  assert.equal(plain('#1 [2/4] RUN one\n#1 CACHED\n\n#2 [3/4] RUN two\n#2 DONE 1.0s\n\n#3 [4/4] RUN three\n#3 ERROR: x\n', 'failed'), 'cached ran failed');
  assert.equal(plain('#1 [2/4] RUN one\n#1 CACHED\n\n#2 [3/4] RUN two\n#2 CACHED\n\n#3 [4/4] RUN three\n#3 ERROR: failed to compute cache key\n', 'failed'), '- - failed');
  assert.equal(plain('#1 [2/4] RUN one\n#1 CACHED\n\n#2 [3/4] RUN two\n#2 CACHED\n\n#3 [4/4] RUN three\n#3 0.1 hello\n#3 ERROR: exit code: 1\n', 'failed'), 'cached cached failed');
});

test('never a hit without a report of one, whatever else is reported', () => {
  const report = fc.record({ from: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }), to: fc.option(fc.integer({ min: 10, max: 19 }), { nil: undefined }), error: fc.option(fc.constantFrom('boom', 'context canceled'), { nil: undefined }) });
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('1', '2', '3'), report), { maxLength: 12 }), fc.constantFrom(undefined, 'succeeded', 'failed', 'canceled'), (reports, ended) => {
    const all = { 1: one, 2: two, 3: last };
    const events = stream([base, ...reports.map(([digest, part]) => [digest, all[digest as '1'], { inputs: [digest === '1' ? 'f' : String(Number(digest) - 1)], ...Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) }] as const)]);
    const outcomes = outcomesOf({ dockerfile: three, events, ended });
    assert.ok(outcomes.every(step => step.outcome !== 'cached' && step.outcome !== 'imported'));
    if (ended !== 'succeeded') assert.ok(outcomes.every(step => step.outcome !== 'skipped'));
    if (ended !== undefined) assert.ok(outcomes.every(step => step.outcome !== 'running' && step.outcome !== 'waiting'));
  }));
});

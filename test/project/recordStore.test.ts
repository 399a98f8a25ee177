// Build records on a disk that fills up, holds garbage and is shared with other processes: the build itself never suffers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRecord } from '../../server/src/core/progress/recordCodec.js';
import type { BuildRecord } from '../../server/src/core/progress/record.js';
import { RecordStore } from '../../server/src/project/recordStore.js';
import { memoryHost } from '../harness/memoryHost.js';
import { sampleRecord } from '../harness/records.js';

const text = 'FROM a\nRUN make\n';
const base = sampleRecord(text, { 'RUN make': { outcome: 'ran', milliseconds: 5000 } });
/** A record of the nth minute. */
const record = (minute: number, fields: Partial<BuildRecord> = {}): BuildRecord => ({ ...base, id: `20260101T00${String(minute).padStart(2, '0')}00000Z-abcd`, ...fields });
const minutes = (records: readonly BuildRecord[]) => records.map(({ id }) => Number(id.slice(11, 13)));
const keyOf = ({ dockerfile, target, id }: BuildRecord) => ['builds', dockerfile, target ?? '(default)', id].join('\n');

test('of sixty builds fifty are kept, the ten newest are read, newest first', async () => {
  const host = memoryHost();
  const store = new RecordStore(host);
  for (let minute = 0; minute < 60; minute++) await store.add(record(minute));
  assert.equal(host.stored.size, 50);
  assert.ok(host.stored.has(keyOf(record(59))) && !host.stored.has(keyOf(record(9))));
  assert.deepEqual(minutes(await store.newest(base.dockerfile)), [59, 58, 57, 56, 55, 54, 53, 52, 51, 50]);
});

test('targets are kept apart and read together; other Dockerfiles are none of our business', async () => {
  const host = memoryHost();
  const store = new RecordStore(host);
  await store.add(record(1));
  await store.add(record(3, { target: 'dev' }));
  await store.add(record(2, { target: 'prod' }));
  await store.add(record(4, { dockerfile: '/project/Dockerfile.other' }));
  for (let minute = 5; minute < 59; minute++) await store.add(record(minute, { target: 'busy' }));
  assert.equal([...host.stored.keys()].filter(key => key.includes('\nbusy\n')).length, 50);
  assert.ok(host.stored.has(keyOf(record(1))), 'many builds of one target do not push out those of another');
  assert.equal(minutes(await store.newest(base.dockerfile))[0], 58);
});

test('garbage is set aside and said once; the records around it are read', async () => {
  const host = memoryHost();
  const store = new RecordStore(host);
  await store.add(record(1));
  const garbage = { 2: '', 3: '{"version": 1', 4: '{"version":1,"id":"x"}', 5: 'null', 6: JSON.stringify({ ...record(6), steps: [{ ...record(6).steps[0], outcome: 'guessed' }] }) };
  for (const [minute, content] of Object.entries(garbage)) host.stored.set(keyOf(record(Number(minute))), content);
  assert.deepEqual(minutes(await store.newest(base.dockerfile)), [1]);
  assert.equal(host.logged.length, 5);
  assert.match(host.logged.join('\n'), /set aside: invalid steps\.0\.outcome/);
  assert.equal([...host.stored.keys()].filter(key => key.startsWith('aside\n')).length, 5, 'nothing is thrown away');
  assert.deepEqual(minutes(await store.newest(base.dockerfile)), [1]);
  assert.equal(host.logged.length, 5);
});

test('records of a newer version of the product are left to it', async () => {
  const host = memoryHost();
  host.stored.set(keyOf(record(2)), JSON.stringify({ version: 2, whatever: true }));
  assert.deepEqual(await new RecordStore(host).newest(base.dockerfile), []);
  assert.deepEqual([host.logged, [...host.stored.keys()]], [[], [keyOf(record(2))]]);
});

test('fields that a newer version added survive being read and written', async () => {
  const host = memoryHost();
  host.stored.set(keyOf(record(2)), JSON.stringify({ ...record(2), fingerprints: { a: 1 } }));
  const [read] = await new RecordStore(host).newest(base.dockerfile);
  assert.ok(read);
  assert.deepEqual(JSON.parse(formatRecord(read)).fingerprints, { a: 1 });
});

test('a full disk is a line in the log; the record is shown as long as the process lives, and not twice', async () => {
  const host = memoryHost();
  const store = new RecordStore(host);
  await store.add(record(1));
  host.diskError = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  await store.add(record(2));
  await store.add(record(3, { dockerfile: '/other' }));
  assert.deepEqual(minutes(await store.newest(base.dockerfile)), [2, 1]);
  assert.match(host.logged[0] ?? '', /could not be stored: .*ENOSPC/);
  host.diskError = undefined;
  await store.add(record(4));
  assert.deepEqual(minutes(await store.newest(base.dockerfile)), [4, 2, 1]);
  assert.deepEqual(minutes(await new RecordStore(host).newest(base.dockerfile)), [4, 1]);
});

test('a record that was stored is not lost or doubled when old ones cannot be removed', async () => {
  const host = memoryHost();
  const store = new RecordStore({ ...host, storage: { ...host.storage, remove: async () => { throw new Error('EROFS: read-only'); } } });
  for (let minute = 0; minute < 51; minute++) await store.add(record(minute));
  assert.equal(minutes(await store.newest(base.dockerfile)).filter(minute => minute === 50).length, 1);
  assert.match(host.logged.join(), /could not be removed: .*EROFS/);
});

test('what another process stores is told, until one stops listening', async () => {
  const host = memoryHost();
  let told = 0;
  const stop = new RecordStore(host).watch(base.dockerfile, () => { told++; });
  await new RecordStore(host).add(record(1));
  await new RecordStore(host).add(record(2, { dockerfile: '/other' }));
  assert.equal(told, 1);
  stop();
  await new RecordStore(host).add(record(3));
  assert.equal(told, 1);
});

// The JSON progress stream read into events, wherever the chunks of it end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Base64TextDecoder } from '../../../server/src/core/progress/base64Text.js';
import type { ProgressEvent } from '../../../server/src/core/progress/events.js';
import { createRawjsonDecoder } from '../../../server/src/core/progress/rawjson.js';
import { decodeRawjson } from './table.js';

declare const __ROOT__: string;
const recorded = readFileSync(path.join(__ROOT__, 'test/fixtures/streams/failingRun/rawjson.txt'), 'utf8');

const log = (vertex: string, bytes: Uint8Array) => `${JSON.stringify({ logs: [{ vertex, stream: 1, data: Buffer.from(bytes).toString('base64'), timestamp: '2026-01-02T03:04:05.000000006Z' }] })}\n`;
const texts = (events: readonly ProgressEvent[]) => events.flatMap(event => (event.kind === 'log' ? [event.text] : [])).join('');

test('a recorded stream is the same events however it is cut', () => {
  const whole = decodeRawjson(recorded);
  assert.ok(whole.length > 30);
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), sizes => {
    const decoder = createRawjsonDecoder();
    const events: ProgressEvent[] = [];
    for (let at = 0, turn = 0; at < recorded.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1;
      events.push(...decoder.push(recorded.slice(at, at + size), 0));
      at += size;
    }
    assert.deepEqual([...events, ...decoder.finish(0)], whole);
  }), { numRuns: 30 });
});

test('the error report at the end is text', () => {
  const lines = decodeRawjson(recorded).flatMap(event => (event.kind === 'text' ? [event.text] : []));
  assert.equal(lines[0], 'Dockerfile:5');
  assert.match(lines.at(-1) ?? '', /^ERROR: failed to build/);
});

test('a vertex keeps the fraction of a millisecond', () => {
  const [event] = decodeRawjson('{"vertexes":[{"digest":"sha256:a","name":"[2/2] RUN x","started":"2026-11-25T00:31:25.274627715Z","completed":"2026-11-25T00:31:25.274644399Z","cached":true}]}');
  assert.ok(event?.kind === 'vertex' && event.vertex.startedAt !== undefined && event.vertex.completedAt !== undefined);
  assert.equal(Math.floor(event.vertex.startedAt), Date.parse('2026-11-25T00:31:25.274Z'));
  assert.ok(Math.abs(event.vertex.completedAt - event.vertex.startedAt - 0.016684) < 0.001);
});

test('times with an offset are the same moment', () => {
  const started = (time: string) => {
    const [event] = decodeRawjson(`{"vertexes":[{"digest":"a","started":"${time}"}]}`);
    return event?.kind === 'vertex' ? event.vertex.startedAt : undefined;
  };
  assert.equal(started('2026-11-25T02:31:25.5+02:00'), Date.parse('2026-11-25T00:31:25.500Z'));
  assert.equal(started('0001-01-01T00:00:00Z'), undefined);
  assert.equal(started('yesterday at half past nine'), undefined);
});

test('what is broken is text, what is unknown is passed over', () => {
  const stream = [
    '{"vertexes":[{"digest":"a","name":',
    '{"something":"else"}',
    '{"statuses":[{"vertex":"a","id":"sha256:1","current":5,"total":10,"novelty":[1]}],"later":{}}',
    '{"vertexes":null,"logs":[{"vertex":"a"},{"data":"aGk="},7,null]}',
    '{"vertexes":[{"name":"no digest"},{"digest":"b","inputs":[1,"a"],"progressGroup":{"id":"g","weak":true}}]}',
    '[1,2]',
    '{}',
    '',
  ].join('\n');
  assert.deepEqual(decodeRawjson(stream), [
    { kind: 'text', text: '{"vertexes":[{"digest":"a","name":' },
    { kind: 'text', text: '{"something":"else"}' },
    { kind: 'status', vertex: 'a', id: 'sha256:1', current: 5, total: 10 },
    { kind: 'vertex', vertex: { digest: 'b', inputs: ['a'], name: '', startedAt: undefined, completedAt: undefined, cached: false, error: undefined, group: { id: 'g', name: '', weak: true } } },
    { kind: 'text', text: '[1,2]' },
  ]);
});

test('no input makes it throw', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.json(), fc.json().map(json => `{"vertexes":[${json}],"logs":[${json}],"statuses":[${json}],"warnings":[${json}]}`))), lines => {
    decodeRawjson(lines.join('\n'));
  }));
});

test('a character cut by two log messages comes out whole, also with another vertex between', () => {
  const bytes = new TextEncoder().encode('grüß 日本 🐳 ok');
  fc.assert(fc.property(fc.integer({ min: 0, max: bytes.length }), cut => {
    const events = decodeRawjson(log('a', bytes.slice(0, cut)) + log('b', new Uint8Array([0x41])) + log('a', bytes.slice(cut)));
    assert.equal(texts(events.filter(event => event.kind === 'log' && event.vertex === 'a')), 'grüß 日本 🐳 ok');
  }));
});

test('base64 of any bytes is what the platform makes of them', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40_000 }), bytes => {
    const text = new Base64TextDecoder();
    const valid = new TextDecoder('utf-8', { ignoreBOM: true });
    const ascii = bytes.map(byte => byte & 127);
    assert.equal(text.decode(Buffer.from(ascii).toString('base64')), valid.decode(ascii));
  }), { numRuns: 40 });
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), text => {
    assert.equal(new Base64TextDecoder().decode(Buffer.from(text, 'utf8').toString('base64')), text);
  }));
});

test('bytes that are no text become replacement characters and nothing is lost behind them', () => {
  const decoder = new Base64TextDecoder();
  const decoded = decoder.decode(Buffer.from([0x61, 0xff, 0x62, 0xc3, 0x63, 0xed, 0xa0, 0x80, 0x64, 0xe2, 0x82]).toString('base64')) + decoder.finish();
  assert.match(decoded, /^a\ufffdb\ufffdc\ufffd+d\ufffd$/);
});

test('buildx 0.13 indents its objects over several lines', () => {
  const indented = recorded.split('\n').map(line => (line.startsWith('{') ? JSON.stringify(JSON.parse(line), undefined, 2) : line)).join('\n');
  assert.deepEqual(decodeRawjson(indented), decodeRawjson(recorded));
  assert.deepEqual(decodeRawjson('{\n  "vertexes": [\nERROR: gone\n{\n  broken\n}\n'), ['{', '  "vertexes": [', 'ERROR: gone', '{', '  broken', '}'].map(text => ({ kind: 'text', text })));
});

// The relay that stands in for what a mirror leaves out: links of all kinds lead through it, and files say how long they last.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';

interface Relay {
  readonly address: string;
  stop(): Promise<void>;
}

let mirror: http.Server;
let index: string;
let lifetimes = false;

/** Compiled elsewhere, so found from the folder that tests run in. */
async function relayScript(): Promise<{ saysLifetimes(index: string): Promise<boolean>; startRelay(index: string): Promise<Relay> }> {
  return import(`${process.cwd()}/scripts/headline/index.mjs`) as ReturnType<typeof relayScript>;
}

before(async () => {
  mirror = http.createServer(({ url }, response) => {
    if (url === '/simple/six/') {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<a href="../../files/six.whl#sha256=1">1</a> <a href="/files/six.whl">2</a> <a href="http://127.0.0.1:${(mirror.address() as AddressInfo).port}/files/six.whl">3</a>`);
      return;
    }
    const found = url === '/files/six.whl';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/octet-stream', ...(lifetimes ? { 'cache-control': 'max-age=600' } : {}) });
    response.end(found ? 'wheel' : '');
  });
  await new Promise<void>(resolve => { mirror.listen(0, '127.0.0.1', resolve); });
  index = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/simple/`;
});
after(() => { mirror.close(); });

test('an index is asked whether its files may be kept', async () => {
  const { saysLifetimes } = await relayScript();
  lifetimes = false;
  assert.equal(await saysLifetimes(index), false);
  lifetimes = true;
  assert.equal(await saysLifetimes(index), true);
});

test('every link leads through the relay, and to a file that may be kept', async () => {
  const relay = await (await relayScript()).startRelay(index);
  const page = await fetch(`${relay.address}six/`);
  const links = [...(await page.text()).matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link);
  assert.equal(links.length, 3);
  for (const link of links) {
    assert.ok(link.startsWith(new URL(relay.address).origin), link);
    const file = await fetch(link);
    assert.deepEqual([await file.text(), file.headers.get('cache-control')], ['wheel', 'public, max-age=365000000, immutable']);
  }
  assert.equal((await fetch(`${relay.address}none`)).headers.get('cache-control'), null, 'what is not there is not kept');
  await relay.stop();
});

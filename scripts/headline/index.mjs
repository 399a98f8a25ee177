// What a cache mount is worth depends on pip keeping what it downloads, and pip keeps only files whose server says how long
// they stay the same. The public index does; mirrors in front of it may leave that out, and then a relay says it in their place.
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** As the public index says it of every file: a file of a name never changes. */
const lifetime = 'public, max-age=365000000, immutable';
const link = /(?:href="|"url":\s*")([^"#]+)/;

/** Whether the index says of its files how long they may be kept. */
export async function saysLifetimes(index) {
  const page = await fetch(new URL('six/', index));
  const file = link.exec(await page.text())?.[1];
  if (!file) return false;
  const answer = await fetch(new URL(file, page.url), { method: 'HEAD' });
  return /max-age=\d/.test(answer.headers.get('cache-control') ?? '');
}

/** A relay in front of an index: `{address, stop}`. Links in its pages lead through it, whichever host they name. */
export async function startRelay(index) {
  const server = http.createServer((request, response) => { answer(request, response).catch(error => { response.destroy(error); }); });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return { address: throughRelay(index, `http://127.0.0.1:${server.address().port}`), stop: () => new Promise(resolve => { server.close(resolve); server.closeAllConnections(); }) };
}

/** `https://host/path` as `/https/host/path` of the relay. */
function throughRelay(address, relay) {
  const { protocol, host, pathname, search } = new URL(address);
  return `${relay}/${protocol.slice(0, -1)}/${host}${pathname}${search}`;
}

async function answer(request, response) {
  const [, protocol, host, ...rest] = request.url.split('/');
  const relay = `http://${request.headers.host}`;
  const found = await fetch(`${protocol}://${host}/${rest.join('/')}`, { headers: { accept: request.headers.accept ?? '*/*', 'accept-encoding': 'identity', ...(request.headers.range ? { range: request.headers.range } : {}) } });
  const type = found.headers.get('content-type') ?? 'application/octet-stream';
  if (/html|json/.test(type)) {
    const text = (await found.text()).replaceAll(new RegExp(link, 'g'), (whole, address) => whole.replace(address, throughRelay(new URL(address, found.url), relay)));
    response.writeHead(found.status, { 'content-type': type });
    response.end(text);
    return;
  }
  const length = found.headers.get('content-length');
  const range = found.headers.get('content-range');
  response.writeHead(found.status, { 'content-type': type, date: new Date().toUTCString(), ...(found.ok ? { 'cache-control': lifetime } : {}), ...(length ? { 'content-length': length } : {}), ...(range ? { 'content-range': range } : {}) });
  if (found.body) await pipeline(Readable.fromWeb(found.body), response);
  else response.end();
}

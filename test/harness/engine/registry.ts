// An image registry in memory, as far as one engine's push and pull of small images need it. Listens on this machine only.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestRegistry {
  /** `localhost:PORT`, to stand before an image's name. */
  readonly host: string;
  close(): Promise<void>;
}

interface Stored {
  readonly type: string;
  readonly bytes: Buffer;
}

export async function startRegistry(): Promise<TestRegistry> {
  const registry = new MemoryRegistry();
  const server = createServer((request, response) => { void registry.answer(request, response); });
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return {
    host: `localhost:${(server.address() as AddressInfo).port}`,
    close: () => new Promise(resolve => { server.closeAllConnections(); server.close(() => { resolve(); }); }),
  };
}

class MemoryRegistry {
  readonly #blobs = new Map<string, Stored>();
  /** By `name@reference`. */
  readonly #manifests = new Map<string, Stored>();
  readonly #uploads = new Map<string, Buffer[]>();

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, name = '', kind, rest = ''] = /^\/v2\/(.+)\/(blobs|manifests)\/(.*)$/.exec(url.pathname) ?? [];
    if (kind === undefined) response.writeHead(200).end();
    else if (kind === 'manifests') this.#manifest({ request, response, name, reference: rest, body });
    else if (rest.startsWith('uploads/')) this.#upload({ request, response, id: rest.slice('uploads/'.length), digest: url.searchParams.get('digest'), at: url.pathname, body });
    else send(request, response, this.#blobs.get(rest), rest);
  }

  #manifest({ request, response, name, reference, body }: { request: IncomingMessage; response: ServerResponse; name: string; reference: string; body: Buffer }): void {
    if (request.method !== 'PUT') {
      const found = this.#manifests.get(`${name}@${reference}`);
      send(request, response, found, found ? digestOf(found.bytes) : reference);
      return;
    }
    const stored = { type: request.headers['content-type'] ?? '', bytes: body };
    for (const key of [reference, digestOf(body)]) this.#manifests.set(`${name}@${key}`, stored);
    response.writeHead(201, { 'docker-content-digest': digestOf(body) }).end();
  }

  #upload({ request, response, id, digest, at, body }: { request: IncomingMessage; response: ServerResponse; id: string; digest: string | null; at: string; body: Buffer }): void {
    if (request.method === 'POST') {
      const fresh = String(this.#uploads.size + 1);
      this.#uploads.set(fresh, []);
      response.writeHead(202, { location: `${at.replace(/\/?$/, '/')}${fresh}` }).end();
      return;
    }
    const parts = this.#uploads.get(id) ?? [];
    parts.push(body);
    const bytes = Buffer.concat(parts);
    if (request.method === 'PUT' && digest !== null) {
      this.#blobs.set(digest, { type: 'application/octet-stream', bytes });
      response.writeHead(201, { 'docker-content-digest': digest }).end();
    } else response.writeHead(202, { location: at, range: `0-${Math.max(0, bytes.length - 1)}` }).end();
  }
}

function send(request: IncomingMessage, response: ServerResponse, stored: Stored | undefined, digest: string): void {
  if (!stored) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': stored.type, 'content-length': stored.bytes.length, 'docker-content-digest': digest });
  response.end(request.method === 'HEAD' ? undefined : stored.bytes);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

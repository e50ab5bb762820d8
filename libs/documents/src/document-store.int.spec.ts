import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@doyak/kernel/config';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentStore } from './document-store.js';

/** As much of the S3 protocol as storing, reading, copying, listing and deleting needs; path-style, without checking signatures. */
function startBucket(objects: Map<string, Buffer>): Server {
  const read = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  return createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://bucket');
    const key = decodeURIComponent(url.pathname.replace(/^\/papers\/?/, ''));
    const source = request.headers['x-amz-copy-source'];
    const body = await read(request);
    const xml = (text: string) => response.setHeader('Content-Type', 'application/xml').end(text);
    if (request.method === 'PUT' && typeof source === 'string') {
      objects.set(key, objects.get(decodeURIComponent(source).replace(/^\/?papers\//, ''))!);
      return xml('<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>');
    }
    if (request.method === 'PUT') {
      objects.set(key, body);
      return response.end();
    }
    if (request.method === 'POST' && url.searchParams.has('delete')) {
      const gone = [...body.toString().matchAll(/<Key>(.*?)<\/Key>/g)].map(([, name]) => name!);
      for (const name of gone) objects.delete(name);
      const deleted = gone.map((name) => `<Deleted><Key>${name}</Key></Deleted>`).join('');
      return xml(`<DeleteResult>${deleted}</DeleteResult>`);
    }
    if (request.method === 'DELETE') {
      objects.delete(key);
      return response.writeHead(204).end();
    }
    if (url.searchParams.has('list-type')) {
      const prefix = url.searchParams.get('prefix') ?? '';
      const found = [...objects.keys()].filter((name) => name.startsWith(prefix));
      const contents = found.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('');
      return xml(
        `<ListBucketResult><KeyCount>${found.length}</KeyCount><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`,
      );
    }
    const found = objects.get(key);
    if (!found) return response.writeHead(404).end();
    response.setHeader('Content-Length', found.length);
    return response.end(request.method === 'HEAD' ? undefined : found);
  }).listen(0, '127.0.0.1');
}

describe.each(['disk', 's3'] as const)('The store of documents on %s', (kind) => {
  const home = mkdtempSync(join(tmpdir(), 'doyak-documents-'));
  const objects = new Map<string, Buffer>();
  let bucket: Server;
  let store: DocumentStore;
  beforeAll(async () => {
    bucket = startBucket(objects);
    await new Promise((resolve) => bucket.once('listening', resolve));
    const s3 = {
      DOCUMENTS_S3_BUCKET: 'papers',
      DOCUMENTS_S3_ENDPOINT: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`,
      DOCUMENTS_S3_ACCESS_KEY_ID: 'test',
      DOCUMENTS_S3_SECRET_ACCESS_KEY: 'test',
    };
    store = new DocumentStore(loadConfig({ DOYAK_HOME: home, ...(kind === 's3' ? s3 : {}) }));
  });
  afterAll(async () => {
    bucket.closeAllConnections();
    await new Promise((resolve) => bucket.close(resolve));
    rmSync(home, { recursive: true });
  });

  it('puts parts together under the hash of the whole, once, and forgets them', async () => {
    const whole = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(200_000)]);
    const sha256 = createHash('sha256').update(whole).digest('hex');
    for (const id of [randomUUID(), randomUUID()]) {
      await store.putPart(id, 1, whole.subarray(0, 70_000));
      await store.putPart(id, 2, randomBytes(10));
      await store.putPart(id, 2, whole.subarray(70_000));
      const found = await store.examine(id);
      expect(found).toEqual({ size: whole.length, sha256, mediaType: 'application/pdf' });
      await store.keep(id, found);
      await store.forgetParts(id);
      expect(await store.examine(id)).toMatchObject({ size: 0 });
    }
    const chunks: Buffer[] = [];
    for await (const chunk of await store.read(sha256)) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).equals(whole)).toBe(true);
    if (kind === 's3') expect([...objects.keys()]).toEqual([`sha256/${sha256.slice(0, 2)}/${sha256}`]);
    else expect(objects.size).toBe(0);
  });

  it('keeps nothing under a hash that is not that of the bytes', async () => {
    const id = randomUUID();
    await store.putPart(id, 1, Buffer.from('one'));
    const found = await store.examine(id);
    await store.putPart(id, 1, Buffer.from('two'));
    await expect(store.keep(id, found)).rejects.toThrow('DOCUMENT_DIFFERS');
    await expect(store.read(found.sha256)).rejects.toThrow('not in the store');
  });
});

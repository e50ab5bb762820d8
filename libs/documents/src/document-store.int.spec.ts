import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@doyak/kernel/config';
import { migrations as personalDataMigrations } from '@doyak/kernel/personal-data';
import { openTestStore, type TestStore } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentStore } from './document-store.js';
import { documentsEvents } from './domain/documents.events.js';
import { migrations } from './index.js';
import { KeptFiles } from './kept-files.js';

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
  let test: TestStore;
  beforeAll(async () => {
    bucket = startBucket(objects);
    await new Promise((resolve) => bucket.once('listening', resolve));
    const s3 = {
      DOCUMENTS_S3_BUCKET: 'papers',
      DOCUMENTS_S3_ENDPOINT: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`,
      DOCUMENTS_S3_ACCESS_KEY_ID: 'test',
      DOCUMENTS_S3_SECRET_ACCESS_KEY: 'test',
    };
    test = await openTestStore({
      events: documentsEvents,
      migrations: [...personalDataMigrations, ...migrations],
    });
    const config = loadConfig({ DOYAK_HOME: home, ...(kind === 's3' ? s3 : {}) });
    store = new DocumentStore(config, new KeptFiles(test.database));
  });
  afterAll(async () => {
    await test.drop();
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

  /** Somebody with one case. */
  async function someone() {
    const [personId, caseId] = [randomUUID(), randomUUID()];
    await test.database.pool.query('insert into privacy.case_subjects (case_id, person_id) values ($1, $2)', [
      caseId,
      personId,
    ]);
    return { personId, caseId };
  }
  async function keep(text: string, caseId?: string): Promise<string> {
    const id = randomUUID();
    await store.putPart(id, 1, Buffer.from(text));
    const found = await store.examine(id);
    await store.keep(id, found, caseId);
    await store.forgetParts(id);
    return found.sha256;
  }

  it('destroys the files of whoever is erased, but not those that somebody else sent, too', async () => {
    const [one, other] = [await someone(), await someone()];
    const own = await keep('of one alone', one.caseId);
    const both = await keep('of both', one.caseId);
    await keep('of both', other.caseId);
    const nobodys = await keep('figures of a wafer');
    await keep('figures of a wafer', one.caseId);

    for (let time = 0; time < 2; time += 1) expect(await store.destroyOf(one.personId, new Date())).toBe(3);
    expect([await store.has(own), await store.has(both), await store.has(nobodys)]).toEqual([
      false,
      true,
      true,
    ]);
    await expect(store.read(own)).rejects.toMatchObject({ code: 'DOCUMENT_ERASED' });
    if (kind === 's3') expect([...objects.values()].map(String)).not.toContain('of one alone');

    expect(await store.destroyOf(other.personId, new Date())).toBe(1);
    expect([await store.has(both), await store.has(nobodys)]).toEqual([false, true]);
    // Whoever sends them again has them again.
    const later = await someone();
    await keep('of both', later.caseId);
    expect(await store.has(both)).toBe(true);
  });

  it('never loses what is being sent while somebody else is erased who had the same', async () => {
    for (let time = 0; time < 20; time += 1) {
      const [erased, sender] = [await someone(), await someone()];
      const text = `the same, ${time}`;
      const sha256 = await keep(text, erased.caseId);
      await Promise.all([store.destroyOf(erased.personId, new Date()), keep(text, sender.caseId)]);
      expect(await store.has(sha256)).toBe(true);
    }
  });
});

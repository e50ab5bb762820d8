import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { Refusal } from '@doyak/kernel/decider';
import { fileTypeFromBuffer } from 'file-type';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import { S3Driver } from 'flydrive/drivers/s3';
import type { Found } from './domain/documents.js';
import { KeptFiles } from './kept-files.js';

/** Bytes of one part at most. */
export const MOST_PART_BYTES = 8 * 1024 * 1024;
/** For 1 GiB. */
export const MOST_PARTS = 128;

/** Parts that a document of this size may be sent in: a few more than it needs, so that a slow line can send small ones. */
export function mostPartsOf(size: number): number {
  return Math.min(MOST_PARTS, Math.ceil(size / MOST_PART_BYTES) + 8);
}

/** As much as the library needs to tell a type. */
const HEAD = 4_100;

/**
 * Bytes of documents, named by their SHA-256: the same bytes are kept once and never change. On disk in the data folder, or in an
 * S3-compatible bucket. Parts of an upload wait under a name of their own.
 */
@Injectable()
export class DocumentStore {
  private readonly disk: Disk;

  constructor(
    @Inject(Config) { home, documentsS3 }: Pick<Config, 'home' | 'documentsS3'>,
    @Inject(KeptFiles) private readonly files: KeptFiles,
  ) {
    this.disk = new Disk(
      documentsS3
        ? new S3Driver({
            ...documentsS3,
            ...{ forcePathStyle: true, supportsACL: false, visibility: 'private' },
            // Compatible services know fewer checksums than AWS; SHA-256 is checked here.
            requestChecksumCalculation: 'WHEN_REQUIRED',
            responseChecksumValidation: 'WHEN_REQUIRED',
          })
        : new FSDriver({ location: join(home, 'documents'), visibility: 'private' }),
    );
  }

  /** Keeps one part; sending it again replaces it. */
  async putPart(documentId: string, part: number, bytes: Uint8Array): Promise<void> {
    await this.disk.put(partKey(documentId, part), bytes);
  }

  /** What the parts of an upload are when put together. */
  async examine(documentId: string): Promise<Found> {
    const hash = createHash('sha256');
    let size = 0;
    let head = Buffer.alloc(0);
    for await (const chunk of this.parts(documentId)) {
      hash.update(chunk);
      size += chunk.length;
      if (head.length < HEAD) head = Buffer.concat([head, chunk]).subarray(0, HEAD);
    }
    const type = await fileTypeFromBuffer(head);
    return { size, sha256: hash.digest('hex'), mediaType: type?.mime };
  }

  /**
   * Puts the parts together under the hash of the whole. The last step is a rename: what has a hash as its name is whole. What is kept for a case
   * is destroyed when the person is erased whom the case is about; without a case it stays.
   */
  async keep(
    documentId: string,
    { sha256, size }: Pick<Found, 'sha256' | 'size'>,
    caseId?: string,
  ): Promise<void> {
    const key = contentKey(sha256);
    await this.files.note(sha256, caseId);
    if (await this.disk.exists(key)) return;
    const whole = `uploads/${documentId}/whole`;
    const hash = createHash('sha256');
    const hashed = async function* (parts: AsyncIterable<Buffer>) {
      for await (const chunk of parts) {
        hash.update(chunk);
        yield chunk;
      }
    };
    await this.disk.putStream(whole, Readable.from(hashed(this.parts(documentId))), { contentLength: size });
    // A part may have been sent anew since it was examined.
    if (hash.digest('hex') !== sha256)
      throw new Refusal('rule', 'DOCUMENT_DIFFERS', 'A part was replaced in the meantime');
    await this.disk.move(whole, key);
  }

  async forgetParts(documentId: string): Promise<void> {
    await this.disk.deleteAll(`uploads/${documentId}/`);
  }

  async has(sha256: string): Promise<boolean> {
    return this.disk.exists(contentKey(sha256));
  }

  /** Destroys what is kept for cases of a person and for nothing else, parts of uploads included. Answers how many files were the person's. */
  async destroyOf(personId: string, now: Date): Promise<number> {
    for (const documentId of await this.files.uploadsOf(personId)) await this.forgetParts(documentId);
    return this.files.destroyOf(personId, now, (sha256) => this.disk.delete(contentKey(sha256)));
  }

  /** Refusal: DOCUMENT_ERASED. */
  async read(sha256: string): Promise<Readable> {
    const key = contentKey(sha256);
    // A stream of a file that is not there fails only once it is read, when the answer has begun.
    if (!(await this.disk.exists(key))) {
      if (await this.files.destroyed(sha256))
        throw new Refusal('not-found', 'DOCUMENT_ERASED', 'It was destroyed when its applicant was erased');
      throw new Error(`Document ${sha256} is not in the store`);
    }
    return this.disk.getStream(key);
  }

  private async *parts(documentId: string): AsyncGenerator<Buffer> {
    for (let part = 1; part <= MOST_PARTS; part += 1) {
      const key = partKey(documentId, part);
      if (!(await this.disk.exists(key))) return;
      yield* (await this.disk.getStream(key)) as AsyncIterable<Buffer>;
    }
  }
}

const partKey = (documentId: string, part: number) => `uploads/${documentId}/part-${part}`;
const contentKey = (sha256: string) => `sha256/${sha256.slice(0, 2)}/${sha256}`;

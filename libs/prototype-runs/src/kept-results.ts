import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Inject, Injectable } from '@nestjs/common';
import { DocumentStore } from '@doyak/documents';
import type { Die } from './wafer-data/dies.js';
import type { LotResults, WaferResult } from './wafer-data/lot-results.js';

/** As much as the store takes in one part. */
const PART = 8 * 1024 * 1024;

/** What is said of a lot beside its wafers. */
export type LotHead = Omit<LotResults, 'wafers'>;
/** A wafer without its dies. */
export type WaferLine = Omit<WaferResult, 'dies'>;

/** Writes bytes to the document store part by part, under a name of their own until they are whole. */
export class Parts {
  private readonly hash = createHash('sha256');
  private waiting: Uint8Array[] = [];
  private bytes = 0;
  private count = 0;
  size = 0;

  constructor(
    private readonly store: DocumentStore,
    readonly id: string,
  ) {}

  async add(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.size += chunk.length;
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + PART - this.bytes);
      this.waiting.push(piece);
      this.bytes += piece.length;
      at += piece.length;
      if (this.bytes === PART) await this.flush();
    }
  }

  /** Keeps them under their hash; answers it. */
  async keep(): Promise<string> {
    if (this.bytes > 0) await this.flush();
    const sha256 = this.hash.digest('hex');
    await this.store.keep(this.id, { sha256, size: this.size });
    await this.store.forgetParts(this.id);
    return sha256;
  }

  /** Nothing stays of them. */
  forget(): Promise<void> {
    return this.store.forgetParts(this.id);
  }

  private async flush(): Promise<void> {
    this.count += 1;
    await this.store.putPart(this.id, this.count, Buffer.concat(this.waiting, this.bytes));
    this.waiting = [];
    this.bytes = 0;
  }
}

/** Figures of a lot as lines of JSON: the lot with its tests, then a line for each wafer with all its dies. */
@Injectable()
export class KeptResults {
  constructor(@Inject(DocumentStore) private readonly store: DocumentStore) {}

  /** Answers the hash. `id` names them while they are written. */
  async keep({ wafers, ...head }: LotResults, id: string): Promise<string> {
    const parts = new Parts(this.store, id);
    const line = (value: object) => parts.add(Buffer.from(`${JSON.stringify(value)}\n`));
    try {
      await line(head);
      for (const { dies, ...wafer } of wafers) {
        const packed = dies
          .list()
          .map(({ x, y, bin, passed, touches }) => [x, y, bin, Number(passed), touches]);
        await line({ ...wafer, dies: packed });
      }
      return await parts.keep();
    } catch (error) {
      await parts.forget();
      throw error;
    }
  }

  async lot(sha256: string): Promise<{ head: LotHead; wafers: WaferLine[] }> {
    let head: LotHead | undefined;
    const wafers: WaferLine[] = [];
    for await (const value of this.lines(sha256)) {
      if (!head) head = value as LotHead;
      else {
        const { dies: _dies, ...wafer } = value as WaferLine & { dies: unknown };
        wafers.push(wafer);
      }
    }
    return { head: head!, wafers };
  }

  /** One wafer by its place in the file, from 1; `undefined`: there is none. */
  async wafer(sha256: string, place: number): Promise<{ wafer: WaferLine; dies: Die[] } | undefined> {
    for await (const value of this.lines(sha256, (line) => line === place)) {
      const { dies, ...wafer } = value as WaferLine & { dies: [number, number, number, number, number][] };
      return {
        wafer,
        dies: dies.map(([x, y, bin, passed, touches]) => ({ x, y, bin, passed: passed === 1, touches })),
      };
    }
    return undefined;
  }

  private async *lines(
    sha256: string,
    wanted: (line: number) => boolean = () => true,
  ): AsyncGenerator<unknown> {
    const input = await this.store.read(sha256);
    let at = 0;
    try {
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        if (wanted(at)) yield JSON.parse(line);
        at += 1;
      }
    } finally {
      input.destroy();
    }
  }
}

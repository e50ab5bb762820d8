import { createHash, type Hash } from 'node:crypto';
import { MAX_LINE } from './records.js';

const NEWLINE = 0x0a;

/** A bundle's lines as bytes, without their newlines, in memory that grows with the longest line only. */
export class Lines {
  /** Lines read so far. */
  count = 0;
  readonly #hash: Hash = createHash('sha256');
  #cut = false;

  constructor(private readonly source: AsyncIterable<Uint8Array>) {}

  /** Whether the last line had no newline. */
  get cutOff(): boolean {
    return this.#cut;
  }

  /** SHA-256 (hex) of what came before the line that was given out last. */
  digestBefore(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Throws RangeError for a line that is too long. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    let parts: Uint8Array[] = [];
    let held = 0;
    let last: Uint8Array | undefined;
    const give = (line: Uint8Array) => {
      if (last) this.#hash.update(last).update('\n');
      last = line;
      this.count += 1;
      return line;
    };
    for await (const chunk of this.source) {
      let from = 0;
      for (let at; (at = chunk.indexOf(NEWLINE, from)) >= 0; from = at + 1) {
        const piece = chunk.subarray(from, at);
        const line = parts.length > 0 ? Buffer.concat([...parts, piece]) : piece;
        [parts, held] = [[], 0];
        yield give(line);
      }
      if (from < chunk.length) parts.push(chunk.subarray(from));
      held += chunk.length - from;
      if (held > MAX_LINE) throw new RangeError(`line ${this.count + 1} is longer than ${MAX_LINE} bytes`);
    }
    if (held === 0) return;
    this.#cut = true;
    yield give(Buffer.concat(parts));
  }
}

import { HASH_SIZE } from '@doyak/kernel/transparency-log';

/** Where a stream or case breaks. */
export interface BrokenLink {
  readonly index: number;
  readonly fault: 'stream-gap' | 'sequence-gap' | 'broken-link';
  readonly detail: string;
}

/** Follows every stream and every case through a whole log. Its memory grows with their number, not with that of events. */
export class Links {
  readonly #streams = new Map<string, number>();
  readonly #cases = new Map<string, { sequence: number; leaf: string }>();

  /** The next entries of the log, as `checkEntries` answers them. */
  follow(index: number, links: string, hashes: Uint8Array): BrokenLink | undefined {
    if (links === '') return undefined;
    let at = index;
    for (const line of links.split('\n')) {
      const [stream = '', version = '', ofCase = '', sequence = '', previous = ''] = line.split('\t');
      const before = this.#streams.get(stream) ?? 0;
      if (Number(version) !== before + 1)
        return {
          index: at,
          fault: 'stream-gap',
          detail: `entry ${at} is version ${version} of ${stream}, after version ${before}`,
        };
      this.#streams.set(stream, before + 1);
      if (ofCase !== '') {
        const head = this.#cases.get(ofCase);
        if (Number(sequence) !== (head?.sequence ?? 0) + 1)
          return {
            index: at,
            fault: 'sequence-gap',
            detail: `entry ${at} is event ${sequence} of case ${ofCase}, after event ${head?.sequence ?? 0}`,
          };
        if (previous !== (head?.leaf ?? ''))
          return {
            index: at,
            fault: 'broken-link',
            detail: `entry ${at} does not follow the event of case ${ofCase} before it`,
          };
        const start = (at - index) * HASH_SIZE;
        const leaf = Buffer.from(hashes.buffer, hashes.byteOffset + start, HASH_SIZE).toString('base64');
        this.#cases.set(ofCase, { sequence: Number(sequence), leaf });
      }
      at += 1;
    }
    return undefined;
  }

  /** Events that a case has in this log. */
  eventsOf(caseId: string): number {
    return this.#cases.get(caseId)?.sequence ?? 0;
  }

  get cases(): number {
    return this.#cases.size;
  }
}

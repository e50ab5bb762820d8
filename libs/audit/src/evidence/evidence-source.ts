import { Inject, Injectable } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { ENTRIES_PER_LINE, type EvidenceRecord, type StoredEntry } from '@doyak/kernel/evidence';
import { TiledTree } from '@doyak/kernel/transparency-log';
import { LOG_PUBLISHER_STREAM, logPublisher } from '../domain/log-publisher.js';
import { LogTiles } from '../log/log-tiles.js';
import { type SignedCheckpoint, SignedCheckpoints } from '../log/signed-checkpoints.js';

/** An event as it is stored, and its entry in the log. */
export interface StoredEvent {
  readonly index: number;
  readonly entry: Buffer;
  readonly type: string;
  /** Absent where it is stored no more. */
  readonly payload: { readonly salt: Buffer; readonly data: string } | undefined;
}

interface Row {
  readonly index: string;
  readonly entry: Buffer;
  readonly leaf_hash: Buffer;
  readonly type: string | null;
  readonly salt: Buffer | null;
  readonly data: string | null;
}

const SELECT = `
  select l.index, l.entry, l.leaf_hash, e.type, e.salt, e.data from doyak.log l left join doyak.events e on e.position = l.position`;

/** What evidence is made of, read as it is stored: nothing here is proven, the bundle is. */
@Injectable()
export class EvidenceSource {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Config) private readonly config: Pick<Config, 'logOrigin' | 'logWitnesses'>,
    @Inject(LogTiles) private readonly tiles: LogTiles,
    @Inject(SignedCheckpoints) private readonly checkpoints: SignedCheckpoints,
  ) {}

  /** The checkpoint that is served. Refusal: LOG_NOT_SIGNED. */
  async checkpoint(): Promise<SignedCheckpoint> {
    const published = await this.checkpoints.published();
    if (published) return published;
    throw new Refusal(
      'not-found',
      'LOG_NOT_SIGNED',
      'The log has no checkpoint yet: Doyak signs one while it runs',
    );
  }

  /** The records that every bundle begins with. */
  async opening({ note }: SignedCheckpoint): Promise<Exclude<EvidenceRecord, { record: 'end' }>[]> {
    const { keys } = (await this.store.load(LOG_PUBLISHER_STREAM, logPublisher)).state;
    const own = keys.filter(({ verifierKey }) => verifierKey.startsWith(`${this.config.logOrigin}+`));
    return [
      { record: 'checkpoint', note },
      {
        record: 'keys',
        log: own.map(({ verifierKey, validFrom, validUntil }) => ({
          ...{ verifierKey, validFrom },
          validUntil: validUntil ?? null,
        })),
        witnesses: this.config.logWitnesses.map(({ verifierKey }) => verifierKey),
      },
    ];
  }

  tree(size: number): TiledTree {
    return new TiledTree(size, async (level, index, width) => {
      const tile = await this.tiles.tile({ level, index, width });
      if (!tile) throw new Error(`tile ${level}/${index} of width ${width} is missing`);
      return tile;
    });
  }

  /** In case order. */
  async eventsOfCase(caseId: string): Promise<StoredEvent[]> {
    return this.events('l.case_id = $1 order by l.case_sequence', [caseId]);
  }

  /** The events that published these versions of a program. */
  async publications(programId: string, versions: readonly number[]): Promise<StoredEvent[]> {
    const found = await this.events(
      `e.stream_id = $1 and e.type = 'programs.program-published' order by l.index`,
      [`program-${programId}`],
    );
    return found.filter(({ payload }) =>
      versions.includes((JSON.parse(payload!.data) as { version: number }).version),
    );
  }

  /** The events that registered these keys (`whpk_…`) of a partner. */
  async keyRegistrations(organisationId: string, publicKeys: readonly string[]): Promise<StoredEvent[]> {
    const found = await this.events(
      `e.stream_id = $1 and e.type = 'webhooks.partner-key-registered' order by l.index`,
      [`webhook-partner-${organisationId}`],
    );
    return found.filter(({ payload }) =>
      publicKeys.includes((JSON.parse(payload!.data) as { publicKey: string }).publicKey),
    );
  }

  /** All entries below `size`, in runs of what one line holds; the next run is on its way while one is used. */
  async *runs(size: number, payloads: boolean): AsyncGenerator<{ index: number; entries: StoredEntry[] }> {
    let next = this.run(0, size, payloads);
    for (let index = 0; index < size; index += ENTRIES_PER_LINE) {
      const entries = await next;
      next = this.run(index + ENTRIES_PER_LINE, size, payloads);
      // Whoever stops in the middle never asks for the run that is on its way.
      next.catch(() => undefined);
      yield { index, entries };
    }
  }

  private async run(index: number, size: number, payloads: boolean): Promise<StoredEntry[]> {
    if (index >= size) return [];
    const { rows } = await this.database.pool.query<Row>({
      name: payloads ? 'audit-evidence-run' : 'audit-evidence-bare-run',
      text: payloads
        ? `${SELECT} where l.index >= $1 and l.index < $2 order by l.index`
        : `select index, entry, leaf_hash, null as salt, null as data from doyak.log where index >= $1 and index < $2 order by index`,
      values: [index, Math.min(size, index + ENTRIES_PER_LINE)],
    });
    return rows.map(({ entry, leaf_hash: leafHash, salt, data }) => ({
      ...{ entry, leafHash },
      ...(salt && data !== null ? { payload: { salt, data: Buffer.from(data) } } : {}),
    }));
  }

  private async events(where: string, values: unknown[]): Promise<StoredEvent[]> {
    const { rows } = await this.database.pool.query<Row>(`${SELECT} where ${where}`, values);
    return rows.map(({ index, entry, type, salt, data }) => ({
      ...{ index: Number(index), entry, type: type ?? '' },
      payload: salt && data !== null ? { salt, data } : undefined,
    }));
  }
}

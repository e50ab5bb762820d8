import { Inject, Injectable } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { Database } from '@doyak/kernel/database';
import type pg from 'pg';

/** A checkpoint as it was signed. */
export interface SignedCheckpoint {
  readonly id: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note, with the cosignatures that there are. */
  readonly note: string;
  readonly signedAt: Date;
}

type Queries = Pick<pg.Pool, 'query'>;

const SELECT = `
  select c.id, c.size, c.root, c.note, c.signed_at,
    coalesce((select string_agg(s.line, '' order by s.witness, s.key_id) from audit.cosignatures s where s.checkpoint_id = c.id), '') as lines
  from audit.checkpoints c`;

interface Row {
  readonly id: string;
  readonly size: string;
  readonly root: Buffer;
  readonly note: string;
  readonly signed_at: Date;
  readonly lines: string;
}

/** What the log has said of itself under the origin of the settings. */
@Injectable()
export class SignedCheckpoints {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Config) private readonly config: Pick<Config, 'logOrigin' | 'logWitnessQuorum'>,
  ) {}

  /** The latest, whoever has cosigned it. */
  async latest(queries: Queries = this.database.pool): Promise<SignedCheckpoint | undefined> {
    const { rows } = await queries.query<Row>(`${SELECT} where c.origin = $1 order by c.id desc limit 1`, [
      this.config.logOrigin,
    ]);
    return rows[0] && checkpointOf(rows[0]);
  }

  /** The latest that as many witnesses have cosigned as the settings ask for: what is served. */
  async published(): Promise<SignedCheckpoint | undefined> {
    const { logOrigin, logWitnessQuorum } = this.config;
    const { rows } = await this.database.pool.query<Row>(
      `${SELECT} where c.origin = $1
         and ($2 = 0 or (select count(distinct witness) from audit.cosignatures s where s.checkpoint_id = c.id) >= $2)
       order by c.id desc limit 1`,
      [logOrigin, logWitnessQuorum],
    );
    return rows[0] && checkpointOf(rows[0]);
  }

  async keep(
    { size, root, note }: Pick<SignedCheckpoint, 'size' | 'root' | 'note'>,
    queries: Queries,
  ): Promise<string> {
    const { rows } = await queries.query<{ id: string }>(
      `insert into audit.checkpoints (origin, size, root, note, signed_at) values ($1, $2, $3, $4, clock_timestamp()) returning id`,
      [this.config.logOrigin, size, Buffer.from(root), note],
    );
    return rows[0]!.id;
  }

  async keepCosignature(
    checkpointId: string,
    { witness, keyId, line, time }: { witness: string; keyId: string; line: string; time: number },
    queries: Queries,
  ): Promise<void> {
    await queries.query(
      `insert into audit.cosignatures (checkpoint_id, witness, key_id, line, cosigned_at) values ($1, $2, $3, $4, to_timestamp($5))
       on conflict do nothing`,
      [checkpointId, witness, keyId, line, time],
    );
  }

  /** Size of the latest checkpoint that a witness cosigned; 0 for none. */
  async cosignedSize(witness: string, queries: Queries): Promise<number> {
    const { rows } = await queries.query<{ size: string }>(
      `select c.size from audit.cosignatures s join audit.checkpoints c on c.id = s.checkpoint_id
       where s.witness = $1 and c.origin = $2 order by s.checkpoint_id desc limit 1`,
      [witness, this.config.logOrigin],
    );
    return Number(rows[0]?.size ?? 0);
  }
}

function checkpointOf({ id, size, root, note, lines, signed_at }: Row): SignedCheckpoint {
  return { id, size: Number(size), root, note: note + lines, signedAt: signed_at };
}

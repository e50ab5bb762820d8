import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { defineReadModel, type Past, readTable } from '@doyak/kernel/event-store';
import type { RoundEvent, TrackOffer } from '../../domain/lifecycle/round.js';

/** One round, as it is read. */
export interface RoundLine {
  readonly round_id: string;
  readonly program_id: string;
  readonly program_version: number;
  readonly notice: { readonly number: string; readonly title: string; readonly date: string };
  readonly opens_at: string;
  readonly closes_at: string;
  readonly offers: readonly TrackOffer[];
  readonly cancelled: boolean;
  readonly version: number;
}

const lines = readTable<RoundLine>('round_list', {
  key: 'round_id',
  columns: {
    round_id: 'uuid',
    program_id: 'text not null',
    program_version: 'integer not null',
    notice: 'jsonb not null',
    opens_at: 'timestamptz not null',
    closes_at: 'timestamptz not null',
    offers: 'jsonb not null',
    cancelled: 'boolean not null',
    version: 'integer not null',
  },
  indexes: ['(opens_at desc, round_id desc)', '(program_id, opens_at desc, round_id desc)'],
  temporal: true,
});

export const roundList = defineReadModel<RoundEvent>({
  name: 'round-list',
  version: 1,
  tables: [lines],
  on: {
    RoundOpened: ({ data, streamVersion }) =>
      lines.put({
        round_id: data.roundId,
        program_id: data.programId,
        program_version: data.programVersion,
        notice: data.notice,
        opens_at: data.opensAt,
        closes_at: data.closesAt,
        offers: data.offers,
        cancelled: false,
        version: streamVersion,
      }),
    RoundExtended: ({ data, streamVersion }) =>
      lines.change(data.roundId, (line) => ({ ...line, closes_at: data.closesAt, version: streamVersion })),
    RoundCancelled: ({ data, streamVersion }) =>
      lines.change(data.roundId, (line) => ({ ...line, cancelled: true, version: streamVersion })),
  },
});

/** Rounds, the latest window first; `after` is the one to go on from. */
export class ListRounds extends Query<RoundLine[]> {
  constructor(
    readonly programId: string | undefined,
    readonly after: { readonly opensAt: string; readonly id: string } | undefined,
    readonly limit: number,
    readonly past: Past = {},
  ) {
    super();
  }
}

@QueryHandler(ListRounds)
export class ListRoundsHandler implements IQueryHandler<ListRounds> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ programId, after, limit, past }: ListRounds): Promise<RoundLine[]> {
    const values: unknown[] = [programId ?? null, after?.opensAt ?? null, after?.id ?? null, limit];
    const { rows } = await this.database.pool.query<{ line: RoundLine }>(
      `select row_to_json(r) as line from (
         select * from ${lines.from(past, values)} as lines
         where ($1::text is null or program_id = $1)
           and ($2::timestamptz is null or (opens_at, round_id) < ($2, $3::uuid))
         order by opens_at desc, round_id desc limit $4) r`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}

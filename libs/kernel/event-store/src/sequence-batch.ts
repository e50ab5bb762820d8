import {
  encodeLeaf,
  type LeafActor,
  type LeafEnvelope,
  leafHash,
  type TreeBuilder,
} from '@doyak/kernel/transparency-log';
import { withSpan } from '@doyak/kernel/tracing';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { selectLines, splitLines, toInstant } from './event-lines.js';

/** Where a case stands in the log: the next leaf of the case follows it. */
interface CaseHead {
  readonly sequence: number;
  readonly leaf: Uint8Array;
}

/** A pending event's columns, as text; null columns are empty. */
type PendingRow = readonly string[];

const COLUMNS = [
  ...[
    'e.position',
    'e.id',
    'e.stream_id',
    'e.version',
    'e.case_id',
    'e.type',
    'e.schema_version',
    'e.actor_kind',
  ],
  ...['e.actor_id', 'e.organisation_id', 'e.authority', 'e.command_id', 'e.correlation_id', 'e.causation_id'],
  ...['e.occurred_at', 'e.recorded_at', "encode(e.commitment, 'base64')"],
];
const SELECT_PENDING = selectLines(
  COLUMNS,
  new Set(['e.case_id', 'e.organisation_id', 'e.causation_id']),
  `(select position from doyak.pending order by position limit $1) p join doyak.events e on e.position = p.position`,
  'e.position',
);

const CASE_HEADS = `
  select c.id, h.case_sequence, h.leaf_hash
  from unnest($1::uuid[]) as c(id)
  cross join lateral (
    select case_sequence, leaf_hash from doyak.log where case_id = c.id order by case_sequence desc limit 1) h`;

/**
 * What one leader knows: the tree's edge and the heads of recent cases. Only valid while its session holds the leader's lock, and
 * only after a batch that succeeded: after any failure a new one is made.
 */
export class SequenceBatch {
  private readonly heads = new LRUCache<string, CaseHead>({ max: 50_000 });

  constructor(
    private readonly client: Pick<pg.Client, 'query'>,
    private readonly tree: TreeBuilder,
    private readonly limit = 2_000,
  ) {}

  /** Moves up to `limit` visible pending events into the log. Returns how many. */
  async run(): Promise<number> {
    const { rows } = await this.client.query<{ lines: string | null }>({
      name: 'doyak-pending',
      text: SELECT_PENDING,
      values: [this.limit],
    });
    const pending = splitLines(rows[0]!.lines);
    if (pending.length === 0) return 0;
    const about = { 'doyak.events': pending.length, 'doyak.index': this.tree.size };
    await withSpan('sequence', about, () => this.move(pending));
    return pending.length;
  }

  private async move(pending: readonly PendingRow[]): Promise<void> {
    await this.loadHeads(pending);

    const size = this.tree.size;
    const sequences: (number | null)[] = [];
    const entries: Uint8Array[] = [];
    const hashes = Buffer.allocUnsafe(pending.length * 32);
    for (const [at, row] of pending.entries()) {
      const caseId = row[4]!;
      const head = caseId === '' ? undefined : this.heads.get(caseId);
      const sequence = caseId === '' ? undefined : (head?.sequence ?? 0) + 1;
      const entry = encodeLeaf(envelope(row, sequence, head));
      const leaf = leafHash(entry);
      if (caseId !== '') this.heads.set(caseId, { sequence: sequence!, leaf });
      this.tree.append(leaf);
      hashes.set(leaf, at * 32);
      sequences.push(sequence ?? null);
      entries.push(entry);
    }
    await this.client.query({
      name: 'doyak-sequence',
      text: 'select doyak.sequence($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      values: [
        size,
        array(pending.map((row) => row[0])),
        array(pending.map((row) => row[1])),
        array(pending.map((row) => row[4] || null)),
        array(sequences),
        Buffer.concat(entries),
        array(entries.map(({ length }) => length)),
        hashes,
        JSON.stringify(
          this.tree.takeFullTiles().map(({ level, index, hashes: tile }) => ({
            ...{ level, index },
            hashes: Buffer.from(tile).toString('base64'),
          })),
        ),
        Buffer.from(this.tree.root()),
      ],
    });
  }

  private async loadHeads(pending: readonly PendingRow[]): Promise<void> {
    const missing = new Set<string>();
    for (const [, , , , caseId] of pending)
      if (caseId !== '' && !this.heads.has(caseId!)) missing.add(caseId!);
    if (missing.size === 0) return;
    const { rows } = await this.client.query<{ id: string; case_sequence: number; leaf_hash: Buffer }>({
      name: 'doyak-case-heads',
      text: CASE_HEADS,
      values: [[...missing]],
    });
    for (const row of rows) this.heads.set(row.id, { sequence: row.case_sequence, leaf: row.leaf_hash });
  }
}

/** An array of numbers or ids as PostgreSQL reads it: the driver would quote and escape each. */
function array(values: readonly (string | number | null | undefined)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}

function envelope(
  row: PendingRow,
  caseSequence: number | undefined,
  head: CaseHead | undefined,
): LeafEnvelope {
  return {
    v: 1,
    id: row[1]!,
    type: row[5]!,
    schemaVersion: Number(row[6]),
    stream: row[2]!,
    streamVersion: Number(row[3]),
    case: row[4] || undefined,
    caseSequence,
    casePrevious: head && Buffer.from(head.leaf).toString('base64'),
    actor: { kind: row[7] as LeafActor['kind'], id: row[8]!, organisationId: row[9] || undefined },
    authority: row[10]!,
    commandId: row[11]!,
    correlationId: row[12]!,
    causationId: row[13] || undefined,
    occurredAt: toInstant(row[14]!),
    recordedAt: toInstant(row[15]!),
    payload: { alg: 'sha256-salted', commitment: row[16]! },
  };
}

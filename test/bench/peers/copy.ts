import pg from 'pg';
import { to } from 'pg-copy-streams';
import type { BenchDatabase } from '../cluster.js';

/** Every column that a reader of the log gets, in log order. */
const LOG = `
  select l.index, e.id, e.type, e.schema_version, e.stream_id, e.version, e.case_id, l.case_sequence, e.actor_kind, e.actor_id,
    e.organisation_id, e.authority, e.command_id, e.correlation_id, e.causation_id, e.occurred_at, e.recorded_at, e.data
  from doyak.log l join doyak.events e on e.position = l.position order by l.index`;

export interface Copy {
  /** Rows per second of the log joined with its events. */
  log(): Promise<number>;
  /** Rows per second of the events alone, as they lie on disk: without the log's order. */
  events(): Promise<number>;
  close(): Promise<void>;
}

/** The limit of reading: COPY of rows whose bytes are thrown away unparsed. */
export async function openCopy(url: BenchDatabase): Promise<Copy> {
  const client = new pg.Client(url.ownerUrl);
  await client.connect();
  const copy = async (source: string) => {
    const started = performance.now();
    const stream = client.query(to(`copy ${source} to stdout`));
    for await (const _bytes of stream);
    return stream.rowCount / ((performance.now() - started) / 1_000);
  };
  return {
    log: () => copy(`(${LOG})`),
    events: () => copy('doyak.events'),
    close: () => client.end(),
  };
}

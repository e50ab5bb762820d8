import type pg from 'pg';

/** Anything that runs SQL on the caller's transaction. */
export type Tx = Pick<pg.ClientBase, 'query'>;

/** What `processOnce` did: ran the work, or found that it has been done before. */
export type Once<T> = { readonly repeated: false; readonly result: T } | { readonly repeated: true };

/**
 * Runs `work` in the caller's transaction unless (consumer, messageId) has been processed before. The row and the effect commit
 * together or not at all, so the effect happens at most once under redelivery, a stalled job or two workers at once: the second one
 * waits for the first one's commit, and goes ahead only if that rolled back. Queues promise no such thing: they forget.
 */
export async function processOnce<T>(
  tx: Tx,
  consumer: string,
  messageId: string,
  work: () => Promise<T>,
): Promise<Once<T>> {
  const { rowCount } = await tx.query({
    name: 'doyak.inbox',
    text: 'insert into doyak.inbox (consumer, message_id) values ($1, $2) on conflict do nothing',
    values: [consumer, messageId],
  });
  if (rowCount === 0) return { repeated: true };
  return { repeated: false, result: await work() };
}

/**
 * Deletes at most `limit` inbox rows processed before `before` and returns how many went. Choose an age beyond any redelivery:
 * a message that comes again after its row is gone takes effect again.
 */
export async function forgetProcessed(tx: Tx, before: Date, limit = 10_000): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from doyak.inbox where ctid = any(array(
       select ctid from doyak.inbox where processed_at < $1 order by processed_at limit $2))`,
    [before, limit],
  );
  return rowCount ?? 0;
}

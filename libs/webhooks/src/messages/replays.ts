import type { Database } from '@doyak/kernel/database';

/** State of one message of an endpoint. */
export async function messageState(
  { pool }: Database,
  endpointId: string,
  index: number,
): Promise<'waiting' | 'delivered' | 'set-aside' | 'none'> {
  const { rows } = await pool.query<{ state: 'waiting' | 'delivered' | 'set-aside' }>(
    'select state from webhooks.messages where endpoint_id = $1 and index = $2',
    [endpointId, index],
  );
  return rows[0]?.state ?? 'none';
}
